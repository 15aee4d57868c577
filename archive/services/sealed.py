"""What intake hands to a deposit: files that are sealed and staged."""

from dataclasses import dataclass, field

from archive.domain.record import ExhibitRecord, MediaType
from archive.ports_objects import StagedPayload


@dataclass(frozen=True, slots=True)
class SealedExhibit:
    """One exhibit, encrypted and staged, not under its final name yet. Digests are hex SHA-256."""

    staged: StagedPayload
    header: bytes = field(repr=False)
    digest: str
    payload_size: int
    plaintext_digest: str
    size: int
    name: str
    media_type: MediaType
    name_bytes: str = ""
    notes: tuple[str, ...] = ()


def exhibit_record(exhibit: SealedExhibit, salt: bytes) -> ExhibitRecord:
    """What the sealed record will say of an exhibit; `salt` opens the log's commitment to its digest."""
    return ExhibitRecord(
        object_digest=exhibit.digest,
        plaintext_digest=exhibit.plaintext_digest,
        salt=salt.hex(),
        size=exhibit.size,
        name=exhibit.name,
        media_type=exhibit.media_type,
        name_bytes=exhibit.name_bytes,
        notes=exhibit.notes,
    )
