"""Items: the record, and the bytes of exhibits. Every opening is logged before anything is given out."""

from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from archive.api.blueprint import RANGE, api
from archive.domain.agent import Act
from archive.domain.consent import Purpose, Use
from archive.domain.errors import NotFound
from archive.domain.record import ExhibitRecord
from archive.services.reading import OpenedItem, Tombstone, exhibit_at, read_exhibit, read_item
from archive.services.rendition import rendition_exhibit
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.answers import RecordAnswerSchema, WithdrawnSchema
from schemas.api import UseSchema
from schemas.record_json import record_to_json

BYTES = {"type": "string", "format": "binary"}


def use_of(asked: dict[str, Any]) -> Use:
    """The declared use, checked by UseSchema."""
    return Use(Purpose(asked["purpose"]), asked["recipient"].strip(), asked["jurisdiction"].upper())


@api.at("/items/<number>", needs(Act.READ), answers={"oneOf": [RecordAnswerSchema, WithdrawnSchema]})
@api.takes(UseSchema, "query")
def item(asked: dict[str, Any], number: str) -> ResponseReturnValue:
    """The current record for a declared use; its version is the ETag. 404 for what may not be seen."""
    opened = read_item(archive(), actor(), number, use_of(asked))
    if isinstance(opened, Tombstone):
        return jsonify(number=opened.number, withdrawn=True)
    answer = jsonify(record_to_json(opened.record))
    answer.set_etag(str(opened.record.version))
    return answer


@api.at(
    "/items/<number>/exhibits/<int:position>",
    needs(Act.READ),
    answers=BYTES,
    form="application/octet-stream",
    more={"parameters": [RANGE]},
)
@api.also(206, BYTES, "application/octet-stream")
@api.also(416)
@api.takes(UseSchema, "query")
def exhibit(asked: dict[str, Any], number: str, position: int) -> ResponseReturnValue:
    """Bytes of exhibit `position`, from 1, or of one range of it, decrypted piece by piece."""
    opened = readable(read_item(archive(), actor(), number, use_of(asked)))
    if position < 1:
        raise NotFound("Exhibits are counted from 1.")
    return _bytes(opened, exhibit_at(opened.record, position - 1), f"{opened.record.number}-{position}")


@api.at(
    "/items/<number>/renditions/<int:position>",
    needs(Act.READ),
    answers=BYTES,
    form="application/octet-stream",
    more={"parameters": [RANGE]},
)
@api.also(206, BYTES, "application/octet-stream")
@api.also(416)
@api.takes(UseSchema, "query")
def rendition(asked: dict[str, Any], number: str, position: int) -> ResponseReturnValue:
    """Bytes of rendition `position`, from 1: a transcript, a translation, a redacted copy."""
    opened = readable(read_item(archive(), actor(), number, use_of(asked)))
    if position < 1:
        raise NotFound("Renditions are counted from 1.")
    kept = rendition_exhibit(opened.record, position - 1)
    return _bytes(opened, kept, f"{opened.record.number}-R{position}")


def _bytes(opened: OpenedItem, kept: ExhibitRecord, name: str) -> ResponseReturnValue:
    """The bytes, or one range of them, decrypted piece by piece."""
    wanted = request.range.range_for_length(kept.size) if request.range else None
    if request.range and wanted is None:
        return Response(status=416, headers={"Content-Range": f"bytes */{kept.size}"})
    start, stop = wanted or (0, kept.size)
    count = stop - start if wanted else None
    answer = Response(
        read_exhibit(archive(), actor(), opened, kept, start, count),
        206 if wanted else 200,
        mimetype="application/octet-stream",
    )
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Length"] = str(stop - start)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if wanted:
        answer.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{kept.size}"
    return answer


def readable(opened: OpenedItem | Tombstone) -> OpenedItem:
    """The opened item; raise NotFound for what is left of a withdrawn one."""
    if isinstance(opened, Tombstone):
        raise NotFound(f"{opened.number} has been withdrawn.")
    return opened
