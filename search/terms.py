"""How values are spelled before they are blinded: the same for documents and queries."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from archive.domain.claims import Hearing
from archive.domain.consent import Answer, Consent, Grant, Use
from archive.domain.description import (
    ENABLING,
    Allegation,
    Attribution,
    Consistency,
    Description,
    Involvement,
    Victim,
    VictimRole,
)
from archive.domain.labels import fold as fold_name

BREAK = "\x00"
"""A word that no text contains. It stands between the parts of an item, so that no phrase crosses them."""

SLOTS = 256
"""Terms that one witness is spread over."""

_ANY = "*"
_SEPARATOR = "\x1f"


def language_term(language: str) -> str:
    """Return the primary subtag of a BCP 47 tag, in lower case: `be-Latn` is `be`."""
    return language.replace("_", "-").partition("-")[0].strip().lower()


def person_term(person: str) -> str:
    """Return a person as written, but for case, ё, quotes, spaces and accents."""
    return fold_name(person)


class Harmed(StrEnum):
    """Who an act was done to: seen from the source, and whether a child or a protected person."""

    SELF = VictimRole.SELF
    RELATIVE = VictimRole.RELATIVE
    OTHER = VictimRole.OTHER
    GROUP = VictimRole.GROUP
    CHILD = "child"
    PROTECTED_PERSON = "protected_person"


def harmed(victim: Victim) -> tuple[str, ...]:
    """Return what is known of a victim, as `Harmed`."""
    known = (
        (victim.role.value, victim.role is not VictimRole.UNKNOWN),
        (Harmed.CHILD, victim.child),
        (Harmed.PROTECTED_PERSON, victim.protected_person),
    )
    return tuple(term for term, yes in known if yes)


def parts(claim: Attribution | None) -> tuple[str, ...]:
    """Return the part taken in an act; a way of enabling it is `enabled` as well."""
    if claim is None or claim.involvement is Involvement.UNKNOWN:
        return ()
    wider = (Involvement.ENABLED,) if claim.involvement in ENABLING else ()
    return (claim.involvement, *wider)


def heard(allegation: Allegation) -> tuple[str, ...]:
    """Return how the case was heard, if that is known."""
    return () if allegation.hearing is Hearing.UNKNOWN else (allegation.hearing,)


def charge_terms(charges: Iterable[str]) -> Iterable[str]:
    """Return charges in capitals, and without the part of the article, each once."""
    return dict.fromkeys(term for one in charges for term in (one.upper(), one.partition("/")[0].upper()))


def degrees(described: Description) -> Iterable[Consistency]:
    """Return the degrees of the medical findings, each once."""
    medical = described.medical
    return dict.fromkeys(finding.consistency for finding in medical.findings) if medical else ()


def use_terms(use: Use) -> tuple[str, ...]:
    """Return the terms under which a grant may speak of this use: exactly, or for any recipient or State."""
    return tuple(
        _SEPARATOR.join((use.purpose, recipient, jurisdiction))
        for recipient in (_recipient(use.recipient), _ANY)
        for jurisdiction in (_jurisdiction(use.jurisdiction), _ANY)
    )


def grant_terms(grant: Grant) -> Iterator[str]:
    """Yield the terms of a grant: its purpose with every recipient and State it names, or `*` for any."""
    recipients = [_recipient(recipient) for recipient in grant.recipients] or [_ANY]
    jurisdictions = [_jurisdiction(jurisdiction) for jurisdiction in grant.jurisdictions] or [_ANY]
    for recipient in recipients:
        for jurisdiction in jurisdictions:
            yield _SEPARATOR.join((grant.purpose, recipient, jurisdiction))


def consent_terms(consent: Consent, answer: Answer) -> Iterable[str]:
    """Return the terms of all grants with one answer, each once."""
    return dict.fromkeys(
        term for grant in consent.grants if grant.answer is answer for term in grant_terms(grant)
    )


def witness_terms(witness: str, item_id: str = "") -> tuple[str, ...]:
    """Return the term of a witness for one item, or, for a query, those for every item; none if not known.

    Which of the terms an item gets depends on its id: of two accounts of one witness, one pair in 256 has the
    same token, so the index does not tell which accounts belong together.
    """
    if not witness:
        return ()
    slots = (int(item_id[:8], 16) % SLOTS,) if item_id else range(SLOTS)
    return tuple(f"{witness}{_SEPARATOR}{slot}" for slot in slots)


def _recipient(name: str) -> str:
    return f"={name.casefold()}"


def _jurisdiction(code: str) -> str:
    return f"={code.upper()}"
