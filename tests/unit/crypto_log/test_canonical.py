"""Canonical JSON: what is refused, and the published examples of RFC 8785."""

import pytest

from crypto.canonical import canonical_json, parse_canonical, parse_canonical_object
from crypto.errors import FormatError

RFC_VALUE = {
    "numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
    "literals": [None, True, False],
}
RFC_TEXT = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],'
    '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)


def test_example_of_rfc_8785_section_3_2_2():
    assert canonical_json(RFC_VALUE) == RFC_TEXT.encode()
    assert parse_canonical(RFC_TEXT.encode()) == RFC_VALUE


def test_names_are_sorted_by_utf_16_units():
    """RFC 8785 section 3.2.3: the emoji sorts before U+FB33, though its code point is larger."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    text = canonical_json(value)
    assert text.decode() == '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'
    assert parse_canonical(text) == value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"a":1,"a":1}', id="a name twice"),
        pytest.param('{"b":1,"a":1}', id="names out of order"),
        pytest.param('{"a": 1}', id="white space"),
        pytest.param('{"a":1}\n', id="line feed after"),
        pytest.param("\ufeff{}", id="byte order mark"),
        pytest.param('"\\u0041"', id="an escape for a plain letter"),
        pytest.param('"\\/"', id="an escaped slash"),
        pytest.param('"\\u000A"', id="an escape that has a short form"),
        pytest.param('"\\u001F"', id="an upper-case escape"),
        pytest.param('"\x7f\x1f"', id="a bare control character"),
        pytest.param('"\\ud800"', id="a lone surrogate"),
        pytest.param("1.0", id="a float that is an integer"),
        pytest.param("1e2", id="an exponent that is not needed"),
        pytest.param("-0", id="negative zero"),
        pytest.param("01", id="a leading zero"),
        pytest.param("9007199254740992", id="an integer above 2^53 - 1"),
        pytest.param("-9007199254740992", id="an integer below -(2^53 - 1)"),
        pytest.param("1" * 5000, id="an endless integer"),
        pytest.param("1e+30", id="a float above 2^53 - 1"),
        pytest.param("NaN", id="NaN"),
        pytest.param("-Infinity", id="infinity"),
        pytest.param("[" * 101 + "]" * 101, id="too deep"),
        pytest.param("[" * 100_000 + "]" * 100_000, id="far too deep"),
        pytest.param("[1,]", id="not JSON"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_text_with_one_defect_is_refused(text):
    with pytest.raises(FormatError):
        parse_canonical(text.encode())


def test_bytes_that_are_not_utf_8_are_refused():
    with pytest.raises(FormatError):
        parse_canonical(b'"\xff"')
    with pytest.raises(FormatError):
        parse_canonical('{"a":1}'.encode("utf-16"))


@pytest.mark.parametrize(
    "value",
    [{1: 2}, {None: 1}, float("nan"), float("inf"), 2**53, -(2**53), 1e300, "\ud800", b"", {1, 2}, object()],
    ids=lambda value: type(value).__name__,  # an object has another repr in each process
)
def test_a_value_outside_the_domain_is_refused(value):
    with pytest.raises(FormatError):
        canonical_json(value)
    with pytest.raises(FormatError):
        canonical_json({"a": [value]})


def test_a_value_that_contains_itself_is_refused():
    value = []
    value.append(value)
    with pytest.raises(FormatError):
        canonical_json(value)


def test_an_object_is_asked_for():
    assert parse_canonical_object(b'{"a":1}') == {"a": 1}
    with pytest.raises(FormatError):
        parse_canonical_object(b"[]")
