"""The web frame: two public addresses, 401 for everything else, the same headers on every answer."""

import importlib
import json
import sys

import pytest

from archive.app import create_app
from archive.doctor import UnsafeSettings
from archive.domain.errors import Unavailable
from archive.web.guard import POLICY
from config import WebSettings
from crypto.checkpoint import read_checkpoint
from crypto.note import parse_verifier_key
from tests.factories import TestArchive, make_archive

WEB = WebSettings(origin="http://localhost")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
CLOSED = [
    "/", "/items", "/items/BYA-2026-0000001", "/search?q=kanarejka", "/login", "/static",
    "/account", "/lawyer/", "/custodian/",
    "/log/tile/0/000",
    "/checkpoint/", "/checkpoint/../keys/log.key", "/CHECKPOINT", "/log.key", "/%2e%2e/keys/vault.age",
    "/\u202e\x1b[31m", "/" + "x" * 5000, "/x//checkpoint",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> TestArchive:
    made = make_archive(tmp_path_factory.mktemp("web"))
    made.deposit([b"FICTIONAL exhibit"])
    made.publish()
    yield made
    made.close()


@pytest.fixture
def client(made):
    return create_app(made.archive, WEB).test_client()


def check_headers(response) -> None:
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "Set-Cookie" not in response.headers
    assert "Python" not in response.headers.get("Server", "")


def check_problem(response, status: int, code: str) -> dict:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["type"] == f"urn:sviedka:problem:{code}"
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["title"]
    check_headers(response)
    return problem


def test_the_checkpoint_is_public_and_the_one_on_disk(client, made):
    response = client.get("/checkpoint")
    assert response.status_code == 200
    assert response.mimetype == "text/plain"
    assert response.data == (made.root / "log" / "checkpoint").read_bytes()
    assert read_checkpoint(response.data).origin == made.archive.origin
    check_headers(response)


def test_the_keys_are_public_and_verify_the_checkpoint(client, made):
    response = client.get("/log.vkey")
    assert response.status_code == 200
    names = [parse_verifier_key(line).name for line in response.text.splitlines()]
    assert names == [made.archive.origin, f"{made.archive.origin}/mldsa44"]
    check_headers(response)


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
)
@pytest.mark.parametrize("path", CLOSED, ids=lambda path: repr(path[:20]))
def test_everything_else_needs_an_account(client, path, method):
    response = client.open(path, method=method)
    if method == "HEAD":
        assert response.status_code == 401
        check_headers(response)
        return
    problem = check_problem(response, 401, "not-signed-in")
    assert "kanarejka" not in json.dumps(problem)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("path", ["/checkpoint", "/log.vkey"])
def test_nothing_can_be_sent_to_what_is_public(client, path, method):
    check_problem(client.open(path, method=method, data=b"x" * 1000), 401, "not-signed-in")


@pytest.mark.parametrize("path", ["/checkpoint", "/log.vkey"])
def test_head_and_queries_change_nothing(client, path):
    assert client.head(path).status_code == 200
    assert client.get(f"{path}?collection=main").data == client.get(path).data


def test_no_checkpoint_yet_is_404_and_a_store_that_does_not_answer_503(client, made, monkeypatch):
    checkpoint = made.root / "log" / "checkpoint"
    kept = checkpoint.read_bytes()
    checkpoint.unlink()
    try:
        check_problem(client.get("/checkpoint"), 404, "not-found")
        checkpoint.mkdir()
        check_problem(client.get("/checkpoint"), 503, "unavailable")
        checkpoint.rmdir()
    finally:
        checkpoint.write_bytes(kept)
    keys = made.root / "keys" / "log.vkey"
    moved = keys.rename(keys.with_suffix(".away"))
    try:
        check_problem(client.get("/log.vkey"), 503, "key-unavailable")
    finally:
        moved.rename(keys)


def test_an_unforeseen_fault_shows_nothing_of_itself(made, monkeypatch):
    def fails():
        raise RuntimeError("kanarejka in a traceback")

    monkeypatch.setattr(type(made.archive.tiles), "read_checkpoint", lambda self: fails())
    response = create_app(made.archive, WEB).test_client().get("/checkpoint")
    problem = check_problem(response, 500, "internal-error")
    assert "kanarejka" not in json.dumps(problem)


def test_an_error_of_the_archive_names_no_path(made, monkeypatch):
    def fails(_):
        raise Unavailable("the folder of the custody log does not answer")

    monkeypatch.setattr(type(made.archive.tiles), "read_checkpoint", fails)
    problem = check_problem(
        create_app(made.archive, WEB).test_client().get("/checkpoint"), 503, "unavailable"
    )
    assert str(made.root) not in json.dumps(problem)


def test_the_application_serves_while_intake_goes_on_and_opens_no_evidence(made, client):
    before = client.get("/checkpoint").data
    made.deposit([b"FICTIONAL later exhibit"])
    assert client.get("/checkpoint").data == before, "the tempo of intake does not show"
    made.publish()
    assert read_checkpoint(client.get("/checkpoint").data).size > read_checkpoint(before).size
    with made.archive.records.reading() as tx:
        kinds = {row.event_type for row in tx.log.entries(0)}
    assert "decryption" not in kinds


def test_the_wsgi_entry_point_opens_the_archive_it_is_told(made, monkeypatch):
    monkeypatch.setenv("SVIEDKA_ARCHIVE", str(made.root))
    monkeypatch.delenv("SVIEDKA_WEB_ORIGIN", raising=False)
    with pytest.raises(UnsafeSettings):
        importlib.import_module("wsgi")
    monkeypatch.setenv("SVIEDKA_WEB_ORIGIN", "http://localhost")
    module = importlib.import_module("wsgi")
    try:
        assert module.app.test_client().get("/checkpoint").status_code == 200
    finally:
        del sys.modules["wsgi"]
