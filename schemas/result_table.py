"""Results of a search as CSV and JSON for other programs, spreadsheets among them.

A cell is only ever text: one that a spreadsheet would take for a formula gets an apostrophe before it, and
what would steer a terminal or turn the reading order is written as an escape. Columns keep their names and
order; new ones come at the end.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archive.services.result_export import ResultRow

COLUMNS = (
    "number",
    "version",
    "record_sha256",
    "kind",
    "title",
    "languages",
    "when",
    "quantifier",
    "place",
    "sensitivity",
    "flags",
    "violations",
    "units",
    "passages",
    "fictional",
)
_FORMULA = frozenset("=+-@|%\t\r\n") | frozenset("＝＋－＠−﹣⁻₋﹢⁺₊﹦⁼₌﹫")
"""What a formula begins with, full-width and small forms among it, and what could hide one."""
_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_BETWEEN = " | "


def cell(value: object) -> str:
    """The text of a cell, harmless in a spreadsheet and on a terminal; plain numbers stay as they are."""
    if isinstance(value, int | float):
        return str(value)
    text = _STEERING.sub(_escaped, str(value))
    first = next((sign for sign in text if not _is_blank(sign)), "")
    return f"'{text}" if first in _FORMULA or text[:1] in _FORMULA else text


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _is_blank(sign: str) -> bool:
    """Whether a spreadsheet may drop it before it looks for a formula; line ends and tabs are no blanks."""
    return sign in " '\"" or unicodedata.category(sign) in ("Zs", "Cf")


def results_csv(rows: Sequence[ResultRow]) -> bytes:
    """One row for each match."""
    return table_csv(COLUMNS, map(_values, rows))


def table_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need to read Cyrillic; no value is ""."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(_joined(row.get(name, ""))) for name in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def results_json(rows: Sequence[ResultRow]) -> bytes:
    """A list of objects with the names of the columns; what would steer a terminal is written in escapes."""
    whole = json.dumps([_values(row) for row in rows], ensure_ascii=False, indent=2)
    return (_STEERING.sub(_escaped, whole) + "\n").encode()


def _joined(value: object) -> object:
    return _BETWEEN.join(map(str, value)) if isinstance(value, list) else value


def _values(row: ResultRow) -> dict[str, Any]:
    described = row.record.description
    units = (by.unit for allegation in described.allegations for by in allegation.attributions if by.unit)
    violations = (allegation.violation for allegation in described.allegations if allegation.violation)
    return {
        "number": row.number,
        "version": row.record.version,
        "record_sha256": row.record_digest,
        "kind": described.kind.value,
        "title": described.title,
        "languages": list(described.languages),
        "when": described.when,
        "quantifier": described.quantifier.value,
        "place": described.place,
        "sensitivity": described.sensitivity,
        "flags": [flag.value for flag in described.flags],
        "violations": list(dict.fromkeys(violations)),
        "units": list(dict.fromkeys(units)),
        "passages": [" ".join(passage.text.split()) for passage in row.passages],
        "fictional": "yes" if described.fictional else "no",
    }
