"""Reading one custody log entry: bytes -> envelope -> statement -> the facts that checking needs.

The format is docs/formats/custody-log.md. Reading is strict (canonical, exact members, exact types),
because an entry that two programs read differently proves nothing; and cheap, because a log has many.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from crypto.canonical import parse_canonical_object
from crypto.digest import is_sha256_hex
from crypto.dsse import IN_TOTO, Envelope, parse_envelope
from crypto.errors import FormatError
from crypto.tiles import MAX_ENTRY_BYTES

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:sviedka:custody-event:v1"

_STATEMENT: Final = frozenset({"_type", "subject", "predicateType", "predicate"})
_PREDICATE: Final = frozenset(
    {
        "event_id",
        "event_type",
        "agent_id",
        "at",
        "clock",
        "collection_id",
        "item_id",
        "previous",
        "outcome",
        "detail",
        "commitments",
    }
)
_SUBJECT: Final = frozenset({"name", "digest"})
_COMMITMENT: Final = frozenset({"tag", "subject", "value"})
_OUTCOMES: Final = ("success", "failure")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)

Subjects = tuple[tuple[str, str], ...]
"""(name, SHA-256 in hexadecimal digits)."""
Commitments = tuple[tuple[str, int, str], ...]
"""(tag, index into subjects, commitment in hexadecimal digits)."""


@dataclass(frozen=True, slots=True)
class CustodyEntry:
    """The statement of one entry. Ids are lower-case UUIDs, `previous` a leaf hash in hexadecimal digits."""

    key_id: str
    event_id: str
    event_type: str
    agent_id: str
    at: str
    collection_id: str | None
    item_id: str | None
    previous: str | None
    outcome: str
    subjects: Subjects
    detail: dict[str, Any]
    commitments: Commitments


def read_envelope(data: bytes) -> Envelope:
    """Return the envelope of an entry; FormatError if too long, no envelope, or of another payload type."""
    if len(data) > MAX_ENTRY_BYTES:
        raise FormatError("an entry has at most 65,535 bytes")
    envelope = parse_envelope(data)
    if envelope.payload_type != IN_TOTO:
        raise FormatError("the payload of an entry is an in-toto statement")
    return envelope


def read_statement(envelope: Envelope) -> CustodyEntry:
    """Return the statement in an envelope; FormatError if it does not follow the format."""
    predicate, subjects, commitments = read_predicate(envelope)
    return CustodyEntry(
        key_id=envelope.key_id,
        event_id=predicate["event_id"],
        event_type=predicate["event_type"],
        agent_id=predicate["agent_id"],
        at=predicate["at"],
        collection_id=predicate["collection_id"],
        item_id=predicate["item_id"],
        previous=predicate["previous"],
        outcome=predicate["outcome"],
        subjects=subjects,
        detail=predicate["detail"],
        commitments=commitments,
    )


def read_predicate(envelope: Envelope) -> tuple[dict[str, Any], Subjects, Commitments]:
    """Return the checked members of the statement in an envelope, as they stand; FormatError as above."""
    statement = parse_canonical_object(envelope.payload)
    if (
        statement.keys() != _STATEMENT
        or statement["_type"] != STATEMENT_TYPE
        or statement["predicateType"] != PREDICATE_TYPE
    ):
        raise FormatError("not a custody statement of version 1")
    subjects = _read_subjects(statement["subject"])
    predicate = statement["predicate"]
    if not isinstance(predicate, dict) or predicate.keys() != _PREDICATE:
        raise FormatError("a custody statement has other members than the format names")
    event_type, previous, at = predicate["event_type"], predicate["previous"], predicate["at"]
    if not isinstance(event_type, str) or not event_type or not isinstance(predicate["clock"], str):
        raise FormatError("a custody statement lacks its event type or clock")
    if not isinstance(at, str) or _INSTANT.fullmatch(at) is None:
        raise FormatError("the time of a custody statement is not in UTC with microseconds")
    if predicate["outcome"] not in _OUTCOMES or not isinstance(predicate["detail"], dict):
        raise FormatError("the outcome or detail of a custody statement is malformed")
    if previous is not None and not is_sha256_hex(previous):
        raise FormatError("the previous entry of a custody statement is no leaf hash")
    if not is_uuid(predicate["event_id"]) or not is_uuid(predicate["agent_id"]):
        raise FormatError("a custody statement lacks its event id or agent id")
    for each in (predicate["collection_id"], predicate["item_id"]):
        if each is not None and not is_uuid(each):
            raise FormatError("an id in a custody statement is no UUID in lower case")
    return predicate, subjects, _read_commitments(predicate["commitments"], len(subjects))


def read_entry(data: bytes) -> CustodyEntry:
    """Return the statement of an entry, its signature unchecked; FormatError if malformed."""
    return read_statement(read_envelope(data))


def is_uuid(text: object) -> bool:
    """Tell whether `text` is a UUID in its lower-case form."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def _read_subjects(value: object) -> Subjects:
    if not isinstance(value, list) or not value:
        raise FormatError("a custody statement has at least one subject")
    subjects = []
    for each in value:
        if not isinstance(each, dict) or each.keys() != _SUBJECT:
            raise FormatError("a subject has a name and a digest")
        name, digest = each["name"], each["digest"]
        if not isinstance(name, str) or not name or not isinstance(digest, dict) or len(digest) != 1:
            raise FormatError("a subject has a name and one digest")
        sha256 = digest.get("sha256")
        if not is_sha256_hex(sha256):
            raise FormatError("the digest of a subject is SHA-256")
        subjects.append((name, sha256))
    return tuple(subjects)


def _read_commitments(value: object, subjects: int) -> Commitments:
    if value == []:
        return ()
    if not isinstance(value, list):
        raise FormatError("the commitments of a custody statement are a list")
    commitments = []
    for each in value:
        if not isinstance(each, dict) or each.keys() != _COMMITMENT:
            raise FormatError("a commitment has a tag, a subject and a value")
        tag, subject, committed = each["tag"], each["subject"], each["value"]
        if not isinstance(tag, str) or type(subject) is not int or not is_sha256_hex(committed):
            raise FormatError("a commitment is malformed")
        if not 0 <= subject < subjects:
            raise FormatError("a commitment names a subject that is not there")
        commitments.append((tag, subject, committed))
    return tuple(commitments)
