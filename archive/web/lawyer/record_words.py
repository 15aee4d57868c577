"""A record in words of the page's language: claims, superiors as of the act, consent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archive.domain.claims import MeasureClaim, NoticeClaim
from archive.domain.consent import Answer, Consent, Purpose
from archive.domain.dates import FuzzyDate
from archive.domain.description import Allegation, Attribution, Description, Involvement, Named
from archive.domain.errors import ArchiveError, UnknownTerm
from archive.services.context import Archive
from archive.web.documenter.charge_field import charge_words
from archive.web.documenter.labels import BASES, CERTAINTIES, INVOLVEMENTS
from archive.web.documenter.said import in_words
from archive.web.documenter.told_labels import CHANNELS, GROUNDS, HEARINGS, RESPONSES
from archive.web.lawyer.claim_labels import (
    ACT_PURPOSES,
    LEVELS,
    PRESENCES,
    QUANTIFIERS,
    VALENCES,
    VICTIMS,
)
from archive.web.lawyer.labels import PURPOSES
from schemas.edtf import parse


@dataclass(frozen=True, slots=True)
class Dated:
    """A date: EDTF, in words, and whether every day of it is meant. All empty when nobody said."""

    edtf: str = ""
    words: str = ""
    quantifier: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Who a claim names. `superiors`: (name, how sure) at the date of the act, the nearest first."""

    name: str
    code: str
    superiors: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One allegation. `articles`: references such as `ICCPR-7`, each with the title of its instrument."""

    violation: str
    code: str
    articles: tuple[tuple[str, str], ...]
    when: Dated
    place: str
    facts: tuple[str, ...]
    note: str
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class OfSuperior:
    """What a superior is said to have heard, or to have done about it, with the acts it was about.

    `field` and `position`: the list of the description that holds it, and its place there, from 1.
    """

    field: str
    position: int
    person: str
    what: str
    about: tuple[str, ...]
    when: Dated
    facts: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the source said to one purpose; a purpose without an answer is a no."""

    purpose: str
    answer: Answer
    limits: tuple[str, ...] = ()


def claims(archive: Archive, described: Description, language: str) -> tuple[Claim, ...]:
    """The allegations in order."""
    return tuple(_claim(archive, described, each, language) for each in described.allegations)


def of_superiors(archive: Archive, described: Description, language: str) -> tuple[OfSuperior, ...]:
    """Notices and measures: what superiors are said to have heard, then what to have done."""
    notices: list[tuple[NoticeClaim | MeasureClaim, str]] = [
        (one, " ".join(filter(None, (str(CHANNELS[one.channel]), one.given_by)))) for one in described.notices
    ]
    measures: list[tuple[NoticeClaim | MeasureClaim, str]] = [
        (one, str(RESPONSES[one.measure])) for one in described.measures
    ]
    return tuple(
        _of_superior(archive, one, (field, position, what), language)
        for field, told in (("notices", notices), ("measures", measures))
        for position, (one, what) in enumerate(told, 1)
    )


def _of_superior(
    archive: Archive, one: NoticeClaim | MeasureClaim, told: tuple[str, int, str], language: str
) -> OfSuperior:
    field, position, what = told
    violation, _ = _violation(archive, one.violation, language)
    unit = unit_name(archive, one.unit, language) if one.unit else ""
    return OfSuperior(
        field,
        position,
        one.person,
        what,
        tuple(filter(None, (violation, unit))),
        dated(one.when, str(QUANTIFIERS[one.quantifier])),
        (str(BASES[one.basis]), str(CERTAINTIES[one.certainty])),
        one.note,
    )


def dated(edtf: str, quantifier: str = "") -> Dated:
    """A date of a record; what cannot be read is shown as it stands."""
    when = _date(edtf)
    return Dated(edtf, in_words(when) if when else "", quantifier if when else "")


def answers(consent: Consent) -> tuple[Allowed, ...]:
    """Every purpose for which something may be read, with every answer that was given to it."""
    return tuple(row for purpose in PURPOSES for row in _answers(consent, purpose))


def unit_name(archive: Archive, unit: str, language: str) -> str:
    """In the language; the id of one that the register does not have any more."""
    try:
        return archive.vocabularies.units.unit(unit).names[language]
    except UnknownTerm:
        return unit


def _answers(consent: Consent, purpose: Purpose) -> Iterator[Allowed]:
    grants = [grant for grant in consent.grants if grant.purpose is purpose]
    for grant in grants:
        yield Allowed(str(PURPOSES[purpose]), grant.answer, (*grant.recipients, *grant.jurisdictions))
    if not grants:
        yield Allowed(str(PURPOSES[purpose]), Answer.NO)


def _claim(archive: Archive, described: Description, told: Allegation, language: str) -> Claim:
    edtf, quantifier = described.dated(told)
    facts = [str(VICTIMS[told.victim.role]), told.victim.group]
    facts += [str(VALENCES[each]) for each in told.valence]
    facts.append(str(ACT_PURPOSES[told.purpose]) if told.purpose else "")
    facts += [str(GROUNDS[each]) for each in told.grounds]
    facts += [charge_words(archive, each, _date(edtf), language) for each in told.charges]
    facts.append(str(HEARINGS.get(told.hearing, "")))
    name, articles = _violation(archive, told.violation, language)
    return Claim(
        name,
        told.violation,
        articles,
        dated(edtf, str(QUANTIFIERS[quantifier])),
        told.place or described.place,
        tuple(filter(None, facts)),
        told.note,
        tuple(_body(archive, each, _date(edtf), language) for each in told.attributions),
    )


def _violation(archive: Archive, code: str, language: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    if not code:
        return "", ()
    known = archive.vocabularies
    try:
        term = known.violations.term(code)
        return term.labels[language], tuple(
            (reference, known.instrument(reference).title) for reference in term.legal_basis
        )
    except UnknownTerm:
        return code, ()


def _body(archive: Archive, by: Attribution, when: FuzzyDate | None, language: str) -> Body:
    facts = (LEVELS[by.level], INVOLVEMENTS[by.involvement], BASES[by.basis], CERTAINTIES[by.certainty])
    words = tuple(str(each) for each in facts if each is not INVOLVEMENTS[Involvement.UNKNOWN])
    if by.named is not Named.UNIT:
        return Body(by.unnamed_unit or by.person, "", (), words)
    try:
        standings = archive.vocabularies.units.superiors(by.unit, when)
    except UnknownTerm:
        standings = ()
    above = tuple(
        (unit_name(archive, each.superior, language), str(PRESENCES[each.certainty])) for each in standings
    )
    return Body(unit_name(archive, by.unit, language), by.unit, above, words)


@lru_cache(maxsize=1024)
def _date(edtf: str) -> FuzzyDate | None:
    try:
        return parse(edtf) if edtf else None
    except ArchiveError:
        return None
