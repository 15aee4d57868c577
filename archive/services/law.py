"""What a search finds, laid out for a case: over elements of a crime, norms, and victims."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.applicability import InstrumentUse, instruments_of
from archive.domain.cooccurrence import Cooccurrence, cooccur
from archive.domain.coverage import Coverage, cover
from archive.domain.errors import InvalidRequest
from archive.domain.vocabulary import Vocabularies
from archive.services.casework import Gathered, gather
from archive.services.context import Actor, Archive
from search.expansion import FITS
from search.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Together:
    """What counts as suffering more than one thing.

    `at_least`: how many violation types; `crime`: only those that are its core or a component, or
    kinds of such; `including`: types of which each, or a narrower one, must be among them.
    """

    at_least: int = 2
    crime: str = ""
    including: tuple[str, ...] = ()


def coverage(archive: Archive, actor: Actor, query: SearchQuery, crime: str) -> tuple[Gathered, Coverage]:
    """Lay the acts that a query finds out over the elements of a crime.

    Raises UnknownTerm for a crime we do not have, and what `gather` raises.
    """
    crime = archive.vocabularies.crime(crime).id
    gathered = gather(archive, actor, query, f"coverage {crime}")
    return gathered, cover(crime, gathered.acts, archive.vocabularies)


def norms(
    archive: Archive, actor: Actor, query: SearchQuery, only: Sequence[str] = ()
) -> tuple[Gathered, tuple[InstrumentUse, ...]]:
    """Name the instruments that the acts found are alleged to breach, and which acts are older than they.

    `only`: these instruments (prefixes or references). Raises UnknownTerm, and what `gather` raises.
    """
    for one in only:
        archive.vocabularies.instrument(one)
    gathered = gather(archive, actor, query, "norms")
    return gathered, instruments_of(gathered.acts, archive.vocabularies, only)


def _bearing(vocabularies: Vocabularies, crime: str) -> frozenset[str]:
    """The types that are the core or a component of a crime, and those that are kinds of such."""
    terms = vocabularies.violations
    links = ((term.id, terms.bearing(term.id, crime)) for term in terms.all())
    return frozenset(one for one, link in links if link is not None and link.fit in FITS)


def cooccurrence(
    archive: Archive, actor: Actor, query: SearchQuery, together: Together
) -> tuple[Gathered, Cooccurrence]:
    """Join the acts that a query finds by victim, who stays a keyed token.

    Raises InvalidRequest for a number below 1, UnknownTerm, and what `gather` raises.
    """
    if together.at_least < 1:
        raise InvalidRequest("At least one violation type has to be asked for.")
    vocabularies = archive.vocabularies
    including = tuple(vocabularies.violations.term(one).id for one in together.including)
    among: frozenset[str] = frozenset()
    if together.crime:
        among = _bearing(vocabularies, vocabularies.crime(together.crime).id)
    gathered = gather(archive, actor, query, "victims")
    joined = cooccur(
        gathered.acts, vocabularies.violations, together.at_least, among=among, including=including
    )
    return gathered, joined
