"""What the API takes: parameters and bodies. An unknown field is a problem, never ignored.

Descriptions and consent have schemas of their own (schemas.deposit, schemas.consent).
"""

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from archive.domain.consent import Purpose
from search.query import Facet

MAX_RECIPIENT = 200
"""Characters of a body's name, as in consent."""
MAX_QUERY = 4000
MAX_PAGE = 1000
MAX_PAGE_SIZE = 50
MAX_REASON = 2000


def _one_line(text: str) -> None:
    if not text.isprintable():
        raise ValidationError("one line of printable characters")


class StrictSchema(Schema):
    """Refuses what it does not know."""

    class Meta:
        """Unknown fields are problems."""

        unknown = RAISE


class UseSchema(StrictSchema):
    """The declared use: for what, for whom, in which State. The custody log keeps it in clear."""

    purpose = fields.String(required=True, validate=validate.OneOf([each.value for each in Purpose]))
    recipient = fields.String(load_default="", validate=[validate.Length(max=MAX_RECIPIENT), _one_line])
    jurisdiction = fields.String(
        load_default="", validate=validate.Regexp(r"^([A-Za-z]{2})?\Z", error="a State in two letters")
    )


class SearchSchema(UseSchema):
    """A search. `query` is written in the query language (docs/formats/query.md)."""

    query = fields.String(load_default="", validate=validate.Length(max=MAX_QUERY))
    page = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MAX_PAGE))
    page_size = fields.Integer(load_default=10, strict=True, validate=validate.Range(1, MAX_PAGE_SIZE))
    facets = fields.List(
        fields.String(validate=validate.OneOf([each.value for each in Facet])),
        load_default=list,
        validate=validate.Length(max=len(Facet)),
    )


class LogSchema(StrictSchema):
    """A page of the custody log, newest entries first; empty filters do not limit."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 10**9))
    event_type = fields.String(load_default="", validate=validate.Length(max=60))
    agent = fields.String(load_default="", validate=validate.Length(max=60))
    item = fields.String(load_default="", validate=validate.Length(max=60))


class ReasonSchema(StrictSchema):
    """Why; sealed, the log only commits to it."""

    reason = fields.String(required=True, validate=validate.Length(1, MAX_REASON))


class AmendmentSchema(ReasonSchema):
    """A whole new description, as in a deposit description (docs/formats/deposit.md)."""

    description = fields.Dict(keys=fields.String(), required=True)


class ConsentChangeSchema(ReasonSchema):
    """A source's new answers, as in a consent file."""

    consent = fields.Dict(keys=fields.String(), required=True)
