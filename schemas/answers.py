"""What the API answers, for its description; tests hold every answer to it.

Names of fields are those of the archive's words. All fields are always there unless it is said otherwise.
"""

from typing import Any

from marshmallow import fields, validate

from archive.domain.account import LANGUAGES
from archive.services.deposit import Result
from archive.services.own_deposits import Reason
from schemas.api import StrictSchema
from schemas.record import RecordSchema
from search.query import Facet

_REASON = validate.OneOf([each.value for each in Reason])


def _text(description: str = "", **more: Any) -> fields.String:  # noqa: ANN401 - options of marshmallow
    metadata = {"description": description} if description else {}
    return fields.String(required=True, metadata=metadata, **more)


def _count(description: str = "") -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description} if description else {})


def _yes(description: str = "") -> fields.Boolean:
    return fields.Boolean(required=True, metadata={"description": description} if description else {})


def _many(schema: type[StrictSchema]) -> fields.List[dict[str, Any]]:
    return fields.List(fields.Nested(schema), required=True)


class MistakeSchema(StrictSchema):
    """One thing that is wrong in a request."""

    pointer = _text("where, as a JSON pointer beginning with #")
    detail = _text()
    code = _text("stable")


class ProblemSchema(StrictSchema):
    """Why a request was not answered (RFC 9457)."""

    type = _text("urn:sviedka:problem: and the code")
    title = _text("what happened")
    status = _count()
    code = _text("stable")
    detail = fields.String(metadata={"description": "what is safe"})
    errors = fields.List(
        fields.Nested(MistakeSchema), metadata={"description": "all that is wrong in the request, at once"}
    )


class PageSchema(StrictSchema):
    """One page of a list."""

    page = _count("from 1")
    last = _count("the last page")
    total = _count("on all pages")


class WithdrawnSchema(StrictSchema):
    """What is left of a withdrawn item."""

    number = _text()
    withdrawn = _yes()


class RecordAnswerSchema(RecordSchema):
    """A record version (docs/formats/record.md). A field that has its default is left out."""


class ReceivedFileSchema(StrictSchema):
    """A file that was taken in."""

    name = _text()
    size = _count("bytes")
    sha256 = _text("digest of the file as it was sent, hexadecimal")


class DepositedSchema(StrictSchema):
    """A deposit that was taken in."""

    number = _text()
    result = _text(validate=validate.OneOf([each.value for each in Result]))
    exhibits = _many(ReceivedFileSchema)


class FileStateSchema(StrictSchema):
    """How far one file is. A reason stands only where the answer is no."""

    name = _text("empty when none was kept here")
    size = _count("bytes")
    received = _yes()
    sealed = _yes("header and payload are in the store, whole")
    readable = _yes("its type was recognised")
    indexed = _yes("its item can be found")
    reasons = fields.Dict(
        keys=fields.String(validate=validate.OneOf(["sealed", "readable", "indexed"])),
        values=fields.String(validate=_REASON),
        required=True,
    )


class OwnDepositSchema(StrictSchema):
    """One of one's own deposits."""

    number = _text()
    collection = _text()
    at = fields.AwareDateTime(required=True, metadata={"description": "when the log says it was taken in"})
    indexed = _yes()
    reason = fields.String(
        required=True, validate=validate.OneOf(["", *Reason]), metadata={"description": "why it is not"}
    )
    failure = _text("what the index said, if it was set aside")
    receipt = _yes("whether its receipt is given here")
    files = _many(FileStateSchema)


class OwnDepositsSchema(PageSchema):
    """One's own deposits, the newest first."""

    deposits = _many(OwnDepositSchema)


class RetriedSchema(StrictSchema):
    """It will be tried again."""

    number = _text()
    was_set_aside = _yes("otherwise nothing was to be done")
    indexed = _yes()


class ReceiptExhibitSchema(StrictSchema):
    """One exhibit of a receipt."""

    name = _text()
    size = _count("bytes")
    sha256 = _text()
    object = fields.String()
    salt = fields.String()


class ReceiptEntrySchema(StrictSchema):
    """One entry of a receipt, with its proof."""

    leaf_index = _count()
    event_type = _text()
    entry = _text("the exact bytes, base64")
    proof = _text("C2SP tlog-proof")


class ReceiptSchema(StrictSchema):
    """A receipt (docs/formats/receipt.md); `sviedka-verify receipt` checks it."""

    schema = _text()
    archive_id = _text()
    collection = _text()
    item_number = _text()
    item_id = _text()
    result = _text()
    exhibits = _many(ReceiptExhibitSchema)
    log_keys = fields.List(fields.String(), required=True)
    entries = fields.List(fields.Nested(ReceiptEntrySchema))


class ChangedSchema(StrictSchema):
    """The version that a change has made."""

    number = _text()
    version = _count()


class ShreddedSchema(StrictSchema):
    """What a withdrawal has destroyed."""

    number = _text()
    headers_destroyed = _count()


class PassageSchema(StrictSchema):
    """Words around a match. `spans`: pairs of character positions in `text` that matched."""

    text = _text()
    spans = fields.List(fields.List(fields.Integer(), validate=validate.Length(equal=2)), required=True)


class MatchSchema(StrictSchema):
    """One item that matches."""

    number = _text()
    version = _count()
    title = _text()
    passages = _many(PassageSchema)
    warnings = fields.List(fields.String(), required=True)


class FacetRowSchema(StrictSchema):
    """One value of a facet; counts are lower bounds (ADR 0031)."""

    value = _text()
    at_least = _count()
    below = fields.Integer(required=True, allow_none=True)


class FoundSchema(StrictSchema):
    """One page of a search."""

    total = _count()
    page = _count()
    page_size = _count()
    entry = _count("the custody entry of this search")
    not_indexed_yet = _count("items the index does not know yet: their absence proves nothing")
    items = _many(MatchSchema)
    facets = fields.Dict(
        keys=fields.String(validate=validate.OneOf([each.value for each in Facet])),
        values=fields.List(fields.Nested(FacetRowSchema)),
        required=True,
    )
    suggestions = fields.List(fields.String(), required=True)
    damaged = fields.List(fields.String(), required=True)


class ApprovalSchema(StrictSchema):
    """A request for the approval of a custodian."""

    approval_id = _text()
    state = _text()
    expires_at = fields.AwareDateTime(required=True)


class EntrySchema(StrictSchema):
    """One custody entry."""

    leaf_index = _count()
    leaf_hash = _text("hexadecimal")
    at = _text()
    agent = _text("pseudonym")
    event_type = _text()
    outcome = _text()
    item = _text("empty for none")
    detail = fields.Dict(keys=fields.String(), required=True)


class WholeEntrySchema(EntrySchema):
    """One custody entry with its statement (docs/formats/custody-log.md)."""

    statement = fields.Dict(keys=fields.String(), required=True)


class EntriesSchema(PageSchema):
    """A page of the custody log, the newest first."""

    entries = _many(EntrySchema)


class VerificationSchema(StrictSchema):
    """What a verification of everything found."""

    valid = _yes()
    findings = fields.List(fields.Dict(keys=fields.String()), required=True)


class NamesSchema(StrictSchema):
    """A name in three languages."""

    be = _text()
    en = _text()
    ru = _text()


assert set(NamesSchema().fields) == set(LANGUAGES)  # noqa: S101 - a statement about this module


class TermSchema(StrictSchema):
    """A violation type."""

    id = _text()
    parent = _text("empty at the top")
    labels = fields.Nested(NamesSchema, required=True)


class TermsSchema(StrictSchema):
    """All violation types."""

    violations = _many(TermSchema)


class UnitSchema(StrictSchema):
    """A unit of the register."""

    id = _text()
    names = fields.Nested(NamesSchema, required=True)


class UnitsSchema(StrictSchema):
    """All units."""

    units = _many(UnitSchema)


class SetAsideSchema(StrictSchema):
    """An item that could not be indexed."""

    number = _text()
    reason = _text()
    since = _text()


class ConditionSchema(StrictSchema):
    """Something about the index that an operator should know."""

    code = _text()
    text = _text()


class IndexSchema(StrictSchema):
    """How far the index is."""

    items = _count()
    indexed = _count()
    pending = _count()
    set_aside = _many(SetAsideSchema)
    conditions = _many(ConditionSchema)


class AgentSchema(StrictSchema):
    """Somebody who acts or has acted here."""

    agent_id = _text()
    handle = _text("pseudonym")
    roles = fields.List(fields.String(), required=True)
    retired = _yes()


class AgentsSchema(StrictSchema):
    """All agents."""

    agents = _many(AgentSchema)


class RecipientSchema(StrictSchema):
    """To whom a collection is sealed (age)."""

    purpose = _text()
    recipient = _text()


class CollectionSchema(StrictSchema):
    """A compartment of trust: who can open what is in it."""

    collection_id = _text()
    name = _text()
    sealed = _yes("this machine cannot open it")
    ceiling = _count()
    recipients = _many(RecipientSchema)


class CollectionsSchema(StrictSchema):
    """All collections."""

    collections = _many(CollectionSchema)
