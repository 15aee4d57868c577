"""What is missing of how an item was taken, by what its form asks for.

Sources: Méndez Principles (2021); Murad Code (2022); Istanbul Protocol (rev. 2022); Berkeley Protocol (2020).
A gap is a question to the documenter, never a reason to refuse evidence.
"""

from enum import StrEnum

from archive.domain.consent import ConsentBasis
from archive.domain.description import Description, Kind, SourceRole


class Gap(StrEnum):
    """What is not recorded. `recontact_plan` is asked for only where the source may be asked again."""

    READ_BACK = "read_back"
    SIGNATURE = "signature"
    RECONTACT_PLAN = "recontact_plan"
    CONSENT_FORM = "consent_form"
    REVIEW_DATE = "review_date"
    FINDINGS = "findings"
    EXAMINER = "examiner"
    CAPTURE = "capture"


_ACCOUNTS = frozenset({Kind.TESTIMONY, Kind.STATEMENT, Kind.INTERVIEW})
_ASKED = frozenset({ConsentBasis.SOURCE, ConsentBasis.GUARDIAN, ConsentBasis.PROXY})


def gaps(described: Description) -> tuple[Gap, ...]:
    """Name what is missing, in the order of `Gap`.

    An account wants to be read back and signed; consent, its form; a guardian's consent, the date on which
    the child has to be asked; a medical report, degrees of its findings and who examined; open sources, their
    capture.
    """
    consent, interview, medical = described.consent, described.interview, described.medical
    account = described.kind in _ACCOUNTS
    found = {
        Gap.READ_BACK: account and not (interview and interview.read_back),
        Gap.SIGNATURE: account and not (interview and interview.signed),
        Gap.RECONTACT_PLAN: account and consent.recontact and not (interview and interview.recontact_plan),
        Gap.CONSENT_FORM: consent.basis in _ASKED and not consent.form.version,
        Gap.REVIEW_DATE: consent.basis is ConsentBasis.GUARDIAN and not consent.review_on,
        Gap.FINDINGS: described.kind is Kind.MEDICAL_REPORT and not (medical and medical.findings),
        Gap.EXAMINER: described.kind is Kind.MEDICAL_REPORT and not (medical and medical.examiner),
        Gap.CAPTURE: described.source.role is SourceRole.OPEN_SOURCE and described.provenance.capture is None,
    }
    return tuple(gap for gap, missing in found.items() if missing)
