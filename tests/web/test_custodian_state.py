"""Custodians' pages about what there is: collections, index, keys, a seizure, settings; each a report too."""

import csv
import io

import pytest

from archive.doctor import examine
from archive.domain.account import GuardedAct
from archive.domain.errors import ObjectError, Unavailable
from archive.services.agents import retire_agent, sign_in
from archive.services.approvals import approvals, decide
from archive.web.custodian.checks import CHECKS
from archive.web.custodian.words import CONDITIONS, IN_CLEAR
from config import Settings
from tests.architecture.tree import ROOT
from tests.factories import SECRETS, describe
from tests.web.test_custodian import changed, refused

WORDS = "words of second for a test archive"
NEW = {"name": "camp", "prefix": "CSV", "ceiling": "1", "recipient": ""}
KEYS = {
    "new_collection_passphrase": "seven herons under a slow bridge",
    "repeated_passphrase": "seven herons under a slow bridge",
}


@pytest.mark.parametrize("name", ["collections", "index", "keys", "seizure", "checks"])
def test_a_page_is_a_report_too(shown_world, name):
    browser = shown_world.browser("custodian")
    before = shown_world.entries()
    assert browser.get(f"/custodian/{name}").status_code == 200
    rows = browser.get(f"/custodian/{name}.json").json
    table = list(csv.DictReader(io.StringIO(browser.get(f"/custodian/{name}.csv").text)))
    assert len(table) == len(rows)
    assert browser.get(f"/custodian/{name}.xml").status_code == 404
    assert shown_world.entries() == before


def test_one_person_makes_a_collection_at_once(world):
    browser = world.browser("custodian")
    browser.get("/custodian/collections")
    path = "/custodian/collections/make"
    page = refused(world, browser, path, {**NEW, **KEYS, "repeated_passphrase": "another one altogether"})
    assert "The two are not the same." in page
    assert "herons" not in page
    for field, value, said in (
        ("name", "Camp 7", "A name has 1 to 40"),
        ("prefix", "c", "A prefix has two to eight"),
        ("recipient", "age1fictional", "This is no recipient"),
        ("ceiling", "7", "a number from 0 to 3"),
        ("name", "main", "with this name or prefix already"),
    ):
        assert said in refused(world, browser, path, {**NEW, **KEYS, field: value})
    assert "too easy to guess" in refused(
        world, browser, path, {**NEW, **dict.fromkeys(KEYS, "password password")}
    )
    before = world.entries()
    response = browser.post(path, {**NEW, **KEYS})
    assert "camp" in browser.follow(response).text
    assert world.entries() == before + 2, "the collection, and the membership of who made it"


def test_two_people_make_exactly_what_was_approved(pair):
    browser = pair.browser("custodian")
    page = browser.get("/custodian/collections").text
    assert "new_collection_passphrase" not in page
    assert "This field is needed." in refused(pair, browser, "/custodian/collections/ask", NEW)
    changed(pair, browser, "/custodian/collections/ask", {**NEW, "reason": "A place for the camp."})
    (asked,) = approvals(pair.archive, pair.made.custodian)
    assert asked.act is GuardedAct.KEY_CEREMONY
    refused(pair, browser, "/custodian/collections/make", {"approval": asked.approval_id, **KEYS}, 404)
    decide(pair.archive, sign_in(pair.archive, "second", WORDS), asked.approval_id, approve=True)
    assert "Approved: make camp" in browser.get("/custodian/collections").text
    browser.post("/custodian/collections/make", {"approval": asked.approval_id, **KEYS, "name": "other"})
    names = {row["name"]: row["ceiling"] for row in browser.get("/custodian/collections.json").json}
    assert names == {"main": 3, "camp": 1}


def test_recipients_that_nobody_signed_are_named(world, monkeypatch):
    browser = world.browser("custodian")
    assert "not the ones that a custodian signed" not in browser.get("/custodian/collections").text
    monkeypatch.setattr("archive.services.recipients.recipients_of", lambda _: (("content", "age1pq1other"),))
    assert "not the ones that a custodian signed" in browser.get("/custodian/collections").text


def poison(*_):
    raise ObjectError("Object 0 cannot be opened.")


def test_the_index_tells_what_waits_what_failed_and_is_tried_again(world, monkeypatch):
    browser, made = world.browser("custodian"), world.made
    number = made.deposit([b"FICTIONAL"], describe("one")).number
    assert "0 of 1 items are indexed." in browser.get("/custodian/index").text
    with monkeypatch.context() as patch:
        patch.setattr("archive.services.item_maker.ItemMaker.input_of", poison)
        for _ in range(3):
            browser.post("/custodian/index/catch-up")
    page = browser.get("/custodian/index").text
    assert "Set aside" in page
    assert number in page
    assert [row["number"] for row in browser.get("/custodian/index.json").json] == [number]
    assert browser.post("/custodian/index/retry", {"number": "BYA-2020-0000001"}).status_code == 404
    page = browser.follow(browser.post("/custodian/index/retry", {"number": number})).text
    assert "One item was indexed." in page
    assert "1 of 1 items are indexed." in page
    assert "Nothing waits." in page


def test_an_index_that_does_not_answer_is_said_to_be_so(world, monkeypatch):
    browser = world.browser("custodian")

    def silent(*_):
        raise Unavailable("nobody there")

    monkeypatch.setattr(type(world.archive.index), "state", silent)
    page = browser.get("/custodian/index")
    assert page.status_code == 200
    assert "The index does not answer." in page.text
    assert browser.get("/custodian/index.csv").status_code == 503


def test_keys_that_are_missing_superfluous_or_open_to_others_are_named(world):
    browser, keys = world.browser("custodian"), world.made.root / "keys"

    def rows(**wanted):
        found = browser.get("/custodian/keys.json").json
        return [row for row in found if all(row[name] == value for name, value in wanted.items())]

    assert {row["kind"]: row["state"] for row in rows() if row["state"] != "present"} == {
        "recovery": "elsewhere"
    }
    assert [row["guard"] for row in rows(kind="log")] == ["clear"]
    (vault,) = rows(kind="vault")
    assert (vault["guard"], vault["work_factor"], vault["version"]) == ("passphrase", 10, 1)
    assert vault["made_at"]
    (copy,) = rows(kind="member", of="lawyer, main")
    assert copy["guard"] == "recipient"
    (world.made.root / copy["place"]).unlink()
    (keys / "vault.age").chmod(0o644)
    retire_agent(world.archive, world.made.custodian, "auditor")
    assert [row["of"] for row in rows(state="missing")] == ["lawyer, main"]
    assert [row["place"] for row in rows(state="stray")] == ["keys/agents/auditor.age"]
    assert [row["place"] for row in rows(exposed=True)] == ["keys/vault.age"]
    page = browser.get("/custodian/keys").text
    for said in ("not on this machine", "nothing asks for it", "others can read the file"):
        assert said in page


def test_a_seizure_is_counted_from_what_is_there(shown_world):
    browser = shown_world.browser("custodian")
    shown_world.browser("lawyer")
    rows = browser.get("/custodian/seizure.json").json

    def of(what):
        return {row["of"]: row["value"] for row in rows if row["what"] == what}

    clear = of("in clear")
    assert clear["items"] == 6
    assert clear["agents"] == 4
    assert clear["entries"] == shown_world.entries()
    drafts = shown_world.archive.drafts
    owners = [each.account.agent_id for each in shown_world.enrolled.values()]
    assert clear["drafts"] == sum(len(drafts.list(owner)) for owner in owners) > 0
    assert "keys/log.key" not in of("key in clear")
    assert "log.key" in of("key in clear")
    assert "vault.age" in of("passphrase to try, weakly stretched")
    assert of("opens the collection if forced") == {"main": "custodian lawyer"}
    assert of("signed in now")["lawyer"] == "main"
    assert of("signed in now")["custodian"] == "main"
    assert of("sealed")["identities"] == 1, "that of the withdrawn item is gone"
    assert {"two-person"} <= set(of("makes it worse"))
    page = browser.get("/custodian/seizure").text
    assert "can be guessed fast" in page
    assert "with_identity" not in page


def test_settings_are_explained_in_the_words_of_all_checks(shown_world, tmp_path):
    page = shown_world.browser("custodian").get("/custodian/checks").text
    assert "As soon as there are two custodians" in page
    assert {each.code for each in examine(Settings(tmp_path))} == set(CHECKS)


def test_every_condition_of_the_index_and_everything_in_clear_has_words(shown_world):
    source = (ROOT / "archive" / "services" / "index_status.py").read_text(encoding="utf-8")
    for code in ("other-cluster", "other-analysis", "no-lemmas", "count-differs", "ahead", "engine"):
        assert f'"{code}"' in source
        assert code in CONDITIONS
    rows = shown_world.browser("custodian").get("/custodian/seizure.json").json
    assert {row["of"] for row in rows if row["what"] == "in clear"} == set(IN_CLEAR)
    assert SECRETS.vault not in str(rows)
