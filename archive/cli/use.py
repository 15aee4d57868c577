"""The declared use: for what, for whom, in which State. Every reading and search states it."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.cli.context import one_of
from archive.cli.visible import visible
from archive.domain.consent import Purpose, Use
from archive.domain.errors import InvalidRequest

MAX_RECIPIENT = 200
"""Characters of a body's name, here and in consent."""
_STATE = re.compile(r"([A-Za-z]{2})?", re.ASCII)
F = TypeVar("F", bound=Callable[..., Any])


def use_options(command: F) -> F:
    """Add --purpose, --recipient and --jurisdiction."""
    options = (
        click.option(
            "--purpose",
            type=one_of(Purpose),
            default=Purpose.ANALYSIS.value,
            show_default=True,
            envvar="SVIEDKA_PURPOSE",
            help="What it is for.",
        ),
        click.option("--recipient", default="", envvar="SVIEDKA_RECIPIENT", help="Who receives it."),
        click.option(
            "--jurisdiction", default="", envvar="SVIEDKA_JURISDICTION", help="In which State, such as DE."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def declared_use(*, purpose: str, recipient: str, jurisdiction: str) -> Use:
    """The use as a value; raise InvalidRequest for what names no body or State: the log has it in clear."""
    body = recipient.strip()
    if len(body) > MAX_RECIPIENT or visible(body) != body or len(body.splitlines()) > 1:
        raise InvalidRequest("--recipient names a body in one line of up to 200 characters, such as OHCHR.")
    if not _STATE.fullmatch(jurisdiction.strip()):
        raise InvalidRequest("--jurisdiction is the code of a State, such as DE (ISO 3166).")
    return Use(Purpose(purpose), body, jurisdiction.strip().upper())
