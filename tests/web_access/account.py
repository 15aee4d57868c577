"""Public addresses and one's own account."""

from archive.domain.agent import Role
from archive.services.invitations import invite
from archive.services.tokens import create_token
from crypto.totp import code_at, shown_secret
from tests.web_access import EVERYBODY, SIGNED_IN
from tests.web_access.passkeys import new_passkey
from tests.web_access.posting import sent
from tests.web_world import World

TABLE = {
    "static": EVERYBODY,
    "public.checkpoint": EVERYBODY,
    "public.log_keys": EVERYBODY,
    "account.home": SIGNED_IN,
    "account.sign_in": EVERYBODY,
    "account.begin_session": EVERYBODY,
    "account.confirm": SIGNED_IN,
    "account.confirm_session": SIGNED_IN,
    "account.sign_out": SIGNED_IN,
    "account.choose_language": EVERYBODY,
    "account.show": SIGNED_IN,
    "account.end_one_session": SIGNED_IN,
    "account.passphrase": SIGNED_IN,
    "account.set_passphrase": SIGNED_IN,
    "account.authenticator": SIGNED_IN,
    "account.set_authenticator": SIGNED_IN,
    "account.recovery_codes": SIGNED_IN,
    "account.new_passkey": SIGNED_IN,
    "account.keep_passkey": SIGNED_IN,
    "account.drop_passkey": SIGNED_IN,
    "account.tokens": SIGNED_IN,
    "account.new_token": SIGNED_IN,
    "account.make_token": SIGNED_IN,
    "account.end_token": SIGNED_IN,
    "account.reference": SIGNED_IN,
    "account.reference_of": SIGNED_IN,
    "account.enter_code": EVERYBODY,
    "account.accept_invitation": EVERYBODY,
}


_ENTER = {
    "handle": "lawyer",
    "passphrase": lambda world: world.passphrase("lawyer"),
    "code": lambda world: world.code("lawyer"),
}
_WORDS = "seven herons under a slow bridge"
_SECRET = bytes(range(20))


def _code(world: World) -> str:
    return code_at(_SECRET, world.clock.now().timestamp())


def _hidden(world: World, path: str, name: str) -> str:
    return world.browser("lawyer").get(path).text.partition(f'name="{name}" value="')[2].partition('"')[0]


def _passkey(world: World) -> dict[str, str]:
    challenge = _hidden(world, "/account/passkeys/new", "challenge")
    return {"challenge": challenge, "passkey": new_passkey(challenge)}


def _kept_passkey(world: World) -> dict[str, str]:
    world.browser("lawyer").post("/account/passkeys/new", _passkey(world))
    return {"factor": _hidden(world, "/account", "factor")}


def _second_session(world: World) -> dict[str, str]:
    world.token("lawyer")
    return {}


def _invited(world: World) -> dict[str, str]:
    return {"code": invite(world.archive, world.made.custodian, "otter", [Role.AUDITOR], {})[1]}


def _token(world: World) -> dict[str, str]:
    made = create_token(world.archive, world.made.lawyer, "a program", ["read"], 1)
    return {"token_id": made.token.token_id}


_NEW_WORDS = {"repeated_passphrase": _WORDS, "code": _code, "totp_secret": shown_secret(_SECRET)}
POSTS = {
    "account.begin_session": sent("", "account_change", _ENTER),
    "account.confirm_session": sent("lawyer", "account_change", _ENTER),
    "account.sign_out": sent("lawyer", "account_change"),
    "account.choose_language": sent("", "", {"language": "be"}, why="nobody's custody"),
    "account.end_one_session": sent("lawyer", "account_change", {"session": "others"}, made=_second_session),
    "account.set_passphrase": sent(
        "lawyer",
        "account_change account_change",
        {"old_passphrase": _ENTER["passphrase"], "new_passphrase": _WORDS, "repeated_passphrase": _WORDS},
        made=_second_session,
        why="the passphrase, and the other sessions that end with it",
    ),
    "account.set_authenticator": sent(
        "lawyer", "account_change", {"totp_secret": shown_secret(_SECRET), "code": _code}
    ),
    "account.recovery_codes": sent("lawyer", "account_change"),
    "account.make_token": sent(
        "lawyer", "account_change", {"label": "a program", "scopes": "read", "days": "1"}
    ),
    "account.end_token": sent("lawyer", "account_change", {"token_id": "{token_id}"}, made=_token),
    "account.keep_passkey": sent(
        "lawyer", "account_change", {"challenge": "{challenge}", "passkey": "{passkey}"}, made=_passkey
    ),
    "account.drop_passkey": sent("lawyer", "account_change", {"factor": "{factor}"}, made=_kept_passkey),
    "account.accept_invitation": sent(
        "",
        "",
        {**_NEW_WORDS, "invitation": "{code}", "passphrase": _WORDS},
        made=_invited,
        why="the keys wait; a custodian signs for them, and that is the entry",
    ),
}
