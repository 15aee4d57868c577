"""For custodians: agents, collections, approvals and keys."""

from archive.web.policy import Audience

custodian_pages = Audience("custodian", __name__, url_prefix="/custodian")

from archive.web.custodian import approvals, home, invitations, items, people, sessions  # noqa: E402 - they add their pages to it

__all__ = ["approvals", "custodian_pages", "home", "invitations", "items", "people", "sessions"]
