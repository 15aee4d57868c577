"""What every command shares: which archive, which agent, where passphrases come from, how output looks."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.visible import visible
from archive.domain.errors import InvalidRequest, UnreadableFile
from config import load_settings

if TYPE_CHECKING:
    from archive.services.context import Actor, Archive

AGENT_VARIABLE = "SVIEDKA_AGENT"
PASSPHRASE_VARIABLE = "SVIEDKA_PASSPHRASE"  # noqa: S105 - a variable's name


@dataclass(slots=True)
class Session:
    """One invocation. The archive is opened, and the agent signed in, when a command first asks."""

    root: Path | None = None
    handle: str = ""
    passphrase_file: Path | None = None
    _archive: "Archive | None" = None
    _actor: "Actor | None" = None

    @property
    def archive(self) -> "Archive":
        """The opened archive."""
        if self._archive is None:
            if self.root is None:
                raise InvalidRequest("Which archive? Name its folder with --archive, or set SVIEDKA_ARCHIVE.")
            # Loading all of it takes a third of a second, in which a large file can begin to be sealed.
            from archive.bootstrap import open_archive  # noqa: PLC0415
            from archive.services.waiting_headers import finish_rewrapping  # noqa: PLC0415
            from archive.services.withdrawal import finish_shredding  # noqa: PLC0415

            self._archive = open_archive(load_settings(self.root, os.environ))
            finish_shredding(self._archive)
            finish_rewrapping(self._archive)
        return self._archive

    @property
    def actor(self) -> "Actor":
        """The agent that acts, signed in."""
        if self._actor is None:
            if not self.handle:
                raise InvalidRequest(f"Who acts? Name an agent with --as, or set {AGENT_VARIABLE}.")
            archive = self.archive
            from archive.services.agents import sign_in  # noqa: PLC0415 - as above

            self._actor = sign_in(archive, self.handle, self.passphrase())
        return self._actor

    def signed_in(self) -> "Archive":
        """The opened archive, for what any of its agents may see and nobody else."""
        archive = self.archive
        self.actor  # noqa: B018 - signing in is the point
        return archive

    def passphrase(self) -> str:
        """The acting agent's passphrase: from --passphrase-file, the environment, or asked for."""
        if self.passphrase_file is not None:
            return read_passphrase(self.passphrase_file)
        value = os.environ.get(PASSPHRASE_VARIABLE)
        if value:
            return value
        return str(click.prompt(f"Passphrase of {self.handle}", hide_input=True, err=True))

    def close(self) -> None:
        """Let go of the archive."""
        if self._archive is not None:
            from archive.bootstrap import close_archive  # noqa: PLC0415 - as above

            close_archive(self._archive)


pass_session = click.make_pass_decorator(Session)


def read_passphrase(path: Path) -> str:
    """The first line of a file; raise UnreadableFile."""
    try:
        return path.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise UnreadableFile(f"The passphrase file {path} cannot be read, or is empty.") from error


def another_passphrase(what: str, file: Path | None, *, new: bool = False) -> str:
    """A passphrase other than the acting agent's, from a file or asked for (twice when it is new)."""
    if file is not None:
        return read_passphrase(file)
    return str(click.prompt(what, hide_input=True, confirmation_prompt=new, err=True))


def emit(data: Any, *, as_json: bool, text: Callable[[], str]) -> None:
    """Print a result: JSON for programs, or the text for people."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True))
    else:
        click.echo(text())


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows with their columns aligned, two spaces apart."""
    if not rows:
        return ""
    rows = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def progress_is_wanted() -> bool:
    """Whether a person watches."""
    return sys.stderr.isatty()


def one_of(kind: type[StrEnum]) -> click.Choice[str]:
    """A choice among the values of an enumeration (click itself would offer the names of its members)."""
    return click.Choice([member.value for member in kind])
