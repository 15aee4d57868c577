"""One's own account, and the way into it: signing in, sessions, second factors, accepting an invitation."""

from archive.web.policy import Audience

account_pages = Audience("account", __name__)

from archive.web.account import (  # noqa: E402 - they add their pages to it
    entry,
    invitation,
    passkeys,
    reference,
    settings,
    tokens,
)

__all__ = ["account_pages", "entry", "invitation", "passkeys", "reference", "settings", "tokens"]
