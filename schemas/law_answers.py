"""What the API takes and answers about law, for its description."""

from typing import Any

from marshmallow import fields, validate

from archive.domain.applicability import Applies
from archive.domain.coverage import Weight
from archive.domain.description import Consistency, Involvement, Named
from archive.services.law_export import Way
from schemas.api import MAX_ID, MAX_REASON, ExportSchema, QuestionSchema, StrictSchema, filled

MOST_TOGETHER = 100
MOST_NAMED = 40


def _code() -> fields.String:
    return fields.String(load_default="", validate=validate.Length(max=MAX_ID))


def _codes() -> fields.List[str]:
    return fields.List(
        fields.String(validate=validate.Length(1, MAX_ID)),
        load_default=list,
        validate=validate.Length(max=MOST_NAMED),
    )


def _text() -> fields.String:
    return fields.String(required=True)


def _number() -> fields.Integer:
    return fields.Integer(required=True)


def _texts() -> fields.List[str]:
    return fields.List(fields.String(), required=True)


def _many(schema: type[StrictSchema]) -> fields.List[dict[str, Any]]:
    return fields.List(fields.Nested(schema), required=True)


class ElementsRequestSchema(QuestionSchema):
    """Over the elements of which crime, such as CAH-7-1-f."""

    crime = fields.String(required=True, validate=validate.Length(1, MAX_ID))


class NormsRequestSchema(QuestionSchema):
    """`instruments`: only these, such as CAT."""

    instruments = _codes()


class VictimsRequestSchema(QuestionSchema):
    """How many types at least, only what bears on a crime, and types that must be among them."""

    at_least = fields.Integer(load_default=2, strict=True, validate=validate.Range(1, MOST_TOGETHER))
    crime = _code()
    including = _codes()


class FindingsRequestSchema(QuestionSchema):
    """`least`: the weakest degree of consistency wanted."""

    least = fields.String(
        load_default=Consistency.TYPICAL_OF.value,
        validate=validate.OneOf([each.value for each in Consistency]),
    )


class LayoutSchema(StrictSchema):
    """How a search is laid out: `crime` for elements and victims, `least` for findings."""

    crime = _code()
    least = fields.String(
        load_default=Consistency.TYPICAL_OF.value,
        validate=validate.OneOf([each.value for each in Consistency]),
    )


class LayoutExportSchema(QuestionSchema, LayoutSchema):
    """Which results, laid out by what, as CSV."""

    way = fields.String(required=True, validate=validate.OneOf([each.value for each in Way]))


class ExportRequestSchema(ExportSchema, LayoutSchema):
    """What for, too; a custodian reads it. `way`: what is wanted is the table of a layout."""

    reason = fields.String(required=True, validate=[validate.Length(1, MAX_REASON), filled])
    way = fields.String(load_default="", validate=validate.OneOf(["", *(each.value for each in Way)]))


class ToldActSchema(StrictSchema):
    """An act as an item tells it. `act`: its place in the item, from 1; `when`: EDTF, empty for no date."""

    number = _text()
    act = _number()
    violation = _text()
    when = _text()
    quantifier = _text()
    place = _text()


class SuccessionStepSchema(StrictSchema):
    """One step from a unit to the next."""

    from_ = fields.String(required=True, attribute="from", data_key="from")
    to = _text()
    type = _text()
    date = _text()
    sources = _texts()
    confidence = _text()
    note = _text()


class FollowedSchema(StrictSchema):
    """A unit included by succession, with the days that bound its acts, and the path to it."""

    asked = _text()
    unit = _text()
    first_day = fields.String(required=True, allow_none=True)
    last_day = fields.String(required=True, allow_none=True)
    path = _many(SuccessionStepSchema)


class ResolvedSchema(StrictSchema):
    """A name read as one unit, because the others of this name did not exist then."""

    name = _text()
    unit = _text()
    others = _texts()


class GatheredSchema(StrictSchema):
    """What stands behind a table. `behind`: items the index does not know; `damaged`: what is left out."""

    items = _number()
    acts = _number()
    behind = _number()
    damaged = _texts()
    followed = _many(FollowedSchema)
    resolved = _many(ResolvedSchema)


class SupportSchema(ToldActSchema):
    """An act that bears on an element."""

    weight = fields.String(required=True, validate=validate.OneOf([each.value for each in Weight]))
    why = _texts()


class ElementSchema(StrictSchema):
    """An element of a crime, with what there is for it. `against`: exonerating allegations."""

    number = _number()
    text = _text()
    kind = _text()
    weight = fields.String(required=True, validate=validate.OneOf([each.value for each in Weight]))
    needs_pattern_exhibit = fields.Boolean(required=True)
    support = _many(SupportSchema)
    against = _many(ToldActSchema)


class ElementsSchema(GatheredSchema):
    """Elements of a crime and the acts that bear on each. `mapped`, `unmapped`: acts by their type."""

    crime = _text()
    title = _text()
    mapped = _number()
    unmapped = _number()
    elements = _many(ElementSchema)


class NormActSchema(ToldActSchema):
    """An act under an instrument, and whether it applied then."""

    references = _texts()
    applies = fields.String(required=True, validate=validate.OneOf([each.value for each in Applies]))


class InstrumentSchema(StrictSchema):
    """An instrument with the acts whose types rest on it. `belarus`: what it is to Belarus."""

    prefix = _text()
    title = _text()
    belarus = _text()
    applicable_from = _text()
    acts = _many(NormActSchema)


class NormsSchema(GatheredSchema):
    """Instruments. `states`: those of which the register knows what applies, and from when."""

    states = _texts()
    instruments = _many(InstrumentSchema)


class JoinedVictimSchema(StrictSchema):
    """One victim, as a token that holds within a collection, with all that was done."""

    victim = _text()
    types = _texts()
    acts = _many(ToldActSchema)


class VictimsSchema(GatheredSchema):
    """Victims of several acts, of all `victims`. `unjoined`: acts that do not say to whom they were done."""

    victims = _number()
    unjoined = _number()
    matching = _number()
    joined = _many(JoinedVictimSchema)


class BothRolesSchema(StrictSchema):
    """A person, as a token, with the acts told of it in each role."""

    person = _text()
    harmed = _many(ToldActSchema)
    named = _many(ToldActSchema)


class RolesSchema(GatheredSchema):
    """Persons in both roles. `unreferenced`: acts that name a person without a reference."""

    unreferenced = _number()
    both = _many(BothRolesSchema)


class PartTakenSchema(StrictSchema):
    """A body or person as claims name it, with one part and the acts of such claims."""

    involvement = fields.String(required=True, validate=validate.OneOf([each.value for each in Involvement]))
    named = fields.String(required=True, validate=validate.OneOf([each.value for each in Named]))
    name = _text()
    acts = _many(ToldActSchema)


class BodiesSchema(GatheredSchema):
    """Whom the acts are claimed of."""

    parts = _many(PartTakenSchema)


class MedicalFindingAnswerSchema(StrictSchema):
    """A finding of a report."""

    description = _text()
    consistency = fields.String(required=True, validate=validate.OneOf([each.value for each in Consistency]))


class MedicalReportSchema(StrictSchema):
    """A report. `of`: the items found that it is of or bears on."""

    number = _text()
    of = _texts()
    findings = _many(MedicalFindingAnswerSchema)


class FindingsSchema(GatheredSchema):
    """Medical reports with strong findings for the items found."""

    reports = _many(MedicalReportSchema)
