"""The custody log: pages with filters, one entry with its proof, one item's chain, checkpoints."""

from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.custody import EventType
from archive.services.custody_log import (
    Entry,
    Wanted,
    checkpoints,
    gaps,
    handles,
    log_entries,
    log_page,
    log_statement,
)
from archive.services.ledger import require
from archive.services.pace import next_due
from archive.services.proven_report import MOST_ON_A_PAGE, REPORTS, question_for, report_files, zipped
from archive.services.publish import log_proof, published_head
from archive.services.reading import find_item
from archive.web.auditor import auditor_pages as bp
from archive.web.auditor.uses import use_words
from archive.web.auditor.words import EVENTS, event_word
from archive.web.forms import Form
from archive.web.policy import needs
from archive.web.reports import attachment, report
from archive.web.visit import actor, archive

HEADS = ("entry", "at", "agent", "event", "outcome", "item", "use", "leaf_hash", "detail")
_CHECKPOINT_HEADS = ("at", "entries", "new", "root")
_FILTERS = ("type", "agent", "item", "since", "until")
bp.add_app_template_filter(use_words, "use")


@bp.page("/log", needs(Act.READ_LOG))
def log() -> ResponseReturnValue:
    """The newest entries first."""
    form = Form(request.args)
    wanted, number = _wanted(form), form.number("page", 1, 10**9, default=1)
    found = log_page(archive(), actor(), wanted if form.is_right else Wanted(), number)
    chosen = {name: value for name, value in request.args.items() if name in _FILTERS and value}
    page = render_template(
        "auditor/log.html",
        form=form,
        found=found,
        word=event_word,
        types=sorted(((each.value, str(text)) for each, text in EVENTS.items()), key=lambda pair: pair[1]),
        agents=[(handle, handle) for handle in handles(archive(), actor())],
        address=lambda page: url_for("auditor.log", **{**chosen, "page": page}),
        chosen=chosen,
    )
    return page, 200 if form.is_right else 400


@bp.page("/log.<kind>", needs(Act.READ_LOG))
def log_report(kind: str) -> ResponseReturnValue:
    """All entries that the filter lets through, as a file; a wrong filter is shown on the page."""
    form = Form(request.args)
    wanted = _wanted(form)
    if not form.is_right:
        return log()
    return report("custody-log", kind, HEADS, [row(each) for each in log_entries(archive(), actor(), wanted)])


@bp.page("/log/<int:leaf_index>", needs(Act.READ_LOG))
def entry(leaf_index: int) -> ResponseReturnValue:
    """One entry as it was signed."""
    found, statement = log_statement(archive(), actor(), leaf_index)
    covered = leaf_index < published_head(archive()).size
    return render_template(
        "auditor/entry.html", entry=found, statement=statement, word=event_word, covered=covered
    )


@bp.page("/log/<int:leaf_index>.tlog-proof", needs(Act.READ_LOG))
def proof(leaf_index: int) -> ResponseReturnValue:
    """The proof that the entry stands under the checkpoint published last."""
    require(archive(), actor(), Act.READ_LOG)
    data = log_proof(archive(), leaf_index)
    return attachment(data, f"entry-{leaf_index}.tlog-proof", "text/plain")


@bp.page("/reports/<kind>.zip", needs(Act.READ_LOG))
def proven(kind: str) -> ResponseReturnValue:
    """A page as a report with its proof: entries, proofs, checkpoint. `sviedka-verify report` checks it."""
    form = Form(request.args)
    wanted = _wanted(form)
    if kind not in REPORTS or not form.is_right:
        abort(404)
    question = question_for(
        kind,
        types=(wanted.event_type,) if wanted.event_type else (),
        agent=wanted.handle,
        item_id=find_item(archive(), wanted.number).item_id if wanted.number else "",
        since=wanted.since,
        until=wanted.until,
    )
    data = zipped(report_files(archive(), actor(), kind, question, MOST_ON_A_PAGE))
    return attachment(data, f"report-{kind}.zip", "application/zip")


@bp.page("/items/<number>", needs(Act.READ_LOG))
def item(number: str) -> ResponseReturnValue:
    """The chain of one item, oldest entry first."""
    found = find_item(archive(), number)
    entries = log_entries(archive(), actor(), Wanted(number=found.number))
    return render_template("auditor/item.html", number=found.number, entries=entries, word=event_word)


@bp.page("/checkpoints", needs(Act.READ_LOG))
def growth() -> ResponseReturnValue:
    """Every signed checkpoint, what came between, what no checkpoint covers yet, and what is missing."""
    rows, size = _checkpoint_rows()
    covered, pace = rows[-1]["entries"] if rows else 0, archive().checkpoint_seconds
    return render_template(
        "auditor/checkpoints.html",
        rows=rows[::-1],
        size=size,
        waiting=size - covered,
        due=next_due(archive().clock.now(), pace) if pace else None,
        gaps=gaps(archive(), actor()),
    )


@bp.page("/checkpoints.<kind>", needs(Act.READ_LOG))
def growth_report(kind: str) -> ResponseReturnValue:
    """The same as a file."""
    return report("checkpoints", kind, _CHECKPOINT_HEADS, _checkpoint_rows()[0])


def row(each: Entry) -> dict[str, Any]:
    """An entry as a row of a report."""
    return {
        "entry": each.leaf_index,
        "at": each.at,
        "agent": each.handle,
        "event": each.event_type,
        "outcome": each.outcome,
        "item": each.number,
        "use": each.use,
        "leaf_hash": each.leaf_hash,
        "detail": each.detail,
        "after": each.after,
    }


def _checkpoint_rows() -> tuple[list[dict[str, Any]], int]:
    found, size = checkpoints(archive(), actor())
    before, rows = 0, []
    for each in found:
        rows.append(
            {
                "at": each.at.isoformat()[:19],
                "entries": each.size,
                "new": each.size - before,
                "root": each.root.hex(),
            }
        )
        before = each.size
    return rows, size


def _wanted(form: Form) -> Wanted:
    return Wanted(
        form.choice("type", [each.value for each in EventType], needed=False),
        form.line("agent", needed=False),
        form.line("item", needed=False),
        _day(form, "since"),
        _day(form, "until"),
    )


def _day(form: Form, name: str) -> str:
    text = form.line(name, needed=False)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        form.fail(name, _("Write a day as 2026-11-22."))
        return ""
