"""Approvals on the custodian's page: what another asked for is decided once, in one custody entry."""

from archive.domain.account import GuardedAct
from archive.services.approvals import approvals, request_approval

ACT, FIXED = GuardedAct.BULK_EXPORT, {"items": 3}


def test_another_decides_once_and_it_is_one_entry(world):
    asked = request_approval(world.archive, world.made.lawyer, ACT, FIXED, "a fictional reason <b>")
    browser = world.browser("custodian")
    page = browser.get("/custodian/approvals").text
    assert "a fictional reason &lt;b&gt;" in page
    before, path = world.entries(), f"/custodian/approvals/{asked.approval_id}/decide"
    assert browser.post(path, {"answer": "approve"}).status_code == 303
    assert world.entries() == before + 1
    assert approvals(world.archive, world.made.lawyer)[0].state == "approved"
    assert browser.post(path, {"answer": "refuse"}).status_code == 409


def test_an_unknown_request_is_not_found(world):
    browser = world.browser("custodian")
    browser.get("/custodian/approvals")
    assert browser.post("/custodian/approvals/nothing/decide", {"answer": "approve"}).status_code == 404
