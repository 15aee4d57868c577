"""Batch tables (`*.deposits.csv`): one item per row, typed columns, every mistake at `file:row:column`.

A row becomes the same document that a sidecar holds and is read by the same schema. `docs/formats/deposit.md`
lists the columns. Rows are counted as a spreadsheet does: the header is row 1, blank rows count.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from archive.domain.errors import InvalidRequest, Problem
from archive.domain.labels import nearest
from ingest.document import SyntaxProblem, join_path
from ingest.names import printable_name, printable_path
from ingest.plan import Defaults
from ingest.sidecar import read_text

MAX_TABLE_BYTES: Final = 64 * 1024 * 1024
MAX_ROWS: Final = 100_000

Step = str | int
_GRANT: Final = re.compile(r"([a-z_]+)(?::([A-Za-z, ]+))?(?:@([^=@:]+))?(?:=([a-z_]+))?")


def _text(cell: str) -> object:
    return cell.replace("\r\n", "\n")


def _word(cell: str) -> object:
    return cell.strip()


def _words(cell: str) -> object:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _one(cell: str) -> object:
    return [cell.strip()]


def _whole(cell: str) -> object:
    word = cell.strip()
    return int(word) if re.fullmatch("[0-9]{1,6}", word) else word


def parse_grants(cell: str) -> object:
    """`analysis; prosecution:DE,LT; un_body@OHCHR; publication=no`; without `=` the answer is yes."""
    grants: list[dict[str, object]] = []
    for part in str(cell).split(";"):
        if not part.strip():
            continue
        match = _GRANT.fullmatch(part.strip())
        if match is None:
            raise ValueError("write grants as `purpose:STATES@bodies=answer`, separated by semicolons")
        grant: dict[str, object] = {"purpose": match[1], "answer": match[4] or "yes"}
        for name, listed in (("jurisdictions", match[2]), ("recipients", match[3])):
            if listed:
                grant[name] = [entry.strip() for entry in listed.split(",") if entry.strip()]
        grants.append(grant)
    return grants


def _relations(cell: str) -> object:
    """`same_witness:S04; contradicts:S07`."""
    relations = []
    for part in cell.split(";"):
        kind, colon, to = part.strip().partition(":")
        if part.strip() and not colon:
            raise ValueError("write relations as `type:label`, separated by semicolons")
        if colon:
            relations.append({"type": kind.strip(), "to": to.strip()})
    return relations


_ACT: Final[tuple[Step, ...]] = ("allegations", 0)
_CLAIM: Final[tuple[Step, ...]] = (*_ACT, "attributions", 0)

COLUMNS: Final[Mapping[str, tuple[tuple[Step, ...], Callable[[str], object]]]] = {
    "file": (("files",), _one),
    "files": (("files",), _words),
    "label": (("label",), _word),
    "title": (("title",), _word),
    "kind": (("kind",), _word),
    "language": (("languages",), _words),
    "text": (("text",), _text),
    "fictional": (("fictional",), _word),
    "sensitivity": (("sensitivity",), _whole),
    "flags": (("flags",), _words),
    "when": (("when",), _word),
    "quantifier": (("quantifier",), _word),
    "place": (("place",), _text),
    "lawful_basis": (("lawful_basis",), _text),
    "source_role": (("source", "role"), _word),
    "pseudonym": (("source", "pseudonym"), _text),
    "witness": (("source", "witness"), _word),
    "account_no": (("source", "account_no"), _whole),
    "identity_name": (("source", "identity", "name"), _text),
    "identity_born": (("source", "identity", "born"), _word),
    "identity_contact": (("source", "identity", "contact"), _text),
    "identity_note": (("source", "identity", "note"), _text),
    "obtained": (("provenance", "obtained"), _word),
    "received_from": (("provenance", "received_from"), _text),
    "origin": (("provenance", "account"), _text),
    "url": (("provenance", "capture", "url"), _word),
    "captured_at": (("provenance", "capture", "captured_at"), _word),
    "violation": ((*_ACT, "violation"), _word),
    "victim_role": ((*_ACT, "victim", "role"), _word),
    "victim_group": ((*_ACT, "victim", "group"), _text),
    "victim_child": ((*_ACT, "victim", "child"), _word),
    "victim_reference": ((*_ACT, "victim", "reference"), _word),
    "unit": ((*_CLAIM, "unit"), _word),
    "unnamed_unit": ((*_CLAIM, "unnamed_unit"), _text),
    "person": ((*_CLAIM, "person"), _text),
    "level": ((*_CLAIM, "level"), _word),
    "basis": ((*_CLAIM, "basis"), _word),
    "certainty": ((*_CLAIM, "certainty"), _word),
    "involvement": ((*_CLAIM, "involvement"), _word),
    "duress": ((*_ACT, "duress"), _word),
    "valence": ((*_ACT, "valence"), _words),
    "purpose": ((*_ACT, "purpose"), _word),
    "grounds": ((*_ACT, "grounds"), _words),
    "charges": ((*_ACT, "charges"), _words),
    "hearing": ((*_ACT, "hearing"), _word),
    "note": ((*_ACT, "note"), _text),
    "consent_basis": (("consent", "basis"), _word),
    "consent_given_at": (("consent", "given_at"), _word),
    "identity_mode": (("consent", "identity_mode"), _word),
    "recontact": (("consent", "recontact"), _word),
    "grants": (("consent", "grants"), parse_grants),
    "carve_outs": (("consent", "carve_outs"), _words),
    "review_on": (("consent", "review_on"), _word),
    "expectations": (("expectations",), _words),
    "relations": (("relations",), _relations),
}


def _shown(path: Iterable[Step]) -> str:
    shown = ""
    for step in path:
        shown = join_path(shown, step)
    return shown


_PATHS: Final = {name: _shown(path) for name, (path, _) in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a document. `columns` are the names in the header; `source` is the printable file name."""

    source: str
    number: int
    columns: tuple[str, ...]
    value: object
    problems: tuple[Problem, ...] = ()

    def locate(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The same problems at `file:row:column`, in the order of the columns."""
        found = [(self._column(problem.where), problem) for problem in problems]
        found.sort(key=lambda pair: self.columns.index(pair[0]) if pair[0] else -1)
        return tuple(
            replace(problem, where=f"{self.source}:{self.number}" + (f":{column}" if column else ""))
            for column, problem in found
        )

    def _column(self, path: str) -> str:
        """The column that a field path came from: its own, one below it, or one of what is around it."""
        while path:
            for column in self.columns:
                if _PATHS[column] == path or _PATHS[column].startswith((f"{path}.", f"{path}[")):
                    return column
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return ""


def read_table(path: Path, defaults: Defaults) -> tuple[Row, ...]:
    """The rows of a batch table; empty cells of kind, language and sensitivity take the `defaults`.

    A row's own mistakes are in its `problems`, at field paths. Raises UnreadableFile, or InvalidRequest at
    `file:row:column` when the table as a whole cannot be understood (no UTF-8, wrong header, wrong quotes).
    """
    source = printable_path(path)
    try:
        records = _records(read_text(path, MAX_TABLE_BYTES))
    except SyntaxProblem as error:
        problem = Problem(f"{source}:{error.line}", error.message, error.code)
        raise InvalidRequest("The table cannot be read.", problems=(problem,)) from error
    columns = tuple(name.strip().lower() for name in records[0]) if records else ()
    problems = tuple(_check_header(source, columns))
    if problems:
        raise InvalidRequest("The table cannot be read.", problems=problems)
    return tuple(
        _row(source, number, columns, cells, defaults)
        for number, cells in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in cells)
    )


def _records(text: str) -> list[list[str]]:
    """The cells of the table. Comma or semicolon: whichever gives the header more known columns."""
    header = text.split("\n", 1)[0]
    known = {
        sign: sum(name.strip(' "\r').lower() in COLUMNS for name in header.split(sign)) for sign in (",", ";")
    }
    delimiter = ";" if known[";"] > known[","] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) > MAX_ROWS:
                raise SyntaxProblem(f"has more than {MAX_ROWS} rows", len(records), "too-long")
    except csv.Error as error:
        raise SyntaxProblem(f"is not CSV: {error}", len(records) + 1) from error
    return records


def _check_header(source: str, columns: tuple[str, ...]) -> Iterable[Problem]:
    if not {"file", "files", "text"} & set(columns):
        yield Problem(f"{source}:1", "needs a column `file`, `files` or `text`", "missing")
    if {"file", "files"} <= set(columns):
        yield Problem(f"{source}:1:files", "use `file` or `files`, not both", "repeated")
    for position, name in enumerate(columns):
        if name in columns[:position]:
            yield Problem(f"{source}:1:{position + 1}", "the column stands there twice", "repeated")
        elif name not in COLUMNS:
            near = ", ".join(nearest(name[:64], COLUMNS))
            text = "is no known column" + (f"; nearest: {near}" if near else "")
            yield Problem(f"{source}:1:{position + 1}", text, "unknown-field")


def _row(source: str, number: int, columns: tuple[str, ...], cells: list[str], defaults: Defaults) -> Row:
    document: dict[str, Any] = {"schema": "sviedka/deposit/1"}
    problems: list[Problem] = []
    if len(cells) != len(columns):
        text = f"has {len(cells)} cells, the header has {len(columns)}"
        problems.append(Problem("", text, "syntax"))
    for name, cell in zip(columns, cells, strict=False):
        if cell.strip():
            path, convert = COLUMNS[name]
            try:
                _put(document, path, convert(cell))
            except ValueError as error:
                problems.append(Problem(_PATHS[name], str(error), "form"))
    _fill(document, defaults)
    return Row(source, number, columns, document, tuple(problems))


def _fill(document: dict[str, Any], defaults: Defaults) -> None:
    """What a row may leave out."""
    document.setdefault("kind", defaults.kind.value)
    document.setdefault("languages", list(defaults.languages))
    document.setdefault("sensitivity", defaults.sensitivity)
    if defaults.fictional:
        document.setdefault("fictional", True)
    document.setdefault("consent", {}).setdefault("basis", "none")
    files = document.get("files")
    name = files[0].rsplit("/", 1)[-1] if files else document.get("label", "")
    if name:
        document.setdefault("title", printable_name(name).text)


def _put(document: dict[str, Any], path: tuple[Step, ...], value: object) -> None:
    """Set one value deep inside; lists on the way have one entry."""
    place: Any = document
    for step, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(step, int):
            if not place:
                place.append(empty)
            place = place[step]
        else:
            place = place.setdefault(step, empty)
    place[path[-1]] = value
