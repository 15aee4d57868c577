"""Deposits by programs: whole or not at all, once however often they are sent, with a receipt."""

import json

import pytest

from archive.app import create_app
from archive.domain.agent import Role
from archive.domain.errors import Unavailable
from archive.services.agents import change_roles, sign_in
from archive.services.handing_in import receipt_of
from archive.services.own_deposits import own_item
from archive.services.receipts import format_receipt
from archive.services.repeats import KEPT
from archive.services.tokens import create_token
from archive.verifier.cli import main as verify
from config import WebSettings
from tests.api.conftest import Client
from tests.api.depositing import DESCRIPTION, FILES, hand_in
from tests.checks import check_archive
from tests.web_access.posting import set_aside
from tests.web_world import ORIGIN


def items(own) -> int:
    with own.world.archive.records.reading() as tx:
        return len(list(tx.items.items()))


def quarantined(own) -> list[str]:
    return [
        p.name for p in (own.world.made.root / "quarantine").rglob("*") if p.is_file() and p.name != "lock"
    ]


def another_documenter(own) -> Client:
    change_roles(own.world.archive, own.world.made.custodian, "lawyer", [Role.LAWYER, Role.DOCUMENTER])
    actor = sign_in(own.world.archive, "lawyer", own.world.passphrase("lawyer"))
    return Client(own.world, create_token(own.world.archive, actor, "another", ["deposit"], 1).text)


def test_a_deposit_is_an_item_with_its_entries_and_a_receipt(own, tmp_path):
    client, before = own.client("documenter"), own.world.entries()
    made = hand_in(client)
    assert made.status_code == 201
    number = made.json["number"]
    assert made.headers["Location"] == f"/api/v1/deposits/{number}"
    assert [(each["name"], each["size"]) for each in made.json["exhibits"]] == [
        (name, len(data)) for name, data in FILES.items()
    ]
    with own.world.archive.records.reading() as tx:
        kinds = [row.event_type for row in tx.log.entries(before)]
    assert kinds == ["message_digest_calculation", "accession"]
    receipt = client.get(f"/deposits/{number}/receipt")
    (tmp_path / "r.json").write_bytes(receipt.data)
    (tmp_path / "kettle.txt").write_bytes(FILES["kettle.txt"])
    assert verify(["receipt", str(tmp_path / "r.json"), str(tmp_path / "kettle.txt")]) == 0
    check_archive(own.world.made)


def test_receipts_are_the_same_bytes_everywhere(own):
    number = hand_in(own.client("documenter")).json["number"]
    by_api = own.client("documenter").get(f"/deposits/{number}/receipt").data
    by_page = own.world.browser("documenter").get(f"/documenter/deposits/{number}/receipt.json").data
    kept = own_item(own.world.archive, own.world.made.documenter, number).kept
    assert by_api == by_page == format_receipt(dict(receipt_of(own.world.archive, kept))).encode()


def test_sent_again_it_is_answered_again_and_nothing_is_done(own):
    client, other = own.client("documenter"), own.client("documenter")
    first = hand_in(client, '"a key"')
    before = (own.world.entries(), items(own))
    again = hand_in(other, "a key")
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert (own.world.entries(), items(own)) == before


@pytest.mark.parametrize(
    ("description", "files"),
    [({**DESCRIPTION, "title": "FICTIONAL pot"}, FILES), (DESCRIPTION, {"kettle.txt": b"FICTIONAL other"})],
)
def test_a_key_belongs_to_its_request(own, description, files):
    client = own.client("documenter")
    hand_in(client)
    before = own.world.entries()
    other = hand_in(client, "first", description, files)
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    assert own.world.entries() == before


def test_a_key_belongs_to_its_agent_and_is_forgotten(own):
    hand_in(own.client("documenter"))
    other = hand_in(another_documenter(own), "first", {**DESCRIPTION, "text": "FICTIONAL"})
    assert other.status_code == 201
    own.world.clock.move(days=KEPT.days + 1)
    late = hand_in(own.client("documenter"))
    assert (late.status_code, late.json["code"]) == (409, "already-here")


def test_no_key_and_no_plaintext_of_a_request_is_kept(own):
    hand_in(own.client("documenter"), "a-key-of-the-program")
    stored = b"".join(p.read_bytes() for p in own.world.made.root.rglob("*") if p.is_file())
    for text in (b"a-key-of-the-program", b"FICTIONAL kettle", b"kettle.txt"):
        assert text not in stored


@pytest.mark.parametrize("key", [None, "", "x" * 201, "ключ".encode().decode("latin-1")])
def test_without_a_key_nothing_is_taken(own, key):
    refused = hand_in(own.client("documenter"), key)
    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json["errors"]] == ["#/Idempotency-Key"]


def test_all_mistakes_come_at_once_and_the_key_stays_free(own):
    client, before = own.client("documenter"), own.world.entries()
    wrong = {**DESCRIPTION, "title": "", "kind": "kettle", "files": ["kettle.txt", "absent.txt"]}
    refused = hand_in(client, "k", wrong)
    assert refused.status_code == 400
    assert {each["pointer"] for each in refused.json["errors"]} == {
        "#/description/title",
        "#/description/kind",
        "#/description/files/1",
        "#/files/1",
    }
    assert own.world.entries() == before
    assert quarantined(own) == []
    assert hand_in(client, "k").status_code == 201


@pytest.mark.parametrize(
    "description", ["", "{", "[]", '{"a": 1, "a": 2}', "\x00", "[" * 5000, '{"title": NaN}', "null"]
)
def test_what_is_no_description_is_refused(own, description):
    refused = hand_in(own.client("documenter"), "k", description)
    assert refused.status_code == 400
    assert refused.json["errors"][0]["pointer"].startswith("#/description")
    assert quarantined(own) == []


def body(*parts: tuple[str, bytes]) -> bytes:
    head = b'--kettle\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    made = [
        head % (name.encode(), b'; filename="a.txt"' if name == "files" else b"", data)
        for name, data in parts
    ]
    return b"".join(made) + b"--kettle--\r\n"


def raw(client, data: bytes, **headers: str):
    return client.ask(
        "POST",
        "/deposits",
        data=data,
        content_type="multipart/form-data; boundary=kettle",
        headers={"Idempotency-Key": "k", **headers},
    )


@pytest.mark.parametrize("left", [10, 120, 900, 300_000])
def test_a_request_that_is_cut_leaves_nothing_and_can_be_sent_again(own, left):
    client, before = own.client("documenter"), (own.world.entries(), items(own))
    whole = body(("description", json.dumps(DESCRIPTION).encode()), ("files", b"FICTIONAL " * 60_000))
    cut = raw(client, whole[:left])
    assert (cut.status_code, cut.json["code"]) == (400, "cut-short")
    assert (own.world.entries(), items(own), quarantined(own)) == (*before, [])
    assert client.get("/deposits").json["total"] == before[1]
    assert raw(client, whole).status_code == 201


def test_unknown_and_repeated_parts_are_named(own):
    text = json.dumps(DESCRIPTION).encode()
    parts = body(
        ("description", text), ("description", text), ("owner", b"x"), ("files", b"1"), ("files", b"2")
    )
    refused = raw(own.client("documenter"), parts)
    pointers = [each["pointer"] for each in refused.json["errors"]]
    assert {"#/owner", "#/files/0"} <= set(pointers)
    assert refused.status_code == 400


def test_more_than_the_setting_allows_is_refused(own):
    own.world.app = create_app(own.world.archive, WebSettings(origin=ORIGIN, deposit_bytes=10_000))
    refused = hand_in(own.client("documenter"), "k", files={"large.bin": b"x" * 20_000})
    own.world.app.extensions["sviedka_identifier"].close()
    assert refused.status_code == 413
    assert quarantined(own) == []


def test_a_power_cut_after_the_accession_is_made_good(own, monkeypatch):
    store = type(own.world.archive.drafts)
    whole = store.hand_in

    def cut(*_args):
        raise Unavailable("the power is gone")

    monkeypatch.setattr(store, "hand_in", cut)
    client = own.client("documenter")
    assert hand_in(client).status_code == 503
    before = (own.world.entries(), items(own))
    monkeypatch.setattr(store, "hand_in", whole)
    again = hand_in(client)
    assert again.status_code == 201
    assert (own.world.entries(), items(own)) == before
    assert client.get(f"/deposits/{again.json['number']}/receipt").status_code == 200


def test_only_ones_own_deposits_are_there(own):
    client = own.client("documenter")
    number = hand_in(client).json["number"]
    state = client.get(f"/deposits/{number}").json
    assert [each["name"] for each in state["files"]] == list(FILES)
    assert all(each["received"] and each["sealed"] and each["readable"] for each in state["files"])
    assert (state["indexed"], state["reason"]) == (False, "waiting")
    assert client.get("/deposits").json["deposits"][0]["number"] == number
    other = another_documenter(own)
    assert other.get("/deposits").json["total"] == 0
    for path in (f"/deposits/{number}", f"/deposits/{number}/receipt", "/deposits/BYA-2026-9999999"):
        assert other.get(path).status_code == 404
    assert other.post(f"/deposits/{number}/retry").status_code == 404


def test_what_was_set_aside_is_tried_again(own):
    client, number = own.client("documenter"), set_aside(own.world)["number"]
    state = client.get(f"/deposits/{number}").json
    assert (state["reason"], state["failure"]) == ("set_aside", "the engine said no")
    retried = [client.post(f"/deposits/{number}/retry").json for _ in range(2)]
    assert retried == [
        {"number": number, "was_set_aside": True, "indexed": False},
        {"number": number, "was_set_aside": False, "indexed": False},
    ]
