"""What the API takes and answers about shared work, for its description."""

from marshmallow import fields, validate

from archive.domain.description import Certainty, RelationType
from archive.domain.shared_work import Status, StepType
from schemas.api import MAX_ID, StrictSchema

MAX_WORDS = 20_000
"""Characters of a note or a comment that a request may bring; the service has its own, lower bounds."""


class CaseSchema(StrictSchema):
    """`case`: the code of the case, never a name; empty for the work that belongs to none in particular."""

    case = fields.String(load_default="", validate=validate.Length(max=MAX_ID))


class StatusStepSchema(CaseSchema):
    """Another status; in review the record is frozen."""

    status = fields.String(required=True, validate=validate.OneOf([each.value for each in Status]))


class AssignmentSchema(CaseSchema):
    """Who is to work on it; empty for nobody."""

    handle = fields.String(required=True, validate=validate.Length(max=MAX_ID))


class LabelSchema(CaseSchema):
    """A label, which counts when a second person has verified it."""

    label = fields.String(required=True, validate=validate.Length(1, MAX_ID))


class DecisionSchema(CaseSchema):
    """What becomes of a label that somebody else proposed."""

    decision = fields.String(required=True, validate=validate.OneOf(["verify", "refuse"]))


class NoteSchema(CaseSchema):
    """A note; it is sealed like testimony."""

    text = fields.String(required=True, validate=validate.Length(1, MAX_WORDS))


class RelationStepSchema(CaseSchema):
    """A relation to an item (its number), a person or an incident (in words); all of it is sealed."""

    kind = fields.String(required=True, validate=validate.OneOf(["item", "person", "incident"]))
    to = fields.String(required=True, validate=validate.Length(1, MAX_ID))
    type = fields.String(required=True, validate=validate.OneOf([each.value for each in RelationType]))
    certainty = fields.String(required=True, validate=validate.OneOf([each.value for each in Certainty]))
    comment = fields.String(load_default="", validate=validate.Length(max=MAX_WORDS))


class TakenSchema(StrictSchema):
    """The id of a step, by which a label is decided."""

    step = fields.String(required=True)


class AssignedSchema(StrictSchema):
    """An item in a case that somebody works on. `labels`: those that wait for a second person."""

    number = fields.String(required=True)
    case = fields.String(required=True)
    status = fields.String(required=True)
    assignee = fields.String(required=True)
    labels = fields.Integer(required=True)


class AllAssignedSchema(StrictSchema):
    """All items that are worked on, in the collections open to the agent."""

    items = fields.List(fields.Nested(AssignedSchema), required=True)


class StepSchema(StrictSchema):
    """One step of the work. `words`: what was sealed beside it."""

    entry = fields.Integer(required=True)
    id = fields.String(required=True)
    at = fields.String(required=True)
    agent = fields.String(required=True)
    case = fields.String(required=True)
    step = fields.String(required=True, validate=validate.OneOf([each.value for each in StepType]))
    value = fields.String(required=True)
    words = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class WorkSchema(StrictSchema):
    """The work on an item: the status of each case, and every step in order."""

    number = fields.String(required=True)
    cases = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)


class ChangedFieldSchema(StrictSchema):
    """A field that a version has changed."""

    field = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class RevisionSchema(StrictSchema):
    """One version of a record."""

    version = fields.Integer(required=True)
    at = fields.String(required=True)
    agent = fields.String(required=True)
    reason = fields.String(required=True)
    changed = fields.List(fields.Nested(ChangedFieldSchema), required=True)


class RevisionsSchema(StrictSchema):
    """Every version of an item's record, and what it changed."""

    number = fields.String(required=True)
    revisions = fields.List(fields.Nested(RevisionSchema), required=True)
