"""Sentences for people that can be said in another language: English, with the template they were made from.

A `Sentence` is the string it says and goes wherever a string goes: commands, the API, the log. Pages say it
in the reader's language by its template and values. `python -m scripts.messages` finds templates by the call.
"""

from collections.abc import Mapping
from typing import Self


class Sentence(str):
    """`template` has `%(name)s` for each of `values`; `tail`, which follows, is in nobody's language."""

    __slots__ = ("tail", "template", "values")
    template: str
    values: Mapping[str, object]
    tail: str

    def __new__(cls, template: str, values: Mapping[str, object], tail: str = "") -> Self:
        """Say it in English."""
        made = super().__new__(cls, (template % values if values else template) + tail)
        made.template, made.values, made.tail = template, values, tail
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object], str]:  # type: ignore[override]
        """For copies."""
        return self.template, self.values, self.tail


def sentence(template: str, /, **values: object) -> Sentence:
    """`sentence("longer than %(most)d characters", most=40)`; values may be sentences themselves."""
    return Sentence(template, values)


def with_tail(message: str, tail: str) -> str:
    """A message with something below it: a place in a text, a file's own complaint."""
    if isinstance(message, Sentence):
        return Sentence(message.template, message.values, message.tail + tail)
    return message + tail


def without_tail(message: str) -> str:
    """The message alone."""
    return Sentence(message.template, message.values) if isinstance(message, Sentence) else message
