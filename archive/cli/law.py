"""`sviedka law`: what a search finds, laid out over elements of crimes, norms, persons and findings."""

from textwrap import fill
from typing import Any

import click

from archive.cli.context import Session, one_of, pass_session
from archive.cli.law_table import table
from archive.cli.laying_out import asked, search_options, show, told_of
from archive.cli.visible import visible
from archive.domain.applicability import Applies, InstrumentUse
from archive.domain.bodies import Part
from archive.domain.cooccurrence import Cooccurrence
from archive.domain.coverage import Coverage, ElementCoverage, Weight
from archive.domain.description import Consistency, Involvement
from archive.domain.roles import Roles
from archive.services.law import MedicalReport, Together
from archive.services.law import bodies as list_bodies
from archive.services.law import cooccurrence as join_victims
from archive.services.law import coverage as cover_elements
from archive.services.law import medical_findings as find_reports
from archive.services.law import norms as find_norms
from archive.services.law import roles as join_roles
from schemas.law_json import (
    bodies_json,
    coverage_json,
    name_of,
    norms_json,
    reports_json,
    roles_json,
    victims_json,
)

_WIDTH = 100


@click.group()
def law() -> None:
    """Lay out what a search finds: elements of a crime, norms, victims. Nothing here is a finding."""


law.add_command(table)


@law.command()
@click.argument("crime", metavar="CRIME")
@search_options
@pass_session
def coverage(session: Session, /, crime: str, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Which element of CRIME has evidence, possible evidence or none in what TEXT and options find.

    `docs/formats/vocabularies.md` tells how an act comes to count for an element.
    """
    query = asked(session, text, options)
    gathered, covered = cover_elements(session.archive, session.actor, query, crime)
    show(gathered, coverage_json(covered), lambda: _coverage_text(covered), as_json=as_json)


@law.command()
@click.option("--instrument", "only", multiple=True, help="Only this one: CAT, ICCPR …")
@search_options
@pass_session
def applies(
    session: Session, /, only: tuple[str, ...], text: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """The norms that the acts found are alleged to breach, from when they apply, and acts older than they.

    What applies is known for Belarus alone; for other States the archive has no dates, and says nothing.
    """
    query = asked(session, text, options)
    gathered, uses = find_norms(session.archive, session.actor, query, only)
    show(gathered, norms_json(uses), lambda: _norms_text(uses), as_json=as_json)


@law.command()
@click.option("--at-least", type=click.IntRange(1), default=2, show_default=True, help="Violation types.")
@click.option("--crime", default="", help="Only what is its core or a component, such as CAH-7-1-h.")
@click.option("--including", multiple=True, metavar="TYPE", help="Must be among them, or a narrower type.")
@search_options
@pass_session
def cooccurrence(
    session: Session,
    /,
    at_least: int,
    crime: str,
    including: tuple[str, ...],
    text: tuple[str, ...],
    as_json: bool,
    **options: Any,
) -> None:
    """Victims to whom several things were done, as counts and items, never by name.

    A victim is a token, the same in every answer for one collection, and unrelated in another.
    """
    query = asked(session, text, options)
    together = Together(at_least, crime, including)
    gathered, joined = join_victims(session.archive, session.actor, query, together)
    show(gathered, victims_json(joined), lambda: _victims_text(joined, together), as_json=as_json)


@law.command()
@search_options
@pass_session
def roles(session: Session, /, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Persons told of both as harmed and as taking part, joined by references that people gave.

    Names are never compared. A person is a token, the same in every answer for one collection.
    """
    query = asked(session, text, options)
    gathered, found = join_roles(session.archive, session.actor, query)
    show(gathered, roles_json(found), lambda: _roles_text(found), as_json=as_json)


@law.command()
@search_options
@pass_session
def bodies(session: Session, /, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Whom the acts found are claimed of, by the part taken: who carried out, paid, prosecuted, sentenced.

    Of the conditions on units and parts, only claims that meet them are listed.
    """
    query = asked(session, text, options)
    gathered, parts = list_bodies(session.archive, session.actor, query)
    show(gathered, bodies_json(parts), lambda: _parts(parts), as_json=as_json)


@law.command()
@click.option(
    "--least",
    type=one_of(Consistency),
    default=Consistency.TYPICAL_OF.value,
    show_default=True,
    help="The weakest degree of consistency wanted.",
)
@search_options
@pass_session
def findings(session: Session, /, least: str, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Medical reports with strong findings for the items found: themselves, or linked as a finding."""
    query = asked(session, text, options)
    gathered, reports = find_reports(session.archive, session.actor, query, Consistency(least))
    show(gathered, reports_json(reports), lambda: _reports(reports), as_json=as_json)


def _roles_text(found: Roles) -> list[str]:
    lines = [
        "",
        f"Persons told of in both roles: {len(found.both)}. What it means is for a person to say.",
        f"Acts that name a person without a reference, and are not joined: {found.unreferenced}.",
    ]
    for one in found.both:
        lines += ["", f"person {one.person}"]
        lines += [f"  harmed in {name_of(act)}  {told_of(act)}" for act in one.harmed]
        lines += [f"  named in  {name_of(act)}  {told_of(act)}" for act in one.named]
    return lines


def _parts(parts: tuple[Part, ...]) -> list[str]:
    lines = []
    for one in parts:
        told = one.involvement is not Involvement.UNKNOWN
        part = one.involvement.replace("_", " ") if told else "part not told"
        lines += ["", visible(f"{part}: {one.name or 'nobody named'} ({one.named})")]
        lines += [f"  {name_of(act)}  {told_of(act)}" for act in one.acts]
    return lines or ["", "No claim names a body or a person."]


def _reports(reports: tuple[MedicalReport, ...]) -> list[str]:
    lines = ["", f"Medical reports with such a finding: {len(reports)}."]
    for one in reports:
        lines += ["", f"{one.number}, for {', '.join(one.of)}"]
        lines += [
            f"  {each.consistency.replace('_', ' ')}: {visible(each.description)}" for each in one.findings
        ]
    return lines


def _coverage_text(covered: Coverage) -> list[str]:
    crime = covered.crime
    lines = [
        "",
        f"{crime.id}  {crime.title}, {crime.article}",
        f"Acts of a type mapped to it: {covered.mapped}; of others: {covered.unmapped}.",
    ]
    for one in covered.elements:
        lines += ["", *_element_text(one)]
    return [*lines, "", "A table to argue with: it follows from types and recorded facts, not from reading."]


def _element_text(one: ElementCoverage) -> list[str]:
    pattern = "; shown by a pattern exhibit, never by single acts" if one.needs_pattern else ""
    number, weight = one.element.number, one.weight.value.upper()
    lines = [f"{number}. {weight}  ({one.element.kind}{pattern})"]
    lines.append(fill(one.element.text, _WIDTH, initial_indent="   ", subsequent_indent="   "))
    for each in one.support:
        mark = "" if each.weight is Weight.EVIDENCE else "possibly, "
        lines.append(f"     {name_of(each.act)}: {mark}{'; '.join(each.why)}")
    lines += [f"     {name_of(act)}: exonerating, does not support it" for act in one.against]
    return lines


def _norms_text(uses: tuple[InstrumentUse, ...]) -> list[str]:
    lines = []
    for use in uses:
        instrument = use.instrument
        status = instrument.belarus_status.replace("_", " ")
        lines += [
            "",
            f"{instrument.prefix}  {instrument.title}",
            f"  applies from {instrument.applicable_from.edtf}; Belarus: {status}; acts: {len(use.acts)}",
        ]
        if instrument.note:
            lines.append(fill(instrument.note, _WIDTH, initial_indent="  ", subsequent_indent="  "))
        for one in use.older():
            said = "is older" if one.applies is Applies.OLDER else "may be older"
            lines.append(f"  WARNING {name_of(one.act)} {said}: {told_of(one.act)}")
        undated = sum(one.applies is Applies.UNDATED for one in use.acts)
        if undated:
            lines.append(f"  Acts without a date, of which it is not known whether it applied: {undated}.")
    return lines or ["", "No act found has a violation type that rests on a norm."]


def _victims_text(joined: Cooccurrence, together: Together) -> list[str]:
    lines = [
        "",
        f"Victims with {together.at_least} types or more: {len(joined.joined)} of {joined.victims}.",
        f"Acts that do not say to whom they were done, and are not joined: {joined.unjoined}.",
    ]
    for one in joined.joined:
        lines += ["", f"victim {one.victim}: {', '.join(one.types)}"]
        lines += [f"  {name_of(act)}  {told_of(act)}" for act in one.acts]
    return lines
