"""The declared use: for what, for whom, in which State. Every reading and search states it."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive.cli.context import one_of
from archive.domain.consent import Purpose, Use

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
    """The use as a value."""
    return Use(Purpose(purpose), recipient.strip(), jurisdiction.strip().upper())
