"""A pattern exhibit handed to an auditor, who has no key to its collection, and what he can check of it.

A lawyer gives out the file key of that one object: it opens the exhibit and nothing else. The auditor opens
the recorded object with it, so nobody can hand him another exhibit, and plays the custody log back to the
time of the question: whether each item named was in custody then with that very record, and what has happened
to it since. What the question would find among other items only a search can say; the log bounds it.
"""

import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import CustodyError, InvalidRequest, ObjectError
from archive.domain.item import ObjectRole
from archive.domain.pattern import Difference, Pattern, PatternItem, Reason, pattern_of_json
from archive.ports import LogRow, Transaction
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, require
from archive.services.opening import collection_identity, file_key, stored_payload
from archive.services.pattern import SUBJECT, show_pattern
from archive.services.pattern_history import Asking, pattern_history
from archive.services.pattern_log import RecordedPattern, recorded_pattern, statement_of
from crypto.age.payload import decrypt_payload
from crypto.age.stanza import FILE_KEY_SIZE
from crypto.canonical import parse_canonical_object
from crypto.errors import CryptoError

SCHEMA: Final = "sviedka/pattern-opening/1"
_USE: Final = ("purpose", "recipient", "jurisdiction")
_RECORDING: Final = frozenset({Reason.ACCESSION, Reason.DESCRIPTION, Reason.CONSENT_CHANGE})
"""Entries of an item that name its record."""
_CHANGING: Final = frozenset({*_RECORDING, Reason.WITHDRAWAL})
"""Entries of an item that can change whether, or as what, it is found."""


class Then(StrEnum):
    """What the log says of an item at the time of the question."""

    AS_NAMED = "in custody with this record"
    OTHER_RECORD = "in custody with another record"
    WITHDRAWN = "withdrawn before"
    ABSENT = "not in custody of this collection"


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One item of the exhibit against the log. `since`: later entries that can change a result, by type."""

    number: str
    then: Then
    since: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckedAsking:
    """One later asking. `doubts`: what of its numbers the log does not bear out."""

    asking: Asking
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedPattern:
    """An exhibit opened by its file key, and checked. `others_since`: entries of items that it does not name.

    So many items at most can have come to the result since; withdrawn ones have left it for certain.
    """

    pattern: Pattern
    digest: str
    entry: int
    items: tuple[CheckedItem, ...]
    others_since: Mapping[str, int]
    askings: tuple[CheckedAsking, ...]

    @property
    def is_borne_out(self) -> bool:
        """Whether the log bears out every item as it was, and the numbers of every later asking."""
        return all(one.then is Then.AS_NAMED for one in self.items) and not any(
            one.doubts for one in self.askings
        )


def opening_of(archive: Archive, actor: Actor, number: str) -> dict[str, str]:
    """Return what opens one pattern exhibit and nothing else; reading and disclosure are logged first.

    Raises what `show_pattern` raises.
    """
    require(archive, actor, Act.EXPORT)
    kept = show_pattern(archive, actor, number)
    with archive.records.reading() as tx:
        collection = tx.people.collection(kept.pattern.collection_id)
    question = kept.pattern.question
    declared = {name: question[name] for name in _USE if name in question}
    key = file_key(archive.objects, kept.digest, [collection_identity(archive, actor, collection)])
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.DISCLOSURE,
            [Subject(SUBJECT, kept.digest)],
            collection_id=collection.collection_id,
            detail={"number": kept.pattern.number, **declared},
        )
    return {"schema": SCHEMA, "number": kept.pattern.number, "object": kept.digest, "file_key": key.hex()}


def check_opening(archive: Archive, actor: Actor, opening: bytes) -> CheckedPattern:
    """Open the recorded exhibit with an opening (JSON) that was handed over, and check it against the log.

    Raises InvalidRequest for what is no opening, NotFound, FixityError when the object has changed, and
    ObjectError or CustodyError when the key does not open it or it is not what its entry says.
    """
    require(archive, actor, Act.READ_LOG)
    number, digest, key = _read(opening)
    with archive.records.reading() as tx:
        made = recorded_pattern(tx, number)
    if made.digest != digest:
        raise InvalidRequest(f"The opening is of another object than the log records for {number}.")
    pattern = _opened(archive, made, key)
    history = pattern_history(archive, actor, number)
    with archive.records.reading() as tx:
        rows = {item.item_id: tx.log.of_item(item.item_id) for item in pattern.items}
        others = _others(tx, pattern)
        items = tuple(_checked(item, rows[item.item_id], pattern) for item in pattern.items)
        askings = tuple(
            CheckedAsking(one, tuple(_doubts(tx, one, pattern)))
            for one in history.asked
            if one.entry > made.row.leaf_index
        )
    return CheckedPattern(pattern, digest, made.row.leaf_index, items, others, askings)


def _read(opening: bytes) -> tuple[str, str, bytes]:
    message = f"This is no opening of a pattern exhibit ({SCHEMA})."
    try:
        values = json.loads(opening)
        read = str(values["number"]), str(values["object"]), bytes.fromhex(values["file_key"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidRequest(message) from error
    if values.get("schema") != SCHEMA or len(read[2]) != FILE_KEY_SIZE:
        raise InvalidRequest(message)
    return read


def _opened(archive: Archive, made: RecordedPattern, key: bytes) -> Pattern:
    sealed = stored_payload(archive.objects, made.digest)
    try:
        data = b"".join(bytes(piece) for piece in decrypt_payload(key, io.BytesIO(sealed)))
        pattern = pattern_of_json(parse_canonical_object(data))
    except CryptoError as error:
        raise ObjectError(f"The key does not open the object of {made.number}.") from error
    if (pattern.number, pattern.collection_id) != (made.number, made.collection_id):
        raise CustodyError(f"The object recorded for {made.number} says that it is {pattern.number}.")
    if pattern.entries > made.row.leaf_index:
        raise CustodyError(f"{made.number} says that it was asked after it was recorded.")
    return pattern


def _checked(item: PatternItem, rows: tuple[LogRow, ...], pattern: Pattern) -> CheckedItem:
    """Play the item's entries back to the time of the question."""
    then, named = Then.ABSENT, ""
    for row in rows:
        if row.leaf_index >= pattern.entries:
            break
        if row.event_type == Reason.WITHDRAWAL:
            then = Then.WITHDRAWN
        elif row.event_type in _RECORDING:
            named = _record_of(row, pattern.collection_id) or named
            then = Then.AS_NAMED if named == item.record else Then.OTHER_RECORD
    since = Counter(
        row.event_type for row in rows if row.leaf_index >= pattern.entries and row.event_type in _CHANGING
    )
    return CheckedItem(item.number, then if named else Then.ABSENT, dict(sorted(since.items())))


def _record_of(row: LogRow, collection_id: str) -> str:
    statement = statement_of(row)
    if statement["predicate"]["collection_id"] != collection_id:
        return ""
    return next(
        (
            str(each["digest"]["sha256"])
            for each in statement["subject"]
            if each["name"] == ObjectRole.RECORD.value
        ),
        "",
    )


def _others(tx: Transaction, pattern: Pattern) -> dict[str, int]:
    """How many items beside those named have entries since that can bring them into the result, by type."""
    named = {item.item_id for item in pattern.items}
    found: dict[str, set[str]] = {}
    for row in tx.log.by_type(sorted(_RECORDING)):
        mine = row.leaf_index >= pattern.entries and row.item_id is not None and row.item_id not in named
        if mine and statement_of(row)["predicate"]["collection_id"] == pattern.collection_id:
            found.setdefault(row.event_type, set()).add(str(row.item_id))
    return {name: len(items) for name, items in sorted(found.items())}


def _doubts(tx: Transaction, asking: Asking, pattern: Pattern) -> list[str]:
    """What of a later asking does not add up, or is not borne out by entries between."""
    told = asking.differences
    expected = len(pattern.items) + told.get(Difference.ADDED, 0) - told.get(Difference.GONE, 0)
    doubts = []
    if asking.total != expected:
        doubts.append(f"tells of {asking.total} items, and its differences make {expected}")
    between = Counter(
        row.event_type
        for row in tx.log.by_type(sorted(_CHANGING))
        if pattern.entries <= row.leaf_index < asking.entry
        and statement_of(row)["predicate"]["collection_id"] == pattern.collection_id
    )
    for reason, count in asking.because.items():
        if reason in _CHANGING and count > between[reason]:
            doubts.append(f"gives {count} times {reason} as the reason, and the log has {between[reason]}")
    return doubts
