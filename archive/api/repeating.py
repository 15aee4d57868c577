"""The header `Idempotency-Key`: a request that is sent again is answered again, not done again."""

from collections.abc import Callable, Mapping

from flask import request

from archive.services.repeats import Answer, asked, checked_key, once
from archive.web.visit import actor, archive

HEADER = "Idempotency-Key"


def key_of_request(*, needed: bool = False) -> str | None:
    """The idempotency key; raise InvalidRequest if it is `needed` and missing, or is none."""
    key = request.headers.get(HEADER)
    if key is None and not needed:
        return None
    return checked_key(_unquoted(key or ""))


def repeatable(key: str | None, content: Mapping[str, object], act: Callable[[str], Answer]) -> Answer:
    """What `act` answers; with a key, once for each request. `content`: what the request asks for."""
    if key is None:
        return act("")
    return once(archive(), actor(), asked(request.endpoint or "", key, content), act)


def _unquoted(key: str) -> str:
    """The draft has it in quotation marks (a string of RFC 9651); most programs send it without."""
    return key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
