"""Consent: versioned grants per purpose, recipient, jurisdiction and identity mode. A missing answer is no.

Sources: Murad Code (2022), Eurojust/ICC-OTP guidelines for civil society (2022), ICCPR art. 17.
"""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a piece of evidence may be used for."""

    STORAGE = "storage"
    ANALYSIS = "analysis"
    STATISTICS = "statistics"
    SHARING = "sharing"
    UN_BODY = "un_body"
    TRUTH_COMMISSION_CLOSED = "truth_commission_closed"
    TRUTH_COMMISSION_PUBLIC = "truth_commission_public"
    PROSECUTION = "prosecution"
    ICC = "icc"
    CIVIL_CLAIM = "civil_claim"
    REPARATIONS = "reparations"
    SANCTIONS = "sanctions"
    ADVOCACY = "advocacy"
    PUBLICATION = "publication"


class Answer(StrEnum):
    """What the source said to one purpose."""

    YES = "yes"
    NO = "no"
    ASK_FIRST = "ask_first"


class IdentityMode(StrEnum):
    """How the source may be shown to whoever receives the evidence."""

    NAMED = "named"
    INITIALS = "initials"
    PSEUDONYM = "pseudonym"
    ANONYMOUS = "anonymous"
    JUDGE_ONLY = "judge_only"


class ConsentBasis(StrEnum):
    """On whose word, or on what ground, the archive holds the item."""

    SOURCE = "source"
    GUARDIAN = "guardian"
    PROXY = "proxy"
    PUBLIC_ARCHIVE = "public_archive"
    OPEN_SOURCE = "open_source"
    SECURITY_REVIEW = "security_review"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Use:
    """The use a reader declares: for what, for whom, in which State (ISO 3166 alpha-2)."""

    purpose: Purpose
    recipient: str = ""
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One answer. No recipients means any body of that purpose; no jurisdictions means any State."""

    purpose: Purpose
    answer: Answer
    recipients: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    identity_mode: IdentityMode | None = None

    def concerns(self, use: Use) -> bool:
        """Whether the grant, whatever its answer, speaks of this use."""
        return (
            self.purpose is use.purpose
            and (not self.recipients or use.recipient.casefold() in {r.casefold() for r in self.recipients})
            and (
                not self.jurisdictions or use.jurisdiction.upper() in {j.upper() for j in self.jurisdictions}
            )
        )


@dataclass(frozen=True, slots=True)
class ConsentForm:
    """How consent was asked for: form version, language, who explained it."""

    version: str = ""
    language: str = ""
    explained_by: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """All answers of one source at one time. A later version replaces it whole; none is edited."""

    basis: ConsentBasis
    grants: tuple[Grant, ...] = ()
    given_at: str = ""
    form: ConsentForm = ConsentForm()
    identity_mode: IdentityMode = IdentityMode.ANONYMOUS
    recontact: bool = False
    carve_outs: tuple[str, ...] = ()
    review_on: str = ""

    def allows(self, use: Use) -> bool:
        """Whether some grant says yes to the use and none says no.

        `storage` is what the deposit itself allows; it never opens anything.
        """
        if use.purpose is Purpose.STORAGE:
            return False
        answers = {grant.answer for grant in self.grants if grant.concerns(use)}
        return Answer.YES in answers and Answer.NO not in answers
