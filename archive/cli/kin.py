"""`sviedka similar`, `accounts`: what belongs with an item, and where accounts differ."""

import click

from archive.cli.context import Session, emit, pass_session
from archive.cli.use import declared_use, use_options
from archive.cli.visible import visible
from archive.domain.differences import Difference
from archive.domain.errors import EvidenceError, Problem
from archive.services.accounts import Account, Accounts, other_accounts
from archive.services.indexing import catch_up_if_possible
from archive.services.similar import LEAST, SimilarItems, similar_items
from schemas.kin_json import accounts_json, similar_json

_SHOWN = 200
"""Characters of what an account says that are shown on one line."""


@click.command()
@click.argument("number")
@click.option(
    "--least",
    type=click.IntRange(1, 100),
    default=round(LEAST * 100),
    show_default=True,
    help="Per cent of three-word runs that must be shared.",
)
@use_options
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def similar(session: Session, /, number: str, least: int, as_json: bool, **use: str) -> None:
    """Find items whose text is largely that of item NUMBER: copies, earlier drafts, one form letter.

    Only what its source allows for the declared use is found. The question is logged.
    """
    archive, actor = session.archive, session.actor
    declared = declared_use(**use)
    catch_up_if_possible(archive, actor)
    found = similar_items(archive, actor, number, declared, least / 100)
    emit(similar_json(found), as_json=as_json, text=lambda: _similar_text(found))
    _raise_damaged(found.damaged)


@click.command()
@click.argument("number")
@use_options
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@pass_session
def accounts(session: Session, /, number: str, as_json: bool, **use: str) -> None:
    """Find other accounts of the witness or incident of item NUMBER, and show where accounts differ.

    Compared are times, places and units of allegations of the same type, and figures in the texts. The
    question is logged.
    """
    archive, actor = session.archive, session.actor
    declared = declared_use(**use)
    catch_up_if_possible(archive, actor)
    found = other_accounts(archive, actor, number, declared)
    emit(accounts_json(found), as_json=as_json, text=lambda: _accounts_text(found))
    _raise_damaged(found.damaged)


def _raise_damaged(damaged: tuple[str, ...]) -> None:
    if damaged:
        raise EvidenceError(
            f"{len(damaged)} stored objects are not what was taken in, and were not compared.",
            safe="The other items are not affected. `sviedka verify` names all defects.",
            problems=tuple(Problem("", message) for message in damaged),
        )


def _similar_text(found: SimilarItems) -> str:
    count = len(found.found)
    lines = [f"{count} {'item is' if count == 1 else 'items are'} similar to {found.number}."]
    for each in found.found:
        shares = f"{each.similarity:.0%} of all three-word runs shared; {each.contained:.0%} of this item's"
        lines += ["", f"{each.number}  {visible(each.record.description.title)}", f"  {shares}"]
    if found.not_compared:
        lines += ["", f"{found.not_compared} more candidates were not compared: they share a common text."]
    return "\n".join([*lines, *_behind(found.behind)])


def _behind(behind: int) -> list[str]:
    return ["", f"The index is behind by {behind} items; they were not compared."] if behind else []


def _accounts_text(found: Accounts) -> str:
    count = len(found.accounts)
    lines = [f"{count} other {'account' if count == 1 else 'accounts'} beside {found.number}."]
    for each in found.accounts:
        lines += ["", *_account(each, found.number)]
    if any(each.differs for each in found.accounts):
        lines += [
            "",
            "That accounts differ does not say which is right. Read both before you rely on either.",
        ]
    if found.left_out:
        lines += ["", f"{found.left_out} more accounts were not compared."]
    if not found.by_witness:
        lines += [
            "",
            "The index was not asked for the witness: none is named, or the item is too sensitive for it.",
        ]
    return "\n".join([*lines, *_behind(found.behind)])


def _account(account: Account, number: str) -> list[str]:
    because = ", ".join(each.replace("_", " ") for each in account.because)
    described = account.record.description
    lines = [f"{account.number}  {visible(described.title)}", f"  {because}"]
    lines.append("  Accounts differ:" if account.differs else "  No difference found in what was compared.")
    for difference in account.differs:
        lines += [f"    {difference.about.value}", *_sides(difference, number, account.number)]
    return lines


def _sides(difference: Difference, here: str, there: str) -> list[str]:
    lines = []
    for number, said in ((here, difference.here), (there, difference.there)):
        where = f"allegation {said.allegation}" if said.allegation else "text"
        words = " ".join(visible(said.text).split())
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        lines.append(f"      {number}, {where}: {shown}")
    return lines
