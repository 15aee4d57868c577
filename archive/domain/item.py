"""Items and collections as the database knows them: ids, numbers and digests, nothing anybody said."""

from dataclasses import dataclass
from enum import StrEnum


class ItemState(StrEnum):
    """Active, or withdrawn: custody kept, headers destroyed."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class ObjectRole(StrEnum):
    """What a stored object is to its item."""

    EXHIBIT = "exhibit"
    RENDITION = "rendition"
    RECORD = "record"
    IDENTITY = "identity"


class RecipientPurpose(StrEnum):
    """What a recipient of a collection is for."""

    CONTENT = "content"
    RECOVERY = "recovery"
    VAULT = "vault"


@dataclass(frozen=True, slots=True)
class Collection:
    """A compartment of trust.

    `prefix` begins its item numbers (`BYA`). `ceiling`: the highest sensitivity whose text is indexed.
    A sealed collection has no recipient whose key this archive holds.
    """

    collection_id: str
    name: str
    prefix: str
    content_recipient: str
    recovery_recipient: str
    vault_recipient: str
    sealed: bool = False
    ceiling: int = 3


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object of an item: digest of its payload, role, place in order, payload size in bytes.

    `position` orders exhibits (0..), and is the version of a record. `header_digest`: SHA-256 (hex) of
    its present header. `fingerprint`: keyed hash of the plaintext digest, for finding duplicates.
    """

    item_id: str
    digest: str
    role: ObjectRole
    position: int
    size: int
    header_digest: str
    fingerprint: str = ""
    shredded: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One intellectual unit. `version` counts every change of it; `record` is the current record's digest.

    `fingerprint`: keyed hash over its exhibits and text, for finding duplicates inside its collection.
    """

    item_id: str
    collection_id: str
    number: str
    version: int
    record: str
    state: ItemState
    accession_id: str
    fingerprint: str
    deposited_by: str


def item_number(prefix: str, year: int, sequence: int) -> str:
    """`BYA-2020-0000123`: collection prefix, year of accession, seven digits without gaps."""
    return f"{prefix}-{year:04d}-{sequence:07d}"
