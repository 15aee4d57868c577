"""A page's rows as a file: CSV that no spreadsheet takes for formulas, or JSON."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort

KINDS = ("csv", "json")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def report(name: str, kind: str, heads: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Response:
    """The rows under their heads; 404 for a kind of file that there is not."""
    if kind not in KINDS:
        abort(404)
    if kind == "json":
        chosen = [{head: row[head] for head in heads} for row in rows]
        return attachment(
            json.dumps(chosen, ensure_ascii=False, indent=1), f"{name}.json", "application/json"
        )
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([harmless(row[head]) for head in heads] for row in rows)
    return attachment(buffer.getvalue(), f"{name}.csv", "text/csv")


def attachment(data: str | bytes, name: str, mimetype: str) -> Response:
    """A file to keep, never shown in the browser."""
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(value: Any) -> str:  # noqa: ANN401 - whatever a cell may hold
    """A cell as text; what a spreadsheet would compute gets an apostrophe in front. Numbers stay numbers."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
