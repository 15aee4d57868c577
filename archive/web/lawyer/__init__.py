"""For lawyers: searching, reading and describing."""

from archive.web.policy import Audience

lawyer_pages = Audience("lawyer", __name__, url_prefix="/lawyer")

from archive.web.lawyer import home, media, reading, searching  # noqa: E402 - they add their pages to it

__all__ = ["home", "lawyer_pages", "media", "reading", "searching"]
