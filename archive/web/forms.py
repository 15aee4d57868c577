"""Reading forms: every field once, normalised, with all problems at once and the values kept for another try.

What arrives is text by strangers: fields that a view does not ask for do not exist for it.
"""

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

SHORT, LONG = 200, 20_000
"""Characters of a line and of a text, unless a view says otherwise."""


class Form:
    """`errors`: sentences by field; `values`: what to fill fields with again, secrets left out."""

    def __init__(self, data: MultiDict[str, str]) -> None:
        self._data = data
        self.errors: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    @property
    def is_right(self) -> bool:
        """Whether nothing was found wrong so far."""
        return not self.errors

    def fail(self, name: str, sentence: str) -> None:
        """The first problem of a field stays."""
        self.errors.setdefault(name, sentence)

    def line(self, name: str, *, needed: bool = True, longest: int = SHORT) -> str:
        """One line: NFC, runs of blanks as one."""
        return " ".join(self._text(name, needed, longest).split())

    def text(self, name: str, *, needed: bool = True, longest: int = LONG) -> str:
        """Several lines, each ending with a newline sign alone."""
        return self._text(name, needed, longest).replace("\r\n", "\n").replace("\r", "\n").strip()

    def secret(self, name: str) -> str:
        """A passphrase exactly as typed (NFC), never shown again."""
        value = unicodedata.normalize("NFC", self._data.get(name, ""))
        if not value:
            self.fail(name, _("This field is needed."))
        return value[:4096]

    def choice(self, name: str, allowed: Collection[str], *, needed: bool = True) -> str:
        """One of the values; empty if none is needed and none given."""
        value = self._text(name, needed, SHORT)
        if value and value not in allowed:
            self.fail(name, _("This is not one of the choices."))
            return ""
        return value

    def choices(self, name: str, allowed: Collection[str], *, needed: bool = False) -> tuple[str, ...]:
        """Any of the values, in the order they were sent, each once."""
        values = tuple(dict.fromkeys(self._data.getlist(name)))
        self.values[name] = values
        if needed and not values:
            self.fail(name, _("Choose at least one."))
        if any(value not in allowed for value in values):
            self.fail(name, _("This is not one of the choices."))
            return ()
        return values

    def number(self, name: str, lowest: int, highest: int, *, default: int | None = None) -> int:
        """A whole number within bounds; the lowest when it is wrong."""
        value = self._text(name, default is None, 20)
        if not value and default is not None:
            return default
        if value.isascii() and value.isdecimal() and lowest <= int(value) <= highest:
            return int(value)
        problem = _("This must be a number from %(lowest)d to %(highest)d.", lowest=lowest, highest=highest)
        self.fail(name, problem)
        return lowest

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        self.values[name] = ticked = self._data.get(name) == "yes"
        return ticked

    def _text(self, name: str, needed: bool, longest: int) -> str:  # noqa: FBT001 - passed on
        value = unicodedata.normalize("NFC", self._data.get(name, "")).strip()
        self.values[name] = value
        if needed and not value:
            self.fail(name, _("This field is needed."))
        if len(value) > longest:
            problem = _("This is too long: at most %(longest)d characters, you wrote %(count)d.",
                        longest=longest, count=len(value))  # fmt: skip
            self.fail(name, problem)
            return ""
        if any(unicodedata.category(sign) == "Cc" and sign not in "\r\n\t" for sign in value):
            self.fail(name, _("This holds signs that cannot be shown. Type it again."))
            return ""
        return value


EMPTY: Mapping[str, Any] = {}
"""For templates that show a form before anything was typed."""


def empty_form() -> Form:
    """A form before anything was typed."""
    return Form(MultiDict())
