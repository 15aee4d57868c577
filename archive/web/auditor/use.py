"""Who searched, opened and exported, for which purpose; and how much was hidden from whom, and why."""

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.services.custody_log import asked_for, hidden_counts, newest_asked, newest_hidden
from archive.web.auditor import auditor_pages as bp
from archive.web.auditor.log import row
from archive.web.auditor.words import event_word
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

_USE_HEADS = ("entry", "at", "agent", "event", "outcome", "item", "use", "after")
_HIDDEN_HEADS = ("entry", "at", "agent", "purpose", "asked", "found", "consent", "clearance")
_SHOWN = 500
"""Rows on the page; the report holds all."""


@bp.page("/openings", needs(Act.READ_LOG))
def openings() -> ResponseReturnValue:
    """Newest first."""
    entries, total, late = newest_asked(archive(), actor(), _SHOWN)
    return render_template("auditor/openings.html", entries=entries, total=total, late=late, word=event_word)


@bp.page("/openings.<kind>", needs(Act.READ_LOG))
def openings_report(kind: str) -> ResponseReturnValue:
    """All of it as a file. `after`: the entry that changed or withdrew consent before this one."""
    return report("openings", kind, _USE_HEADS, [row(each) for each in asked_for(archive(), actor())])


@bp.page("/hidden", needs(Act.COUNT_HIDDEN))
def hidden() -> ResponseReturnValue:
    """Newest first."""
    rows, total = newest_hidden(archive(), actor(), _SHOWN)
    return render_template("auditor/hidden.html", rows=rows, total=total)


@bp.page("/hidden.<kind>", needs(Act.COUNT_HIDDEN))
def hidden_report(kind: str) -> ResponseReturnValue:
    """All of it as a file."""
    return report("hidden", kind, _HIDDEN_HEADS, hidden_counts(archive(), actor()))
