"""A deposit as it arrives (multipart): files are sealed while they come, nothing is in clear on the disk."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from archive.domain.draft import MAX_FILES
from archive.domain.errors import InvalidRequest, Problem
from archive.ports import ObjectBatch
from archive.services.deposit import Intake
from archive.services.sealed import SealedExhibit
from archive.web.streaming import IncomingFile, Parts
from archive.web.visit import archive, web_settings
from ingest.document import MAX_DOCUMENT_BYTES, SyntaxProblem
from ingest.json_document import parse_json
from ingest.plan import Described
from ingest.receiving import seal_received
from ingest.sidecar import mistakes
from schemas.deposit import DepositReader

DESCRIPTION, FILES = "description", "files"
"""The two fields of the form."""
_SAFE = "Nothing was deposited, and nothing of what was sent was kept."


@dataclass(slots=True)
class Received:
    """What came: the description as JSON, each file under the name it was sent with."""

    document: dict[str, Any]
    described: Described
    exhibits: tuple[SealedExhibit, ...]
    names: tuple[str, ...]

    def content(self) -> dict[str, object]:
        """All that the deposit asks for, whatever the order it came in."""
        files = [[name, e.plaintext_digest] for name, e in zip(self.names, self.exhibits, strict=True)]
        return {"description": self.document, "files": files}


@dataclass(slots=True)
class _Arriving:
    text: bytes | None = None
    files: list[tuple[str, SealedExhibit | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def receive(intake: Intake, batch: ObjectBatch) -> Received:
    """Read the whole request. Files are staged in `batch`; once anything is wrong they are only read.

    Raise InvalidRequest with all that is wrong in description and files, CutShort, RequestEntityTooLarge.
    """
    arriving = _Arriving()
    parts = Parts(web_settings().deposit_bytes, from_page=False, longest_field=MAX_DOCUMENT_BYTES)
    for file in parts.files():
        if file.field == DESCRIPTION:
            _take_description(arriving, _whole(file))
        elif file.field == FILES and len(arriving.files) < MAX_FILES:
            arriving.files.append((file.name, _sealed(file, intake, batch, arriving)))
        elif file.field == FILES:
            raise InvalidRequest(f"A deposit has at most {MAX_FILES} files.", safe=_SAFE)
        else:
            arriving.problems.append(_unknown(file.field))
    for name, value in parts.fields.items():
        if name == DESCRIPTION:
            _take_description(arriving, value.encode())
        else:
            arriving.problems.append(_unknown(name))
    return _checked(arriving)


def _take_description(arriving: _Arriving, text: bytes) -> None:
    if arriving.text is not None:
        arriving.problems.append(Problem(DESCRIPTION, "is there twice", "repeated"))
    arriving.text = text


def _unknown(name: str) -> Problem:
    shown = name if name.isidentifier() and len(name) <= len(DESCRIPTION) * 4 else "?"
    return Problem(shown, f"is not known here; a deposit has {DESCRIPTION} and {FILES}", "unknown-field")


def _whole(file: IncomingFile) -> bytes:
    """A small part that was sent as a file."""
    text, piece = io.BytesIO(), memoryview(bytearray(64 * 1024))
    while count := file.readinto(piece):
        if text.tell() + count > MAX_DOCUMENT_BYTES:
            raise InvalidRequest(
                f"A description has at most {MAX_DOCUMENT_BYTES:,} bytes.",
                problems=(Problem(DESCRIPTION, "is too large", "too-long"),),
                safe=_SAFE,
            )
        text.write(piece[:count])
    return text.getvalue()


def _sealed(
    file: IncomingFile, intake: Intake, batch: ObjectBatch, arriving: _Arriving
) -> SealedExhibit | None:
    if arriving.problems or any(name == file.name for name, _ in arriving.files):
        file.skip()
        return None
    identifier = current_app.extensions["sviedka_identifier"]
    return seal_received(file, file.name, batch.create(), identifier, intake.content)


def _checked(arriving: _Arriving) -> Received:
    problems, names = arriving.problems, [name for name, _ in arriving.files]
    problems += [
        Problem(f"{FILES}[{names.index(name)}]", "two files have this name", "repeated")
        for name, count in Counter(names).items()
        if count > 1
    ]
    document: dict[str, Any] = {}
    described = None
    try:
        document = _document(arriving.text, names)
        described = DepositReader(archive().registers).read(document)
    except InvalidRequest as error:
        problems += [Problem(_within(each.where), each.message, each.code) for each in error.problems]
    problems += _unmatched(document.get("files"), names)
    if problems or described is None:
        raise InvalidRequest(mistakes(len(problems)), problems=tuple(problems), safe=_SAFE)
    by_name = {name: sealed for name, sealed in arriving.files if sealed is not None}
    return Received(document, described, tuple(by_name[name] for name in described.files), described.files)


def _document(text: bytes | None, names: list[str]) -> dict[str, Any]:
    """The description as JSON; one that names no files has all that were sent."""
    if text is None:
        raise InvalidRequest("", problems=(Problem("", "the description is missing", "missing"),))
    try:
        document = parse_json(text.decode("utf-8-sig"), DESCRIPTION)
    except UnicodeDecodeError:
        raise InvalidRequest("", problems=(Problem("", "is not UTF-8", "not-utf8"),)) from None
    except SyntaxProblem as error:
        problem = Problem("", f"line {error.line}: {error.message}", error.code)
        raise InvalidRequest("", problems=(problem,)) from error
    if document.problems:
        raise InvalidRequest("", problems=document.problems)
    if not isinstance(document.value, dict):
        raise InvalidRequest("", problems=(Problem("", "must be a group of named values", "type"),))
    return {**({"files": names} if names else {}), **document.value}


def _unmatched(named: object, sent: Iterable[str]) -> list[Problem]:
    """Files that were named and did not come, and the other way round."""
    if not isinstance(named, list):
        return []
    sent = list(sent)
    missing = [
        Problem(f"{DESCRIPTION}.files[{place}]", "no file of this name was sent", "missing")
        for place, name in enumerate(named)
        if name not in sent
    ]
    extra = [
        Problem(f"{FILES}[{place}]", "the description does not name this file", "unnamed")
        for place, name in enumerate(sent)
        if name not in named
    ]
    return missing + extra


def _within(where: str) -> str:
    return f"{DESCRIPTION}.{where}" if where else DESCRIPTION
