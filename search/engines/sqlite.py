"""The embedded engine: SQLite FTS5 in a file of its own, which may be deleted at any time.

Trusted for nothing: whoever changes the file can mislead a search, never a proof. It holds tokens only. One
connection per thread; writers take turns; a search reads one consistent state, also while another process
swaps generations.
"""

# ruff: noqa: S608 -- tables are named by the number of their generation; every value is bound

import contextlib
import itertools
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from archive.domain.errors import Conflict, StorageFull, Unavailable
from search.analysis import ANALYSIS_VERSION
from search.clauses import BlindedQuery, Branch
from search.documents import ItemDocument
from search.engines import sqlite_schema as schema
from search.engines.comparing import LEFT_AS_IT_IS, require_samples
from search.engines.sqlite_query import Translator, score_expression
from search.engines.sqlite_tallies import Counter
from search.ports import Cells, Hit, IndexAnswer, IndexBuilder, IndexState, PutReport

BUSY_SECONDS = 30.0
BATCH = 500
"""Documents per transaction: a search never waits for more than one batch."""

_HIT = "CREATE TEMP TABLE IF NOT EXISTS hit (id INTEGER PRIMARY KEY, doc TEXT, branch INTEGER, score REAL)"


class _Damaged(Unavailable):
    """The file is no database, or its pages contradict each other: only a new one helps."""


def _says_damaged(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class SqliteIndex:
    """A `SearchIndex` in the file at `path`, which is created when it is first written."""

    def __init__(self, path: Path, analysis: str = ANALYSIS_VERSION) -> None:
        self._path = path
        self._analysis = analysis
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._guard = threading.Lock()

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents; see `SearchIndex.put`."""
        report = PutReport()
        for batch in batches(documents):
            with self.writing() as connection:
                report += schema.Writer(connection, self._live_or_new(connection)).put(batch)
        return report

    def remove(self, doc_ids: Iterable[str], version: int) -> None:
        """Remove documents; see `SearchIndex.remove`."""
        with self.writing() as connection:
            schema.Writer(connection, self._live_or_new(connection)).remove(doc_ids, version)

    def search(self, query: BlindedQuery) -> IndexAnswer:
        """Answer a query; see `SearchIndex.search`."""
        with self._reading() as connection:
            generation = schema.live_generation(connection)
            if generation is None:
                return IndexAnswer(tallies={tally.name: {} for tally in query.tallies})
            return _Search(connection, generation, query).answer()

    def search_each(self, queries: Sequence[BlindedQuery]) -> tuple[IndexAnswer, ...]:
        """Answer one query after the other; see `SearchIndex.search_each`."""
        return tuple(map(self.search, queries))

    def count(self) -> int:
        """Number of documents in the generation that answers."""
        with self._reading() as connection:
            generation = schema.live_generation(connection)
            return 0 if generation is None else _count(connection, generation)

    def refresh(self) -> None:
        """Nothing to do: what was put is visible."""

    def state(self) -> IndexState:
        """Generation, high-water mark and analysis version."""
        with self._reading() as connection:
            generation = schema.live_generation(connection)
            if generation is None:
                return IndexState("", -1, self._analysis)
            row = connection.execute(
                "SELECT name, high_water, analysis FROM generation WHERE number = ?", (generation,)
            ).fetchone()
            return IndexState(row[0], int(row[1]), row[2])

    def cluster(self) -> str:
        """The file is part of the archive's folder."""
        return ""

    def ailments(self) -> tuple[str, ...]:
        """What is wrong with the file raises Unavailable wherever it is used."""
        return ()

    def set_high_water(self, log_index: int) -> None:
        """Store the last log index reflected; it never goes down."""
        with self.writing() as connection:
            connection.execute(
                "UPDATE generation SET high_water = max(high_water, ?) WHERE number = ?",
                (log_index, self._live_or_new(connection)),
            )

    def begin_rebuild(self) -> IndexBuilder:
        """Start a generation beside this one; see `SearchIndex.begin_rebuild`."""
        try:
            return self._begin_rebuild()
        except _Damaged:
            self.drop()
            return self._begin_rebuild()

    def _begin_rebuild(self) -> IndexBuilder:
        with self.writing() as connection:
            self._live_or_new(connection)
            for (stale,) in connection.execute("SELECT number FROM generation WHERE NOT live").fetchall():
                schema.drop_generation(connection, int(stale))
            number = schema.create_generation(connection, self._analysis, live=False)
        return _SqliteBuilder(self, number)

    def drop(self) -> None:
        """Drop everything, all generations."""
        try:
            with self.writing() as connection:
                for (number,) in connection.execute("SELECT number FROM generation").fetchall():
                    schema.drop_generation(connection, int(number))
        except Unavailable as error:
            # No database at all, or a damaged one: nothing in it is worth keeping.
            if isinstance(error.__cause__, sqlite3.OperationalError) and "locked" in str(error.__cause__):
                raise
            self.close()
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of files and connections."""
        with self._guard:
            for connection in self._open:
                connection.close()
            self._open.clear()
            self._local = threading.local()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: all of it is kept, or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, sqlite3.DatabaseError) and _says_damaged(error):
                raise _Damaged(
                    "the embedded index is damaged; `sviedka index rebuild` makes it anew",
                    safe="Evidence, records and the custody log do not depend on it.",
                ) from error
            kind = StorageFull if "full" in str(error) else Unavailable
            raise kind(
                "the embedded index did not answer",
                safe="Evidence, records and the custody log do not depend on it; it can be rebuilt.",
            ) from error

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            connection = sqlite3.connect(
                self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            with self._guard:
                self._open.append(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute(_HIT)
            self._check_format(connection)
            self._local.connection = connection
        return connection

    def _check_format(self, connection: sqlite3.Connection) -> None:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found == 0:
            connection.execute(f"PRAGMA user_version = {schema.FORMAT}")
        elif found != schema.FORMAT:
            raise _Damaged(
                "the embedded index was made by another version; `sviedka index rebuild` makes it anew",
                safe="Evidence, records and the custody log do not depend on it.",
            )

    def _live_or_new(self, connection: sqlite3.Connection) -> int:
        generation = schema.live_generation(connection)
        if generation is None:
            generation = schema.create_generation(connection, self._analysis, live=True)
        return generation


class _SqliteBuilder:
    def __init__(self, index: SqliteIndex, generation: int) -> None:
        self._index = index
        self._generation = generation

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        report = PutReport()
        for batch in batches(documents):
            with self._index.writing() as connection:
                report += schema.Writer(connection, self._generation).put(batch)
        return report

    def finish(self, *, expected_count: int, high_water: int, samples: Sequence[ItemDocument] = ()) -> None:
        with self._index.writing() as connection:
            held = _count(connection, self._generation)
            if held != expected_count:
                raise Conflict(
                    f"the new index holds {held} documents instead of {expected_count}", safe=LEFT_AS_IT_IS
                )
            written = schema.Writer(connection, self._generation)
            require_samples([written.holds(sample) for sample in samples])
            old = schema.live_generation(connection)
            if old is not None:
                schema.drop_generation(connection, old)
            connection.execute(
                "UPDATE generation SET live = 1, high_water = ? WHERE number = ?",
                (high_water, self._generation),
            )

    def abandon(self) -> None:
        with self._index.writing() as connection:
            if schema.live_generation(connection) != self._generation:
                schema.drop_generation(connection, self._generation)


def batches(documents: Iterable[ItemDocument]) -> Iterator[list[ItemDocument]]:
    """Yield the documents in batches; they are made before the transaction that writes them begins."""
    waiting = iter(documents)
    while batch := list(itertools.islice(waiting, BATCH)):
        yield batch


def _count(connection: sqlite3.Connection, generation: int) -> int:
    (held,) = connection.execute(f"SELECT count(*) FROM doc_{generation:d} WHERE live").fetchone()
    return int(held)


class _Search:
    """One query against one generation, within a read transaction."""

    def __init__(self, connection: sqlite3.Connection, generation: int, query: BlindedQuery) -> None:
        self._db = connection
        self._g = generation
        self._query = query
        self._translate = Translator(generation)

    def answer(self) -> IndexAnswer:
        groups = self._query.tallies_by_branches()
        self._collect(self._query.branches, ranked=self._query.limit > 0)
        (total,) = self._db.execute("SELECT count(*) FROM temp.hit").fetchone()
        page = self._db.execute(
            "SELECT doc, branch, score FROM temp.hit ORDER BY score DESC, doc LIMIT ? OFFSET ?",
            (self._query.limit, self._query.offset),
        )
        branches = self._query.branches
        hits = tuple(Hit(doc, branches[branch].collection, score) for doc, branch, score in page)
        tallies: dict[str, Cells] = {}
        for counted_over, wanted in groups:
            if counted_over != self._query.branches:
                self._collect(counted_over, ranked=False)
            tallies |= Counter(self._db, self._g, self._translate).count(counted_over, wanted)
        return IndexAnswer(hits, int(total), tallies)

    def _collect(self, branches: Sequence[Branch], *, ranked: bool) -> None:
        """Put everything that matches into the table of hits."""
        self._db.execute("DELETE FROM temp.hit")
        for number, branch in enumerate(branches):
            wanted = self._translate.branch(branch)
            self._db.execute(
                f"INSERT OR IGNORE INTO temp.hit SELECT d.id, d.doc, {number:d}, 0.0 FROM doc_{self._g} AS d "
                f"WHERE {wanted.sql} AND d.doc NOT IN (SELECT value FROM json_each(?))",
                (*wanted.values, json.dumps(branch.excluded)),
            )
            if ranked:
                self._rank(number, branch)

    def _rank(self, number: int, branch: Branch) -> None:
        ranking = score_expression(branch.text)
        if ranking is None:
            return
        # The plus keeps SQLite from asking the full-text index once per row.
        words = f"words_{self._g}"
        self._db.execute(
            f"UPDATE temp.hit SET score = ranked.score FROM (SELECT rowid AS id, "
            f"-bm25({words}, 1.0, 1.0, 0.0) AS score FROM {words} WHERE {words} MATCH ? AND +rowid IN "
            f"(SELECT id FROM temp.hit WHERE branch = {number:d})) AS ranked WHERE hit.id = ranked.id",
            (ranking,),
        )
