"""For custodians: agents, collections, approvals and keys."""

from archive.web.policy import Audience

custodian_pages = Audience("custodian", __name__, url_prefix="/custodian")

from archive.web.custodian import home  # noqa: E402 - it adds its pages to it

__all__ = ["custodian_pages", "home"]
