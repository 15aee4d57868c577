"""What the API takes and answers about what belongs with an item, for its description."""

from typing import Any

from marshmallow import fields, validate

from archive.domain.description import RelationType
from archive.domain.differences import About
from archive.services.similar import LEAST
from schemas.answers import EntrySchema, PassageSchema
from schemas.api import MAX_ID, MAX_REASON, StrictSchema, UseSchema

_RELATION = validate.OneOf([each.value for each in RelationType])


def _text() -> fields.String:
    return fields.String(required=True)


def _number() -> fields.Integer:
    return fields.Integer(required=True)


def _many(schema: type[StrictSchema]) -> fields.List[dict[str, Any]]:
    return fields.List(fields.Nested(schema), required=True)


class ChainSchema(StrictSchema):
    """An item's custody entries in the order of the log."""

    number = _text()
    entries = _many(EntrySchema)


class SaidSchema(StrictSchema):
    """What one account says. `allegation`: which one, from 1; 0 for the text."""

    allegation = _number()
    said = _text()


class DifferingSchema(StrictSchema):
    """Where two accounts differ: `here` the item asked about, `there` the other."""

    about = fields.String(required=True, validate=validate.OneOf([each.value for each in About]))
    here = fields.Nested(SaidSchema, required=True)
    there = fields.Nested(SaidSchema, required=True)


class OtherAccountSchema(StrictSchema):
    """Another account, and why it is one."""

    number = _text()
    version = _number()
    title = _text()
    because = fields.List(fields.String(validate=_RELATION), required=True)
    differs = _many(DifferingSchema)


class AccountsSchema(StrictSchema):
    """Other accounts. `by_witness`: whether the index was asked for the witness; `left_out`: too many."""

    number = _text()
    by_witness = fields.Boolean(required=True)
    behind = _number()
    left_out = _number()
    damaged = fields.List(fields.String(), required=True)
    accounts = _many(OtherAccountSchema)


class SimilarRequestSchema(UseSchema):
    """`least`: per cent of runs of three words that must be shared."""

    least = fields.Integer(load_default=round(LEAST * 100), validate=validate.Range(1, 100))


class SimilarItemSchema(StrictSchema):
    """An item like it: runs of three words shared, by those of both and by those of the item asked about."""

    number = _text()
    title = _text()
    similarity = fields.Float(required=True)
    contained = fields.Float(required=True)


class SimilarSchema(StrictSchema):
    """Similar items, the most similar first."""

    number = _text()
    behind = _number()
    not_compared = _number()
    damaged = fields.List(fields.String(), required=True)
    items = _many(SimilarItemSchema)


class LinkSchema(StrictSchema):
    """To which item, how, and why; why is sealed."""

    to = fields.String(required=True, validate=validate.Length(1, MAX_ID))
    type = fields.String(required=True, validate=_RELATION)
    basis = fields.String(required=True, validate=validate.Length(1, MAX_REASON))


class LinkedSchema(StrictSchema):
    """Two items that were linked."""

    number = _text()
    to = _text()
    type = _text()


class PlaceSchema(StrictSchema):
    """A match: the custody entry of its search, and its place in it, from 1."""

    search = _number()
    hit = _number()


class WholePassageSchema(PassageSchema):
    """A passage. `source`: which of the item's texts, from 0; `start`: at which character of it."""

    source = _number()
    start = _number()


class OpenedMatchSchema(StrictSchema):
    """A match, opened. `item`: as `/items/<number>` answers it."""

    place = fields.Nested(PlaceSchema, required=True)
    previous = fields.Nested(PlaceSchema, required=True, allow_none=True)
    next = fields.Nested(PlaceSchema, required=True, allow_none=True)
    passages = _many(WholePassageSchema)
    item = fields.Dict(required=True)
