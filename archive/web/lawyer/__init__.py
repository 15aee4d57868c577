"""For lawyers: searching, reading and describing."""

from archive.web.policy import Audience

lawyer_pages = Audience("lawyer", __name__, url_prefix="/lawyer")

from archive.web.lawyer import (  # noqa: E402 - they add their pages to it
    amending,
    claiming,
    home,
    keeping,
    law,
    lists,
    matches,
    media,
    patterns,
    reading,
    searching,
    superiors,
    taking_out,
    working,
)

__all__ = [
    "amending",
    "claiming",
    "home",
    "keeping",
    "law",
    "lawyer_pages",
    "lists",
    "matches",
    "media",
    "patterns",
    "reading",
    "searching",
    "superiors",
    "taking_out",
    "working",
]
