"""Who is there: a token in the header `Authorization`, and nothing else. Cookies are not looked at."""

from flask import Request

from archive.services.sessions import SignedIn
from archive.services.tokens import resume_token
from archive.web.visit import archive


def bearer(request: Request) -> SignedIn | None:
    """The agent of the request's token; None without one, SignedOut for one that does not answer."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    return resume_token(archive(), token.strip())
