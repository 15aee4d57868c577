"""Canonical JSON: RFC 8785 (JCS), the one spelling of a value, so that its bytes can be hashed and signed.

The `rfc8785` library defines the result. For values without floating-point numbers the standard library's
encoder gives the same bytes more than three times faster (45 against 13 microseconds for a log entry, checks
included); it is used where that equality is certain, and a property test holds the two together.

Domain: null, booleans, strings without lone surrogates, integers of at most 2^53 - 1 in size, finite
floats of at most that size (larger ones would be spelled like integers that no reader may accept),
arrays, objects with string names; at most 100 levels.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Final, NoReturn

import rfc8785

from crypto.errors import FormatError

MAX_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785 section 3.2.2.3)."""

_MAX_DEPTH: Final = 100
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical_json(value: object) -> bytes:
    """Return the RFC 8785 text of `value` in UTF-8.

    Raises FormatError for a value outside the domain above: a name that is no string, a number too
    large, NaN, a lone surrogate, a type JSON does not have, more than 100 levels.
    """
    has_floats = _check_domain(value, 0)
    try:
        if not has_floats:
            text = _encode(value)
            # The standard library sorts names by code point, RFC 8785 by UTF-16 unit: the same without astral
            # characters.
            if text.isascii() or _ASTRAL.search(text) is None:
                return text.encode("utf-8")
        return bytes(rfc8785.dumps(value))  # type: ignore[arg-type]  # the domain was checked above
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise FormatError("value has no canonical JSON text") from error


def parse_canonical(data: bytes) -> object:
    """Return the value of a canonical JSON text.

    Raises FormatError if `data` is not UTF-8, not JSON, or not byte for byte what `canonical_json` gives for
    its value: repeated names, white space, another order, other escapes, numbers out of domain.
    """
    try:
        text = data.decode("utf-8")
        try:
            value = _DECODER.decode(text)
            # Without floats and astral characters the encoder's text is the canonical one; the number of
            # opening brackets bounds the depth.
            plain = text.isascii() or _ASTRAL.search(text) is None
            if plain and _encode(value) == text and text.count("[") + text.count("{") < _MAX_DEPTH:
                return value
        except _FloatSeen:
            value = _FLOAT_DECODER.decode(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise FormatError("not a JSON text in UTF-8") from error
    if canonical_json(value) != data:
        raise FormatError("JSON text is not canonical (RFC 8785)")
    return value


def parse_canonical_object(data: bytes) -> dict[str, object]:
    """As `parse_canonical`, for a text that must be an object."""
    value = parse_canonical(data)
    if not isinstance(value, dict):
        raise FormatError("JSON text is not an object")
    return value


def _check_domain(value: object, depth: int) -> bool:
    """Raise FormatError for a value outside the domain; tell whether a float is in it."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return False
    if depth >= _MAX_DEPTH:
        raise FormatError("JSON value is nested too deeply")
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str):
                raise FormatError("a JSON object has a name that is no string")
        return _any_float(value.values(), depth)
    if isinstance(value, list | tuple):
        return _any_float(value, depth)
    if isinstance(value, int):
        _check_integer(value)
        return False
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) > MAX_INTEGER:
            raise FormatError("a JSON number is not finite or too large")
        return True
    if isinstance(value, str):
        return False
    raise FormatError("a value has a type that JSON does not have")


def _any_float(values: Iterable[object], depth: int) -> bool:
    """Check each of `values`; tell whether one holds a float (all are checked even so)."""
    found = False
    for item in values:
        found |= _check_domain(item, depth + 1)
    return found


def _check_integer(value: int) -> None:
    if not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise FormatError("a JSON integer is larger than 2^53 - 1")


def _parse_integer(digits: str) -> int:
    if len(digits) > len("-9007199254740991"):
        raise FormatError("a JSON integer is larger than 2^53 - 1")
    value = int(digits)
    _check_integer(value)
    return value


class _FloatSeen(Exception):
    """The text holds a number with a fraction or exponent: its spelling is the library's business."""


def _see_float(_digits: str) -> NoReturn:
    raise _FloatSeen


def _refuse_constant(_name: str) -> NoReturn:
    raise FormatError("NaN and infinity are no JSON numbers")


_DECODER = json.JSONDecoder(parse_int=_parse_integer, parse_float=_see_float, parse_constant=_refuse_constant)
_FLOAT_DECODER = json.JSONDecoder(parse_int=_parse_integer, parse_constant=_refuse_constant)
