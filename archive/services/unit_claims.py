"""Claims about units that need a person's eye: out of time, too vague, or of somebody's time in command."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.domain.acts import ToldAct
from archive.domain.anomalies import Anomaly, AnomalyKind, outside_existence
from archive.domain.dayset import Days
from archive.domain.description import Named
from archive.domain.errors import NotFound
from archive.domain.labels import fold
from archive.domain.notice import NOTHING, Done, Heard, Notice, notice_of, with_claims
from archive.domain.postings import Service, Stint, is_person, services
from archive.domain.record import RecordVersion
from archive.domain.unit import Presence
from archive.domain.units import UnitRegister
from archive.domain.vague import Candidacies, VagueClaims
from archive.services.casework import Gathered, gather
from archive.services.context import Actor, Archive
from search.expression import Expression, Field, Or
from search.fields import Mode
from search.query import SearchQuery
from search.unit_names import on_days


@dataclass(frozen=True, slots=True)
class UnderCommand:
    """An act during a posting: claimed of the unit itself, or of one that may have stood under it then.

    `during`: whether its time fell into the posting. `path`: from the unit claimed up to that of the posting.
    `notice`: what came before it under the same person, and what is claimed that the person heard and did.
    """

    act: ToldAct
    unit: str
    posted_to: str
    during: Presence
    path: tuple[str, ...]
    notice: Notice = NOTHING


@dataclass(frozen=True, slots=True)
class InPost:
    """The postings of a person with their gaps, the acts during them, and what the person heard and did."""

    services: tuple[Service, ...]
    acts: tuple[UnderCommand, ...]
    heard: tuple[Heard, ...] = ()
    done: tuple[Done, ...] = ()


def anomalies(archive: Archive, actor: Actor, query: SearchQuery) -> tuple[Gathered, tuple[Anomaly, ...]]:
    """List the acts found that are attributed to a unit which did not exist then."""
    asked = query.also(Field("anomaly", (AnomalyKind.EXISTENCE.value,)))
    gathered = gather(archive, actor, asked, "anomalies")
    return gathered, outside_existence(gathered.acts, archive.vocabularies.units)


def candidates(archive: Archive, actor: Actor, query: SearchQuery, unit: str) -> tuple[Gathered, Candidacies]:
    """List the claims found that do not name a unit and could mean it. Raises UnknownTerm."""
    vague = VagueClaims(archive.vocabularies.units, unit)
    named = Field("unit", vague.vaguer(), Mode.EXACTLY)
    unnamed = Field("attributed", (Named.UNNAMED.value,))
    gathered = gather(archive, actor, query.also(Or((named, unnamed))), f"candidates {vague.unit.id}")
    return gathered, vague.candidacies(gathered.acts)


def in_post(archive: Archive, actor: Actor, query: SearchQuery, person: str) -> tuple[Gathered, InPost]:
    """Find the postings that items claim of a person, and the acts of the units under him during them.

    The postings, and what the person is said to have heard and done, are looked for under the query's use and
    collections; its other conditions are those of the acts. Raises NotFound when no item that the actor may
    read claims a posting.
    """
    about = Or((Field("posted", (person,)), Field("superior", (person,))))
    bare = SearchQuery(query.use, about, collections=query.collections)
    found = gather(archive, actor, bare, "postings")
    stints = []
    for number, record in sorted(found.records.items()):
        for posting in record.description.postings:
            if is_person(posting, person):
                when = archive.resolver.parse_date(posting.when) if posting.when else None
                stints.append(Stint(number, posting, when))
    held = services(stints)
    if not held:
        raise NotFound("No item that you may read for this use claims a posting of this person.")
    gathered = gather(archive, actor, query.also(_during(held)), "acts in post")
    units = archive.vocabularies.units
    under = tuple(one for act in gathered.acts for one in _under(act, held, units))
    told = tuple({one.act.key: one.act for one in under}.values())
    terms = archive.vocabularies.violations
    claims = _heard(archive, found.records, person), _done(archive, found.records, person)
    acts = tuple(
        replace(
            one,
            notice=with_claims(notice_of(one.act, told, person, terms), one.act, one.path, claims, terms),
        )
        for one in under
    )
    both = replace(gathered, damaged=(*found.damaged, *gathered.damaged))
    return both, InPost(held, acts, *claims)


def _heard(archive: Archive, records: Mapping[str, RecordVersion], person: str) -> tuple[Heard, ...]:
    return tuple(
        Heard(number, one, archive.resolver.parse_date(one.when) if one.when else None)
        for number, record in sorted(records.items())
        for one in record.description.notices
        if fold(one.person) == fold(person)
    )


def _done(archive: Archive, records: Mapping[str, RecordVersion], person: str) -> tuple[Done, ...]:
    return tuple(
        Done(number, one, archive.resolver.parse_date(one.when) if one.when else None)
        for number, record in sorted(records.items())
        for one in record.description.measures
        if fold(one.person) == fold(person)
    )


def _during(held: tuple[Service, ...]) -> Expression:
    """The condition on one act: by a unit of a posting, or below it, on days of the posting."""
    conditions = []
    for service in held:
        days = Days()
        for stint in service.stints:
            days |= stint.possible
        conditions.append(on_days(service.unit, days))
    return conditions[0] if len(conditions) == 1 else Or(tuple(conditions))


def _under(act: ToldAct, held: tuple[Service, ...], units: UnitRegister) -> list[UnderCommand]:
    """Every way in which an act was done under a posting, the surest for each unit of the person."""
    found = []
    for service in held:
        during = service.covers(act.when, act.quantifier)
        for claim in act.attributions if during is not Presence.NO else ():
            path = _path(claim.unit, service.unit, act, units)
            if path:
                found.append(UnderCommand(act, claim.unit, service.unit, during, path))
    return found


def _path(unit: str, posted_to: str, act: ToldAct, units: UnitRegister) -> tuple[str, ...]:
    """From the unit claimed up to that of the posting, as of the act; nothing when it did not lead there."""
    if unit == posted_to:
        return (unit,)
    standings = units.superiors(unit, act.when) if unit else ()
    for standing in standings:
        if standing.superior == posted_to:
            return (unit, *(relation.parent for relation in standing.path))
    return ()
