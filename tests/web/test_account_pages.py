"""One's own account through its pages: what is changed, shown once, refused; invitations to their end."""

import re

import pytest

from archive.domain.agent import Role
from archive.services.collections import find_collection
from archive.services.invitations import admit, invite
from crypto.totp import code_at, read_shown

WORDS = "seven herons under a slow bridge"
WEAK = "lawyerlawyerlawyer"
HOSTILE = '"><script>alert(1)</script>'


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def code_for(world, secret: str) -> str:
    return code_at(read_shown(secret), world.clock.now().timestamp())


def test_recovery_codes_are_shown_once_and_replace_the_old(world):
    browser = world.browser("lawyer")
    before = world.entries()
    page = browser.post("/account/recovery-codes").text
    assert len(set(re.findall(r"<code>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</code>", page))) == 10
    assert world.entries() == before + 1
    assert not re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", browser.get("/account").text)
    old = world.enrolled["lawyer"].recovery_codes[0]
    stranger = world.stranger()
    stranger.get("/sign-in")
    shown = {"handle": "lawyer", "passphrase": world.passphrase("lawyer"), "code": old}
    assert stranger.post("/sign-in", shown).status_code == 401


def test_another_authenticator_counts_only_after_its_code_came_back(world):
    browser = world.browser("lawyer")
    secret = hidden(browser.get("/account/authenticator").text, "totp_secret")
    wrong = browser.post("/account/authenticator", {"totp_secret": secret, "code": "000000"})
    assert wrong.status_code == 400
    assert hidden(wrong.text, "totp_secret") == secret
    before = world.entries()
    right = {"totp_secret": secret, "code": code_for(world, secret)}
    assert browser.follow(browser.post("/account/authenticator", right)).status_code == 200
    assert world.entries() == before + 1
    world.clock.move(seconds=90)
    stranger = world.stranger()
    stranger.get("/sign-in")
    shown = {"handle": "lawyer", "passphrase": world.passphrase("lawyer")}
    assert stranger.post("/sign-in", shown | {"code": world.code("lawyer")}).status_code == 401
    assert stranger.post("/sign-in", shown | {"code": code_for(world, secret)}).status_code == 303


@pytest.mark.parametrize("secret", ["", "A", "0189", "AAAA" * 100, HOSTILE, "\x00"])
def test_a_secret_that_is_none_is_refused(world, secret):
    fields = {"totp_secret": secret, "code": "000000"}
    assert world.browser("lawyer").post("/account/authenticator", fields).status_code == 400


def test_no_page_shows_a_factors_secret_afterwards(world):
    browser, secret = world.browser("lawyer"), world.enrolled["lawyer"].totp_secret
    for path in ("/account", "/account/authenticator", "/account/passkeys/new", "/account/passphrase"):
        page = browser.get(path).text
        assert not any(read_shown(found) == secret for found in re.findall(r"\b[A-Z2-7]{32}\b", page))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old_passphrase": "not the old one at all"}, "This is not your passphrase."),
        ({"new_passphrase": WEAK, "repeated_passphrase": WEAK}, "too easy to guess"),
        ({"repeated_passphrase": "something else entirely"}, "The two are not the same."),
        ({"old_passphrase": ""}, "This field is needed."),
    ],
)  # fmt: skip
def test_a_passphrase_is_not_changed_by_mistake(world, fields, words):
    browser = world.browser("lawyer")
    right = {
        "old_passphrase": world.passphrase("lawyer"),
        "new_passphrase": WORDS,
        "repeated_passphrase": WORDS,
    }
    before = world.entries()
    response = browser.post("/account/passphrase", right | fields)
    assert response.status_code == 400
    assert words in response.text
    assert WORDS not in response.text
    assert world.entries() == before


def test_changing_the_passphrase_ends_other_sessions(world):
    other, browser = world.browser("lawyer"), world.browser("lawyer", fresh=True)
    fields = {
        "old_passphrase": world.passphrase("lawyer"),
        "new_passphrase": WORDS,
        "repeated_passphrase": WORDS,
    }
    assert "Your passphrase is changed" in browser.follow(browser.post("/account/passphrase", fields)).text
    assert other.get("/account").status_code == 401


def test_others_factors_and_sessions_are_not_found(world):
    world.browser("auditor")
    with world.archive.records.reading() as tx:
        factor = tx.accounts.factors(world.enrolled["auditor"].account.account_id)[0]
    browser = world.browser("lawyer")
    for name in (factor.factor_id, "unknown", HOSTILE, ""):
        assert browser.post("/account/passkeys/remove", {"factor": name}).status_code == 404


@pytest.mark.parametrize("passkey", ["", "{}", "[]", "null", '{"id": 1}', "x" * 20_000, "[" * 5000, HOSTILE])
def test_what_is_no_passkey_is_refused(world, passkey):
    browser = world.browser("lawyer")
    challenge = hidden(browser.get("/account/passkeys/new").text, "challenge")
    for sent in (challenge, "", "AAAA", HOSTILE, "é"):
        fields = {"challenge": sent, "passkey": passkey, "label": HOSTILE}
        assert browser.post("/account/passkeys/new", fields).status_code == 400


def test_a_challenge_is_for_five_minutes_and_one_browser(world):
    browser, other = world.browser("lawyer"), world.browser("auditor")
    challenge = hidden(browser.get("/account/passkeys/new").text, "challenge")
    other.get("/account")
    fields = {"challenge": challenge, "passkey": "{}"}
    assert "too old" in other.post("/account/passkeys/new", fields).text
    world.clock.move(minutes=6)
    assert "too old" in browser.post("/account/passkeys/new", fields).text


def test_an_invited_person_comes_in(world):
    main = find_collection(world.archive, "main").collection_id
    custodian = world.made.custodian
    invitation, code = invite(world.archive, custodian, "otter", [Role.LAWYER], {main: 2})
    browser = world.stranger()
    browser.get("/invitation")
    assert browser.post("/invitation", {"invitation": "AAAA-BBBB"}).status_code == 404
    page = browser.post("/invitation", {"invitation": code.lower()}).text
    secret = hidden(page, "totp_secret")
    fields = {"invitation": code, "totp_secret": secret, "code": code_for(world, secret)}
    weak = browser.post("/invitation", fields | {"passphrase": "short", "repeated_passphrase": "short"})
    assert weak.status_code == 400
    assert hidden(weak.text, "totp_secret") == secret
    page = browser.post("/invitation", fields | {"passphrase": WORDS, "repeated_passphrase": WORDS}).text
    fingerprint = re.search(r'class="secret">([^<]+)<', page)[1]
    browser.get("/sign-in")
    world.clock.move(seconds=30)
    shown = {"handle": "otter", "passphrase": WORDS, "code": code_for(world, secret)}
    assert "no custodian has signed for it yet" in browser.post("/sign-in", shown).text
    admit(world.archive, custodian, invitation.invitation_id, fingerprint, {})
    world.clock.move(seconds=30)
    shown["code"] = code_for(world, secret)
    assert browser.post("/sign-in", shown).status_code == 303
    assert browser.get("/lawyer/").status_code == 200


def test_guessing_invitations_is_limited(world):
    browser = world.stranger()
    browser.get("/invitation")
    answers = [browser.post("/invitation", {"invitation": f"{n:04}"}).status_code for n in range(51)]
    assert answers == [404] * 50 + [429]
