"""From what a database driver says to an error of the archive. Messages carry no statement and no value."""

import sqlite3
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archive.domain.errors import (
    ArchiveError,
    Conflict,
    CustodyError,
    EvidenceError,
    InvalidRequest,
    NotFound,
    StorageFull,
    Unavailable,
)

UNTOUCHED = "Nothing of this act was stored; what was acknowledged before is safe."
APPEND_ONLY = "append-only"
"""In the message of every trigger that keeps the log."""


class DiskFailed(EvidenceError):
    """The disk did not keep what was written to it. The store takes nothing more until `check` has passed."""

    code = "disk-failed"


def translate(error: SQLAlchemyError, *, reading: bool = False) -> ArchiveError:
    """The archive's error for a failed statement, commit or connection. `reading`: inside a snapshot."""
    if isinstance(error, PoolTimeout):
        return Unavailable("All connections to the store of record are busy. Try again.", safe=UNTOUCHED)
    if not isinstance(error, DBAPIError):
        return _refused(type(error).__name__)
    original = error.orig
    if isinstance(original, sqlite3.Error):
        name = getattr(original, "sqlite_errorname", "") or type(original).__name__
        kind = _sqlite_kind(original)
    else:
        state = str(getattr(original, "sqlstate", None) or "")
        name = f"SQLSTATE {state}" if state else type(original).__name__
        kind = _postgresql_kind(state, str(original))
    if kind is _not_writable and reading:
        kind = _reading_only
    return kind(name)


def unstorable(error: Exception) -> InvalidRequest:
    """For a value that no text or number column can hold: lone surrogates, NUL, more than 64 bits."""
    return _unstorable(type(error).__name__)


Kind = Callable[[str], ArchiveError]


def _exists(_name: str) -> Conflict:
    return Conflict(
        "Something with this id, name, number or digest is there already.", safe="Nothing was changed."
    )


def _missing(_name: str) -> NotFound:
    return NotFound(
        "This refers to an agent, collection or item that is not there.", safe="Nothing was changed."
    )


def _immutable(_name: str) -> CustodyError:
    return CustodyError(
        "The custody log is append-only: its entries are never changed.", safe="Nothing was changed."
    )


def _locked(_name: str) -> Unavailable:
    return Unavailable(
        "The store of record is locked: somebody else is writing for longer than we may wait. Try again.",
        safe=UNTOUCHED,
    )


def _full(_name: str) -> StorageFull:
    return StorageFull(
        "There is no room left for the store of record.",
        safe=f"{UNTOUCHED} Free some space and repeat; nothing has to be repaired.",
    )


def _not_writable(_name: str) -> Unavailable:
    return Unavailable(
        "The store of record is read-only: its disk or server takes no writes.", safe=UNTOUCHED
    )


def _reading_only(_name: str) -> ArchiveError:
    return ArchiveError(
        "This is a snapshot for reading: nothing can be written in it.", safe="Nothing was changed."
    )


def _unopened(_name: str) -> Unavailable:
    return Unavailable(
        "The store of record cannot be opened: its folder is missing or not accessible.", safe=UNTOUCHED
    )


def _disk_failed(name: str) -> DiskFailed:
    return DiskFailed(
        f"The disk below the store of record failed ({name}).",
        safe="What was acknowledged before is safe; whether this act was stored is not known. Nothing more "
        "is written until a check has passed: bring a copy to another disk, then run `sviedka verify`.",
    )


def _damaged(name: str) -> EvidenceError:
    return EvidenceError(
        f"The store of record is damaged ({name}).",
        safe="Objects and published log tiles are separate files and are not affected. Keep this file, and "
        "bring back a copy that passes `sviedka verify`.",
    )


def _unstorable(name: str) -> InvalidRequest:
    return InvalidRequest(f"The store of record cannot keep such a value ({name}).", safe=UNTOUCHED)


def _refused(name: str) -> ArchiveError:
    return ArchiveError(f"The store of record refused a statement ({name}).", safe=UNTOUCHED)


def _silent(name: str) -> Unavailable:
    return Unavailable(f"The store of record did not answer ({name}).", safe=UNTOUCHED)


# By primary result code (https://www.sqlite.org/rescode.html), constraints by the extended one first.
_SQLITE: dict[int, Kind] = {
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: _missing,
    sqlite3.SQLITE_CONSTRAINT_TRIGGER: _immutable,
    sqlite3.SQLITE_CONSTRAINT: _exists,
    sqlite3.SQLITE_BUSY: _locked,
    sqlite3.SQLITE_LOCKED: _locked,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_READONLY: _not_writable,
    sqlite3.SQLITE_CANTOPEN: _unopened,
    sqlite3.SQLITE_IOERR: _disk_failed,
    sqlite3.SQLITE_CORRUPT: _damaged,
    sqlite3.SQLITE_NOTADB: _damaged,
    sqlite3.SQLITE_TOOBIG: _unstorable,
    sqlite3.SQLITE_MISMATCH: _unstorable,
    sqlite3.SQLITE_ERROR: _refused,
}

# By SQLSTATE, whole or its class (PostgreSQL documentation, appendix A).
_POSTGRESQL: dict[str, Kind] = {
    "23503": _missing,
    "23": _exists,
    "55P03": _locked,
    "57014": _locked,
    "40001": _locked,
    "40P01": _locked,
    "53100": _full,
    "25006": _not_writable,
    "58": _disk_failed,
    "XX001": _damaged,
    "XX002": _damaged,
    "22": _unstorable,
    "42": _refused,
}


def _sqlite_kind(error: sqlite3.Error) -> Kind:
    extended = getattr(error, "sqlite_errorcode", 0) or 0
    return _SQLITE.get(extended) or _SQLITE.get(extended & 0xFF, _silent)


def _postgresql_kind(state: str, message: str) -> Kind:
    if state == "P0001" and APPEND_ONLY in message:
        return _immutable
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], _silent)
