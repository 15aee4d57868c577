import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.names import printable_name, printable_path


def of(name: bytes) -> tuple[str, tuple[str, ...]]:
    found = printable_name(name)
    if found.original:
        assert base64.b64decode(found.original) == name
    else:
        assert found.text.encode() == name
    return found.text, found.notes


@pytest.mark.parametrize(
    "name", ["s01_testimony.txt", "Показания П..txt", "Сведчанне (2).pdf", "🕯.jpg", "-rf", "a b"]
)
def test_ordinary_names_stay_as_they_are(name: str):
    assert of(name.encode()) == (name, ())


@pytest.mark.parametrize(
    ("name", "text", "notes"),
    [
        (b"akt\xff\xfe.pdf", "akt\\xff\\xfe.pdf", ("name-not-utf8",)),
        ("Показ.txt".encode("cp1251"), "\\xcf\\xee\\xea\\xe0\\xe7.txt", ("name-not-utf8",)),
        (b"a\nb\x1b[2J.txt", "a\\u000ab\\u001b[2J.txt", ("name-control-characters",)),
        ("photo\u202egpj.exe".encode(), "photo\\u202egpj.exe", ("name-bidi-controls",)),
        ("a\u200bb\u2066c\ufeff".encode(), "a\\u200bb\\u2066c\\ufeff", ("name-bidi-controls",)),
        ("tag\U000e0041".encode(), "tag\\U000e0041", ("name-bidi-controls",)),
        ("a\u2028b".encode(), "a\\u2028b", ("name-bidi-controls",)),
        (
            b"\xff\x01\xe2\x80\xae",
            "\\xff\\u0001\\u202e",
            ("name-not-utf8", "name-control-characters", "name-bidi-controls"),
        ),
        (b"a\\u202eb", "a\\\\u202eb", ()),
    ],
)
def test_what_could_deceive_is_made_visible(name: bytes, text: str, notes: tuple[str, ...]):
    assert of(name) == (text, notes)
    assert printable_name(name).original


def test_markup_in_a_name_is_kept_for_the_page_to_escape():
    assert of(b"<img src=x onerror=alert(1)>.jpg") == ("<img src=x onerror=alert(1)>.jpg", ())


def test_a_long_name_is_cut_and_kept_whole_beside():
    name = ("я" * 300).encode()
    found = printable_name(name)
    assert len(found.text) == 255
    assert found.text.endswith("…")
    assert found.notes == ("name-too-long",)
    assert base64.b64decode(found.original) == name


@given(st.binary(min_size=1, max_size=60))
def test_the_printable_form_shows_only_visible_characters_and_loses_nothing(name: bytes):
    text, notes = of(name)
    text.encode()
    assert not {unicodedata.category(sign) for sign in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert (notes == ()) or printable_name(name).original


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_two_names_never_look_the_same(one: bytes, other: bytes):
    assert (printable_name(one).text == printable_name(other).text) is (one == other)


@given(st.text(max_size=40))
def test_strings_of_the_file_system_and_bytes_agree(text: str):
    name = text.encode("utf-8", "replace")
    assert printable_name(name.decode("utf-8", "surrogateescape")) == printable_name(name)


def test_a_path_is_printed_whole():
    assert printable_path(b"/folder/" + b"x" * 400 + b"\n") == "/folder/" + "x" * 400 + "\\u000a"
