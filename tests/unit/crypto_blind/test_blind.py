"""Tokens against the standard library's own HMAC and HKDF written out, and ids there and back."""

import base64
import hashlib
import hmac
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.blind import DOC_ID_CHARS, TOKEN_CHARS, BlindIndex
from crypto.errors import FormatError, KeyFormatError

KEY = bytes(range(32))
COLLECTION = "6f0b1b1e-0000-4000-8000-000000000001"


def expected_token(key: bytes, collection: str, field: str, term: str) -> str:
    extracted = hmac.digest(bytes(32), key, "sha256")
    field_key = hmac.digest(extracted, field.encode() + b"\0" + collection.encode() + b"\x01", "sha256")
    return base64.urlsafe_b64encode(hmac.digest(field_key, term.encode(), "sha256")[:9]).decode()


@given(st.binary(min_size=32, max_size=32), st.sampled_from(["text", "unit"]), st.text(max_size=80))
def test_a_token_is_hmac_under_an_hkdf_key_per_field_and_collection(key, field, term):
    term = term.encode("utf-8", "ignore").decode()
    blind = BlindIndex(key, COLLECTION)
    assert blind.token(field, term) == expected_token(key, COLLECTION, field, term)
    assert blind.token(field, term) == blind.tokens(field, term)[0]
    assert len(blind.token(field, term)) == TOKEN_CHARS


def test_fields_and_collections_have_unrelated_tokens():
    here, there = BlindIndex(KEY, COLLECTION), BlindIndex(KEY, str(uuid.UUID(int=2)))
    tokens = {here.token("text", "сцяна"), here.token("stem", "сцяна"), there.token("text", "сцяна")}
    assert len(tokens) == 3


def test_a_field_name_cannot_run_into_the_collection_id():
    assert BlindIndex(KEY, "b").token("a", "x") != BlindIndex(KEY, "").token("ab", "x")


@given(st.uuids(), st.uuids())
def test_item_ids_come_back_and_no_two_share_a_document(first, second):
    blind = BlindIndex(KEY, COLLECTION)
    doc_id = blind.doc_id(str(first))
    assert len(doc_id) == DOC_ID_CHARS
    assert blind.item_id(doc_id) == str(first)
    assert (doc_id == blind.doc_id(str(second))) == (first == second)
    assert BlindIndex(KEY, "other").doc_id(str(first)) != doc_id


@pytest.mark.parametrize("bad", ["", "x", "A" * 21, "A" * 23, "Ж" * 22, "A" * 21 + "="])
def test_what_is_no_document_id_is_refused(bad):
    with pytest.raises(FormatError):
        BlindIndex(KEY, COLLECTION).item_id(bad)


def test_what_is_no_item_id_is_refused():
    with pytest.raises(FormatError):
        BlindIndex(KEY, COLLECTION).doc_id("BYA-2020-0000001")


def test_a_short_key_is_refused():
    with pytest.raises(KeyFormatError):
        BlindIndex(hashlib.sha256(b"").digest()[:31], COLLECTION)


def test_the_memo_is_bounded(monkeypatch):
    monkeypatch.setattr("crypto.blind.MEMO_TERMS", 3)
    blind = BlindIndex(KEY, COLLECTION)
    first = blind.tokens("text", *"abcdefgh")
    assert len(blind.field("text")) <= 3
    assert first == blind.tokens("text", *"abcdefgh")
