"""Original file names: evidence too, so kept byte for byte, but shown only in a form that cannot deceive.

A name may hold bytes that are not UTF-8, control characters that move a terminal's cursor, characters that
reverse the reading order (`gpj.exe`) or that nobody sees. The printable form makes each of these visible as
an escape; it is injective as long as nothing was cut off. No path is ever built from a name.
"""

import base64
import os
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

NOT_UTF8: Final = "name-not-utf8"
CONTROL_CHARACTERS: Final = "name-control-characters"
BIDI_CONTROLS: Final = "name-bidi-controls"
"""Characters that change the reading order, or are invisible (Unicode categories Cf, Zl, Zp)."""
TOO_LONG: Final = "name-too-long"
EMPTY: Final = "empty"
"""Note of an exhibit that has no bytes."""
MAX_SHOWN: Final = 255
"""The most characters of the printable form."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9_.,()+=@ -]{1,255}")


@dataclass(frozen=True, slots=True)
class PrintableName:
    """A file name fit to be shown, sealed and printed.

    `text`: the printable form. `original`: base64 of the original bytes, empty when `text`
    is the name itself. `notes`: codes of what was found, in the order of this module's constants.
    """

    text: str
    original: str = ""
    notes: tuple[str, ...] = ()


def printable_name(name: str | bytes) -> PrintableName:
    """The printable form of one file name (not a path), given as bytes or as Python's file system string."""
    if isinstance(name, str) and _PLAIN.fullmatch(name):
        return PrintableName(name)
    raw = os.fsencode(name) if isinstance(name, str) else name
    text, notes = _escape(raw.decode("utf-8", "surrogateescape"))
    if len(text) > MAX_SHOWN:
        text = text[: MAX_SHOWN - 1] + "…"
        notes = (*notes, TOO_LONG)
    if text.encode() == raw:
        return PrintableName(text, notes=notes)
    return PrintableName(text, base64.b64encode(raw).decode("ascii"), notes)


def printable_path(path: "str | os.PathLike[str]") -> str:
    """A whole path in printable form, for messages; nothing is cut off."""
    return _escape(os.fsencode(path).decode("utf-8", "surrogateescape"))[0]


def _escape(text: str) -> tuple[str, tuple[str, ...]]:
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text, ()
    found: set[str] = set()
    shown = [_visible(sign, found) for sign in text]
    return "".join(shown), tuple(
        code for code in (NOT_UTF8, CONTROL_CHARACTERS, BIDI_CONTROLS) if code in found
    )


def _visible(sign: str, found: set[str]) -> str:
    """One character, or its escape; the reason for an escape goes into `found`."""
    if sign == "\\":
        return "\\\\"
    category = unicodedata.category(sign)
    if category == "Cs":
        found.add(NOT_UTF8)
        return f"\\x{ord(sign) - 0xDC00:02x}"
    if category == "Cc":
        found.add(CONTROL_CHARACTERS)
    elif category in ("Cf", "Zl", "Zp"):
        found.add(BIDI_CONTROLS)
    else:
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"
