"""Consent on the wire: inside a description, and alone in a consent change file (`sviedka/consent/1`)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

from marshmallow import ValidationError, post_load

from archive.domain import consent as c
from archive.domain.errors import InvalidRequest
from ingest.sidecar import read_document
from schemas.checked import Edtf
from schemas.fields import Choice, Line, Many, Matching, Part, Text, Truth, refuse
from schemas.parts import PartSchema, require_schema
from schemas.problems import flatten
from schemas.texts import prepare

CONSENT_SCHEMA: Final = "sviedka/consent/1"
CARVE_OUTS: Final = r"sgbv|medical|paragraphs"

_AND_OTHERS: Final = re.compile(
    r"\b(their|its|all|other)\s+partners?\b|\b(их|его|её|ее|все|іх|яго|яе|усе)\s+парт[нё]",
    re.IGNORECASE,
)


class Recipient(Line):
    """One named body. "And their partners" is nobody whom the source could have agreed to."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if _AND_OTHERS.search(text):
            raise refuse("must name one body; 'and their partners' names nobody", "vague-recipient")
        return text


class GrantSchema(PartSchema):
    """One answer to one purpose, as sealed."""

    TARGET: ClassVar[type | None] = c.Grant
    purpose = Choice(c.Purpose, required=True)
    answer = Choice(c.Answer, required=True)
    recipients = Many(Text())
    jurisdictions = Many(Text())
    identity_mode = Choice(c.IdentityMode)


class FormSchema(PartSchema):
    """How consent was asked for."""

    TARGET: ClassVar[type | None] = c.ConsentForm
    version = Text()
    language = Text()
    explained_by = Text()


class ConsentSchema(PartSchema):
    """All answers of one source at one time, as sealed."""

    TARGET: ClassVar[type | None] = c.Consent
    basis = Choice(c.ConsentBasis, required=True)
    grants = Many(Part(GrantSchema()))
    given_at = Text()
    form = Part(FormSchema())
    identity_mode = Choice(c.IdentityMode)
    recontact = Truth()
    carve_outs = Many(Text())
    review_on = Text()


class NewGrantSchema(GrantSchema):
    """One answer as a documenter writes it: recipients are named, States are ISO 3166 codes."""

    recipients = Many(Recipient(200, filled=True), 100)
    jurisdictions = Many(Matching("[A-Z]{2}", "a State in two capital letters (ISO 3166), such as LT"), 250)


class NewConsentSchema(ConsentSchema):
    """Consent as a documenter writes it: dates are EDTF, carve-outs are known."""

    grants = Many(Part(NewGrantSchema()), 200)
    given_at = Edtf()
    carve_outs = Many(Matching(CARVE_OUTS, "one of: sgbv, medical, paragraphs"), 3)
    review_on = Edtf()


class _ConsentFileSchema(NewConsentSchema):
    """A consent change file: the fields of consent beside the name of the format."""

    schema = Line(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_kwargs: object) -> object:
        """Consent itself; the name of the format has done its work."""
        return c.Consent(**{name: value for name, value in data.items() if name != "schema"})


_SCHEMA: Final = _ConsentFileSchema()


def read_consent(document: object) -> c.Consent:
    """The consent in a consent change file (`schema: sviedka/consent/1`, then the fields of consent).

    Raises InvalidRequest with every problem found, each at its field path.
    """
    value, problems = prepare(document)
    try:
        require_schema(value, CONSENT_SCHEMA)
        loaded = _SCHEMA.load(value)  # type: ignore[arg-type]  # `require_schema` has seen that it is a mapping
    except ValidationError as error:
        problems.extend(flatten(error.messages))
        loaded = None
    if problems or not isinstance(loaded, c.Consent):
        raise InvalidRequest("The consent file has mistakes.", problems=tuple(problems))
    return loaded


def read_consent_file(path: Path) -> c.Consent:
    """The consent in a consent change file, YAML or JSON.

    Raises UnreadableFile, or InvalidRequest with every problem at `file:line`.
    """
    document = read_document(path)
    problems = list(document.problems)
    consent = None
    try:
        consent = read_consent(document.value)
    except InvalidRequest as error:
        problems.extend(error.problems)
    if problems or consent is None:
        raise InvalidRequest(
            "The consent file has mistakes.", problems=document.locate(problems), safe="Nothing was changed."
        )
    return consent
