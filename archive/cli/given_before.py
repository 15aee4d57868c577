"""`sviedka given-before`: whether a person has already given an account to a collection."""

from pathlib import Path

import click

from archive.cli.context import Session, another_passphrase, emit, pass_session
from archive.cli.words import json_option
from archive.services.collections import find_collection
from archive.services.given_before import Person, has_given_account


@click.command("given-before")
@click.option("--born", type=int, required=True, help="Year of birth.")
@click.option("--name-file", type=click.Path(path_type=Path), help="First line: the name (else asked for).")
@click.option("--collection", default="", help="The collection asked; the only one if left out.")
@json_option
@pass_session
def given_before(session: Session, born: int, name_file: Path | None, collection: str, as_json: bool) -> None:
    """Ask whether a person has left the mark of an account: yes or no, and whom to ask.

    The name is never an argument: other processes could see it. It is neither kept nor logged.
    """
    archive, actor = session.archive, session.actor
    asked = find_collection(archive, collection)
    answer = has_given_account(archive, actor, asked, Person(another_passphrase("Name", name_file), born))
    contacts = ", ".join(answer.contacts)
    text = (
        f"Probably yes. Ask before another interview: {contacts}."
        if answer.answer
        else f"Not as far as {asked.name} knows. If in doubt, ask: {contacts}."
    )
    emit({"given": answer.answer, "contacts": list(answer.contacts)}, as_json=as_json, text=lambda: text)
