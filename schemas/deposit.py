"""The deposit description (`sviedka/deposit/1`): from a read document to what will be deposited.

`docs/formats/deposit.md` lists every field. Problems never hide one another: a description with five mistakes
is answered with five problems, each at its field path.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Final, cast

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Field

from archive.domain.claims import CHARGE
from archive.domain.description import Description, Identity, Source
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.vocabulary import Vocabularies
from ingest.plan import LANGUAGE, Described, DescriptionReader
from ingest.sidecar import mistakes
from schemas.checked import Edtf, KnownId
from schemas.consent import NewConsentSchema
from schemas.fields import Line, Many, Matching, Part, Text, Whole, refuse
from schemas.parts import (
    AllegationSchema,
    AttributionSchema,
    DescriptionParts,
    InterviewSchema,
    MeasureSchema,
    NoticeSchema,
    PartSchema,
    PostingSchema,
    RelationSchema,
    SourceSchema,
    VictimSchema,
    require_schema,
)
from schemas.problems import flatten
from schemas.texts import prepare

DEPOSIT_SCHEMA: Final = "sviedka/deposit/1"

_NAMED: Final = ("unit", "unnamed_unit", "person")


def _language() -> Matching:
    return Matching(LANGUAGE.pattern, "a language code (BCP 47), such as be, ru or en")


def _charge() -> Matching:
    return Matching(CHARGE.pattern, "an article as State-code-number, such as BY-CC-361-4 or BY-CAO-24.23/1")


def _reference() -> Matching:
    return Matching(r"[\w.-]{1,64}", "an opaque reference of letters, digits, '-', '.' and '_', at most 64")


class NewAttributionSchema(AttributionSchema):
    """A new claim names exactly one of unit, unnamed unit and person; only a person has a reference."""

    reference = _reference()

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def check_one(self, _data: object, original: object, **_kwargs: object) -> None:
        """One attribution, one body or person."""
        if isinstance(original, Mapping) and sum(bool(original.get(name)) for name in _NAMED) != 1:
            raise refuse("must name exactly one of unit, unnamed_unit and person", "attribution")
        if isinstance(original, Mapping) and original.get("reference") and not original.get("person"):
            raise refuse("has a reference, and names no person that it could mean", "attribution")


class IdentitySchema(PartSchema):
    """Who the source is; goes to the identity vault alone."""

    TARGET: ClassVar[type | None] = Identity
    name = Text()
    born = Text()
    contact = Text()
    note = Text()


class NewSourceSchema(SourceSchema):
    """The source with its identity, which leaves here for a record of its own."""

    TARGET: ClassVar[type | None] = None
    witness = _reference()
    account_no = Whole(1, 1000)
    identity = Part(IdentitySchema())


class NewVictimSchema(VictimSchema):
    """Who the act was done to, by a reference at most."""

    reference = _reference()


class _OfPersonSchema(PartSchema):
    """A claim about a person, who is named on one line, with a date that is one."""

    person: Text = Line(200, required=True, filled=True)
    when: Text = Edtf()


class NewPostingSchema(_OfPersonSchema, PostingSchema):
    """A posting names a person and a unit."""


class NewNoticeSchema(_OfPersonSchema, NoticeSchema):
    """A notice reached a person."""


class NewMeasureSchema(_OfPersonSchema, MeasureSchema):
    """A measure is a person's, as its absence is."""


class NewInterviewSchema(InterviewSchema):
    """How the account was taken."""

    breaks = Whole(0, 1000)


class NewRelationSchema(RelationSchema):
    """A link to a label of the batch, or to an item number."""

    to = Line(200, required=True, filled=True)


class _DepositSchema(DescriptionParts):
    """All but the allegations, whose ids depend on the vocabularies."""

    schema = Line(required=True)
    title = Line(1000, required=True, filled=True)
    label = Line(64)
    language = _language()
    languages = Many(_language(), 20)
    files = Many(Line(4096, filled=True))
    sensitivity = Whole(1, 3)
    when = Edtf()
    source = Part(NewSourceSchema())
    interview = Part(NewInterviewSchema())
    relations = Many(Part(NewRelationSchema()))
    consent = Part(NewConsentSchema(), required=True)


def _deposit_schema(vocabularies: Vocabularies) -> Schema:
    units, violations = vocabularies.units, vocabularies.violations
    ids = {unit.id for unit in units.all()}
    unit = KnownId("unit", ids, units.suggest)
    violation = KnownId("violation type", {term.id for term in violations.all()}, violations.suggest)
    attribution = NewAttributionSchema.from_dict({"unit": unit})
    allegation = AllegationSchema.from_dict(
        {
            "violation": violation,
            "victim": Part(NewVictimSchema()),
            "attributions": Many(Part(attribution()), 200),
            "when": Edtf(),
            "charges": Many(_charge(), 50),
        }
    )
    of_superior: dict[str, Field[Any]] = {"unit": unit, "violation": violation}
    posting = NewPostingSchema.from_dict({"unit": KnownId("unit", ids, units.suggest, required=True)})
    return _DepositSchema.from_dict(
        {
            "allegations": Many(Part(allegation()), 500),
            "postings": Many(Part(posting()), 200),
            "notices": Many(Part(NewNoticeSchema.from_dict(of_superior)()), 200),
            "measures": Many(Part(NewMeasureSchema.from_dict(of_superior)()), 200),
        }
    )()


class DepositReader:
    """Reads deposit descriptions against one state of the vocabularies. Safe to share between threads."""

    def __init__(self, registers: Callable[[], Vocabularies]) -> None:
        """Only ids of the vocabularies that `registers` answers with, when first needed, are accepted."""
        self._registers = registers

    @cached_property
    def _schema(self) -> Schema:
        return _deposit_schema(self._registers())

    def read(self, document: object) -> Described:
        """The deposit that `document` describes. Raises InvalidRequest with every problem found."""
        value, problems = prepare(document)
        if problems and value is None:
            raise _mistakes(problems)
        try:
            require_schema(value, DEPOSIT_SCHEMA)
        except ValidationError as error:
            raise _mistakes([*flatten(error.messages), *problems]) from error
        fields = cast("dict[str, Any]", value)
        problems += _across(fields)
        try:
            loaded = self._schema.load(fields)
        except ValidationError as error:
            raise _mistakes([*flatten(error.messages), *problems]) from error
        if problems:
            raise _mistakes(problems)
        return _deposit(cast("dict[str, Any]", loaded))


def _across(fields: Mapping[str, Any]) -> list[Problem]:
    """Problems between fields, found whether or not each field is right by itself."""
    problems = []
    if ("language" in fields) == ("languages" in fields) or fields.get("languages") == []:
        problems.append(Problem("language", "say it once, as `language` or as `languages`", "missing"))
    files, text = fields.get("files", []), fields.get("text", "")
    if files == [] and isinstance(text, str) and not text.strip():
        problems.append(Problem("files", "nothing is deposited: name files or give a text", "missing"))
    if isinstance(files, list):
        seen: set[object] = set()
        for position, name in enumerate(files):
            if isinstance(name, str) and name in seen:
                problems.append(Problem(f"files[{position}]", "is named twice", "repeated"))
            seen.add(name if isinstance(name, str) else None)
    return problems


def _deposit(fields: dict[str, Any]) -> Described:
    del fields["schema"]
    files = fields.pop("files", ())
    if "language" in fields:
        fields["languages"] = (fields.pop("language"),)
    source = fields.pop("source", {})
    identity = source.pop("identity", None)
    return Described(Description(source=Source(**source), **fields), identity, files)


def _mistakes(problems: list[Problem]) -> InvalidRequest:
    return InvalidRequest(mistakes(len(problems)), problems=tuple(problems))


_conforms: type[DescriptionReader] = DepositReader
