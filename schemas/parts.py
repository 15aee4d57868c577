"""Schemas of the parts of a description, shared by the deposit description and the sealed record.

Each names the fields of one domain value and how they are written; what is left out has the domain's default.
Texts and numbers have no bounds here: what is sealed must stay readable. The deposit description sets bounds
and checks dates and ids (`schemas.deposit`).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow
from marshmallow import RAISE, ValidationError, post_load

from archive.domain import claims as c
from archive.domain import description as d
from archive.domain.dates import Quantifier
from archive.domain.labels import nearest
from schemas.fields import MAX_WHOLE, Choice, Many, Part, Text, Truth, Whole, refuse
from schemas.problems import Message, hint


class PartSchema(marshmallow.Schema):
    """A group of fields that becomes one domain value; unknown fields are errors with the nearest names."""

    TARGET: ClassVar[type | None] = None
    error_messages: dict[str, str] = {  # noqa: RUF012 - marshmallow declares it so
        "unknown": Message("is not known here", "unknown-field"),
        "type": Message("must be a group of named values", "type"),
    }

    class Meta:
        """A field that we do not know may be one that somebody relies on."""

        unknown = RAISE

    @post_load
    def build(self, data: dict[str, Any], **_kwargs: object) -> object:
        """The domain value; absent fields take its defaults."""
        return data if self.TARGET is None else self.TARGET(**data)

    def handle_error(self, error: ValidationError, data: object, *, many: bool, **_kwargs: object) -> None:
        """Name the known fields nearest to each unknown one."""
        del many
        if not isinstance(data, Mapping) or not isinstance(error.messages, dict):
            return
        for name in set(data) - set(self.fields):
            near = nearest(str(name)[:64], self.fields)
            text = "is not known here" + (hint(near) if near else f"; known: {', '.join(self.fields)}")
            error.messages[name] = [Message(text, "unknown-field")]


class AttributionSchema(PartSchema):
    """A claim that a unit, an unnamed unit or a person took part."""

    TARGET: ClassVar[type | None] = d.Attribution
    unit = Text()
    unnamed_unit = Text()
    person = Text()
    level = Choice(d.Level)
    basis = Choice(d.Basis)
    certainty = Choice(d.Certainty)
    involvement = Choice(d.Involvement)
    reference = Text()


class VictimSchema(PartSchema):
    """Who the act was done to; never a name."""

    TARGET: ClassVar[type | None] = d.Victim
    role = Choice(d.VictimRole)
    group = Text()
    child = Truth()
    protected_person = Truth()
    reference = Text()


class AllegationSchema(PartSchema):
    """One act as one item tells it."""

    TARGET: ClassVar[type | None] = d.Allegation
    violation = Text()
    victim = Part(VictimSchema())
    attributions = Many(Part(AttributionSchema()), MAX_WHOLE)
    when = Text()
    quantifier = Choice(Quantifier)
    place = Text()
    duress = Truth()
    valence = Many(Choice(d.Valence), MAX_WHOLE)
    purpose = Choice(d.ActPurpose)
    grounds = Many(Choice(c.Ground), MAX_WHOLE)
    charges = Many(Text(), MAX_WHOLE)
    hearing = Choice(c.Hearing)
    note = Text()


class PostingSchema(PartSchema):
    """A claim that a person served in a unit during a time."""

    TARGET: ClassVar[type | None] = d.Posting
    person = Text(required=True)
    unit = Text(required=True)
    post = Choice(d.Post)
    when = Text()
    basis = Choice(d.Basis)
    certainty = Choice(d.Certainty)
    note = Text()


class _SuperiorSchema(PartSchema):
    """A claim about a superior: who it is, which acts it is about, and on what it rests.

    `Meta.fields` of each kind says in which order its fields are named.
    """

    person = Text(required=True)
    unit = Text()
    violation = Text()
    when = Text()
    quantifier = Choice(Quantifier)
    basis = Choice(d.Basis)
    certainty = Choice(d.Certainty)
    note = Text()


_ABOUT = ("unit", "violation", "when", "quantifier", "basis", "certainty", "note")


class NoticeSchema(_SuperiorSchema):
    """A claim that a superior was told of acts, or could see them."""

    TARGET: ClassVar[type | None] = c.NoticeClaim
    channel = Choice(c.Channel)
    given_by = Text()

    class Meta(PartSchema.Meta):
        """The order of docs/formats/deposit.md."""

        fields = ("person", "channel", "given_by", *_ABOUT)


class MeasureSchema(_SuperiorSchema):
    """A claim of what a superior did about acts, or that he did nothing."""

    TARGET: ClassVar[type | None] = c.MeasureClaim
    measure = Choice(c.Response)

    class Meta(PartSchema.Meta):
        """The order of docs/formats/deposit.md."""

        fields = ("person", "measure", *_ABOUT)


class SourceSchema(PartSchema):
    """Who gave the information."""

    TARGET: ClassVar[type | None] = d.Source
    role = Choice(d.SourceRole)
    pseudonym = Text()
    witness = Text()
    account_no = Whole(0, MAX_WHOLE)


class CaptureSchema(PartSchema):
    """Where and how open-source material was captured."""

    TARGET: ClassVar[type | None] = d.Capture
    url = Text()
    captured_at = Text()
    tool = Text()
    clock = Text()


class ProvenanceSchema(PartSchema):
    """How the item reached the documenter."""

    TARGET: ClassVar[type | None] = d.Provenance
    obtained = Choice(d.Obtained)
    received_from = Text()
    place = Text()
    account = Text()
    capture = Part(CaptureSchema())


class InterviewSchema(PartSchema):
    """How the account was taken."""

    TARGET: ClassVar[type | None] = d.Interview
    interpreter = Truth()
    recording = Truth()
    read_back = Truth()
    signed = Truth()
    present = Many(Text(), MAX_WHOLE)
    breaks = Whole(0, MAX_WHOLE)
    recontact_plan = Truth()
    note = Text()


class FindingSchema(PartSchema):
    """One medical finding with its degree of consistency."""

    TARGET: ClassVar[type | None] = d.MedicalFinding
    description = Text(required=True)
    consistency = Choice(d.Consistency, required=True)


class MedicalSchema(PartSchema):
    """The findings of a medico-legal report."""

    TARGET: ClassVar[type | None] = d.Medical
    findings = Many(Part(FindingSchema()), MAX_WHOLE)
    examiner = Text()


class RelationSchema(PartSchema):
    """A link to another item."""

    TARGET: ClassVar[type | None] = d.Relation
    type = Choice(d.RelationType, required=True)
    to = Text(required=True)
    note = Text()


class DescriptionParts(PartSchema):
    """The fields that a deposit description and a sealed record write alike."""

    kind = Choice(d.Kind, required=True)
    label = Text()
    text = Text()
    fictional = Truth()
    sensitivity = Whole(0, MAX_WHOLE)
    flags = Many(Choice(d.Flag), MAX_WHOLE)
    when = Text()
    quantifier = Choice(Quantifier)
    place = Text()
    source = Part(SourceSchema())
    provenance = Part(ProvenanceSchema())
    interview = Part(InterviewSchema())
    medical = Part(MedicalSchema())
    lawful_basis = Text()
    allegations = Many(Part(AllegationSchema()), MAX_WHOLE)
    postings = Many(Part(PostingSchema()), MAX_WHOLE)
    notices = Many(Part(NoticeSchema()), MAX_WHOLE)
    measures = Many(Part(MeasureSchema()), MAX_WHOLE)
    expectations = Many(Choice(c.Expectation), MAX_WHOLE)
    relations = Many(Part(RelationSchema()), MAX_WHOLE)


def require_schema(document: object, name: str, *others: str) -> None:
    """Refuse a document whose `schema` is not `name` or one of `others`, saying which this program reads.

    Raises ValidationError at the field `schema`, or for a document that is no group of fields at all.
    """
    if not isinstance(document, Mapping):
        raise refuse("must be a group of named values", "type")
    found = document.get("schema")
    if found in (name, *others):
        return
    if found is None:
        raise ValidationError({"schema": [Message(f"is missing; write `schema: {name}`", "missing")]})
    family = name.rsplit("/", 1)[0]
    known = isinstance(found, str) and found.startswith(f"{family}/") and found[len(family) + 1 :].isdigit()
    shown = f" {found}" if known and len(str(found)) <= 64 else ""
    text = f"format{shown} is not one this program reads; it reads {' and '.join((name, *others))}"
    if known:
        text += " (a newer Sviedka may read it)"
    raise ValidationError({"schema": [Message(text, "schema-version")]})
