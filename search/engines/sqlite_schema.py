"""Tables of the embedded index: one set per generation, all in one file, so that a swap is one transaction.

`doc_N`: documents and, with `live` 0, removals. `words_N`: full text of tokens (FTS5): `text` and `stem` in
order, `terms` all other tokens of the item but those of `beside_N`, which would make it look longer to
ranking. `act_N`: acts, their id being `document id << 12 | number`, with the facet tokens as 32-bit numbers
from `token_N`. `acts_N`: full text of the tokens of acts.
"""

# ruff: noqa: S608 -- tables are named by the number of their generation; every value is bound

import binascii
import sqlite3
import uuid
from array import array
from collections.abc import Iterable, Sequence

from archive.domain.errors import InvalidRequest
from crypto.blind import TOKEN_BYTES
from search.documents import (
    ACT_FIELDS,
    BESIDE_FIELDS,
    ITEM_FIELDS,
    MAX_ACTS,
    ActDocument,
    ItemDocument,
    check_document,
)
from search.ports import PutFailure, PutReport

FORMAT = 3
ACT_BITS = 12
assert MAX_ACTS <= 1 << ACT_BITS  # noqa: S101 - an invariant of this module, checked on import

ITEM_FACETS = ("collection", "kind", "language", "sensitivity", "flag", "measure")
ACT_FACETS = (
    "unit",
    "unit_exact",
    "violation",
    "violation_exact",
    "level",
    "basis",
    "certainty",
    "valence",
    "year",
    "charge",
    "ground",
)

_GENERATIONS = """
CREATE TABLE IF NOT EXISTS generation (
    number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, analysis TEXT NOT NULL,
    high_water INTEGER NOT NULL, live INTEGER NOT NULL)
"""
# The tokenizer must not merge two tokens: they are lower-case hexadecimal, which `ascii` leaves as it is.
_TABLES = """
CREATE TABLE doc_{g} (id INTEGER PRIMARY KEY, doc TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    live INTEGER NOT NULL, facets BLOB NOT NULL);
CREATE VIRTUAL TABLE words_{g} USING fts5(text, stem, terms, tokenize = 'ascii');
CREATE VIRTUAL TABLE beside_{g} USING fts5(terms, tokenize = 'ascii', detail = none, columnsize = 0);
CREATE TABLE act_{g} (id INTEGER PRIMARY KEY, facets BLOB NOT NULL);
CREATE VIRTUAL TABLE acts_{g} USING fts5(terms, tokenize = 'ascii', detail = none, columnsize = 0);
CREATE TABLE token_{g} (id INTEGER PRIMARY KEY, field TEXT NOT NULL, token TEXT NOT NULL,
    UNIQUE (field, token));
"""
_TERM_FIELDS = tuple(name for name in ITEM_FIELDS if name not in BESIDE_FIELDS)
_STANDARD = str.maketrans("-_", "+/")


def spell(tokens: Iterable[str]) -> str:
    """Spell tokens for FTS5: 18 lower-case hexadecimal digits each, separated by spaces.

    Raises InvalidRequest when one is not a token of 12 base64url characters.
    """
    known = list(tokens)
    try:
        packed = binascii.a2b_base64("".join(known).translate(_STANDARD), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest("not a token") from error
    if len(packed) != TOKEN_BYTES * len(known):
        raise InvalidRequest("not a token")
    return packed.hex(" ", TOKEN_BYTES)


def create_generation(connection: sqlite3.Connection, analysis: str, *, live: bool) -> int:
    """Create the tables of a new, empty generation and return its number."""
    connection.execute(_GENERATIONS)
    cursor = connection.execute(
        "INSERT INTO generation (name, analysis, high_water, live) VALUES (?, ?, -1, ?)",
        (uuid.uuid4().hex, analysis, live),
    )
    number = cursor.lastrowid or 0
    for statement in _TABLES.format(g=number).split(";"):
        if statement.strip():
            connection.execute(statement)
    return number


def live_generation(connection: sqlite3.Connection) -> int | None:
    """Return the number of the generation that answers, None when there is none yet."""
    known = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'generation'").fetchone()
    row = known and connection.execute("SELECT number FROM generation WHERE live").fetchone()
    return int(row[0]) if row else None


def drop_generation(connection: sqlite3.Connection, number: int) -> None:
    """Drop the tables of a generation and forget it; harmless when it is gone."""
    for table in ("doc", "words", "beside", "act", "acts", "token"):
        connection.execute(f"DROP TABLE IF EXISTS {table}_{number:d}")
    connection.execute("DELETE FROM generation WHERE number = ?", (number,))


class Writer:
    """Writes documents into one generation, within a transaction that its caller opened."""

    def __init__(self, connection: sqlite3.Connection, generation: int) -> None:
        self._db = connection
        self._g = generation
        self._numbers: dict[tuple[str, str], int] = {}

    def put(self, documents: Sequence[ItemDocument]) -> PutReport:
        """As `SearchIndex.put`."""
        report = PutReport()
        for document in documents:
            report += self._put_one(document)
        return report

    def remove(self, doc_ids: Iterable[str], version: int) -> None:
        """As `SearchIndex.remove`: the row stays, with its version and without tokens."""
        for doc_id in doc_ids:
            known = self._known(doc_id)
            if known and known[1] > version:
                continue
            if known:
                self._clear(known[0])
            self._db.execute(
                f"INSERT INTO doc_{self._g} (doc, version, live, facets) VALUES (?, ?, 0, x'') "
                "ON CONFLICT (doc) DO UPDATE SET version = excluded.version, live = 0, facets = x''",
                (doc_id, version),
            )

    def holds(self, document: ItemDocument) -> bool:
        """Whether the generation has the document exactly as it is."""
        known = self._known(document.doc_id)
        if not known or known[1] != document.version:
            return False
        words = self._db.execute(
            f"SELECT text, stem, terms FROM words_{self._g} WHERE rowid = ?", (known[0],)
        ).fetchone()
        acts = self._db.execute(
            f"SELECT terms FROM acts_{self._g} WHERE rowid >= ? AND rowid < ? ORDER BY rowid",
            (known[0] << ACT_BITS, (known[0] + 1) << ACT_BITS),
        ).fetchall()
        beside = self._db.execute(
            f"SELECT terms FROM beside_{self._g} WHERE rowid = ?", (known[0],)
        ).fetchone()
        if (beside or ("",))[0] != _beside_row(document):
            return False
        return words == _item_rows(document) and acts == [(_act_row(act),) for act in document.acts]

    def _put_one(self, document: ItemDocument) -> PutReport:
        try:
            check_document(document)
        except InvalidRequest as error:
            return PutReport(failed=(PutFailure(document.doc_id, error.message),))
        known = self._known(document.doc_id)
        if known and known[1] > document.version:
            return PutReport(stale=1)
        if known:
            self._clear(known[0])
        self._write(document)
        return PutReport(stored=1)

    def _known(self, doc_id: str) -> tuple[int, int] | None:
        row = self._db.execute(f"SELECT id, version FROM doc_{self._g} WHERE doc = ?", (doc_id,)).fetchone()
        return (int(row[0]), int(row[1])) if row else None

    def _clear(self, doc: int) -> None:
        acts = (doc << ACT_BITS, (doc + 1) << ACT_BITS)
        self._db.execute(f"DELETE FROM words_{self._g} WHERE rowid = ?", (doc,))
        self._db.execute(f"DELETE FROM beside_{self._g} WHERE rowid = ?", (doc,))
        self._db.execute(f"DELETE FROM acts_{self._g} WHERE rowid >= ? AND rowid < ?", acts)
        self._db.execute(f"DELETE FROM act_{self._g} WHERE id >= ? AND id < ?", acts)

    def _write(self, document: ItemDocument) -> None:
        facets = self._facets((document,), ITEM_FACETS) + self._facets(document.acts, ACT_FACETS)
        row = self._db.execute(
            f"INSERT INTO doc_{self._g} (doc, version, live, facets) VALUES (?, ?, 1, ?) ON CONFLICT (doc) "
            "DO UPDATE SET version = excluded.version, live = 1, facets = excluded.facets RETURNING id",
            (document.doc_id, document.version, facets),
        ).fetchone()
        doc = int(row[0])
        self._db.execute(
            f"INSERT INTO words_{self._g} (rowid, text, stem, terms) VALUES (?, ?, ?, ?)",
            (doc, *_item_rows(document)),
        )
        if beside := _beside_row(document):
            self._db.execute(f"INSERT INTO beside_{self._g} (rowid, terms) VALUES (?, ?)", (doc, beside))
        for number, act in enumerate(document.acts):
            row_id = doc << ACT_BITS | number
            self._db.execute(
                f"INSERT INTO acts_{self._g} (rowid, terms) VALUES (?, ?)", (row_id, _act_row(act))
            )
            self._db.execute(
                f"INSERT INTO act_{self._g} (id, facets) VALUES (?, ?)",
                (row_id, self._facets((act,), ACT_FACETS)),
            )

    def _facets(self, parts: Sequence[object], names: Sequence[str]) -> bytes:
        """Return the numbers of all tokens that can be counted, each once."""
        tokens = dict.fromkeys(
            (name, token) for part in parts for name in names for token in getattr(part, name)
        )
        return array("I", [self._number(name, token) for name, token in tokens]).tobytes()

    def _number(self, name: str, token: str) -> int:
        number = self._numbers.get((name, token))
        if number is None:
            table = f"token_{self._g}"
            self._db.execute(f"INSERT OR IGNORE INTO {table} (field, token) VALUES (?, ?)", (name, token))
            row = self._db.execute(f"SELECT id FROM {table} WHERE field = ? AND token = ?", (name, token))
            number = self._numbers[name, token] = int(row.fetchone()[0])
        return number


def _beside_row(document: ItemDocument) -> str:
    return spell(token for name in BESIDE_FIELDS for token in getattr(document, name))


def _item_rows(document: ItemDocument) -> tuple[str, str, str]:
    terms = spell(token for name in _TERM_FIELDS for token in getattr(document, name))
    return spell(document.text.split()), spell(document.stem.split()), terms


def _act_row(act: ActDocument) -> str:
    return spell(token for name in ACT_FIELDS for token in getattr(act, name))
