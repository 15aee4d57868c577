"""`sviedka query`: a query as text and as an object, without asking it; and where queries are read from."""

import json
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.cli.context import emit
from archive.domain.errors import InvalidRequest, Problem, UnreadableFile
from search.expression import Expression
from search.expression_json import from_json, to_json
from search.expression_text import parse, render

F = TypeVar("F", bound=Callable[..., Any])

MAX_JSON_BYTES = 256 * 1024


def query_json_option(command: F) -> F:
    """Let a command take its query as an object."""
    return click.option(
        "--query-json",
        default="",
        metavar="FILE",
        help="Read the query from a JSON file, as `sviedka query --json` writes it; - is standard input.",
    )(command)


@click.command()
@click.argument("text", nargs=-1)
@query_json_option
@click.option("--json", "as_json", is_flag=True, help="As an object, for programs.")
def query(text: tuple[str, ...], query_json: str, as_json: bool) -> None:
    """Read a query and write it in its one spelling, or as an object; nothing is asked and nothing logged."""
    expression = read_query(text, query_json)
    data = None if expression is None else to_json(expression)
    emit(data, as_json=as_json, text=lambda: render(expression))


def read_query(text: tuple[str, ...], query_json: str) -> Expression | None:
    """Return the query of a command line, from its words or from a file; None when nothing is asked.

    Raises InvalidRequest with the place of what is wrong, UnreadableFile.
    """
    if not query_json:
        return parse(" ".join(text))
    if text:
        raise InvalidRequest("A query is given as TEXT or by --query-json, not both.")
    value = _loaded(_read(query_json), query_json)
    return None if value is None else from_json(value)


def _read(name: str) -> bytes:
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_JSON_BYTES + 1)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 - read no more than is looked at
                data = file.read(MAX_JSON_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(f"The query cannot be read from {name!r}: {error.strerror}.") from error
    if len(data) > MAX_JSON_BYTES:
        problem = Problem(f"{name}:{MAX_JSON_BYTES}", f"longer than {MAX_JSON_BYTES} bytes, and was not read")
        raise InvalidRequest("the query cannot be read", problems=(problem,))
    return data


def _loaded(data: bytes, name: str) -> Any:
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        problem = Problem(f"{name}:{error.lineno}:{error.colno}", "this is not JSON")
    except (UnicodeDecodeError, RecursionError):
        problem = Problem(name, "this is not JSON that can be a query")
    raise InvalidRequest("the query cannot be read", problems=(problem,))
