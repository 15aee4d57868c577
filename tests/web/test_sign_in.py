"""The way in: passphrase and second factor, no enumeration, limits, sessions, forms of others, lost text."""

import base64
import re
import sqlite3

import argon2
import pytest

from archive.app import create_app
from archive.domain.agent import Role
from archive.services.agents import register_agent, retire_agent
from archive.services.sessions import end_all_sessions
from config import WebSettings
from tests.web_world import World

WRONG = "a wrong one, quite long"


def fields(world: World, handle: str = "lawyer", **changes: str) -> dict[str, str]:
    known = handle in world.enrolled
    shown = {
        "handle": handle,
        "passphrase": world.passphrase(handle),
        "code": world.code(handle) if known else "123456",
        "next": "",
    }
    return shown | changes


def entering(world: World):
    browser = world.stranger()
    browser.get("/sign-in")
    return browser


def test_passphrase_and_code_open_a_session(world):
    browser = entering(world)
    response = browser.post("/sign-in", fields(world, next="/lawyer/"))
    assert response.headers["Location"] == "/lawyer/"
    assert browser.follow(response).status_code == 200
    cookie = browser.client.get_cookie("sviedka")
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert browser.get("/custodian/").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"passphrase": "another passphrase entirely"},
        {"code": "000000"},
        {"code": ""},
        {"code": "٠٠٠٠٠٠"},
        {"handle": "nobody"},
        {"handle": "Lawyer"},
        {"handle": "l" * 100_000},
        {"passphrase": "p" * 100_000},
        {"passkey": "{}"},
    ],
    ids=str,
)
def test_whatever_is_wrong_the_answer_is_the_same(world, wrong):
    browser = entering(world)
    shown = fields(world, "lawyer") | {"challenge": ""} | wrong
    response = browser.post("/sign-in", shown)
    assert response.status_code in {400, 401}
    if "passkey" not in wrong:
        assert "Handle, passphrase or code is wrong." in response.text
    assert world.passphrase("lawyer") not in response.text
    assert browser.client.get_cookie("sviedka") is None


def test_an_unknown_handle_takes_as_long_as_a_wrong_passphrase(world, monkeypatch):
    """The same work is done: Argon2 with the archive's parameters, once. A clock would tell of others."""
    seen: list[tuple[str, str]] = []
    verify = argon2.PasswordHasher.verify

    def watched(self, hashed, passphrase):
        seen.append((hashed.rpartition("$")[0].rpartition("$")[0], passphrase))
        return verify(self, hashed, passphrase)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)
    work = []
    for handle in ("lawyer", "nobody"):
        assert entering(world).post("/sign-in", fields(world, handle, passphrase=WRONG)).status_code == 401
        work.append(seen.copy())
        seen.clear()
    assert work[0] == work[1]
    ((parameters, passphrase),) = work[0]
    assert parameters.startswith("$argon2id$v=19$m=")
    assert passphrase == WRONG


def test_a_code_counts_once_and_an_older_one_never_again(world):
    shown = fields(world)
    assert entering(world).post("/sign-in", shown).status_code == 303
    assert entering(world).post("/sign-in", shown).status_code == 401
    world.clock.move(seconds=30)
    assert entering(world).post("/sign-in", fields(world)).status_code == 303
    assert entering(world).post("/sign-in", shown).status_code == 401


def test_a_recovery_code_counts_once_however_it_is_typed(world):
    code = world.enrolled["lawyer"].recovery_codes[0]
    shown = fields(world, code=f" {code.lower().replace('-', ' ')} ")
    assert entering(world).post("/sign-in", shown).status_code == 303
    assert entering(world).post("/sign-in", shown).status_code == 401
    other = fields(world, "auditor", code=world.enrolled["lawyer"].recovery_codes[1])
    assert entering(world).post("/sign-in", other).status_code == 401


def test_after_five_failures_even_the_right_ones_wait(world):
    for _ in range(5):
        assert entering(world).post("/sign-in", fields(world, code="000000")).status_code == 401
    waits = entering(world).post("/sign-in", fields(world))
    assert waits.status_code == 429
    assert int(waits.headers["Retry-After"]) <= 30
    assert entering(world).post("/sign-in", fields(world, "auditor")).status_code == 303
    world.clock.move(seconds=31)
    assert entering(world).post("/sign-in", fields(world)).status_code == 303


def test_an_unknown_handle_is_limited_like_a_known_one(world):
    for handle in ("lawyer", "nobody"):
        for _ in range(5):
            entering(world).post("/sign-in", fields(world, handle, code="000000"))
        assert entering(world).post("/sign-in", fields(world, handle)).status_code == 429


def test_one_address_is_limited_over_all_handles(world):
    for number in range(50):
        entering(world).post("/sign-in", fields(world, f"nobody-{number}"))
    assert entering(world).post("/sign-in", fields(world)).status_code == 429


def test_the_table_of_attempts_names_no_address_and_forgets(world):
    entering(world).post("/sign-in", fields(world, code="000000"))
    with sqlite3.connect(world.made.root / "record.sqlite3") as database:
        rows = database.execute("SELECT bucket FROM attempts").fetchall()
        assert len(rows) == 2
        assert "127.0.0.1" not in str(rows)
        world.clock.move(minutes=61)
        entering(world).post("/sign-in", fields(world, "nobody"))
        assert not set(rows) & set(database.execute("SELECT bucket FROM attempts").fetchall()) - {rows[1]}


def test_a_session_begins_with_a_token_of_its_own(world):
    """Fixation: whatever cookie was there before is not the session's."""
    planted = base64.urlsafe_b64encode(b"p" * 32).decode().rstrip("=")
    browser = entering(world)
    browser.client.set_cookie("sviedka", planted, domain="localhost")
    browser.get("/sign-in")
    assert browser.post("/sign-in", fields(world)).status_code == 303
    assert browser.client.get_cookie("sviedka").value != planted


def test_the_database_holds_no_key_that_opens(world):
    browser = world.browser("lawyer")
    secret = world.archive.keys.open_agent("lawyer", world.passphrase("lawyer"))
    cookie = base64.urlsafe_b64decode(browser.client.get_cookie("sviedka").value + "==")
    folder = b"".join(path.read_bytes() for path in world.made.root.glob("record.sqlite3*"))
    for form in (
        secret.signing_seed,
        base64.b64encode(secret.signing_seed),
        str(secret.identity).encode(),
        cookie,
    ):
        assert form not in folder


def test_a_session_ends_by_idleness_and_by_age(world):
    browser = world.browser("lawyer")
    world.clock.move(minutes=29)
    assert browser.get("/lawyer/").status_code == 200
    world.clock.move(minutes=31)
    assert browser.get("/lawyer/").status_code == 401
    browser = world.browser("lawyer", fresh=True)
    for _ in range(12 * 3):
        world.clock.move(minutes=20)
        status = browser.get("/lawyer/").status_code
    assert status == 401


def test_changes_of_rights_hold_at_the_next_request(world):
    browser = world.browser("lawyer")
    assert browser.get("/lawyer/").status_code == 200
    retire_agent(world.archive, world.made.custodian, "lawyer")
    assert browser.get("/lawyer/").status_code == 401
    assert entering(world).post("/sign-in", fields(world)).status_code == 401


def test_a_custodian_ends_others_sessions_and_nobody_else_does(world):
    lawyer, auditor = world.browser("lawyer"), world.browser("auditor")
    assert end_all_sessions(world.archive, world.made.custodian, "lawyer") == 1
    assert lawyer.get("/lawyer/").status_code == 401
    session = world.archive.records
    with session.reading() as tx:
        own = next(s for s in tx.accounts.sessions() if s.ended_at is None)
    register_agent(
        world.archive, world.made.custodian, "second", [Role.LAWYER], "quite another secret sentence"
    )
    lawyer = world.browser("lawyer", fresh=True)
    lawyer.post("/account/sessions/end", {"session": own.session_id})
    assert auditor.get("/auditor/").status_code == 200


def test_signing_out_ends_the_session_on_the_server(world):
    browser = world.browser("lawyer")
    stolen = browser.client.get_cookie("sviedka").value
    assert browser.post("/sign-out").status_code == 200
    thief = world.stranger()
    thief.client.set_cookie("sviedka", stolen, domain="localhost")
    assert thief.get("/lawyer/").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost.elsewhere.example"},
    ],
    ids=str,
)
def test_a_form_of_another_site_changes_nothing(world, headers):
    browser = world.browser("lawyer")
    browser.headers |= headers
    before = world.entries()
    assert browser.post("/sign-out").status_code == 403
    assert world.entries() == before


def test_a_request_that_does_not_say_where_it_comes_from_is_refused(world):
    browser = world.browser("lawyer")
    for missing in ("Sec-Fetch-Site", "Origin"):
        del browser.headers[missing]
    assert browser.post("/sign-out").status_code == 403


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é"])
def test_a_form_without_its_token_changes_nothing(world, token):
    browser = world.browser("lawyer")
    assert browser.post("/sign-out", token=token).status_code == 403
    other = world.browser("auditor")
    assert browser.post("/sign-out", token=other.token).status_code == 403
    assert browser.get("/lawyer/").status_code == 200


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)",
     "/nowhere",
     "/lawyer/\r\nSet-Cookie: x=y", "/\x00"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(world, target):
    browser = entering(world)
    response = browser.post("/sign-in", fields(world, next=target))
    assert response.status_code == 303
    assert response.headers["Location"] == "/"


def test_text_survives_a_session_that_has_ended(world):
    browser = world.browser("lawyer")
    world.clock.move(hours=1)
    text = 'Kanarejka said <b>"this"</b> & more\nin two lines'
    response = browser.post("/account/passkeys/remove", {"factor": text, "old_passphrase": "never kept"})
    assert response.status_code == 401
    assert "never kept" not in response.text
    kept = dict(re.findall(r'name="(carried\.[^"]+)" value="([^"]*)"', response.text))
    assert set(kept) == {"carried.factor"}
    going_on = {"next": "/account/passkeys/remove", "carried.factor": text}
    response = browser.post("/sign-in", fields(world, code=world.code("lawyer")) | going_on)
    assert response.status_code == 200
    assert 'action="/account/passkeys/remove"' in response.text
    assert "&lt;b&gt;" in response.text
    assert browser.post("/account/passkeys/remove", {"factor": text}).status_code == 404


def test_a_foreign_form_is_not_carried_into_a_session(world):
    browser = world.stranger(**{"Sec-Fetch-Site": "cross-site"})
    response = browser.post("/account/passkeys/remove", {"factor": "planted"})
    assert response.status_code == 401
    assert "planted" not in response.text


def test_a_sensitive_act_asks_again_and_then_goes_on(world):
    browser = world.browser("lawyer")
    world.clock.move(minutes=11)
    response = browser.get("/account/passphrase")
    assert response.status_code == 403
    before = browser.client.get_cookie("sviedka").value
    response = browser.post("/confirm", fields(world, next="/account/passphrase", code="000000"))
    assert response.status_code == 401
    response = browser.post("/confirm", fields(world, "custodian", next="/account/passphrase"))
    assert response.status_code == 401, "one confirms oneself, not another"
    response = browser.post("/confirm", fields(world, next="/account/passphrase"))
    assert browser.follow(response).status_code == 200
    assert browser.client.get_cookie("sviedka").value != before


def test_over_tls_cookies_are_bound_to_the_host(world):
    client = create_app(world.archive, WebSettings(origin="https://archive.example")).test_client()
    response = client.get("/sign-in", base_url="https://archive.example", headers={"Accept": "text/html"})
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sviedka-form=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Strict"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "max-age" in response.headers["Strict-Transport-Security"]
    assert client.get("/sign-in", base_url="https://elsewhere.example").status_code == 400
