"""Sealed records as canonical JSON: the `RecordCodec` of the archive."""

from archive.domain.errors import ObjectError
from archive.domain.record import IdentityRecord, RecordVersion
from archive.ports import RecordCodec
from crypto.canonical import canonical_json, parse_canonical
from crypto.errors import FormatError
from schemas.record_json import identity_to_json, record_to_json

# Reading needs marshmallow and what is built with it; a deposit only writes, and does not wait for that.
# ruff: noqa: PLC0415


class CanonicalRecordCodec:
    """RFC 8785 bytes of the schemas `sviedka/record/1` and `sviedka/identity/1`."""

    def dump_record(self, record: RecordVersion) -> bytes:
        """See RecordCodec."""
        return canonical_json(record_to_json(record))

    def load_record(self, data: bytes) -> RecordVersion:
        """See RecordCodec."""
        from schemas.record import record_from_json

        return record_from_json(_parsed(data))

    def dump_identity(self, record: IdentityRecord) -> bytes:
        """See RecordCodec."""
        return canonical_json(identity_to_json(record))

    def load_identity(self, data: bytes) -> IdentityRecord:
        """See RecordCodec."""
        from schemas.record import identity_from_json

        return identity_from_json(_parsed(data))


def _parsed(data: bytes) -> object:
    try:
        return parse_canonical(data)
    except FormatError as error:
        raise ObjectError("A sealed record is no canonical JSON.", safe="Other items are sound.") from error


_: type[RecordCodec] = CanonicalRecordCodec
