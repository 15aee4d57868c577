"""What the API takes and answers about lists that are searched at once, for its description."""

from marshmallow import fields, validate

from archive.services.list_search import MAX_BYTES, RowKind
from schemas.api import MAX_ID, QuestionSchema, StrictSchema


class ListRequestSchema(QuestionSchema):
    """A list as it was pasted: a row on a line, or, with `column`, a CSV table of which that column counts.

    `each`: what a row is. The question beside it holds for every row.
    """

    list = fields.String(required=True, validate=validate.Length(1, MAX_BYTES))
    each = fields.String(
        load_default=RowKind.WORDS.value, validate=validate.OneOf([each.value for each in RowKind])
    )
    column = fields.String(load_default="", validate=validate.Length(max=MAX_ID))


class CountedRowSchema(StrictSchema):
    """A row with its line in the list, from 1, and how many items the agent finds for it."""

    line = fields.Integer(required=True)
    text = fields.String(required=True)
    total = fields.Integer(required=True)


class CountedListSchema(StrictSchema):
    """Counts in the order of the list. Where the index is behind, what is absent proves nothing."""

    not_indexed_yet = fields.Integer(required=True)
    rows = fields.List(fields.Nested(CountedRowSchema), required=True)
