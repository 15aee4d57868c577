"""For documenters: depositing, and what became of one's own deposits."""

from archive.domain.agent import Act
from archive.web.policy import Audience, needs

documenter_pages = Audience("documenter", __name__, url_prefix="/documenter")
DEPOSIT = needs(Act.DEPOSIT)

from archive.web.documenter import (  # noqa: E402 - they add their pages to it
    account,
    acts,
    before,
    circumstances,
    consent,
    deposits,
    files,
    home,
    keeping,
    source,
    summary,
    superiors,
)

__all__ = [
    "DEPOSIT",
    "account",
    "acts",
    "before",
    "circumstances",
    "consent",
    "deposits",
    "documenter_pages",
    "files",
    "home",
    "keeping",
    "source",
    "summary",
    "superiors",
]
