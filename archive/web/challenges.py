"""Challenges for passkeys without a row in the database: made here, recognised when they come back.

A challenge holds when it was made; it is bound to the browser's cookie and lives five minutes, and a passkey
never answers one that is not newer than the last it answered (archive.services.authentication).
"""

import base64
from collections.abc import Mapping

from archive.domain.errors import InvalidRequest
from archive.services.authentication import PasskeyAnswer
from archive.web.cookies import form_token
from archive.web.visit import archive, party, visit
from crypto.errors import BoxError
from crypto.secretbox import check_tag, derive, tag

_LIFE_SECONDS = 300
_MICROSECONDS = 1_000_000


def new_challenge() -> str:
    """Base64url of 8 bytes of time and 32 bytes of tag."""
    form_token()
    made = int(archive().clock.now().timestamp() * _MICROSECONDS).to_bytes(8, "big")
    return base64.urlsafe_b64encode(made + tag(_key(), made)).decode().rstrip("=")


def read_challenge(text: str) -> tuple[bytes, int]:
    """The challenge's bytes and when it was made (microseconds); raise InvalidRequest."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"==")
        check_tag(_key(), data[:8], data[8:])
    except (ValueError, BoxError) as error:
        raise InvalidRequest("This page is too old: load it again.", safe="Nothing was changed.") from error
    made = int.from_bytes(data[:8], "big")
    if archive().clock.now().timestamp() - made / _MICROSECONDS > _LIFE_SECONDS:
        raise InvalidRequest("This page is too old: load it again.", safe="Nothing was changed.")
    return data, made


def passkey_answer(fields: Mapping[str, str]) -> PasskeyAnswer | None:
    """The assertion that came with a form, if one did."""
    response = fields.get("passkey", "")
    if not response:
        return None
    challenge, made = read_challenge(fields.get("challenge", ""))
    return PasskeyAnswer(party(), challenge, made, response)


def _key() -> bytes:
    """Of the cookie, and of a secret of this machine that no cookie holds."""
    seen = visit()
    secret = seen.token or seen.new_form_token
    return derive(archive().keys.log_secret().ed25519_seed + secret, "sviedka/challenge")
