"""Words for what a source claims, beyond who did what: grounds, hearings, what a superior heard and did.

Sources: Rome Statute arts. 7(1)(h) and 28; ICC Elements of Crimes; UN Basic Principles on the Right to a
Remedy (2005) for what sources ask for.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.dates import Quantifier

CHARGE = re.compile(r"[A-Z]{2}-[A-Z]{2,8}-[0-9][0-9A-Za-z.-]{0,15}(?:/[0-9A-Za-z.]{1,8})?")
"""An article of domestic law: State, code, article, and after a slash its part (`BY-CC-361-4/1`)."""


class Basis(StrEnum):
    """Why the source thinks it was this unit or person."""

    INSIGNIA = "insignia"
    UNIFORM = "uniform"
    SELF_IDENTIFICATION = "self_identification"
    KNOWN_TO_WITNESS = "known_to_witness"
    SEEN = "seen"
    INFERENCE = "inference"
    DOCUMENT = "document"
    LEAKED_ROSTER = "leaked_roster"
    CAPTION = "caption"
    LETTERS = "letters"
    SOURCE_NOTE = "source_note"
    FACIAL_MATCH = "facial_match"
    FAMILY_KNOWLEDGE = "family_knowledge"
    WITNESS_ACCOUNT = "witness_account"
    OTHER = "other"


class Certainty(StrEnum):
    """How sure the source is of the attribution."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Ground(StrEnum):
    """On which ground the act was done, as the source tells it (Rome Statute art. 7(1)(h))."""

    POLITICAL = "political"
    RACIAL = "racial"
    NATIONAL = "national"
    ETHNIC = "ethnic"
    CULTURAL = "cultural"
    RELIGIOUS = "religious"
    GENDER = "gender"
    OTHER = "other"


class Hearing(StrEnum):
    """How the case was heard. `none`: decided without any hearing, as by a troika."""

    OPEN = "open"
    PARTLY_CLOSED = "partly_closed"
    CLOSED = "closed"
    NONE = "none"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How a superior came to hear of acts."""

    REPORT = "report"
    COMPLAINT = "complaint"
    OWN_PRESENCE = "own_presence"
    INSPECTION = "inspection"
    ORDER = "order"
    COURT = "court"
    MEDIA = "media"
    INTERNATIONAL_BODY = "international_body"
    OTHER = "other"
    UNKNOWN = "unknown"


class Response(StrEnum):
    """What a superior did about acts. `none`: the source says that nothing was done."""

    PREVENTION = "prevention"
    STOP_ORDER = "stop_order"
    INQUIRY = "inquiry"
    REFERRAL = "referral"
    DISCIPLINE = "discipline"
    REDRESS = "redress"
    REFUSAL = "refusal"
    REWARD = "reward"
    NONE = "none"
    UNKNOWN = "unknown"


class Expectation(StrEnum):
    """What a source asks for."""

    REHABILITATION = "rehabilitation"
    APOLOGY = "apology"
    COMPENSATION = "compensation"
    RESTITUTION = "restitution"
    SEARCH_FOR_REMAINS = "search_for_remains"
    SEARCH_FOR_THE_MISSING = "search_for_the_missing"
    TRUTH = "truth"
    PROSECUTION = "prosecution"
    MEMORIAL = "memorial"
    CARE = "care"
    REFORM = "reform"


@dataclass(frozen=True, slots=True)
class NoticeClaim:
    """A claim, made in an item, that a superior was told of acts, or could see them.

    `person` is written as in attributions; `unit` and `violation` (ids, or "") say which acts; `given_by` in
    words by whom. `when` is EDTF: when the notice reached him.
    """

    person: str
    channel: Channel = Channel.UNKNOWN
    given_by: str = ""
    unit: str = ""
    violation: str = ""
    when: str = ""
    quantifier: Quantifier = Quantifier.UNKNOWN
    basis: Basis = Basis.OTHER
    certainty: Certainty = Certainty.LOW
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeasureClaim:
    """A claim, made in an item, of what a superior did about acts, or that he did nothing.

    Fields as in `NoticeClaim`; `when`: of the measure, or the time in which there was none.
    """

    person: str
    measure: Response = Response.UNKNOWN
    unit: str = ""
    violation: str = ""
    when: str = ""
    quantifier: Quantifier = Quantifier.UNKNOWN
    basis: Basis = Basis.OTHER
    certainty: Certainty = Certainty.LOW
    note: str = ""
