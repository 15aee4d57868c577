"""One's own account, and the way into it: signing in, sessions, second factors, accepting an invitation."""

from archive.web.policy import Audience

account_pages = Audience("account", __name__)

from archive.web.account import entry, invitation, passkeys, settings  # noqa: E402 - they add their pages to it

__all__ = ["account_pages", "entry", "invitation", "passkeys", "settings"]
