"""`sviedka init`: found an archive."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archive.adapters.keys.recovery import check_split, split, words
from archive.bootstrap import create_archive
from archive.bootstrap_search import lacks_lemmas
from archive.cli.context import another_passphrase, one_of
from archive.domain.errors import Conflict, InvalidRequest, Unavailable
from archive.domain.passphrase import generate_passphrase
from archive.services.agents import parse_roles
from archive.services.collections import CollectionRequest
from archive.services.founding import Passphrases
from archive.services.index_status import NO_LEMMAS
from config import Analysis, Settings
from config.settings import INSECURE_KDF, KdfSettings

_THINGS = (
    ("custodian", "first custodian"),
    ("collection", "collection (opens its evidence)"),
    ("vault", "identity vault (opens sources' identities)"),
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--handle", default="custodian", show_default=True, help="Pseudonym of the first custodian.")
@click.option("--role", "roles", multiple=True, help="Further roles of the first custodian.")
@click.option("--collection", "name", default="main", show_default=True, help="Name of the first collection.")
@click.option("--prefix", default="BYA", show_default=True, help="How its item numbers begin.")
@click.option(
    "--shares",
    default="3/5",
    show_default=True,
    help="m/n: how many recovery shares are needed, of how many.",
)
@click.option(
    "--passphrases",
    type=click.Path(path_type=Path),
    help="Folder with custodian, collection and vault files.",
)
@click.option("--generate", is_flag=True, help="Make passphrases of eight words and show them once.")
@click.option(
    "--shares-to", type=click.Path(path_type=Path), help="Write each share to a file of this new folder."
)
@click.option(
    "--analysis",
    type=one_of(Analysis),
    default=Analysis.LANGUAGES.value,
    show_default=True,
    help="How words are found: by the language of each passage, or by script alone.",
)
@click.option(
    "--one-person",
    is_flag=True,
    help="Ask no second custodian before what cannot be taken back: for archives that never have one.",
)
@click.option("--insecure-kdf", is_flag=True, help="Cheap key stretching: for tests and demonstrations only.")
def init(
    folder: Path,
    handle: str,
    roles: tuple[str, ...],
    name: str,
    prefix: str,
    shares: str,
    passphrases: Path | None,
    generate: bool,
    shares_to: Path | None,
    analysis: str,
    one_person: bool,
    insecure_kdf: bool,
) -> None:
    """Make a new archive in FOLDER, with its keys, its custody log and its first collection.

    The recovery key is shown once, as shares for several people, and kept nowhere. Give each share to one
    person, offline, in different countries.
    """
    threshold, count = _parse_shares(shares)
    chosen = {key: _passphrase(what, key, passphrases, generate=generate) for key, what in _THINGS}
    settings = Settings(
        folder,
        kdf=INSECURE_KDF if insecure_kdf else KdfSettings(),
        analysis=Analysis(analysis),
        lemmas=os.environ.get("SVIEDKA_LEMMAS", ""),
        two_person=not one_person,
    )
    held, request = parse_roles(roles), CollectionRequest(name, prefix)
    with _place_for_shares(shares_to):
        founded = create_archive(settings, handle, held, request, Passphrases(**chosen))
    click.echo(f"Archive made in {folder}, with the collection {name} and the custodian {handle}.")
    if lacks_lemmas(settings):
        click.echo(NO_LEMMAS, err=True)
    if generate:
        click.echo("\nPassphrases, shown this once:")
        for key, what in _THINGS:
            click.echo(f"  {what}:\n    {chosen[key]}")
    _hand_out(split(founded.recovery, threshold, count), threshold, shares_to)


def _parse_shares(text: str) -> tuple[int, int]:
    try:
        threshold, count = (int(part) for part in text.split("/"))
    except ValueError as error:
        raise InvalidRequest(f"{text!r} is not m/n, such as 3/5.") from error
    check_split(threshold, count)
    return threshold, count


def _passphrase(what: str, key: str, folder: Path | None, *, generate: bool) -> str:
    if generate:
        return generate_passphrase(words())
    return another_passphrase(f"New passphrase for the {what}", folder / key if folder else None, new=True)


@contextmanager
def _place_for_shares(folder: Path | None) -> Iterator[None]:
    """A new folder before there is a key: afterwards a mistake in its name would cost the recovery key."""
    if folder is None:
        yield
        return
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise Conflict(
            f"{folder} exists; recovery shares go to a new folder.", safe="Nothing was changed."
        ) from error
    except OSError as error:
        raise Unavailable(
            f"{folder} cannot be made: {error.strerror}.", safe="Nothing was changed."
        ) from error
    try:
        yield
    except BaseException:
        folder.rmdir()
        raise


def _hand_out(shares: tuple[str, ...], threshold: int, folder: Path | None) -> None:
    click.echo(f"\nRecovery shares: any {threshold} of these {len(shares)} open everything ever sealed here.")
    try:
        if folder is not None:
            for number, share in enumerate(shares, 1):
                (folder / f"share-{number}.txt").write_text(share + "\n", encoding="utf-8")
            click.echo(f"Written to {folder}; move each file to its keeper and erase it here.")
            return
    except OSError as error:
        click.echo(f"{folder} cannot be written: {error.strerror}. The shares, shown this once:", err=True)
    for number, share in enumerate(shares, 1):
        click.echo(f"\n  share {number} of {len(shares)}:\n    {share}")
