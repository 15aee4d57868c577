"""What an auditor looks at: use, what was hidden, what stands out, runs of verification, growth, patterns.

All of it is read from the custody log: nothing is opened, and nothing here says that something is wrong.
"""

from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.log import day_text, entry_json
from archive.domain.agent import Act
from archive.domain.errors import NotFound
from archive.services import oversight
from archive.services.custody_log import Entry, checkpoints, gaps, newest_asked, newest_hidden
from archive.services.pattern_history import pattern_history, patterns_made
from archive.services.proven_report import MOST_ON_A_PAGE, REPORTS, question_for, report_files, zipped
from archive.services.reading import find_item
from archive.web.policy import needs
from archive.web.reports import attachment
from archive.web.visit import actor, archive
from schemas.log_answers import (
    GrowthSchema,
    HiddenSchema,
    NewestSchema,
    PatternHistorySchema,
    RecordedPatternsSchema,
    ReportSchema,
    RunsSchema,
    StandingOutSchema,
    UsesSchema,
)

_READS = needs(Act.READ_LOG)
_ZIP = {"type": "string", "format": "binary"}


@api.at("/log/openings", _READS, answers=UsesSchema)
@api.takes(NewestSchema, "query")
def openings(asked: dict[str, Any]) -> ResponseReturnValue:
    """Who searched, opened, exported and disclosed, for which use; what followed a change of consent."""
    entries, total, late = newest_asked(archive(), actor(), asked["newest"])
    return jsonify(total=total, after_consent=late, entries=[_use(each) for each in entries])


@api.at("/log/hidden", needs(Act.COUNT_HIDDEN), answers=HiddenSchema)
@api.takes(NewestSchema, "query")
def hidden(asked: dict[str, Any]) -> ResponseReturnValue:
    """For every search and count: how many items were hidden from whom, for which use, and why."""
    rows, total = newest_hidden(archive(), actor(), asked["newest"])
    return jsonify(total=total, searches=[{**each, "at": each["at"] + "Z"} for each in rows])


@api.at("/log/anomalies", _READS, answers=StandingOutSchema)
@api.takes(NewestSchema, "query")
def standing_out(asked: dict[str, Any]) -> ResponseReturnValue:
    """Entries that stand out, with the reason; a place to look, and no accusation."""
    found, total = oversight.anomalies(archive(), actor(), asked["newest"])
    entries = [{"why": why.value, **entry_json(each)} for why, each in reversed(found)]
    return jsonify(total=total, entries=entries)


@api.at("/log/verifications", _READS, answers=RunsSchema)
def runs() -> ResponseReturnValue:
    """Runs of verification with the codes that they found, and what came after the last whole one."""
    found = oversight.coverage(archive(), actor())
    return jsonify(
        last=found.last.leaf_index if found.last else None,
        since=found.since,
        runs=[entry_json(each) for each in reversed(found.runs)],
    )


@api.at("/log/checkpoints", _READS, answers=GrowthSchema)
def growth() -> ResponseReturnValue:
    """Every signed checkpoint, what none covers yet, and places at which the database has no entry."""
    found, size = checkpoints(archive(), actor())
    covered = found[-1].size if found else 0
    rows = [
        {"at": each.at.isoformat(), "entries": each.size, "root": each.root.hex()} for each in reversed(found)
    ]
    missing = [{"first": first, "last": last} for first, last in gaps(archive(), actor())]
    return jsonify(entries=size, waiting=size - covered, gaps=missing, checkpoints=rows)


@api.at("/log/patterns", _READS, answers=RecordedPatternsSchema)
def recorded_patterns() -> ResponseReturnValue:
    """Pattern exhibits that the log records, the newest first."""
    made = patterns_made(archive(), actor())
    return jsonify(
        patterns=[
            {
                "number": each.number,
                "entry": each.row.leaf_index,
                "at": each.predicate["at"],
                "object": each.digest,
            }
            for each in reversed(made)
        ]
    )


@api.at("/log/patterns/<number>", _READS, answers=PatternHistorySchema)
def recorded_pattern(number: str) -> ResponseReturnValue:
    """Whether its object is the one recorded, who asked its question and again, and what differed then."""
    told = asdict(pattern_history(archive(), actor(), number))
    asked = [{**each, "at": each["at"] + "Z"} for each in told["asked"]]
    return jsonify({**told, "at": told["at"] + "Z", "asked": asked})


@api.at("/log/reports/<kind>", _READS, answers=_ZIP, form="application/zip")
@api.takes(ReportSchema, "query")
def proven_report(asked: dict[str, Any], kind: str) -> ResponseReturnValue:
    """A report with every entry that it rests on and its proof; `sviedka-verify report` checks it."""
    if kind not in REPORTS:
        raise NotFound(f"There is no such report: {', '.join(REPORTS)}.")
    question = question_for(
        kind,
        types=(asked["event_type"],) if asked["event_type"] else (),
        agent=asked["agent"],
        item_id=find_item(archive(), asked["item"]).item_id if asked["item"] else "",
        since=day_text(asked["since"]),
        until=day_text(asked["until"]),
    )
    data = zipped(report_files(archive(), actor(), kind, question, MOST_ON_A_PAGE))
    return attachment(data, f"report-{kind}.zip", "application/zip")


def _use(each: Entry) -> dict[str, Any]:
    """`after`: the entry that changed or withdrew the item's consent before this one."""
    return {**entry_json(each), "use": each.use, "after": each.after}
