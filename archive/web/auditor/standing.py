"""Where to look: how much runs of verification cover, and entries of the log that stand out."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from archive.domain.agent import Act
from archive.services.oversight import Why, anomalies, coverage
from archive.web.auditor import auditor_pages as bp
from archive.web.auditor.log import row
from archive.web.auditor.words import event_word
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

WHY = {
    Why.REFUSED: _l("refused: the role or the consent did not permit it"),
    Why.FAILED: _l("did not succeed"),
    Why.CLOCK: _l("earlier than the entry before it: a clock went back"),
    Why.SILENCE: _l("more than thirty days after the entry before it"),
    Why.MANY: _l("one of thirty openings by one agent within an hour"),
    Why.AFTER_CONSENT: _l("after the source had changed or withdrawn consent"),
    Why.IDENTITY: _l("the identity of a source was revealed"),
}
_RUN_HEADS = ("entry", "at", "agent", "outcome", "leaf_hash", "detail")
_HEADS = ("why", "entry", "at", "agent", "event", "outcome", "item", "use", "leaf_hash")
_SHOWN = 500
"""Rows on the page; the report holds all."""


@bp.page("/anomalies", needs(Act.READ_LOG))
def standing_out() -> ResponseReturnValue:
    """Newest first."""
    found, total = anomalies(archive(), actor(), _SHOWN)
    return render_template(
        "auditor/anomalies.html", found=found[::-1], total=total, words=WHY, word=event_word
    )


@bp.page("/anomalies.<kind>", needs(Act.READ_LOG))
def standing_out_report(kind: str) -> ResponseReturnValue:
    """All of it as a file."""
    rows = [{**row(each), "why": why.value} for why, each in anomalies(archive(), actor())[0]]
    return report("anomalies", kind, _HEADS, rows)


@bp.page("/fixity", needs(Act.READ_LOG))
def fixity() -> ResponseReturnValue:
    """Runs, the newest first, and what came after the last."""
    return render_template("auditor/fixity.html", found=coverage(archive(), actor()))


@bp.page("/fixity.<kind>", needs(Act.READ_LOG))
def fixity_report(kind: str) -> ResponseReturnValue:
    """The runs as a file."""
    return report("fixity", kind, _RUN_HEADS, [row(each) for each in coverage(archive(), actor()).runs])
