"""For custodians: agents, collections, approvals and keys."""

from archive.web.policy import Audience

custodian_pages = Audience("custodian", __name__, url_prefix="/custodian")

from archive.web.custodian import (  # noqa: E402 - they add their pages to it
    approvals,
    checks,
    collections,
    home,
    index,
    invitations,
    items,
    keys,
    people,
    rotation,
    seizure,
    sessions,
)

__all__ = [
    "approvals",
    "checks",
    "collections",
    "custodian_pages",
    "home",
    "index",
    "invitations",
    "items",
    "keys",
    "people",
    "rotation",
    "seizure",
    "sessions",
]
