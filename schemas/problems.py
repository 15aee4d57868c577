"""From marshmallow's nested messages to a flat list of problems, each with a path, a sentence and a code."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Self

from marshmallow.exceptions import SCHEMA

from archive.domain.errors import Problem
from ingest.document import join_path

_ECHO: Final = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")


class Message(str):
    """A sentence for people with a code for machines; marshmallow carries it as the string it is."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> Self:
        """Make the sentence `text`, known to machines as `code`."""
        message = super().__new__(cls, text)
        message.code = code
        return message


def hint(near: Iterable[str]) -> str:
    """Half a sentence naming the nearest ids, or nothing."""
    listed = ", ".join(near)
    return f"; nearest: {listed}" if listed else ""


def echo(value: object) -> str:
    """A value as a message may repeat it: only what looks like an id, never somebody's words."""
    return f" '{value}'" if isinstance(value, str) and _ECHO.fullmatch(value) else ""


def flatten(messages: object, path: str = "") -> Iterator[Problem]:
    """The problems in marshmallow's `messages`, in the order of their paths (`allegations[1].unit`)."""
    if isinstance(messages, Mapping):
        for name in sorted(messages, key=_order):
            yield from flatten(messages[name], path if name == SCHEMA else join_path(path, _step(name)))
    elif isinstance(messages, list):
        for message in messages:
            yield from flatten(message, path)
    else:
        code = messages.code if isinstance(messages, Message) else "invalid"
        yield Problem(path, str(messages), code)


def _step(name: object) -> str | int:
    return name if isinstance(name, int) else str(name)


def _order(name: object) -> tuple[int, int, str]:
    return (0, name, "") if isinstance(name, int) else (1, 0, str(name))
