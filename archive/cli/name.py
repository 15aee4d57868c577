"""`sviedka name`: names of persons as a search for one compares them."""

from collections.abc import Iterator
from typing import Any

import click

from archive.cli.context import emit
from archive.cli.words import json_option
from archive.domain.errors import InvalidRequest, Problem
from search.names import Decision, Name, Verdict, decide, parse_name

MAX_READINGS = 3


@click.group()
def name() -> None:
    """Names of persons across scripts and spellings."""


@name.command()
@click.argument("first")
@click.argument("second")
@json_option
def compare(first: str, second: str, as_json: bool) -> None:
    """Say whether FIRST and SECOND may be one name, and why.

    It is said of names: two people may share one, and one person may have several.
    """
    problems = [
        Problem(part, "not a name: a surname or a given name was expected")
        for part, text in (("FIRST", first), ("SECOND", second))
        if not parse_name(text)
    ]
    if problems:
        raise InvalidRequest("these names cannot be compared", problems=tuple(problems))
    decision = decide(first, second)
    allowing = decide(first, second, one_edit=True)
    slip = decision.verdict is Verdict.DIFFERENT and allowing.verdict is not Verdict.DIFFERENT
    data = {
        "verdict": decision.verdict.value,
        "reasons": list(decision.reasons),
        "one_letter_apart": slip,
        "first": [_parts(reading) for reading in parse_name(first)],
        "second": [_parts(reading) for reading in parse_name(second)],
    }
    emit(data, as_json=as_json, text=lambda: "\n".join(_page(first, second, decision, slip=slip)))


def _page(first: str, second: str, decision: Decision, *, slip: bool) -> Iterator[str]:
    yield decision.verdict.capitalize()
    yield from (f"  {reason}" for reason in decision.reasons)
    if slip:
        yield "  one letter apart: a search that allows for slips shows one for the other"
    for text in dict.fromkeys((first, second)):
        readings = dict.fromkeys(_told(reading) for reading in parse_name(text)[:MAX_READINGS])
        yield f"{text}: {'; or '.join(readings)}"


def _told(reading: Name) -> str:
    return ", ".join(f"{part.replace('_', ' ')} {value}" for part, value in _parts(reading).items())


def _parts(reading: Name) -> dict[str, Any]:
    """The parts that a reading tells, by what they are called."""
    parts: dict[str, Any] = {}
    if reading.surnames:
        parts["surname"] = "-".join(surname.text for surname in reading.surnames)
    if reading.given is not None:
        parts["initial" if reading.given.initial else "given_name"] = reading.given.text
    if reading.patronymic is not None:
        initial = reading.patronymic.initial
        parts["patronymic_initial" if initial else "patronymic"] = reading.patronymic.text
    if reading.nicknames:
        parts["nickname"] = " ".join(nickname.text for nickname in reading.nicknames)
    return parts
