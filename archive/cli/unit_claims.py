"""`sviedka unit anomalies`, `candidates` and `postings`: claims about units that need a person's eye."""

from typing import Any

import click

from archive.cli.context import Session, columns, pass_session
from archive.cli.laying_out import asked, search_options, show, told_of
from archive.cli.visible import visible
from archive.cli.words import dates
from archive.domain.anomalies import Anomaly
from archive.domain.claims import NoticeClaim
from archive.domain.description import Attribution, Basis
from archive.domain.notice import Done, Heard
from archive.domain.vague import Candidacies
from archive.services.unit_claims import InPost, UnderCommand, in_post
from archive.services.unit_claims import anomalies as find_anomalies
from archive.services.unit_claims import candidates as find_candidates
from schemas.claims_json import anomalies_json, candidates_json, gaps_of, in_post_json
from schemas.law_json import name_of


@click.command()
@search_options
@pass_session
def anomalies(session: Session, /, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Acts attributed to a unit that did not exist then: kept as the source has them, and listed here."""
    query = asked(session, text, options)
    gathered, found = find_anomalies(session.archive, session.actor, query)
    show(gathered, anomalies_json(found), lambda: _anomalies(found), as_json=as_json)


@click.command()
@click.argument("unit_id", metavar="ID")
@search_options
@pass_session
def candidates(
    session: Session, /, unit_id: str, text: tuple[str, ...], as_json: bool, **options: Any
) -> None:
    """Claims that do not name the unit ID and could mean it: an umbrella, a word of its name, a superior.

    Nothing is attributed anew. Each claim is shown with the other units that it could mean as well.
    """
    query = asked(session, text, options)
    gathered, found = find_candidates(session.archive, session.actor, query, unit_id)
    show(gathered, candidates_json(found), lambda: _candidates(found), as_json=as_json)


@click.command()
@click.argument("person", metavar="PERSON")
@search_options
@pass_session
def postings(session: Session, /, person: str, text: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Where PERSON is claimed to have served, with gaps, and acts of those units, and below them, meanwhile.

    PERSON is written as in the descriptions; case, spaces and accents do not matter. With each act comes
    what could have been known: earlier acts under PERSON, and the part that claims give to PERSON in it.
    """
    query = asked(session, text, options)
    gathered, found = in_post(session.archive, session.actor, query, person)
    show(gathered, in_post_json(found), lambda: _in_post(found), as_json=as_json)


def _claim(claim: Attribution) -> str:
    who = claim.unit or claim.unnamed_unit or "nobody named"
    return visible(
        f"{who} (level {claim.level}, {claim.basis.replace('_', ' ')}, certainty {claim.certainty})"
    )


def _anomalies(found: tuple[Anomaly, ...]) -> list[str]:
    if not found:
        return ["", "No act found is attributed to a unit outside its existence."]
    lines = ["", "Attributed to a unit that did not exist then; the source is kept as it is:"]
    for one in found:
        lines += [
            "",
            f"{name_of(one.act)}  {told_of(one.act)}",
            f"  {_claim(one.attribution)}",
            f"  {one.unit.names['en']} existed {dates(one.unit.valid_from, one.unit.valid_to, 'en')}",
        ]
    return lines


def _candidates(found: Candidacies) -> list[str]:
    lines = ["", f"Claims that could mean it: {len(found.found)}. What they mean is for a person to say."]
    for one in found.found:
        others = ", ".join(one.as_well) + (f" and {one.more} more" if one.more else "")
        lines += [
            "",
            f"{name_of(one.act)}  {told_of(one.act)}",
            f"  {_claim(one.attribution)}",
            f"  {one.clue}; {one.place}; existed {one.presence}",
            f"  could mean as well: {others or 'no other unit of the register'}",
        ]
    left = (
        (found.elsewhere, "of another place"),
        (found.outside, "of a time when it did not exist, or stood elsewhere"),
        (found.unplaced, "that name neither a unit nor a place"),
    )
    return [*lines, "", *(f"Left out {why}: {count}." for count, why in left if count)]


def _in_post(found: InPost) -> list[str]:
    lines = ["", "Claimed postings:"]
    for service in found.services:
        rows = [
            (
                f"  {service.unit}",
                s.posting.when or "time not told",
                s.posting.post,
                s.number,
                s.posting.certainty,
            )
            for s in service.stints
        ]
        lines += [columns(rows), *(f"    gap: {first} to {last}" for first, last in gaps_of(service))]
    if found.heard or found.done:
        claimed: tuple[Heard | Done, ...] = (*found.heard, *found.done)
        lines += ["", "What he heard and did, as claimed:", *(f"  {_claimed(one)}" for one in claimed)]
    lines += ["", f"Claims of acts under him meanwhile: {len(found.acts)}."]
    for one in found.acts:
        path = " under ".join(one.path)
        lines += [f"  {name_of(one.act)}  {told_of(one.act)}", f"    {one.during}: {path}", *_notice(one)]
    if found.acts:
        lines += [
            "",
            "Earlier acts are told by the items; that he heard of them, where a notice says so.",
        ]
    return lines


def _claimed(one: Heard | Done) -> str:
    claim = one.claim
    if isinstance(claim, NoticeClaim):
        by = f" from {claim.given_by}" if claim.given_by else ""
        what = f"heard: {claim.channel}{by}"
    else:
        what = f"did: {claim.measure}"
    acts = " of ".join(filter(None, (claim.violation, claim.unit))) or "acts not told"
    when = claim.when or "time not told"
    basis = "" if claim.basis is Basis.OTHER else f", {claim.basis}"
    said = f"{one.number}  {when}  {what}, about {acts}{basis}, certainty {claim.certainty}"
    return visible(said.replace("_", " "))


def _notice(one: UnderCommand) -> list[str]:
    notice = one.notice
    lines = []
    if notice.before:
        alike = ", ".join(map(name_of, notice.alike)) or "none"
        lines.append(
            f"    acts under him that were over before it: {len(notice.before)}; of its kind: {alike}"
        )
    if notice.own:
        lines.append(f"    his own part, as claimed: {', '.join(notice.own).replace('_', ' ')}")
    lines += [f"    before it {_claimed(each)}" for each in notice.heard]
    lines += [f"    before it, of another unit {_claimed(each)}" for each in notice.elsewhere]
    lines += [f"    after it {_claimed(each)}" for each in notice.done]
    if notice.heard or notice.done:
        lines.append(f"    {notice.told}")
    return lines
