"""The custody log for auditors: entries, statements, inclusion proofs, the checkpoint, verification."""

from datetime import date
from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.domain.agent import Act
from archive.services.custody_log import Entry, Wanted, log_page, log_statement
from archive.services.publish import log_proof
from archive.services.verification import verify_archive
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.answers import EntriesSchema, VerificationSchema, WholeEntrySchema
from schemas.api import LogSchema

TEXT = {"type": "string"}


@api.at("/log/entries", needs(Act.READ_LOG), answers=EntriesSchema)
@api.refuses(404)
@api.takes(LogSchema, "query")
def entries(asked: dict[str, Any]) -> ResponseReturnValue:
    """A page of entries, the newest first."""
    since, until = day_text(asked["since"]), day_text(asked["until"])
    wanted = Wanted(asked["event_type"], asked["agent"], asked["item"], since, until)
    page = log_page(archive(), actor(), wanted, asked["page"])
    return jsonify(
        page=page.number,
        last=page.last,
        total=page.total,
        entries=[entry_json(each) for each in page.entries],
    )


@api.at("/log/entries/<int:leaf_index>", needs(Act.READ_LOG), answers=WholeEntrySchema)
def entry(leaf_index: int) -> ResponseReturnValue:
    """One entry with its whole statement."""
    found, statement = log_statement(archive(), actor(), leaf_index)
    return jsonify({**entry_json(found), "statement": statement})


@api.at("/log/entries/<int:leaf_index>/proof", needs(Act.READ_LOG), answers=TEXT, form="text/plain")
def proof(leaf_index: int) -> ResponseReturnValue:
    """Its inclusion proof (C2SP tlog-proof) against the published checkpoint."""
    log_statement(archive(), actor(), leaf_index)
    return Response(log_proof(archive(), leaf_index), mimetype="text/plain")


@api.at("/log/checkpoint", needs(Act.READ_LOG), answers=TEXT, form="text/plain")
@api.refuses(404)
def checkpoint() -> ResponseReturnValue:
    """The published checkpoint (C2SP tlog-checkpoint)."""
    return Response(archive().tiles.read_checkpoint(), mimetype="text/plain")


@api.at("/verifications", needs(Act.VERIFY), "POST", answers=VerificationSchema)
def verify() -> ResponseReturnValue:
    """Verify everything now; the run is a custody entry. Nothing is repaired."""
    report = verify_archive(archive(), actor())
    return jsonify(valid=report.is_valid, findings=[each.as_json() for each in report.findings])


def day_text(day: date | None) -> str:
    """A day as a filter has it; empty for none."""
    return day.isoformat() if day else ""


def entry_json(found: Entry) -> dict[str, object]:
    """An entry for programs."""
    return {
        "leaf_index": found.leaf_index,
        "leaf_hash": found.leaf_hash,
        "at": found.at + "Z",
        "agent": found.handle,
        "event_type": found.event_type,
        "outcome": found.outcome,
        "item": found.number,
        "detail": dict(found.detail),
    }
