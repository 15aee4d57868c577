"""One sentence after an act, shown on the next page and then gone; kept in a cookie that holds nothing else.

It is text of our own catalogues, never what somebody typed.
"""

from typing import cast

from flask import g, request
from flask.wrappers import Response
from itsdangerous import BadSignature, URLSafeSerializer

from archive.web.visit import archive, web_settings
from crypto.secretbox import derive

_COOKIE = "sviedka-notice"


def notice(sentence: str) -> None:
    """Say it on the page that this request leads to."""
    g.new_notice = sentence


def shown() -> str:
    """What the request before this one had to say."""
    if "new_notice" in g:
        return cast("str", g.pop("new_notice"))
    g.notice_read = True
    try:
        return str(_serializer().loads(request.cookies.get(_COOKIE, "")))
    except BadSignature:
        return ""


def write(response: Response) -> Response:
    """Keep a new notice, remove one that was read."""
    if "new_notice" in g:
        value = _serializer().dumps(g.new_notice)
        response.set_cookie(
            _COOKIE, value, httponly=True, samesite="Strict", secure=web_settings().is_secure, max_age=60
        )
    elif g.get("notice_read") and _COOKIE in request.cookies:
        response.delete_cookie(_COOKIE, httponly=True, samesite="Strict", secure=web_settings().is_secure)
    return response


def _serializer() -> URLSafeSerializer:
    """Signed, so that nobody who can set a cookie puts words into the archive's mouth."""
    return URLSafeSerializer(derive(archive().keys.log_secret().ed25519_seed, "sviedka/notice"))
