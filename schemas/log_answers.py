"""What the API takes and answers about the custody log as auditors read it, for its description."""

from typing import Any

from marshmallow import fields, validate

from archive.services.oversight import Why
from schemas.answers import EntrySchema
from schemas.api import MAX_ID, DaysSchema, StrictSchema

MOST_NEWEST = 10_000


def _text() -> fields.String:
    return fields.String(required=True)


def _number() -> fields.Integer:
    return fields.Integer(required=True)


def _many(schema: type[StrictSchema]) -> fields.List[dict[str, Any]]:
    return fields.List(fields.Nested(schema), required=True)


def _numbers() -> fields.Dict:
    return fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class NewestSchema(StrictSchema):
    """How many rows at most, the newest first."""

    newest = fields.Integer(load_default=100, validate=validate.Range(1, MOST_NEWEST))


class ReportSchema(DaysSchema):
    """What a report is about; empty filters do not limit. `event_type` narrows the report `log` only."""

    event_type = fields.String(load_default="", validate=validate.Length(max=MAX_ID))
    agent = fields.String(load_default="", validate=validate.Length(max=MAX_ID))
    item = fields.String(load_default="", validate=validate.Length(max=MAX_ID))


class UseEntrySchema(EntrySchema):
    """One use of the archive. `after`: the entry that changed or withdrew consent before it."""

    use = _text()
    after = fields.Integer(required=True, allow_none=True)


class UsesSchema(StrictSchema):
    """Searches, openings and exports of all times. `after_consent`: how many followed a change of consent."""

    total = _number()
    after_consent = _number()
    entries = _many(UseEntrySchema)


class HiddenRowSchema(StrictSchema):
    """One search or count. `asked`: which tables; `consent`, `clearance`: items hidden by it."""

    entry = _number()
    at = _text()
    agent = _text()
    purpose = _text()
    asked = _text()
    found = _number()
    consent = _number()
    clearance = _number()


class HiddenSchema(StrictSchema):
    """How much was hidden from whom."""

    total = _number()
    searches = _many(HiddenRowSchema)


class StandingOutEntrySchema(EntrySchema):
    """An entry that stands out, and why."""

    why = fields.String(required=True, validate=validate.OneOf([each.value for each in Why]))


class StandingOutSchema(StrictSchema):
    """Entries that stand out, of all `total`."""

    total = _number()
    entries = _many(StandingOutEntrySchema)


class RunsSchema(StrictSchema):
    """Runs of verification; `detail` tells what each covered, and its findings by code.

    `last`: the entry of the last run of the whole archive; `since`: entries after it that brought objects.
    """

    last = fields.Integer(required=True, allow_none=True)
    since = _number()
    runs = _many(EntrySchema)


class GapSchema(StrictSchema):
    """Places of the log at which the database has no entry."""

    first = _number()
    last = _number()


class SignedCheckpointSchema(StrictSchema):
    """A signed checkpoint: the root hash (hexadecimal) over so many entries."""

    at = _text()
    entries = _number()
    root = _text()


class GrowthSchema(StrictSchema):
    """How the log has grown. `waiting`: entries that no checkpoint covers yet."""

    entries = _number()
    waiting = _number()
    gaps = _many(GapSchema)
    checkpoints = _many(SignedCheckpointSchema)


class RecordedPatternSchema(StrictSchema):
    """A pattern exhibit as its entry names it. `object`: SHA-256 of its sealed bytes."""

    number = _text()
    entry = _number()
    at = _text()
    object = _text()


class RecordedPatternsSchema(StrictSchema):
    """Pattern exhibits that the log records, the newest first."""

    patterns = _many(RecordedPatternSchema)


class AskingSchema(StrictSchema):
    """One time that the question of an exhibit was put. `commitment`: to the question, salted anew."""

    entry = _number()
    at = _text()
    handle = _text()
    commitment = _text()
    total = _number()
    hidden = _numbers()
    differences = _numbers()
    because = _numbers()


class PatternHistorySchema(StrictSchema):
    """A pattern exhibit from outside. `since`: later entries that can change a result, by type."""

    number = _text()
    collection = _text()
    entry = _number()
    at = _text()
    handle = _text()
    digest = _text()
    object_state = fields.String(required=True, validate=validate.OneOf(["intact", "changed", "missing"]))
    asked = _many(AskingSchema)
    since = _numbers()
