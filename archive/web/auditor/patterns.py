"""Pattern exhibits from outside: which were made, and what the log tells of one. Nothing is opened."""

from dataclasses import asdict

from flask import render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.services.pattern_history import pattern_history, patterns_made
from archive.web.auditor import auditor_pages as bp
from archive.web.auditor.words import DIFFERENCES, REASONS, event_word
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

_HEADS = ("number", "entry", "at", "object")
_ASKED_HEADS = ("entry", "at", "handle", "total", "hidden", "differences", "because", "commitment")


@bp.page("/patterns", needs(Act.READ_LOG))
def patterns() -> ResponseReturnValue:
    """Newest first."""
    return render_template("auditor/patterns.html", rows=_made()[::-1])


@bp.page("/patterns.<kind>", needs(Act.READ_LOG))
def patterns_report(kind: str) -> ResponseReturnValue:
    """All of them as a file."""
    return report("patterns", kind, _HEADS, _made())


@bp.page("/patterns/<number>", needs(Act.READ_LOG))
def pattern(number: str) -> ResponseReturnValue:
    """Whether its object is the one recorded, who asked its question and again, and what differed then."""
    found = pattern_history(archive(), actor(), number)
    return render_template(
        "auditor/pattern.html", found=found, word=event_word, differences=DIFFERENCES, reasons=REASONS
    )


@bp.page("/patterns/<number>/asked.<kind>", needs(Act.READ_LOG))
def asked_report(number: str, kind: str) -> ResponseReturnValue:
    """Every time that its question was put, as a file."""
    found = pattern_history(archive(), actor(), number)
    return report(f"{found.number}-asked", kind, _ASKED_HEADS, [asdict(each) for each in found.asked])


def _made() -> list[dict[str, object]]:
    return [
        {
            "number": each.number,
            "entry": each.row.leaf_index,
            "at": each.predicate["at"][:19],
            "object": each.digest,
        }
        for each in patterns_made(archive(), actor())
    ]
