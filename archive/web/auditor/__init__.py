"""For auditors: the custody log, verification and what was hidden."""

from archive.web.policy import Audience

auditor_pages = Audience("auditor", __name__, url_prefix="/auditor")

from archive.web.auditor import (  # noqa: E402 - they add their pages to it
    home,
    log,
    patterns,
    standing,
    use,
    verification,
)

__all__ = ["auditor_pages", "home", "log", "patterns", "standing", "use", "verification"]
