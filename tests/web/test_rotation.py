"""Custodians' page about the keys of a collection: asked, begun, gone on with in steps, and what it says."""

import re

import pytest

from archive.domain.errors import ObjectError
from archive.services import rewrapping
from archive.services.agents import set_membership
from archive.services.approvals import approvals
from archive.services.collections import CollectionRequest, create_collection, find_collection
from archive.services.recipients import epochs
from archive.web.custodian import rotation
from crypto.age.hybrid import HybridIdentity
from tests.checks import check_archive
from tests.factories import SECRETS
from tests.web.test_custodian import changed, refused

PATH = "/custodian/collections/main/keys"
NEW = "seven herons under a slow bridge"
KEYS = {"epoch": "2", "new_collection_passphrase": NEW, "repeated_passphrase": NEW}


def types(world, since: int) -> list[str]:
    with world.archive.records.reading() as tx:
        return [str(row.event_type) for row in tx.log.entries(since)]


def test_two_people_replace_the_keys_and_steps_finish_it(pair, monkeypatch):
    monkeypatch.setattr(rotation, "STEP", 2)
    for number in range(3):
        pair.made.deposit([f"FICTIONAL {number}".encode()])
    first, second = pair.browser("custodian"), pair.browser("second")
    assert f'href="{PATH}"' in first.get("/custodian/collections").text
    page = first.get(PATH).text
    assert "3 of 3 items are sealed to the present keys." in page
    assert "new_collection_passphrase" not in page, "nobody approved it yet"
    before = pair.entries()
    assert first.post(f"{PATH}/begin", KEYS).status_code == 403
    assert types(pair, before) == ["refusal"]
    assert "This field is needed." in refused(pair, first, f"{PATH}/ask", {"reason": ""})
    page = changed(pair, first, f"{PATH}/ask", {"reason": "A member's laptop was taken."})
    assert "You have asked for it. Another custodian decides until" in page
    (asked,) = approvals(pair.archive, pair.made.custodian)
    assert "epoch: 2" in second.get("/custodian/approvals").text
    changed(pair, second, f"/custodian/approvals/{asked.approval_id}/decide", {"answer": "approve"})
    assert f'class="button" href="{PATH}"' in first.get("/custodian/approvals").text
    assert "Begin version 2" in first.get(PATH).text
    page = changed(pair, first, f"{PATH}/begin", KEYS)
    assert "0 of 3 items are sealed to the present keys." in page
    assert NEW not in page
    again = first.follow(first.post(f"{PATH}/begin", KEYS)).text
    assert "This epoch has begun already. Nothing was done twice." in again
    before = pair.entries()
    page = first.follow(first.post(f"{PATH}/go-on")).text
    assert types(pair, before) == ["rewrap", "rewrap"]
    assert "2 of 3 items are sealed to the present keys." in page
    assert "4 headers were re-wrapped." in page
    check_archive(pair.made)
    before = pair.entries()
    page = second.follow(second.post(f"{PATH}/go-on", {"present_passphrase": NEW})).text
    assert types(pair, before) == ["rewrap", "key_rotation"]
    assert "3 of 3 items are sealed to the present keys." in page
    assert "the old recipients are retired" in page
    assert "Re-wrap the next items" not in page
    check_archive(pair.made)


def test_what_is_typed_wrongly_changes_nothing(world):
    browser = world.browser("custodian")
    browser.get(PATH)
    path = f"{PATH}/begin"
    page = refused(world, browser, path, {**KEYS, "repeated_passphrase": "another one altogether"})
    assert "The two are not the same." in page
    assert "herons" not in page
    weak = dict.fromkeys(("new_collection_passphrase", "repeated_passphrase"), "password password")
    assert "too easy to guess" in refused(world, browser, path, {**KEYS, **weak})
    page = refused(world, browser, path, {**KEYS, "present_passphrase": "other words altogether"})
    assert re.search(r'id="present_passphrase-error">This is not the passphrase of the collection', page)
    assert "This field is needed." in refused(world, browser, path, {"epoch": "2"})
    before = world.entries()
    said = browser.follow(browser.post(path, {**KEYS, "epoch": "1"})).text
    assert "This epoch has begun already." in said
    assert world.entries() == before


def test_without_a_copy_the_present_passphrase_is_asked_for(world):
    browser = world.browser("custodian")
    browser.get(PATH)
    for copy in (world.made.root / "keys").rglob("members/*"):
        copy.unlink()
    page = refused(world, browser, f"{PATH}/begin", KEYS)
    assert "You have no copy of this collection" in page
    page = changed(world, browser, f"{PATH}/begin", {**KEYS, "present_passphrase": SECRETS.collection})
    assert "Re-wrap the next items" in page, "the old recipient is not retired before somebody looked"
    page = changed(world, browser, f"{PATH}/go-on", {})
    assert "the old recipients are retired" in page


@pytest.mark.parametrize("path", ["", "/ask", "/begin", "/go-on"])
def test_an_unknown_collection_is_not_found(world, path):
    browser = world.browser("custodian")
    browser.get("/custodian/")
    address = f"/custodian/collections/nowhere/keys{path}"
    if not path:
        assert browser.get(address).status_code == 404
    else:
        refused(world, browser, address, {**KEYS, "reason": "a fictional reason"}, 404)


def test_what_cannot_be_re_wrapped_is_named_and_holds_nothing_up(world, monkeypatch):
    monkeypatch.setattr(rotation, "STEP", 1)
    first = world.made.deposit([b"FICTIONAL damaged"])
    world.made.deposit([b"FICTIONAL whole"])
    browser = world.browser("custodian")
    browser.get(PATH)
    changed(world, browser, f"{PATH}/begin", KEYS)
    with world.archive.records.reading() as tx:
        item = next(each for each in tx.items.items(None) if each.number == first.number)
        damaged = {each.digest for each in tx.items.objects(item.item_id)}
    real = rewrapping.file_key

    def broken(objects, digest, identities):
        if digest in damaged:
            raise ObjectError("FICTIONAL damage")
        return real(objects, digest, identities)

    with monkeypatch.context() as patch:
        patch.setattr(rewrapping, "file_key", broken)
        assert "These could not be re-wrapped." in browser.follow(browser.post(f"{PATH}/go-on")).text
        page = browser.follow(browser.post(f"{PATH}/go-on")).text
    assert "1 of 2 items are sealed to the present keys." in page
    assert first.number in page
    page = browser.follow(browser.post(f"{PATH}/go-on")).text
    assert "2 of 2 items" in page
    assert "These could not be re-wrapped." not in page


def test_a_sealed_collection_is_left_to_the_console(world):
    request = CollectionRequest("sealed", "SEA", str(HybridIdentity.generate().recipient()))
    create_collection(world.archive, world.made.custodian, request, "")
    browser = world.browser("custodian")
    page = browser.get("/custodian/collections/sealed/keys").text
    assert "sviedka collection rotate sealed --recipient age1pq1…" in page
    assert "new_collection_passphrase" not in page
    address = "/custodian/collections/sealed/keys"
    refused(world, browser, f"{address}/begin", KEYS, 409)
    refused(world, browser, f"{address}/go-on", {}, 409)
    refused(world, browser, f"{address}/ask", {"reason": "a fictional reason"}, 400)


def test_the_table_of_recipients_tells_when_each_was_retired(world):
    browser = world.browser("custodian")
    browser.get(PATH)
    changed(world, browser, f"{PATH}/begin", KEYS)
    assert "not yet" in browser.get(PATH).text
    browser.post(f"{PATH}/go-on")
    page = browser.get(PATH).text
    assert "not yet" not in page
    with world.archive.records.reading() as tx:
        known = epochs(tx, find_collection(world.archive, "main"))
    assert all(f"<code>{each.content[:20]}…</code>" in page for each in known)


def test_the_page_of_keys_tells_versions_and_what_is_elsewhere(world):
    request = CollectionRequest("sealed", "SEA", str(HybridIdentity.generate().recipient()))
    create_collection(world.archive, world.made.custodian, request, "")
    browser = world.browser("custodian")
    assert "never" in browser.get("/custodian/keys").text
    changed(world, browser, f"{PATH}/begin", KEYS)
    main = find_collection(world.archive, "main")
    with world.archive.records.reading() as tx:
        begun = epochs(tx, main)[-1].at
    for clearance in (0, 2):
        set_membership(world.archive, world.made.custodian, main, "lawyer", clearance, "")
    rows = {(row["kind"], row["of"]): row for row in browser.get("/custodian/keys.json").json}
    for kind, of in (("collection", "main"), ("index", "main"), ("member", "custodian, main")):
        assert (rows[kind, of]["version"], rows[kind, of]["rotated_at"]) == (2, begun)
    later = rows["member", "lawyer, main"]
    assert (later["version"], later["rotated_at"]) == (2, ""), "the first copy was of the second version"
    sealed = rows["collection", "sealed"]
    assert (sealed["state"], sealed["place"], sealed["version"]) == ("elsewhere", "", 1)
    page = browser.get("/custodian/keys").text
    assert "held elsewhere" in page
    assert f'href="{PATH}"' in page
