"""What the API answers about counts, for its description; `schemas.count_tables` makes it."""

from marshmallow import fields, validate

from schemas.api import StrictSchema
from search.query import Facet


class CountSchema(StrictSchema):
    """A number known to be `at_least` this and `below` that; null: no upper bound is said (ADR 0031)."""

    at_least = fields.Integer(required=True)
    below = fields.Integer(required=True, allow_none=True)


class CountRowSchema(StrictSchema):
    """One value of a facet, in the order of its tree. `chosen`: the question names it."""

    value = fields.String(required=True)
    parent = fields.String(required=True)
    depth = fields.Integer(required=True)
    chosen = fields.Boolean(required=True)
    items = fields.Nested(CountSchema, required=True)


class CellSchema(StrictSchema):
    """A unit and a type of violation; an empty one stands for any."""

    unit = fields.String(required=True)
    violation = fields.String(required=True)
    items = fields.Nested(CountSchema, required=True)
    acts = fields.Nested(CountSchema, required=True)


class MatrixTableSchema(StrictSchema):
    """Units by types of violation, without rows and columns of which nothing is shown."""

    units = fields.List(fields.String(), required=True)
    violations = fields.List(fields.String(), required=True)
    cells = fields.List(fields.Nested(CellSchema), required=True)


class BinSchema(StrictSchema):
    """One bin of a timeline: items certainly in it, and possibly."""

    bin = fields.String(required=True)
    certainly = fields.Nested(CountSchema, required=True)
    possibly = fields.Nested(CountSchema, required=True)


class TimelineTableSchema(StrictSchema):
    """Bins in order. `undated`: items with an act of which no date is known, or without any act."""

    bins = fields.List(fields.Nested(BinSchema), required=True)
    undated = fields.Nested(CountSchema, required=True)


class CountsSchema(StrictSchema):
    """How many items match, and tables of them. `few`: what stands for a small count; null: all are exact."""

    total = fields.Nested(CountSchema, required=True)
    not_indexed_yet = fields.Integer(required=True)
    few = fields.Nested(CountSchema, required=True, allow_none=True)
    facets = fields.Dict(
        keys=fields.String(validate=validate.OneOf([each.value for each in Facet])),
        values=fields.List(fields.Nested(CountRowSchema)),
        required=True,
    )
    matrix = fields.Nested(MatrixTableSchema, metadata={"description": "if it was asked for"})
    timeline = fields.Nested(TimelineTableSchema, metadata={"description": "if it was asked for"})
