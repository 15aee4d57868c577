"""For lawyers: searching, reading and describing."""

from archive.web.policy import Audience

lawyer_pages = Audience("lawyer", __name__, url_prefix="/lawyer")

from archive.web.lawyer import amending, home, media, reading, searching, working  # noqa: E402 - they add their pages to it

__all__ = ["amending", "home", "lawyer_pages", "media", "reading", "searching", "working"]
