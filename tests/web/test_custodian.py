"""Custodians' pages: approvals, people, invitations, sessions. Each change is one custody entry."""

import re

import pytest

from archive.domain.account import GuardedAct
from archive.domain.description import Identity
from archive.services.agents import sign_in
from archive.services.approvals import approvals, decide, request_approval
from archive.services.invitations import Acceptance, accept, fingerprint
from crypto.totp import code_at, new_secret
from tests.factories import SECRETS

ACT, FIXED = GuardedAct.BULK_EXPORT, {"items": 3}
WORDS = "words of second for a test archive"


def changed(world, browser, path, fields):
    """Post, expect one custody entry and a page after it; answers with that page."""
    before = world.entries()
    response = browser.post(path, fields)
    assert response.status_code == 303, response.text
    assert world.entries() == before + 1
    return browser.follow(response).text


def refused(world, browser, path, fields, status=400):
    """Post what is wrong, expect no entry; answers with the page."""
    before = world.entries()
    response = browser.post(path, fields)
    assert response.status_code == status, response.text
    assert world.entries() == before
    return response.text


def test_another_decides_once_and_it_is_one_entry(world):
    asked = request_approval(world.archive, world.made.lawyer, ACT, FIXED, "a fictional reason <b>")
    browser = world.browser("custodian")
    page = browser.get("/custodian/approvals").text
    assert "a fictional reason &lt;b&gt;" in page
    path = f"/custodian/approvals/{asked.approval_id}/decide"
    assert "One request waits" in browser.get("/custodian/").text
    changed(world, browser, path, {"answer": "approve"})
    assert approvals(world.archive, world.made.lawyer)[0].state == "approved"
    (row,) = browser.get("/custodian/approvals.json").json
    assert (row["asked_by"], row["state"], row["decided_by"]) == ("lawyer", "approved", "custodian")
    assert "a fictional reason" in browser.get("/custodian/approvals.csv").text
    assert browser.post(path, {"answer": "refuse"}).status_code == 409


@pytest.mark.parametrize(
    "path",
    [
        "approvals/nothing/decide",
        "approvals/nothing/withdraw",
        "people/nobody/roles",
        "people/nobody/membership",
        "people/nobody/retire",
        "people/nobody/sessions/end",
        "sessions/end",
        "invitations/nothing/withdraw",
        "invitations/nothing/admit",
        "items/BYA-2020-0000001/ask",
        "items/BYA-2020-0000001/reveal",
        "items/BYA-2020-0000001/withdraw",
    ],
)
def test_what_is_not_there_is_not_found(world, path):
    browser = world.browser("custodian")
    browser.get("/custodian/")
    fields = {"answer": "approve", "roles": "lawyer", "session": "0", "collection": "0", "sure": "yes"}
    assert refused(world, browser, f"/custodian/{path}", fields, 404)


def test_roles_hold_at_the_next_request(world):
    browser, lawyer = world.browser("custodian"), world.browser("lawyer")
    assert lawyer.get("/lawyer/").status_code == 200
    browser.get("/custodian/people/lawyer")
    assert "Choose at least one." in refused(world, browser, "/custodian/people/lawyer/roles", {})
    page = changed(world, browser, "/custodian/people/lawyer/roles", {"roles": ["auditor", "documenter"]})
    assert "documenter, auditor" in page
    assert lawyer.get("/lawyer/").status_code == 403
    assert lawyer.get("/auditor/").status_code == 200
    refused(world, browser, "/custodian/people/lawyer/roles", {"roles": ["auditor", "documenter"]}, 409)
    refused(world, browser, "/custodian/people/custodian/roles", {"roles": ["lawyer"]})
    refused(world, browser, "/custodian/people/lawyer/roles", {"roles": ["emperor"]})


def test_a_membership_ends_and_begins_again(world):
    browser = world.browser("custodian")
    browser.get("/custodian/people/lawyer")
    with world.archive.records.reading() as tx:
        (collection,) = tx.people.collections()
    path, fields = "/custodian/people/lawyer/membership", {"collection": collection.collection_id}
    page = changed(world, browser, path, {**fields, "clearance": "0"})
    assert '<option value="0" selected>' in page
    wrong = {**fields, "clearance": "2", "collection_passphrase": "not the words of the collection"}
    page = refused(world, browser, path, wrong)
    assert 'id="collection_passphrase-error">This is not the passphrase of the collection.' in page
    page = changed(world, browser, path, {**fields, "clearance": "2"})
    assert '<option value="2" selected>' in page
    refused(world, browser, path, {**fields, "clearance": "4"})


def test_a_retired_agent_is_out_at_once(world):
    browser, auditor = world.browser("custodian"), world.browser("auditor")
    assert auditor.get("/auditor/").status_code == 200
    browser.get("/custodian/people/auditor")
    assert "Tick the box" in refused(world, browser, "/custodian/people/auditor/retire", {})
    changed(world, browser, "/custodian/people/auditor/retire", {"sure": "yes"})
    assert auditor.get("/auditor/").status_code == 401
    assert "What it signed stays valid." in browser.get("/custodian/people/auditor").text
    refused(world, browser, "/custodian/people/custodian/retire", {"sure": "yes"})


def test_sessions_are_ended_one_by_one_and_all(world):
    browser, first, second = (
        world.browser("custodian"),
        world.browser("lawyer"),
        world.browser("lawyer", fresh=True),
    )
    page = browser.get("/custodian/sessions").text
    assert "This one" in page
    ids = re.findall(r'name="session" value="([0-9a-f]+)"', page)
    assert len(ids) == 2
    changed(world, browser, "/custodian/sessions/end", {"session": ids[0]})
    assert sorted(each.get("/lawyer/").status_code for each in (first, second)) == [200, 401]
    changed(world, browser, "/custodian/people/lawyer/sessions/end", {})
    assert first.get("/lawyer/").status_code == second.get("/lawyer/").status_code == 401
    assert browser.get("/custodian/").status_code == 200


def test_a_person_is_invited_compared_and_admitted(world):
    browser = world.browser("custodian")
    browser.get("/custodian/invitations")
    assert "A handle has" in refused(
        world, browser, "/custodian/invitations", {"handle": "Real Name", "roles": "lawyer"}
    )
    assert "taken" in refused(
        world, browser, "/custodian/invitations", {"handle": "lawyer", "roles": "lawyer"}
    )
    with world.archive.records.reading() as tx:
        (collection,) = tx.people.collections()
    before = world.entries()
    fields = {"handle": "otter", "roles": "lawyer", f"clearance-{collection.collection_id}": "2"}
    code = re.search(r'<code class="secret">([^<]+)<', browser.post("/custodian/invitations", fields).text)
    assert code
    assert world.entries() == before + 1
    assert code[1] not in browser.get("/custodian/invitations").text
    secret = new_secret()
    totp = code_at(secret, world.clock.now().timestamp())
    accept(world.archive, Acceptance(code[1], "words of otter for a test archive", secret, totp))
    assert "waits for your signature" in browser.get("/custodian/").text
    page = browser.get("/custodian/invitations").text
    path = re.search(r'href="(/custodian/invitations/[0-9a-f-]+)"', page)
    assert path
    with world.archive.records.reading() as tx:
        words = fingerprint(tx.accounts.invitations()[0])
    assert words not in browser.get(path[1]).text, "it is compared, not copied"
    wrong = refused(world, browser, f"{path[1]}/admit", {"fingerprint": "AAAA-BBBB"})
    assert "another fingerprint" in wrong
    before = world.entries()
    assert browser.post(f"{path[1]}/admit", {"fingerprint": words.lower()}).status_code == 303
    assert world.entries() == before + 2, "the registration, and the membership"
    assert "otter" in browser.get("/custodian/people").text
    refused(world, browser, f"{path[1]}/withdraw", {}, 409)


def test_an_invitation_is_withdrawn(world):
    browser = world.browser("custodian")
    browser.get("/custodian/invitations")
    browser.post("/custodian/invitations", {"handle": "otter", "roles": "auditor"})
    path = re.search(
        r'action="(/custodian/invitations/[^"]+/withdraw)"', browser.get("/custodian/invitations").text
    )
    assert path
    assert "withdrawn" in changed(world, browser, path[1], {})


@pytest.mark.parametrize("name", ["people", "sessions"])
def test_a_page_is_a_report_too(shown_world, name):
    browser = shown_world.browser("custodian")
    rows = browser.get(f"/custodian/{name}.json").json
    assert {row["handle"] for row in rows} >= {"custodian"}
    assert browser.get(f"/custodian/{name}.csv").text.startswith("handle,")
    assert browser.get(f"/custodian/{name}.pdf").status_code == 404


def test_one_asks_another_approves_and_the_name_is_shown_once(pair):
    outcome = pair.made.deposit(
        [b"FICTIONAL"], identity=Identity(name="<b>Fictional</b> Person", born="1970")
    )
    number, first, second = outcome.number, pair.browser("custodian"), pair.browser("second")
    address = f"/custodian/items/{number}"
    page = first.get(address).text
    assert "Ask to reveal the identity" in page
    assert "vault_passphrase" not in page
    reveal = {"vault_passphrase": SECRETS.vault, "reveal_because": "Letter of the court"}
    before = pair.entries()
    assert first.post(f"{address}/reveal", reveal).status_code == 403
    assert pair.entries() == before + 1, "the refusal"
    ask = {"act": "reveal_identity", "asked_because": "The court summons the witness."}
    empty = refused(pair, first, f"{address}/ask", {**ask, "asked_because": ""})
    assert re.search(r'id="asked_because-error">This field is needed', empty)
    assert "Another custodian decides" in changed(pair, first, f"{address}/ask", ask)
    (asked,) = approvals(pair.archive, pair.made.custodian)
    assert "The court summons the witness." in second.get("/custodian/approvals").text
    changed(pair, second, f"/custodian/approvals/{asked.approval_id}/decide", {"answer": "approve"})
    assert "Approved until" in first.get(address).text
    before = pair.entries()
    wrong = first.post(f"{address}/reveal", {**reveal, "vault_passphrase": "other words altogether"})
    assert (wrong.status_code, pair.entries()) == (400, before + 1), "a wrong passphrase is a refusal"
    assert "This is not the passphrase of the identity vault." in wrong.text
    assert "other words altogether" not in wrong.text
    before = pair.entries()
    shown = first.post(f"{address}/reveal", reveal)
    assert "&lt;b&gt;Fictional&lt;/b&gt; Person" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert pair.entries() == before + 1
    assert first.post(f"{address}/reveal", reveal).status_code == 403


def test_an_item_is_withdrawn_by_two(pair):
    number = pair.made.deposit([b"FICTIONAL"]).number
    first, address = pair.browser("custodian"), f"/custodian/items/{number}"
    assert first.get(f"/custodian/items?number={number}").headers["Location"].endswith(number)
    assert "No identity was deposited" in first.get(address).text
    changed(pair, first, f"{address}/ask", {"act": "erasure", "asked_because": "The source asked."})
    (asked,) = approvals(pair.archive, pair.made.custodian)
    decide(pair.archive, sign_in(pair.archive, "second", WORDS), asked.approval_id, approve=True)
    said = {"withdraw_because": "by telephone"}
    assert "Tick the box" in refused(pair, first, f"{address}/withdraw", said)
    response = first.post(f"{address}/withdraw", {**said, "sure": "yes"})
    assert "nobody can open it any more" in first.follow(response).text
    refused(pair, first, f"{address}/withdraw", {**said, "sure": "yes"}, 409)


def test_a_request_is_taken_back_by_who_made_it(pair):
    number = pair.made.deposit([b"FICTIONAL"]).number
    first, second = pair.browser("custodian"), pair.browser("second")
    first.get("/custodian/")
    second.get("/custodian/")
    first.post(f"/custodian/items/{number}/ask", {"act": "erasure", "asked_because": "r"})
    (asked,) = approvals(pair.archive, pair.made.custodian)
    path = f"/custodian/approvals/{asked.approval_id}/withdraw"
    assert second.post(path).status_code == 403
    assert "taken back" in changed(pair, first, path, {})


def test_the_only_custodian_is_told_to_invite_another(pair):
    browser = pair.browser("custodian")
    assert "You are the only custodian." not in browser.get("/custodian/").text
    changed(pair, browser, "/custodian/people/second/retire", {"sure": "yes"})
    assert "You are the only custodian." in browser.get("/custodian/").text


def test_an_archive_of_one_person_says_so(world):
    number = world.made.deposit([b"FICTIONAL"], identity=Identity(name="Fictional Person")).number
    browser = world.browser("custodian")
    assert "set up for one person" in browser.get("/custodian/approvals").text
    assert "set up for one person" in browser.get(f"/custodian/items/{number}").text
    reveal = {"vault_passphrase": SECRETS.vault, "reveal_because": "fictional"}
    assert "Fictional Person" in browser.post(f"/custodian/items/{number}/reveal", reveal).text
