"""Record versions: what is sealed as one canonical JSON object per version of an item's description."""

from dataclasses import dataclass

from archive.domain.description import Description


@dataclass(frozen=True, slots=True)
class MediaType:
    """A guess with its maker: advisory, never a security decision."""

    value: str
    tool: str
    tool_version: str


@dataclass(frozen=True, slots=True)
class ExhibitRecord:
    """One fixed sequence of bytes of an item, as the sealed record knows it.

    `object_digest`: SHA-256 (hex) of the age payload, its public name. `plaintext_digest`: SHA-256 (hex)
    of the bytes as received; `salt` (hex, 32 bytes) opens its commitment in the custody log.
    `size` in bytes as received. `name` is the original file name, made printable; `name_bytes` (base64)
    is kept beside it when the original was not plain UTF-8. `notes` are codes such as `empty`.
    """

    object_digest: str
    plaintext_digest: str
    salt: str
    size: int
    name: str
    media_type: MediaType
    name_bytes: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenditionRecord:
    """A derived copy (transcript, translation, redaction), linked to the exhibit it was made from."""

    exhibit: ExhibitRecord
    derived_from: str
    operation: str
    tool: str
    made_at: str


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One version of an item. `based_on`: object digest of the version it started from, None for the first.

    `source_object` is the digest of the identity record, when the source's identity was deposited too.
    """

    item_id: str
    number: str
    collection_id: str
    version: int
    based_on: str | None
    description: Description
    exhibits: tuple[ExhibitRecord, ...]
    renditions: tuple[RenditionRecord, ...] = ()
    source_object: str | None = None
    accessioned_at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """Who the source of an item is; sealed to the identity vault only."""

    item_id: str
    name: str = ""
    born: str = ""
    contact: str = ""
    note: str = ""
