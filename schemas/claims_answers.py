"""What the API takes and answers about claims on units, for its description."""

from typing import Any

from marshmallow import fields, validate

from archive.domain.claims import Channel, Response
from archive.domain.description import Basis, Certainty, Involvement, Level, Post
from archive.domain.notice import Told
from archive.domain.places import PlaceMatch
from archive.domain.unit import Presence
from archive.domain.vague import Clue
from schemas.api import MAX_ID, QuestionSchema, StrictSchema
from schemas.law_answers import GatheredSchema, ToldActSchema


def _text() -> fields.String:
    return fields.String(required=True)


def _number() -> fields.Integer:
    return fields.Integer(required=True)


def _one_of(kind: Any) -> fields.String:  # noqa: ANN401 - an enumeration of texts
    return fields.String(required=True, validate=validate.OneOf([each.value for each in kind]))


def _texts() -> fields.List[str]:
    return fields.List(fields.String(), required=True)


def _many(schema: type[StrictSchema]) -> fields.List[dict[str, Any]]:
    return fields.List(fields.Nested(schema), required=True)


class CandidatesRequestSchema(QuestionSchema):
    """Which unit could be meant, by its id."""

    unit = fields.String(required=True, validate=validate.Length(1, MAX_ID))


class InPostRequestSchema(QuestionSchema):
    """Whose postings; written as in the descriptions."""

    person = fields.String(required=True, validate=validate.Length(1, MAX_ID))


class ClaimOnUnitSchema(StrictSchema):
    """A claim as its source has it."""

    unit = _text()
    unnamed_unit = _text()
    level = _one_of(Level)
    basis = _one_of(Basis)
    certainty = _one_of(Certainty)


class AnomalySchema(ToldActSchema):
    """An act with a claim on a unit, and when that unit existed."""

    claim = fields.Nested(ClaimOnUnitSchema, required=True)
    existed_from = _text()
    existed_to = _text()


class AnomaliesSchema(GatheredSchema):
    """Acts attributed to units outside their existence."""

    anomalies = _many(AnomalySchema)


class CandidateSchema(ToldActSchema):
    """A claim that could mean the unit, and what it could mean as well; `more`: how many more of those."""

    claim = fields.Nested(ClaimOnUnitSchema, required=True)
    because = _one_of(Clue)
    place_answer = _one_of(PlaceMatch)
    existed = _one_of(Presence)
    as_well = _texts()
    more = _number()


class CandidatesSchema(GatheredSchema):
    """Claims that could mean the unit, and how many were left out: by place, by time, naming nothing."""

    elsewhere = _number()
    outside = _number()
    unplaced = _number()
    candidates = _many(CandidateSchema)


class StintSchema(StrictSchema):
    """A posting as one item claims it."""

    number = _text()
    post = _one_of(Post)
    when = _text()
    basis = _one_of(Basis)
    certainty = _one_of(Certainty)


class ServiceSchema(StrictSchema):
    """All claims that the person served in one unit. `gaps`: first and last day of each."""

    unit = _text()
    stints = _many(StintSchema)
    gaps = fields.List(fields.List(fields.String(), validate=validate.Length(equal=2)), required=True)


class ClaimedSchema(StrictSchema):
    """What an item claims that the person heard or did."""

    number = _text()
    unit = _text()
    violation = _text()
    when = _text()
    quantifier = _text()
    basis = _one_of(Basis)
    certainty = _one_of(Certainty)
    note = _text()


class HeardSchema(ClaimedSchema):
    """A notice that is claimed to have reached the person."""

    channel = _one_of(Channel)
    given_by = _text()


class DoneSchema(ClaimedSchema):
    """A measure of the person that is claimed, or that there was none."""

    measure = _one_of(Response)


class UnderCommandSchema(ToldActSchema):
    """An act under the person. `before`, `alike_before`: acts that were over then, by item and place."""

    unit = _text()
    posted_to = _text()
    during = _one_of(Presence)
    path = _texts()
    before = _texts()
    alike_before = _texts()
    own_part = fields.List(
        fields.String(validate=validate.OneOf([each.value for each in Involvement])), required=True
    )
    heard_before = _many(HeardSchema)
    heard_before_of_others = _many(HeardSchema)
    done_after = _many(DoneSchema)
    told = _one_of(Told)


class InPostSchema(GatheredSchema):
    """A person's postings, the acts during them, and what the person heard and did, all as claimed."""

    postings = _many(ServiceSchema)
    during = _many(UnderCommandSchema)
    heard = _many(HeardSchema)
    done = _many(DoneSchema)
