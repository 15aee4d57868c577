"""What a search finds, laid out for a case: over elements of a crime, norms, persons, and findings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.domain.applicability import InstrumentUse, instruments_of
from archive.domain.bodies import Part, parts_taken
from archive.domain.cooccurrence import Cooccurrence, cooccur
from archive.domain.coverage import Coverage, cover
from archive.domain.description import Consistency, MedicalFinding, RelationType
from archive.domain.errors import InvalidRequest
from archive.domain.record import RecordVersion
from archive.domain.roles import Roles, in_both_roles
from archive.domain.vocabulary import Vocabularies
from archive.services.casework import Gathered, gather
from archive.services.context import Actor, Archive
from search.expansion import FITS
from search.expression import Field
from search.query import SearchQuery

DEGREES = tuple(Consistency)
"""Degrees of consistency, the weakest first."""


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


def roles(archive: Archive, actor: Actor, query: SearchQuery) -> tuple[Gathered, Roles]:
    """Join the acts that a query finds by persons who are told of as harmed and as taking part."""
    gathered = gather(archive, actor, query, "roles")
    return gathered, in_both_roles(gathered.acts)


def bodies(archive: Archive, actor: Actor, query: SearchQuery) -> tuple[Gathered, tuple[Part, ...]]:
    """List whom the acts found are claimed of, by the part taken in them."""
    gathered = gather(archive, actor, query, "bodies")
    return gathered, parts_taken(gathered.acts)


@dataclass(frozen=True, slots=True)
class MedicalReport:
    """A report with findings of enough degree. `of`: numbers of the items found that it is of or bears on."""

    number: str
    findings: tuple[MedicalFinding, ...]
    of: tuple[str, ...]


def medical_findings(
    archive: Archive, actor: Actor, query: SearchQuery, least: Consistency
) -> tuple[Gathered, tuple[MedicalReport, ...]]:
    """Name the medical reports with a finding of a degree or a stronger one, for the items a query finds.

    A report is one of these items itself, or is linked to one (`medical_finding_for`) by its record or since.
    The reports are looked for under the query's use and collections.
    """
    enough = DEGREES[DEGREES.index(least) :]
    asked = SearchQuery(query.use, Field("finding", tuple(enough)), collections=query.collections)
    reports = gather(archive, actor, asked, f"medical findings {least}")
    gathered = gather(archive, actor, query, "acts with medical findings")
    found = []
    for number, record in sorted(reports.records.items()):
        medical = record.description.medical
        strong = tuple(one for one in medical.findings if one.consistency in enough) if medical else ()
        of = _borne_on(archive, number, record) & gathered.records.keys()
        if strong and of:
            found.append(MedicalReport(number, strong, tuple(sorted(of))))
    opened = tuple(dict.fromkeys((*reports.opened, *gathered.opened)))
    both = replace(gathered, opened=opened, damaged=(*reports.damaged, *gathered.damaged))
    return both, tuple(found)


def _borne_on(archive: Archive, number: str, record: RecordVersion) -> set[str]:
    """Numbers of the items that a report is of: itself, and those it is linked to as a finding."""
    kind = RelationType.MEDICAL_FINDING_FOR
    numbers = {number, *(one.to for one in record.description.relations if one.type is kind)}
    with archive.records.reading() as tx:
        links = [link for link in tx.items.links(record.item_id) if link.type is kind]
        others = {link.to_item if link.from_item == record.item_id else link.from_item for link in links}
        return numbers | {tx.items.item(other).number for other in others}


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
