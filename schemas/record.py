"""Sealed records read back: record versions, identity records and consent, strictly and in one spelling.

A record is authentic when its digest is; what is checked here is that it says exactly one thing. Unknown
fields, wrong types and another spelling of the same value (a default written out, `yes` for true) are errors.
Texts are not judged: what was once sealed must stay readable, even if intake became stricter since.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeVar, cast

from marshmallow import Schema, ValidationError, post_load

from archive.domain import record as r
from archive.domain.consent import Consent
from archive.domain.description import Description
from archive.domain.errors import ObjectError
from schemas.consent import ConsentSchema
from schemas.fields import MAX_WHOLE, Line, Many, Part, Text, Whole
from schemas.parts import DescriptionParts, PartSchema, require_schema
from schemas.plain_reading import NotPlain, reader_of
from schemas.problems import flatten
from schemas.record_json import (
    IDENTITY_SCHEMA,
    Json,
    consent_to_json,
    description_to_json,
    identity_to_json,
    record_to_json,
)
from schemas.record_versions import RECORD_SCHEMAS

__all__ = [
    "IDENTITY_SCHEMA",
    "RECORD_SCHEMAS",
    "RecordSchema",
    "consent_from_json",
    "consent_to_json",
    "description_to_json",
    "identity_from_json",
    "identity_to_json",
    "record_from_json",
    "record_to_json",
]

T = TypeVar("T")


class _SealedSchema(PartSchema):
    """A whole record: its fields beside the name of its format."""

    schema = Line(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_kwargs: object) -> object:
        """The domain value; the name of the format has done its work."""
        del data["schema"]
        assert self.TARGET is not None  # noqa: S101 - a statement about this module, not about input
        return self.TARGET(**data)


class _DescriptionSchema(DescriptionParts):
    TARGET: ClassVar[type | None] = Description
    title = Text(required=True)
    languages = Many(Text(), required=True)
    consent = Part(ConsentSchema(), required=True)


class _MediaTypeSchema(PartSchema):
    TARGET: ClassVar[type | None] = r.MediaType
    value = Text(required=True)
    tool = Text(required=True)
    tool_version = Text(required=True)


class _ExhibitSchema(PartSchema):
    TARGET: ClassVar[type | None] = r.ExhibitRecord
    object_digest = Text(required=True)
    plaintext_digest = Text(required=True)
    salt = Text(required=True)
    size = Whole(0, MAX_WHOLE, required=True)
    name = Text(required=True)
    media_type = Part(_MediaTypeSchema(), required=True)
    name_bytes = Text()
    notes = Many(Text(), MAX_WHOLE)


class _RenditionSchema(PartSchema):
    TARGET: ClassVar[type | None] = r.RenditionRecord
    exhibit = Part(_ExhibitSchema(), required=True)
    derived_from = Text(required=True)
    operation = Text(required=True)
    tool = Text(required=True)
    made_at = Text(required=True)


class RecordSchema(_SealedSchema):
    """A whole record version; it becomes a domain value."""

    TARGET: ClassVar[type | None] = r.RecordVersion
    item_id = Text(required=True)
    number = Text(required=True)
    collection_id = Text(required=True)
    version = Whole(0, MAX_WHOLE, required=True)
    based_on = Text(required=True, nullable=True)
    description = Part(_DescriptionSchema(), required=True)
    exhibits = Many(Part(_ExhibitSchema()), MAX_WHOLE, required=True)
    renditions = Many(Part(_RenditionSchema()), MAX_WHOLE)
    source_object = Text()
    accessioned_at = Text()
    reason = Text()


class _IdentitySchema(_SealedSchema):
    TARGET: ClassVar[type | None] = r.IdentityRecord
    item_id = Text(required=True)
    name = Text()
    born = Text()
    contact = Text()
    note = Text()


_RECORD: Final = RecordSchema()
_IDENTITY: Final = _IdentitySchema()
_CONSENT: Final = ConsentSchema()
_PLAIN: Final = reader_of(r.RecordVersion)


def record_from_json(value: object) -> r.RecordVersion:
    """The record version in the JSON `value` of a sealed record.

    Raises ObjectError, with problems at field paths and no word of the content, when it is not one.
    """
    plain = _plain_record(value)
    return _load(value, _RECORD, RECORD_SCHEMAS, record_to_json) if plain is None else plain


def _plain_record(value: object) -> r.RecordVersion | None:
    """What the schemas would give for JSON that is as we write it; None for all else, which is for them."""
    if not isinstance(value, dict) or value.get("schema") not in RECORD_SCHEMAS:
        return None
    try:
        record: r.RecordVersion = _PLAIN({name: part for name, part in value.items() if name != "schema"})
    except NotPlain:
        return None
    return record if record_to_json(record) == value else None


def identity_from_json(value: object) -> r.IdentityRecord:
    """The identity record in the JSON `value` of the vault. Raises ObjectError."""
    return _load(value, _IDENTITY, (IDENTITY_SCHEMA,), identity_to_json)


def consent_from_json(value: object) -> Consent:
    """The consent in the JSON `value` that `consent_to_json` gave. Raises ObjectError."""
    return _load(value, _CONSENT, (), consent_to_json)


def _load(value: object, schema: Schema, names: tuple[str, ...], dump: Callable[[T], Json]) -> T:
    try:
        if names:
            require_schema(value, *names)
        loaded = cast("T", schema.load(cast("Mapping[str, Any]", value)))
    except ValidationError as error:
        raise ObjectError(
            "The sealed record cannot be read.", problems=tuple(flatten(error.messages))
        ) from error
    if dump(loaded) != value:
        raise ObjectError("The sealed record is not in the one spelling that its format allows.")
    return loaded
