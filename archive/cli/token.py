"""`sviedka token`: let a program act for oneself through the API."""

import click

from archive.cli.context import Session, columns, pass_session
from archive.domain.custody import format_instant
from archive.services.tokens import LONGEST_DAYS, create_token, revoke_token, tokens_of


@click.group()
def token() -> None:
    """Tokens of the API: each opens what its agent opens, within its scopes, until it ends."""


@token.command()
@click.argument("label")
@click.option("--scope", "scopes", multiple=True, required=True, help="An act of the table, such as read.")
@click.option("--days", default=30, show_default=True, help=f"How long it lasts, 1 to {LONGEST_DAYS}.")
@pass_session
def create(session: Session, label: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token named LABEL for one's own agent; it is shown once."""
    made = create_token(session.archive, session.actor, label, scopes, days)
    click.echo(made.text)
    click.echo(f"It is shown only now, and lasts until {format_instant(made.token.expires_at)}.", err=True)


@token.command(name="list")
@pass_session
def list_(session: Session) -> None:
    """One's own tokens; for custodians everybody's."""
    archive, now = session.archive, session.archive.clock.now()
    rows = [
        (
            each.token_id[:16],
            account.handle,
            each.label,
            "valid" if each.is_valid(now) else "revoked" if each.revoked_at else "over",
            format_instant(each.expires_at)[:10],
            each.scopes,
        )
        for each, account in tokens_of(archive, session.actor)
    ]
    click.echo(columns(rows) if rows else "There are no tokens.")


@token.command()
@click.argument("token_id")
@pass_session
def revoke(session: Session, token_id: str) -> None:
    """End a token by the beginning of its id; custodians also another's."""
    archive, actor = session.archive, session.actor
    found = [each.token_id for each, _ in tokens_of(archive, actor) if each.token_id.startswith(token_id)]
    revoke_token(archive, actor, found[0] if len(found) == 1 else token_id)
    click.echo("Revoked: it opens nothing any more.")
