"""A list searched at once: names, units or queries, one count for each row."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence, without_tail
from archive.services.context import Actor, Archive
from archive.services.desk import open_desk
from archive.services.ledger import require
from archive.services.matching import following_of, match
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json
from search.blinding import Hidden
from search.expansion import expand
from search.expression import And, Expression, Field, Phrase, Word
from search.expression_text import parse
from search.query import SearchQuery

MAX_ROWS = 1000
MAX_BYTES = 1024 * 1024
_NO_LIST = "The list cannot be searched for."


class RowKind(StrEnum):
    """What each row is: words that must all occur, words side by side, a unit by id or name, or a query."""

    WORDS = "words"
    PHRASE = "phrase"
    UNIT = "unit"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list: its line, from 1, and its text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row with the number of items that the reader finds for it."""

    line: int
    text: str
    total: int


@dataclass(frozen=True, slots=True)
class ListResults:
    """Counts in the order of the list. `behind`: items the index does not know yet."""

    rows: tuple[CountedRow, ...]
    behind: int


def read_list(data: bytes, where: str, column: str | None = None) -> tuple[ListRow, ...]:
    """Read a list: one row on a line, or, with `column`, that column (by name or number) of a CSV table.

    Raise InvalidRequest with every bad line: text that is not UTF-8, control characters, too many rows.
    """
    if len(data) > MAX_BYTES:
        raise InvalidRequest(
            _NO_LIST, problems=(Problem(where, sentence("longer than %(most)d bytes", most=MAX_BYTES)),)
        )
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidRequest(
            _NO_LIST, problems=(Problem(where, sentence("text in UTF-8 was expected")),)
        ) from error
    cells = enumerate(text.splitlines(), 1) if column is None else _column(text, where, column)
    rows = tuple(ListRow(line, found) for line, cell in cells if (found := " ".join(cell.split())))
    problems = [
        Problem(f"{where}:{row.line}", sentence("holds a character that cannot be printed"))
        for row in rows
        if not row.text.isprintable()
    ]
    if not rows:
        problems.append(Problem(where, sentence("there is no row")))
    if len(rows) > MAX_ROWS:
        said = sentence(
            "%(count)d rows; at most %(most)d can be searched at once", count=len(rows), most=MAX_ROWS
        )
        problems.append(Problem(where, said))
    if problems:
        raise InvalidRequest(_NO_LIST, problems=tuple(problems))
    return rows


def _column(text: str, where: str, column: str) -> Iterator[tuple[int, str]]:
    """The cells of one column with their lines; a column given by name is below a row of headings."""
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        if column.isdecimal():
            at = int(column) - 1
        else:
            heads = [head.strip() for head in next(reader, [])]
            if column not in heads:
                shown = ", ".join(heads)[:200]
                raise InvalidRequest(
                    _NO_LIST,
                    problems=(
                        Problem(
                            f"{where}:1",
                            sentence("no column %(name)s; there are: %(known)s", name=column, known=shown),
                        ),
                    ),
                )
            at = heads.index(column)
        yield from ((reader.line_num, row[at]) for row in reader if 0 <= at < len(row))
    except csv.Error as error:
        raise InvalidRequest(
            _NO_LIST, problems=(Problem(f"{where}:{reader.line_num}", sentence("no CSV")),)
        ) from error


def search_list(
    archive: Archive, actor: Actor, rows: Sequence[ListRow], kind: RowKind, where: str, beside: SearchQuery
) -> ListResults:
    """Count what each row finds, together with the conditions `beside`.

    All rows are read before any is asked: InvalidRequest names every bad one by its line. The list is one
    entry of the custody log, which commits to it. Raise Unavailable when the index does not answer.
    """
    require(archive, actor, Act.SEARCH)
    queries = _queries(archive, rows, kind, where, beside)
    desk = open_desk(archive, actor)
    counted: list[CountedRow] = []
    hidden = Hidden(0, 0)
    for row, query in zip(rows, queries, strict=True):
        matched = match(archive, desk, query, most=0)
        counted.append(CountedRow(row.line, row.text, matched.answer.total))
        hidden = Hidden(
            hidden.by_consent + matched.hidden.by_consent, hidden.by_clearance + matched.hidden.by_clearance
        )
    asked = Asked(
        question={"list": [query_json(query)["query"] for query in queries], "beside": query_json(beside)},
        use=beside.use,
        total=sum(row.total for row in counted),
        hidden=hidden,
        detail={"rows": len(rows)},
    )
    log_query(archive, actor, asked, ())
    return ListResults(tuple(counted), desk.behind)


def _queries(
    archive: Archive, rows: Sequence[ListRow], kind: RowKind, where: str, beside: SearchQuery
) -> tuple[SearchQuery, ...]:
    queries: list[SearchQuery] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            own = _expression(row.text, kind)
            whole = own if beside.expression is None else And((own, beside.expression))
            query = replace(beside, expression=whole)
            expand(query.asked(), archive.vocabularies, following_of(archive, query))
            queries.append(query)
        except InvalidRequest as error:
            told = [without_tail(problem.message) for problem in error.problems] or [error.message]
            problems += [Problem(f"{where}:{row.line}", message, error.code) for message in told]
    if problems:
        raise InvalidRequest(_NO_LIST, problems=tuple(problems), safe="Nothing was searched.")
    return tuple(queries)


def _expression(text: str, kind: RowKind) -> Expression:
    if kind is RowKind.UNIT:
        return Field("unit", (text,))
    if kind is RowKind.PHRASE:
        return Phrase(text)
    if kind is RowKind.WORDS:
        words = tuple(map(Word, text.split()))
        return words[0] if len(words) == 1 else And(words)
    found = parse(text)
    if found is None:
        raise InvalidRequest(sentence("nothing is asked"))
    return found
