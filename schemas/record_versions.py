"""Which schema a record is written in: the oldest that has everything it says.

So a record that says nothing new keeps the bytes that it always had, an older program reads it, and one that
cannot refuses it by its version instead of overlooking what it says.
"""

from typing import Final

from archive.domain.claims import Hearing
from archive.domain.consent import Purpose
from archive.domain.description import ENABLING, Allegation, Attribution, Description, Involvement

FIRST: Final = "sviedka/record/1"
SECOND: Final = "sviedka/record/2"
"""With notices, measures, expectations, grounds, charges, hearings, protected persons, persons by reference,
plans for reaching a source again, more kinds of involvement, and consent to reparations."""
RECORD_SCHEMAS: Final = (FIRST, SECOND)
"""All that are read."""

_NEW_PARTS: Final = ENABLING | {Involvement.PROSECUTED}


def schema_of(described: Description) -> str:
    """Return the schema of a record of this description."""
    new = (
        described.notices
        or described.measures
        or described.expectations
        or (described.interview is not None and described.interview.recontact_plan)
        or any(grant.purpose is Purpose.REPARATIONS for grant in described.consent.grants)
        or any(map(_is_new, described.allegations))
    )
    return SECOND if new else FIRST


def _is_new(allegation: Allegation) -> bool:
    return bool(
        allegation.grounds
        or allegation.charges
        or allegation.hearing is not Hearing.UNKNOWN
        or allegation.victim.protected_person
        or any(map(_is_new_claim, allegation.attributions))
    )


def _is_new_claim(claim: Attribution) -> bool:
    return bool(claim.reference) or claim.involvement in _NEW_PARTS
