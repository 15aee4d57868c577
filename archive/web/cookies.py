"""Cookies and what is derived from them: the session token, and tokens that forms carry against forgery.

Two cookies: the session's, and before signing in one whose only use is the form token. Both hold 32 random
bytes. Neither is ever in a page, an address or a log.
"""

import base64
import binascii
import secrets
from typing import Any

from flask import Request, Response

from archive.web.visit import Visit, visit, web_settings
from crypto.errors import BoxError
from crypto.secretbox import check_tag, derive, tag

_NAME, _FORM_NAME = "sviedka", "sviedka-form"
_TOKEN_SIZE = 32


def read_tokens(request: Request) -> tuple[bytes, bytes]:
    """Session token and form token; empty for none, or what is none."""
    return _decoded(request.cookies.get(_named(_NAME))), _decoded(request.cookies.get(_named(_FORM_NAME)))


def write_tokens(response: Response, seen: Visit) -> None:
    """Set or remove what this request decided."""
    for name, token in ((_NAME, seen.new_token), (_FORM_NAME, seen.new_form_token)):
        if token:
            response.set_cookie(_named(name), _encoded(token), **_attributes())
    if seen.drop_token and not seen.new_token:
        response.set_cookie(_named(_NAME), "", max_age=0, **_attributes())
        response.headers["Clear-Site-Data"] = '"cache", "storage"'


def form_token() -> str:
    """What every form carries; makes the cookie that it is checked by if there is none."""
    seen = visit()
    secret = seen.new_token or seen.token or seen.new_form_token
    if not secret:
        secret = seen.new_form_token = secrets.token_bytes(_TOKEN_SIZE)
    return _encoded(tag(derive(secret, "sviedka/form"), b"form"))


def check_form_token(token: str) -> None:
    """Raise BoxError unless the token is of this request's cookie."""
    secret = visit().token
    if not secret:
        raise BoxError("there is no cookie")
    check_tag(derive(secret, "sviedka/form"), b"form", _decoded(token))


def _attributes() -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "Strict", "secure": web_settings().is_secure}


def _named(name: str) -> str:
    """The prefix makes browsers refuse a cookie that another host or a plain connection has set."""
    return f"__Host-{name}" if web_settings().is_secure else name


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str | None) -> bytes:
    try:
        data = base64.urlsafe_b64decode((text or "").encode("ascii") + b"==")
    except (ValueError, UnicodeEncodeError, binascii.Error):
        return b""
    return data if len(data) == _TOKEN_SIZE else b""
