"""Counting over the hits of a search in the embedded engine.

A document carries the numbers of all its facet tokens, those of its acts among them, so that most counts need
one row per hit and no look at its acts. These are looked at when the query speaks of some of them only, and
for pairs.
"""

# ruff: noqa: S608 -- tables are named by the number of their generation; every value is bound

import collections
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from search.clauses import Branch, Clause, ClauseTally, Every, FieldTally, PairTally, Tally, spoken_of
from search.engines import sqlite_schema as schema
from search.engines.sqlite_query import Translator
from search.ports import Cells, Counted

_CHUNK = 4096
"""Rows whose numbers are counted at once."""


class Counter:
    """Counts over `temp.hit`, which holds the matches of the branches that are counted over."""

    def __init__(self, connection: sqlite3.Connection, generation: int, translate: Translator) -> None:
        self._db = connection
        self._g = generation
        self._translate = translate

    def count(self, branches: Sequence[Branch], tallies: Sequence[Tally]) -> dict[str, Cells]:
        """Return what each tally finds."""
        acts = spoken_of(branches)
        names = dict.fromkeys(tally.by.field for tally in tallies if isinstance(tally.by, FieldTally))
        fields = self._fields(tuple(names), acts) if names else {}
        found: dict[str, Cells] = {}
        for tally in tallies:
            match tally.by:
                case FieldTally(field=name):
                    found[tally.name] = fields[name]
                case PairTally():
                    found[tally.name] = self._pairs(tally.by, acts)
                case ClauseTally():
                    found[tally.name] = self._clauses(tally.by, acts)
        return found

    def _fields(self, names: Sequence[str], acts: Clause | None) -> dict[str, dict[str, Counted]]:
        """Items by token, for several fields in one pass."""
        of_acts = acts is not None and any(name in schema.ACT_FACETS for name in names)
        whole: collections.Counter[int] = collections.Counter()
        if acts is None or any(name in schema.ITEM_FACETS for name in names):
            rows = self._db.execute(
                f"SELECT d.facets FROM temp.hit AS h CROSS JOIN doc_{self._g} AS d ON d.id = h.id"
            )
            while chunk := rows.fetchmany(_CHUNK):
                whole.update(array("I", b"".join([blob for (blob,) in chunk])))
        spoken: collections.Counter[int] = collections.Counter()
        if of_acts:
            for _, group in groupby(self._acts(acts), key=lambda row: row[0]):
                blobs = [blob for _, blob in group]
                spoken.update(array("I", blobs[0]) if len(blobs) == 1 else set(array("I", b"".join(blobs))))
        found: dict[str, dict[str, Counted]] = {name: {} for name in names}
        for number, field, token in self._tokens(names):
            counts = spoken if of_acts and field in schema.ACT_FACETS else whole
            if counts[number]:
                found[field][token] = Counted(counts[number])
        return found

    def _pairs(self, by: PairTally, acts: Clause | None) -> Cells:
        rows = self._numbered(by.row, by.rows)
        columns = self._numbered(by.column, by.columns)
        items: collections.Counter[str] = collections.Counter()
        counted: collections.Counter[str] = collections.Counter()
        for _, group in groupby(self._acts(acts), key=lambda row: row[0]):
            found: set[str] = set()
            for _, blob in group:
                numbers = array("I", blob)
                down = ["", *(rows[number] for number in numbers if number in rows)]
                across = ["", *(columns[number] for number in numbers if number in columns)]
                cells = [f"{one} {other}" for one in down for other in across]
                counted.update(cells)
                found.update(cells)
            items.update(found)
        return {cell: Counted(count, counted[cell]) for cell, count in items.items()}

    def _clauses(self, by: ClauseTally, acts: Clause | None) -> Cells:
        found: dict[str, Counted] = {}
        for number, clause in enumerate(by.clauses):
            wanted = self._translate.of_act(clause if acts is None else Every((clause, acts)))
            (items, counted) = self._db.execute(
                f"SELECT count(DISTINCT a.id >> {schema.ACT_BITS}), count(*) FROM act_{self._g} AS a "
                f"WHERE ({wanted.sql}) AND a.id >> {schema.ACT_BITS} IN (SELECT id FROM temp.hit)",
                wanted.values,
            ).fetchone()
            if items:
                found[str(number)] = Counted(int(items), int(counted))
        return found

    def _acts(self, only: Clause | None) -> Iterator[tuple[int, bytes]]:
        """Yield document number and tokens of the acts of all hits that are counted, by document."""
        if only is None:
            # CROSS JOIN fixes the order: hits first, then what belongs to each, by its number.
            yield from self._db.execute(
                f"SELECT h.id, a.facets FROM temp.hit AS h CROSS JOIN act_{self._g} AS a "
                f"ON a.id >= h.id << {schema.ACT_BITS} AND a.id < (h.id + 1) << {schema.ACT_BITS} "
                "ORDER BY h.id"
            )
            return
        # The other way round: what the full-text index finds is looked up once, not once for every hit.
        wanted = self._translate.of_act(only)
        yield from self._db.execute(
            f"SELECT a.id >> {schema.ACT_BITS}, a.facets FROM act_{self._g} AS a WHERE ({wanted.sql}) "
            f"AND a.id >> {schema.ACT_BITS} IN (SELECT id FROM temp.hit) ORDER BY a.id",
            wanted.values,
        )

    def _numbered(self, field: str, tokens: Iterable[str]) -> dict[int, str]:
        """Return the tokens of a field by the numbers they have in this generation."""
        wanted = set(tokens)
        return {number: token for number, _, token in self._tokens([field]) if token in wanted}

    def _tokens(self, fields: Iterable[str]) -> list[tuple[int, str, str]]:
        names = tuple(fields)
        marks = ",".join("?" * len(names))
        return self._db.execute(
            f"SELECT id, field, token FROM token_{self._g} WHERE field IN ({marks})", names
        ).fetchall()
