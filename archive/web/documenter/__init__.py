"""For documenters: depositing, and what became of one's own deposits."""

from archive.web.policy import Audience

documenter_pages = Audience("documenter", __name__, url_prefix="/documenter")

from archive.web.documenter import home  # noqa: E402 - it adds its pages to it

__all__ = ["documenter_pages", "home"]
