"""What an item says: allegations with their sources, dates, places and attributions.

An allegation is a claim made in an item. Nothing here calls a unit or person guilty.
Sources: HURIDOCS Events Standard Formats; HRDAG "Who did what to whom"; Security Force Monitor handbook.
"""

from dataclasses import dataclass
from enum import StrEnum

from archive.domain.claims import Basis as Basis  # noqa: PLC0414 - a word of descriptions, for their readers
from archive.domain.claims import Certainty as Certainty  # noqa: PLC0414 - likewise
from archive.domain.claims import Expectation, Ground, Hearing, MeasureClaim, NoticeClaim
from archive.domain.consent import Consent
from archive.domain.dates import Quantifier


class Kind(StrEnum):
    """What sort of thing the item is."""

    TESTIMONY = "testimony"
    STATEMENT = "statement"
    INTERVIEW = "interview"
    DOCUMENT = "document"
    MEDICAL_REPORT = "medical_report"
    COURT_RECORD = "court_record"
    ARCHIVAL_FILE = "archival_file"
    ROSTER = "roster"
    EXPERT_NOTE = "expert_note"
    PHOTOGRAPH = "photograph"
    VIDEO = "video"
    AUDIO = "audio"
    OTHER = "other"


class Flag(StrEnum):
    """What a reader must know before opening the item."""

    GRAPHIC = "graphic"
    MEDICAL = "medical"
    CHILD = "child"
    SGBV = "sgbv"
    DURESS = "duress"
    LEAKED = "leaked"
    EXONERATING = "exonerating"
    SELF_HARM = "self_harm"
    OPEN_SOURCE = "open_source"


class SourceRole(StrEnum):
    """How the source knows."""

    VICTIM = "victim"
    WITNESS = "witness"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    LAWYER = "lawyer"
    EXPERT = "expert"
    INSIDER = "insider"
    OFFICIAL = "official"
    PUBLIC_ARCHIVE = "public_archive"
    OPEN_SOURCE = "open_source"
    UNKNOWN = "unknown"


class Obtained(StrEnum):
    """How the item came into the documenter's hands (PILPG handbook; Berkeley Protocol)."""

    RECORDED = "recorded"
    HANDED_OVER = "handed_over"
    FOUND_IN_PLACE = "found_in_place"
    DOWNLOADED = "downloaded"
    LEAKED = "leaked"
    SEIZED = "seized"
    COPIED_FROM_ARCHIVE = "copied_from_archive"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """How precisely the claim names the body: the unit, its parent, the ministry, or not at all."""

    UNIT = "unit"
    PARENT = "parent"
    MINISTRY = "ministry"
    UNKNOWN = "unknown"


class Named(StrEnum):
    """What a claim points at: a unit of the register, one without a name, a person, or nobody."""

    UNIT = "unit"
    UNNAMED = "unnamed"
    PERSON = "person"
    NOBODY = "nobody"


class Involvement(StrEnum):
    """Part taken in the act (after HURIDOCS list 18). Some are narrower ways of enabling it (`ENABLING`)."""

    CARRIED_OUT = "carried_out"
    ORDERED = "ordered"
    PLANNED = "planned"
    PRESENT = "present"
    FAILED_TO_PREVENT = "failed_to_prevent"
    ENABLED = "enabled"
    TRANSPORTED = "transported"
    ESCORTED = "escorted"
    HOSTED = "hosted"
    FINANCED = "financed"
    PROSECUTED = "prosecuted"
    SENTENCED = "sentenced"
    UNKNOWN = "unknown"


ENABLING = frozenset(
    {Involvement.TRANSPORTED, Involvement.ESCORTED, Involvement.HOSTED, Involvement.FINANCED}
)
"""Ways of enabling an act: whoever asks for `enabled` means them too."""


class VictimRole(StrEnum):
    """Who the alleged act was done to, seen from the source."""

    SELF = "self"
    RELATIVE = "relative"
    OTHER = "other"
    GROUP = "group"
    UNKNOWN = "unknown"


class Valence(StrEnum):
    """Which way the allegation cuts (Rome Statute arts. 54(1)(a), 67(2))."""

    INCRIMINATING = "incriminating"
    EXONERATING = "exonerating"
    MITIGATING = "mitigating"
    CREDIBILITY = "credibility"


class ActPurpose(StrEnum):
    """What the act was for, as the source tells it (CAT art. 1; HURIDOCS list 38)."""

    CONFESSION = "confession"
    INFORMATION = "information"
    PUNISHMENT = "punishment"
    INTIMIDATION = "intimidation"
    DISCRIMINATION = "discrimination"
    PASSWORD = "password"  # noqa: S105 - a demanded phone code, not a secret of ours
    APOLOGY = "apology"
    UNKNOWN = "unknown"


class Consistency(StrEnum):
    """Degree of consistency of a medical finding (Istanbul Protocol, rev. 2022), the weakest first."""

    NOT_CONSISTENT = "not_consistent"
    CONSISTENT = "consistent"
    HIGHLY_CONSISTENT = "highly_consistent"
    TYPICAL_OF = "typical_of"
    DIAGNOSTIC_OF = "diagnostic_of"


class Post(StrEnum):
    """What somebody was posted to a unit as."""

    COMMANDER = "commander"
    DEPUTY = "deputy"
    ACTING = "acting"
    MEMBER = "member"
    UNKNOWN = "unknown"


class RelationType(StrEnum):
    """How one item stands to another."""

    SAME_WITNESS = "same_witness"
    SAME_INCIDENT = "same_incident"
    MEDICAL_FINDING_FOR = "medical_finding_for"
    MUST_TRAVEL_WITH = "must_travel_with"
    EXONERATES = "exonerates"
    TRANSLATION_OF = "translation_of"
    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    DUPLICATE_OF = "duplicate_of"
    SHARES_EXHIBIT = "shares_exhibit"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A claim that a unit, an unnamed unit or a person took part. At most one of the three is set.

    `reference` is opaque, for a person alone: equal wherever the same person is meant, also as a victim or
    witness. Only a human being gives it.
    """

    unit: str = ""
    unnamed_unit: str = ""
    person: str = ""
    level: Level = Level.UNKNOWN
    basis: Basis = Basis.OTHER
    certainty: Certainty = Certainty.LOW
    involvement: Involvement = Involvement.UNKNOWN
    reference: str = ""

    @property
    def named(self) -> Named:
        """What it points at."""
        if self.unit:
            return Named.UNIT
        if self.unnamed_unit:
            return Named.UNNAMED
        return Named.PERSON if self.person else Named.NOBODY


@dataclass(frozen=True, slots=True)
class Victim:
    """The person or group the act was done to; never a name (names live in the identity vault).

    `reference` is opaque, and equal wherever the same person is meant, also as a witness (`Source.witness`).
    `protected_person`: under the Geneva Conventions of 1949.
    """

    role: VictimRole = VictimRole.UNKNOWN
    group: str = ""
    child: bool = False
    protected_person: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Allegation:
    """One act as one item tells it. No violation type: institutional or exonerating material.

    `when` is EDTF (ISO 8601-2), empty when the source gave no date; `quantifier` says how it is meant.
    `charges`: articles of domestic law that a case was brought under, such as `BY-CC-361-4`.
    """

    violation: str = ""
    victim: Victim = Victim()
    attributions: tuple[Attribution, ...] = ()
    when: str = ""
    quantifier: Quantifier = Quantifier.UNKNOWN
    place: str = ""
    duress: bool = False
    valence: tuple[Valence, ...] = ()
    purpose: ActPurpose | None = None
    grounds: tuple[Ground, ...] = ()
    charges: tuple[str, ...] = ()
    hearing: Hearing = Hearing.UNKNOWN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """A claim, made in an item, that a person served in a unit during a time.

    `when` is an EDTF interval (`2018-03/2020-10-29`, `2019/..`, `/2021`): on all of its days, as far as its
    ends are known. Two sightings are two postings; joining them would be an inference. `person` is written as
    in attributions.
    """

    person: str
    unit: str
    post: Post = Post.UNKNOWN
    when: str = ""
    basis: Basis = Basis.OTHER
    certainty: Certainty = Certainty.LOW
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Who gave the information. `witness` is an opaque reference, equal in all accounts of one witness."""

    role: SourceRole = SourceRole.UNKNOWN
    pseudonym: str = ""
    witness: str = ""
    account_no: int = 1


@dataclass(frozen=True, slots=True)
class Capture:
    """Where and how open-source material was captured (Berkeley Protocol)."""

    url: str = ""
    captured_at: str = ""
    tool: str = ""
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the item reached the documenter."""

    obtained: Obtained = Obtained.UNKNOWN
    received_from: str = ""
    place: str = ""
    account: str = ""
    capture: Capture | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    """How the account was taken (Méndez Principles, 2021).

    `recontact_plan`: how to reach the source again is laid down, with the identity, in the vault.
    """

    interpreter: bool = False
    recording: bool = False
    read_back: bool = False
    signed: bool = False
    present: tuple[str, ...] = ()
    breaks: int = 0
    recontact_plan: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class MedicalFinding:
    """One finding of a medico-legal report with its degree of consistency."""

    description: str
    consistency: Consistency


@dataclass(frozen=True, slots=True)
class Medical:
    """The findings of a medico-legal report."""

    findings: tuple[MedicalFinding, ...] = ()
    examiner: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link to another item: `to` is an item number, or a label within one batch until both exist."""

    type: RelationType
    to: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a source really is. Sealed to the identity vault alone, never beside the statement."""

    name: str = ""
    born: str = ""
    contact: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """One version of what the archive says of an item; stored sealed as a record version."""

    kind: Kind
    title: str
    languages: tuple[str, ...]
    consent: Consent
    label: str = ""
    text: str = ""
    fictional: bool = False
    sensitivity: int = 3
    flags: tuple[Flag, ...] = ()
    when: str = ""
    quantifier: Quantifier = Quantifier.UNKNOWN
    place: str = ""
    source: Source = Source()
    provenance: Provenance = Provenance()
    interview: Interview | None = None
    medical: Medical | None = None
    lawful_basis: str = ""
    allegations: tuple[Allegation, ...] = ()
    postings: tuple[Posting, ...] = ()
    notices: tuple[NoticeClaim, ...] = ()
    measures: tuple[MeasureClaim, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    relations: tuple[Relation, ...] = ()

    def victim_of(self, allegation: Allegation) -> str:
        """The reference of the one the act was done to; "" when nobody recorded it.

        A witness who speaks of what was done to himself is meant by the reference of the witness.
        """
        victim = allegation.victim
        if victim.reference:
            return victim.reference
        return self.source.witness if victim.role is VictimRole.SELF else ""

    def dated(self, allegation: Allegation) -> tuple[str, Quantifier]:
        """The allegation's own date and quantifier, else the item's."""
        if allegation.when:
            return allegation.when, allegation.quantifier
        return self.when, self.quantifier
