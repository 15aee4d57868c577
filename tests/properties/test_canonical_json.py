"""The fast way to canonical JSON gives what the rfc8785 library gives, and every text comes back."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from crypto.canonical import MAX_INTEGER, canonical_json, parse_canonical
from crypto.errors import FormatError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-MAX_INTEGER, MAX_INTEGER) | st.floats(-MAX_INTEGER, MAX_INTEGER, allow_nan=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=25,
)


@given(VALUES)
def test_equals_the_library_and_comes_back(value):
    text = canonical_json(value)
    assert text == rfc8785.dumps(value)
    assert parse_canonical(text) == value


@given(st.binary(max_size=40))
def test_what_parses_is_its_own_canonical_text(data):
    try:
        value = parse_canonical(data)
    except FormatError:
        return
    assert canonical_json(value) == data


@given(st.text('{}[]",:0123456789eE.-+\\ unltrefas', max_size=12))
def test_json_like_text_parses_only_if_canonical(text):
    try:
        value = parse_canonical(text.encode())
    except FormatError:
        return
    assert canonical_json(value) == text.encode()
