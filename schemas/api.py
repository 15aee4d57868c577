"""What the API takes: parameters and bodies. An unknown field is a problem, never ignored.

Descriptions and consent have schemas of their own (schemas.deposit, schemas.consent).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from archive.domain.claims import Ground, Response
from archive.domain.consent import Purpose
from archive.domain.description import Basis, Certainty, Flag, Kind, Level, Named, Valence
from archive.domain.unit import SuccessionType
from archive.services.pattern import MAX_TITLE
from search.query import MAX_VALUES, DateMode, Facet, Order
from search.timeline import Scale
from search.trees import MAX_MATRIX_DEPTH

MAX_RECIPIENT = 200
"""Characters of a body's name, as in consent."""
MAX_AGE_RECIPIENT = 4000
MAX_QUERY = 4000
MAX_ID = 200
MAX_PAGE = 1000
MAX_PAGE_SIZE = 50
MAX_REASON = 2000


def _one_line(text: str) -> None:
    if not text.isprintable():
        raise ValidationError("one line of printable characters")


def filled(text: str) -> None:
    """Refuse a text of nothing but blanks."""
    if not text.strip():
        raise ValidationError("say what for")


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


class Question(fields.Field[object]):
    """A question: a text in the query language, or a structure that says the same."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> object:
        del attr, data, kwargs
        if isinstance(value, str) and len(value) > MAX_QUERY:
            raise ValidationError(f"at most {MAX_QUERY} characters")
        if not isinstance(value, str | dict):
            raise ValidationError("a text in the query language, or an object")
        return value


def _some(values: Iterable[StrEnum]) -> fields.List[str]:
    known = [each.value for each in values]
    return fields.List(
        fields.String(validate=validate.OneOf(known)),
        load_default=list,
        validate=validate.Length(max=len(known)),
    )


def _ids() -> fields.List[str]:
    return fields.List(
        fields.String(validate=validate.Length(1, MAX_ID)),
        load_default=list,
        validate=validate.Length(max=MAX_VALUES),
    )


class QuestionSchema(UseSchema):
    """What is asked. `query` is written in the query language, or is a structure (docs/formats/query.md).

    Conditions of all kinds must hold; values of one kind are alternatives.
    """

    query = Question(load_default="")
    units = _ids()
    units_exactly = fields.Boolean(load_default=False)
    violations = _ids()
    violations_exactly = fields.Boolean(load_default=False)
    date_from = fields.Date(load_default=None, allow_none=True)
    date_to = fields.Date(load_default=None, allow_none=True)
    date_mode = fields.String(
        load_default=DateMode.POSSIBLY.value, validate=validate.OneOf([each.value for each in DateMode])
    )
    kinds = _some(Kind)
    languages = _ids()
    flags = _some(Flag)
    levels = _some(Level)
    certainties = _some(Certainty)
    bases = _some(Basis)
    valences = _some(Valence)
    attributed = _some(Named)
    persons = _ids()
    charges = _ids()
    grounds = _some(Ground)
    measures = _some(Response)
    succession = _some(SuccessionType)
    collections = _ids()


class SearchSchema(QuestionSchema):
    """A search, page by page."""

    page = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MAX_PAGE))
    page_size = fields.Integer(load_default=10, strict=True, validate=validate.Range(1, MAX_PAGE_SIZE))
    order = fields.String(
        load_default=Order.RELEVANCE.value, validate=validate.OneOf([each.value for each in Order])
    )
    facets = _some(Facet)


class MatrixSchema(StrictSchema):
    """Units by types of violation, each at one depth of its tree; 0 is the top."""

    unit_depth = fields.Integer(load_default=1, strict=True, validate=validate.Range(0, MAX_MATRIX_DEPTH))
    violation_depth = fields.Integer(
        load_default=0, strict=True, validate=validate.Range(0, MAX_MATRIX_DEPTH)
    )


class CountRequestSchema(QuestionSchema):
    """What to count, by what. `exactly`: the numbers themselves, for custodians."""

    facets = _some(Facet)
    matrix = fields.Nested(MatrixSchema, load_default=None, allow_none=True)
    timeline = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf([each.value for each in Scale])
    )
    exactly = fields.Boolean(load_default=False)


class PatternRequestSchema(QuestionSchema):
    """A result to be kept under a number, about one collection. `facets`: what its items are counted by."""

    title = fields.String(required=True, validate=[validate.Length(1, MAX_TITLE), _one_line, filled])
    facets = _some(Facet)


class ExportSchema(QuestionSchema):
    """Which results, and in which form."""

    form = fields.String(required=True, validate=validate.OneOf(["csv", "json"]))


class BundleRequestSchema(UseSchema):
    """`sealed_to`: the `age1pq1…` of the body that receives it; without one the archive's keys open it."""

    sealed_to = fields.String(load_default="", validate=validate.Length(max=MAX_AGE_RECIPIENT))


class PageNumberSchema(StrictSchema):
    """Which page of a list, from 1."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 10**6))


class IntoSchema(StrictSchema):
    """Into which collection, by name; the only one if there is one."""

    collection = fields.String(load_default="", validate=validate.Length(max=MAX_ID))


class DaysSchema(StrictSchema):
    """First and last day (UTC), both included."""

    since = fields.Date(load_default=None)
    until = fields.Date(load_default=None)


class LogSchema(DaysSchema):
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
