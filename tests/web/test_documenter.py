"""A documenter's deposit from the first file to the receipt, with drafts, and what others may not see."""

import json

import pytest

from archive.domain.agent import Role
from archive.domain.errors import NotFound
from archive.domain.item import ObjectRole
from archive.services.agents import register_agent
from archive.services.enrolment import create_account
from archive.services.reading import read_item
from tests.checks import check_archive
from tests.factories import PROSECUTION
from tests.web.documenting import ACCOUNT, CONSENT, SOURCE, Desk, number_in
from tests.web_world import Browser


def test_a_deposit_from_the_first_file_to_the_receipt(world):
    desk = Desk.begin(world)
    before = world.entries()
    desk.send(("kettle.txt", b"FICTIONAL kettle"), ("empty.bin", b""))
    desk.fill()
    assert world.entries() == before, "a draft is no act"
    handed = desk.hand_in()
    assert world.entries() == before + 2, "digests of the files, and the accession"
    number = number_in(handed)
    page = desk.browser.follow(handed).text
    assert "kettle.txt" in page
    assert "the file has no bytes" in page
    receipt = json.loads(desk.browser.get(f"/documenter/deposits/{number}/receipt.json").data)
    assert [each["name"] for each in receipt["exhibits"]] == ["kettle.txt", "empty.bin"]
    assert all(each["salt"] for each in receipt["exhibits"])
    assert len(receipt["entries"]) == 2
    code = desk.browser.get(f"/documenter/deposits/{number}/receipt.svg")
    assert code.mimetype == "image/svg+xml"
    assert code.data.startswith(b"<svg")
    assert number in desk.browser.get("/documenter/deposits").text
    check_archive(world.made)


def test_a_documenter_sees_what_was_not_recorded_of_how_an_account_was_taken(world):
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle of gaps"))
    desk.fill()
    desk.keep("source", {**SOURCE, "taken": ["read_back"]})
    number = number_in(desk.hand_in())
    page = desk.browser.get(f"/documenter/deposits/{number}").text
    assert "that the person signed it" in page
    assert "how to reach the person again, who may be asked again" in page
    assert "that it was read back to the person" not in page
    whole = Desk.begin(world)
    whole.send(("kettle.txt", b"FICTIONAL kettle without gaps"))
    whole.fill()
    whole.keep("source", {**SOURCE, "taken": ["read_back", "signed", "recontact_plan"]})
    number = number_in(whole.hand_in())
    page = whole.browser.get(f"/documenter/deposits/{number}").text
    assert "Nothing is missing of how it was taken." in page


def test_what_was_said_is_what_is_sealed(world):
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    desk.fill()
    number = number_in(desk.hand_in())
    record = read_item(world.archive, world.made.lawyer, number, PROSECUTION).record
    told = record.description
    assert (told.title, told.text) == (ACCOUNT["title"], ACCOUNT["text"])
    assert told.languages == ("be", "ru")
    assert told.source.pseudonym == "Heron"
    assert "Алесь" not in repr(record)
    grants = {grant.purpose.value: grant for grant in told.consent.grants}
    assert grants["prosecution"].jurisdictions == ("DE", "LT")
    assert grants["publication"].answer.value == "no"
    assert set(grants) == {"prosecution", "publication"}, "what was not answered stands nowhere"
    assert told.consent.recontact


def test_nothing_is_ticked_beforehand(world):
    desk = Desk.begin(world)
    for step in ("account", "source", "consent"):
        page = desk.browser.get(f"{desk.path}/{step}").text
        assert " checked" not in page
        assert " selected" not in page


def test_a_second_sending_leads_to_the_same_item(world):
    desk = Desk.begin(world)
    desk.fill()
    first = number_in(desk.hand_in())
    before = world.entries()
    again = desk.browser.post(f"{desk.path}/deposit")
    assert number_in(again) == first
    assert world.entries() == before
    assert number_in(desk.browser.get(f"{desk.path}/account")) == first


def test_the_same_account_from_another_draft_is_not_taken_in_twice(world):
    first, second = Desk.begin(world), Desk.begin(world)
    for desk in (first, second):
        desk.fill()
    first.hand_in()
    refused = second.hand_in()
    assert refused.status_code == 409
    assert "exactly these files and words" in refused.text
    assert "title" in second.browser.get(f"{second.path}/account").text, "the draft is still there"


def test_a_handing_in_that_was_cut_short_is_completed(world, monkeypatch):
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    desk.fill()
    monkeypatch.setattr(type(world.archive.drafts), "hand_in", _power_cut)
    assert desk.hand_in().status_code == 500
    monkeypatch.undo()
    number = number_in(desk.hand_in())
    with world.archive.records.reading() as tx:
        assert [item.number for item in tx.items.items()] == [number]
    check_archive(world.made)


def _power_cut(*_arguments):
    raise RuntimeError("cut")


def test_the_date_is_shown_as_it_was_understood_before_going_on(world):
    desk = Desk.begin(world)
    shown = desk.keep("circumstances", {"when_said": "в начале августа 2020"})
    assert shown.status_code == 400
    assert "[2020-08-01..2020-08-10]" in shown.text
    assert "from 1 August 2020 to 10 August 2020" in shown.text
    fields = {
        "when_said": "в начале августа 2020",
        "when_shown": "[2020-08-01..2020-08-10]",
        "quantifier": "some_day",
    }
    assert desk.keep("circumstances", fields).status_code == 303
    changed = desk.keep("circumstances", fields | {"when_said": "1937 или 1938"})
    assert changed.status_code == 400, "another date is shown again"
    assert "[1937,1938]" in changed.text


@pytest.mark.parametrize("said", ["31.02.2020", "the day my brother", "2020-13-40", "9" * 300, "🫖", "\0"])
def test_what_is_no_date_is_said_and_kept(world, said):
    desk = Desk.begin(world)
    refused = desk.keep("circumstances", {"when_said": said, "place": "Minsk"})
    assert refused.status_code == 400
    assert "Minsk" in desk.browser.get(f"{desk.path}/circumstances").text


def test_homonyms_are_shown_with_their_years_and_one_is_chosen(world):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/acts")
    act = desk.browser.post(f"{desk.path}/acts/add").headers["Location"]
    step = act.removeprefix(desk.path + "/")
    shown = desk.keep(step, {"violation": "torture", "unit": "ИК-1"})
    assert shown.status_code == 400
    units = {c.unit.id for c in world.archive.vocabularies.units.resolve("ИК-1")}
    assert len(units) > 1
    assert all(f'name="unit_choice" value="{unit}"' in shown.text for unit in units)
    chosen = {"violation": "TORT", "unit": "ИК-1", "unit_for": "ИК-1", "unit_choice": min(units)}
    looked = desk.keep(step, {**chosen, "violation": "пытки", "find": "violation"})
    assert looked.status_code == 200
    terms = world.archive.vocabularies.violations.search("пытки")
    fields = {**chosen, "violation": terms[0].labels["ru"]}
    assert desk.keep(step, fields).status_code == 303
    desk.fill()
    number = number_in(desk.hand_in())
    told = read_item(world.archive, world.made.lawyer, number, PROSECUTION).record.description
    assert [a.unit for a in told.allegations[0].attributions] == [min(units)]
    assert told.allegations[0].violation == terms[0].id


def test_nobody_else_learns_of_a_draft_or_deposit(world):
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    desk.fill()
    other = Desk.begin(world, second_documenter(world))
    draft_id, unknown = desk.draft_id, "00000000-0000-4000-8000-000000000000"
    with world.archive.records.reading() as tx:
        size = tx.log.size()
    for path in (
        f"/documenter/drafts/{draft_id}/account",
        f"/documenter/drafts/{draft_id}/summary",
        f"/documenter/drafts/{draft_id}/discard",
        f"/documenter/drafts/{unknown}/files",
        "/documenter/drafts/..%2f..%2fkeys/files",
        f"/documenter/drafts/{other.draft_id}/acts/{'0' * 16}",
    ):
        assert other.browser.get(path).status_code == 404, path
    for path in ("account", "files", "deposit", "discard", "keep/account", "acts/add"):
        sent = other.browser.post(f"/documenter/drafts/{draft_id}/{path}", content_type="multipart/form-data")
        assert sent.status_code == 404, path
    number = number_in(desk.hand_in())
    for path in ("", "/receipt.json", "/receipt.svg"):
        assert other.browser.get(f"/documenter/deposits/{number}{path}").status_code == 404
    assert other.browser.post(f"/documenter/deposits/{number}/retry").status_code == 404
    assert number not in other.browser.get("/documenter/deposits").text
    assert world.entries() == size + 2


def second_documenter(world) -> str:
    handle = "otherdocumenter"
    register_agent(world.archive, world.made.custodian, handle, [Role.DOCUMENTER], world.passphrase(handle))
    world.enrolled[handle] = create_account(world.archive, world.made.actor(handle), world.passphrase(handle))
    return handle


def test_nothing_of_a_draft_is_on_disk_in_clear(world):
    desk = Desk.begin(world)
    desk.send(("secretname.txt", b"FICTIONAL-WORDS-OF-A-KETTLE " * 10000))
    desk.fill()
    words = (b"FICTIONAL-WORDS", b"secretname", "чайнік".encode(), "Выдуманы".encode())
    for path in (world.made.root / "drafts").rglob("*"):
        if path.is_file():
            assert not any(word in path.read_bytes() for word in words), path


def test_a_draft_outlives_the_session_and_is_discarded_on_purpose_only(world):
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    desk.keep("account", ACCOUNT)
    fresh = world.browser("documenter", fresh=True)
    assert ACCOUNT["title"] in fresh.get("/documenter/").text
    assert "kettle.txt" in fresh.get(f"{desk.path}/files").text
    fresh.get(f"{desk.path}/discard")
    before = world.entries()
    assert fresh.post(f"{desk.path}/discard").status_code == 303
    assert world.entries() == before
    assert fresh.get(f"{desk.path}/files").status_code == 404
    with pytest.raises(NotFound):
        world.archive.drafts.read(world.made.documenter.agent.agent_id, desk.draft_id)


def test_a_form_of_an_ended_session_comes_back_after_signing_in(world):
    desk = Desk.begin(world)
    world.clock.move(hours=1)
    stopped = desk.browser.post(f"{desk.path}/account", {"revision": "0", **ACCOUNT})
    assert stopped.status_code == 401
    assert "чайнік стаяў" in stopped.text


def test_a_stale_page_keeps_both_versions(world):
    desk = Desk.begin(world)
    desk.keep("account", ACCOUNT)
    stale = desk.browser.post(f"{desk.path}/account", {"revision": "0", **ACCOUNT, "text": "another telling"})
    assert stale.status_code == 409
    assert "another telling" in stale.text
    assert "чайнік" in desk.browser.get(f"{desk.path}/account").text
    revision = stale.text.partition('name="revision" value="')[2].partition('"')[0]
    again = desk.browser.post(
        f"{desk.path}/account", {"revision": revision, **ACCOUNT, "text": "another telling"}
    )
    assert again.status_code == 303


def test_typing_is_kept_on_the_way(world):
    desk = Desk.begin(world)
    kept = desk.browser.post(f"{desk.path}/keep/account", {"revision": "0", "text": "half a sent"})
    assert kept.json == {"revision": 1}
    assert "half a sent" in desk.browser.get(f"{desk.path}/account").text
    assert desk.browser.post(f"{desk.path}/keep/account", {"revision": "0", "text": "x"}).status_code == 409
    assert desk.browser.post(f"{desk.path}/keep/files", {"revision": "0"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"title": "x" * 500}, "too long"),
        ({"title": "a\0b"}, "cannot be shown"),
        ({"title": ""}, "needed"),
        ({"kind": "novel"}, "not one of the choices"),
        ({"languages": ["xx"]}, "not one of the choices"),
        ({"other_language": "нечто"}, "code of the language"),
        ({"text": ""}, "something must be deposited"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(world, fields, problem):
    desk = Desk.begin(world)
    answer = desk.keep("account", {**ACCOUNT, **fields})
    assert answer.status_code == 400
    assert problem in answer.text
    assert desk.hand_in().status_code == 400


def test_emoji_and_markup_are_words_like_others(world):
    desk = Desk.begin(world)
    title = '🫖 <script>alert(1)</script> =HYPERLINK("x")'
    desk.fill()
    desk.keep("account", {**ACCOUNT, "title": title})
    page = desk.browser.get(f"{desk.path}/summary").text
    assert "<script>alert" not in page
    number = number_in(desk.hand_in())
    assert read_item(world.archive, world.made.lawyer, number, PROSECUTION).record.description.title == title


def test_consent_that_contradicts_itself_is_refused(world):
    desk = Desk.begin(world)
    for fields, problem in (
        ({**CONSENT, "basis": "none"}, "nobody has said yes"),
        ({**CONSENT, "withdrawal": ""}, "can be taken back"),
        ({**CONSENT, "states.icc": "LT"}, "there is no answer"),
        ({**CONSENT, "states.prosecution": "Lithuania"}, "two letters"),
    ):
        answer = desk.keep("consent", fields)
        assert answer.status_code == 400
        assert problem in answer.text


def test_the_identity_lies_apart_and_a_mark_only_if_agreed(world):
    unmarked, marked = Desk.begin(world), Desk.begin(world)
    unmarked.fill()
    marked.fill()
    marked.keep("account", {**ACCOUNT, "text": "another fictional telling"})
    marked.keep("source", {"role": "witness", "name": "Алесь Выдуманы", "born": "1970", "mark": "yes"})
    marks = []
    for desk in (unmarked, marked):
        number = number_in(desk.hand_in())
        with world.archive.records.reading() as tx:
            objects = tx.items.objects(tx.items.by_number(number).item_id)
            marks += [each.fingerprint for each in objects if each.role is ObjectRole.IDENTITY]
    assert marks[0] == ""
    assert marks[1].startswith("person:")


def ask(browser: Browser, name: str, born: str):
    browser.get("/documenter/given-before")
    return browser.post("/documenter/given-before", {"name": name, "born": born})


def test_whether_an_account_was_given_is_answered_and_nothing_else(world):
    browser = world.browser("documenter")
    assert "Not as far as" in ask(browser, "Алесь Выдуманы", "1970").text
    desk = Desk.begin(world)
    desk.fill()
    desk.keep("source", {"role": "witness", "name": "Алесь Выдуманы", "born": "1970", "mark": "yes"})
    number = number_in(desk.hand_in())
    before = world.entries()
    answer = ask(browser, "выдуманы  АЛЕСЬ", "1970")
    assert world.entries() == before + 1
    assert "Probably yes" in answer.text
    assert "custodian" in answer.text
    assert number not in answer.text
    with world.archive.records.reading() as tx:
        assert "Алесь".encode() not in tx.log.entry(before).entry
    assert "Not as far as" in ask(browser, "Алесь Выдуманы", "1971").text
    assert ask(browser, "Алесь", "1970").status_code == 400
    assert ask(browser, "Алесь Выдуманы", "70").status_code == 400
    check_archive(world.made)


def test_names_cannot_be_tried_by_the_hundred(world):
    browser = world.browser("documenter")
    answers = [ask(browser, f"Name{n} Surname", "1970").status_code for n in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[10:] == [429, 429]
    world.clock.move(hours=2)
    assert ask(world.browser("documenter", fresh=True), "Name Surname", "1970").status_code == 200


def test_a_retry_is_for_what_was_set_aside(world):
    desk = Desk.begin(world)
    desk.fill()
    number = number_in(desk.hand_in())
    idle = desk.browser.post(f"/documenter/deposits/{number}/retry")
    assert "Nothing of this item waits" in desk.browser.follow(idle).text
    with world.archive.records.transaction() as tx:
        for _ in range(3):
            for task in tx.outbox.claim(
                world.archive.index_task, 9, worker="w", now=world.clock.now(), lease_seconds=1
            ):
                tx.outbox.failed(task, "the engine said <no>", world.clock.now())
    page = desk.browser.get(f"/documenter/deposits/{number}").text
    assert "failed three times" in page
    assert "the engine said &lt;no&gt;" in page
    assert desk.browser.post(f"/documenter/deposits/{number}/retry").status_code == 303
    assert "waiting for its turn" in desk.browser.get(f"/documenter/deposits/{number}").text


def test_a_file_that_changed_while_it_waited_is_not_deposited(world):
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    desk.fill()
    (payload,) = (world.made.root / "drafts").rglob("*.payload")
    whole = payload.read_bytes()
    payload.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    before = world.entries()
    assert desk.hand_in().status_code == 500
    assert world.entries() == before
