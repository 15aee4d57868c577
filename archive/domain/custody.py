"""Custody events: what becomes one signed entry of the custody log (format: docs/formats/custody-log.md).

Event types follow the PREMIS 3 event vocabulary where it has a word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")

PREDICATE_TYPE = "urn:sviedka:custody-event:v1"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
MAX_SUBJECTS = 150
"""Subjects of one entry at most: a tile entry is limited to 65,535 bytes (C2SP tlog-tiles)."""


class EventType(StrEnum):
    """What happened."""

    ARCHIVE_CREATION = "archive_creation"
    AGENT_REGISTRATION = "agent_registration"
    AGENT_RETIREMENT = "agent_retirement"
    ACCOUNT_CHANGE = "account_change"
    INVITATION = "invitation"
    APPROVAL = "approval"
    COLLECTION_CREATION = "collection_creation"
    MEMBERSHIP_CHANGE = "membership_change"
    ACCESSION = "accession"
    MESSAGE_DIGEST_CALCULATION = "message_digest_calculation"
    DESCRIPTION = "description"
    IDENTITY_DEPOSIT = "identity_deposit"
    IDENTITY_DISCLOSURE = "identity_disclosure"
    FIXITY_CHECK = "fixity_check"
    DECRYPTION = "decryption"
    QUERY = "query"
    DISCLOSURE = "disclosure"
    CONSENT_CHANGE = "consent_change"
    LINK = "link"
    INDEXING = "indexing"
    INDEX_REBUILD = "index_rebuild"
    ENGINE_ACCEPTANCE = "engine_acceptance"
    KEY_ROTATION = "key_rotation"
    REWRAP = "rewrap"
    WITHDRAWAL = "withdrawal"
    ERASURE = "erasure"
    EXPORT = "export"
    REFUSAL = "refusal"
    VERIFICATION = "verification"
    SEARCH_SAVED = "search_saved"
    SEARCH_DROPPED = "search_dropped"
    ALERT = "alert"
    PATTERN = "pattern"
    SHARED_WORK = "shared_work"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the event is about: a role name and the SHA-256 (hex) of the payload, never of a plaintext."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """A salted promise about a value that stays sealed: hex SHA-256, see `crypto.commitment`."""

    tag: str
    subject: int
    value: str


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One act, before it is signed and given its place in the log."""

    event_id: str
    event_type: EventType
    agent_id: str
    at: datetime
    subjects: tuple[Subject, ...]
    collection_id: str | None = None
    item_id: str | None = None
    outcome: str = "success"
    detail: dict[str, Any] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()

    def statement(self, previous: str | None) -> dict[str, Any]:
        """The in-toto Statement as JSON values; `previous`: hex leaf hash of the item's last entry."""
        return {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": s.name, "digest": {"sha256": s.digest}} for s in self.subjects],
            "predicateType": PREDICATE_TYPE,
            "predicate": {
                "event_id": self.event_id,
                "event_type": self.event_type.value,
                "agent_id": self.agent_id,
                "at": format_instant(self.at),
                "clock": "system",
                "collection_id": self.collection_id,
                "item_id": self.item_id,
                "previous": previous,
                "outcome": self.outcome,
                "detail": self.detail,
                "commitments": [
                    {"tag": c.tag, "subject": c.subject, "value": c.value} for c in self.commitments
                ],
            },
        }


def batched(values: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The values in tuples of at most `size`, so that each fits one entry."""
    iterator = iter(values)
    while part := tuple(islice(iterator, size)):
        yield part


def format_instant(at: datetime) -> str:
    """RFC 3339 in UTC with microseconds, always the same width: `2026-11-22T18:00:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
