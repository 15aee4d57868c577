"""What the API answers about pattern exhibits, for its description."""

from marshmallow import fields, validate

from archive.domain.pattern import Difference, Reason
from archive.services.pattern_opening import SCHEMA, Then
from crypto.age.stanza import FILE_KEY_SIZE
from schemas.api import MAX_ID, StrictSchema


class PatternItemSchema(StrictSchema):
    """One item of the result, with the digest of its sealed record at that time."""

    number = fields.String(required=True)
    item_id = fields.String(required=True)
    version = fields.Integer(required=True)
    record = fields.String(required=True)


class PatternSchema(StrictSchema):
    """The result as it was sealed (docs/formats/pattern.md)."""

    schema = fields.String(required=True)
    number = fields.String(required=True)
    title = fields.String(required=True)
    collection_id = fields.String(required=True)
    made_at = fields.String(required=True, metadata={"description": "consent was asked as of then"})
    made_by = fields.String(required=True)
    entries = fields.Integer(required=True, metadata={"description": "custody entries before it"})
    vocabulary = fields.String(required=True)
    analysis = fields.String(required=True)
    clearance = fields.Integer(required=True)
    question = fields.Dict(required=True)
    total = fields.Integer(required=True)
    counts = fields.Dict(
        keys=fields.String(), values=fields.Dict(keys=fields.String(), values=fields.String()), required=True
    )
    items = fields.List(fields.Nested(PatternItemSchema), required=True)


class KeptPatternSchema(StrictSchema):
    """A pattern exhibit. `object`: SHA-256 of its sealed bytes; `entry`: the custody entry of its making."""

    object = fields.String(required=True)
    entry = fields.Integer(required=True)
    pattern = fields.Nested(PatternSchema, required=True)


class ListedPatternSchema(StrictSchema):
    """A pattern exhibit in a list. Title, question and items are sealed: open it for them."""

    number = fields.String(required=True)
    collection_id = fields.String(required=True)
    made_at = fields.String(required=True)
    made_by = fields.String(required=True)
    entry = fields.Integer(required=True)
    object = fields.String(required=True)


class ListedPatternsSchema(StrictSchema):
    """Pattern exhibits, the newest first."""

    patterns = fields.List(fields.Nested(ListedPatternSchema), required=True)


class BecauseSchema(StrictSchema):
    """A reason, with the custody entry that proves it; -1 where none does."""

    reason = fields.String(required=True, validate=validate.OneOf([each.value for each in Reason]))
    entry = fields.Integer(required=True)


class DifferingItemSchema(StrictSchema):
    """An item that came, went or changed."""

    number = fields.String(required=True)
    difference = fields.String(required=True, validate=validate.OneOf([each.value for each in Difference]))
    because = fields.List(fields.Nested(BecauseSchema), required=True)


class DifferingCountSchema(StrictSchema):
    """A count that is shown otherwise now."""

    facet = fields.String(required=True)
    value = fields.String(required=True)
    then = fields.String(required=True)
    now = fields.String(required=True)


class ThenAndNowSchema(StrictSchema):
    """Versions of what a question is read with."""

    then = fields.String(required=True)
    now = fields.String(required=True)


class ComparisonSchema(StrictSchema):
    """A pattern exhibit asked again: what differs, and why."""

    number = fields.String(required=True)
    same = fields.Boolean(required=True)
    then = fields.Integer(required=True)
    now = fields.Integer(required=True)
    vocabulary = fields.Nested(ThenAndNowSchema, required=True)
    analysis = fields.Nested(ThenAndNowSchema, required=True)
    items = fields.List(fields.Nested(DifferingItemSchema), required=True)
    counts = fields.List(fields.Nested(DifferingCountSchema), required=True)


class OpeningSchema(StrictSchema):
    """What opens one pattern exhibit and nothing else: the file key of its object, hexadecimal."""

    schema = fields.String(required=True, validate=validate.Equal(SCHEMA))
    number = fields.String(required=True, validate=validate.Length(1, MAX_ID))
    object = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))
    file_key = fields.String(required=True, validate=validate.Regexp(rf"^[0-9a-f]{{{2 * FILE_KEY_SIZE}}}\Z"))


class CheckedPatternItemSchema(StrictSchema):
    """An item of the exhibit against the log. `since`: later entries that can change a result, by type."""

    number = fields.String(required=True)
    then = fields.String(required=True, validate=validate.OneOf([each.value for each in Then]))
    since = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class CheckedAskingSchema(StrictSchema):
    """A later asking. `doubts`: what of its numbers the log does not bear out."""

    entry = fields.Integer(required=True)
    total = fields.Integer(required=True)
    doubts = fields.List(fields.String(), required=True)


class CheckedPatternSchema(StrictSchema):
    """A pattern exhibit, opened and checked. `others_since`: entries of items that it does not name."""

    borne_out = fields.Boolean(required=True)
    object = fields.String(required=True)
    entry = fields.Integer(required=True)
    pattern = fields.Nested(PatternSchema, required=True)
    items = fields.List(fields.Nested(CheckedPatternItemSchema), required=True)
    others_since = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    askings = fields.List(fields.Nested(CheckedAskingSchema), required=True)
