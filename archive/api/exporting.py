"""Results of a search taken out as a file; a large one needs the approval of a custodian."""

from typing import Any

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.items import BYTES, use_of
from archive.api.searching import question_of
from archive.bundle_zip import zip_stream
from archive.domain.agent import Act
from archive.domain.description import Consistency
from archive.domain.errors import InvalidRequest, Problem
from archive.services.export import release_item
from archive.services.indexing import catch_up_if_possible
from archive.services.law_export import Layout, Way, export_layout
from archive.services.result_export import export_results, request_export
from archive.web.policy import needs
from archive.web.reports import attachment
from archive.web.visit import actor, archive
from schemas.answers import ApprovalSchema
from schemas.api import BundleRequestSchema, ExportSchema
from schemas.law_answers import ExportRequestSchema, LayoutExportSchema
from schemas.law_table import layout_csv
from schemas.result_table import results_csv, results_json

_FORMS = {"csv": (results_csv, "text/csv"), "json": (results_json, "application/json")}
_ROWS = {"type": "array", "items": {"type": "object"}}


@api.at("/exports", needs(Act.EXPORT), "POST", answers=_ROWS)
@api.also(200, {"type": "string"}, "text/csv")
@api.takes(ExportSchema)
def export(asked: dict[str, Any]) -> ResponseReturnValue:
    """All matches of a question as a file; the export is in the log before a byte is given out."""
    catch_up_if_possible(archive(), actor())
    render, mimetype = _FORMS[asked["form"]]
    made = export_results(archive(), actor(), question_of(asked), asked["form"], render)
    answer: Response = attachment(made.data, f"sviedka-{made.leaf_index}.{asked['form']}", mimetype)
    return answer


@api.at("/law/exports", needs(Act.EXPORT), "POST", answers={"type": "string"}, form="text/csv")
@api.takes(LayoutExportSchema)
def export_law(asked: dict[str, Any]) -> ResponseReturnValue:
    """What is laid out over law as a table; the export is in the log before a byte is given out."""
    catch_up_if_possible(archive(), actor())
    layout = _layout(asked)
    made = export_layout(
        archive(), actor(), question_of(asked), layout, lambda found: layout_csv(layout.way, found)
    )
    return attachment(made.data, f"sviedka-{layout.way}-{made.leaf_index}.csv", "text/csv")


@api.at("/items/<number>/bundles", needs(Act.EXPORT), "POST", answers=BYTES, form="application/zip")
@api.takes(BundleRequestSchema)
def bundle(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """An item as a bundle that is checked offline, as a ZIP file; in the published log before it is sent.

    The header `Sviedka-Left-Behind` names items that belong with it and are not in it.
    """
    made = release_item(archive(), actor(), number, use_of(asked), asked["sealed_to"])
    answer = Response(zip_stream(made.number, made.files), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.number}.zip"'
    answer.headers["Sviedka-Left-Behind"] = ", ".join(each.number for each in made.left_behind)
    return answer


@api.at("/export-requests", needs(Act.EXPORT), "POST", answers=ApprovalSchema, status=201)
@api.takes(ExportRequestSchema)
def ask_to_export(asked: dict[str, Any]) -> ResponseReturnValue:
    """Ask a custodian to approve this export, for this use and in this form; then send the export again."""
    form = _layout(asked).form if asked["way"] else asked["form"]
    made = request_export(archive(), actor(), question_of(asked), form, asked["reason"])
    answer = jsonify(
        approval_id=made.approval_id, state=made.state.value, expires_at=made.expires_at.isoformat()
    )
    answer.status_code = 201
    return answer


def _layout(asked: dict[str, Any]) -> Layout:
    """How a search is to be laid out. Raises InvalidRequest for elements of no crime."""
    if asked["way"] == Way.ELEMENTS and not asked["crime"]:
        raise InvalidRequest(
            "Elements are those of a crime.", problems=(Problem("crime", "a crime was expected: CAH-7-1-f"),)
        )
    return Layout(Way(asked["way"]), asked["crime"], Consistency(asked["least"]))
