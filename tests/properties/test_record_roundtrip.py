import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.domain.consent import Consent
from archive.domain.errors import ObjectError
from archive.domain.record import RecordVersion
from crypto.canonical import canonical_json
from schemas.codec import CanonicalRecordCodec
from schemas.record import (
    _RECORD,
    RECORD_SCHEMAS,
    _load,
    _plain_record,
    consent_from_json,
    consent_to_json,
    description_to_json,
    identity_from_json,
    identity_to_json,
    record_from_json,
    record_to_json,
)
from schemas.record_versions import FIRST
from tests.properties.record_strategies import IDENTITIES, RECORDS, instances

many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(RECORDS)
def test_every_record_comes_back_as_it_was(record: RecordVersion):
    assert record_from_json(record_to_json(record)) == record


@many
@given(RECORDS)
def test_canonical_bytes_of_a_record_are_stable(record: RecordVersion):
    codec = CanonicalRecordCodec()
    data = codec.dump_record(record)
    again = codec.load_record(data)
    assert again == record
    assert codec.dump_record(again) == data


@many
@given(IDENTITIES)
def test_every_identity_comes_back_as_it_was(identity):
    assert identity_from_json(identity_to_json(identity)) == identity
    codec = CanonicalRecordCodec()
    assert codec.load_identity(codec.dump_identity(identity)) == identity


@many
@given(instances(Consent))
def test_every_consent_comes_back_as_it_was(consent: Consent):
    assert consent_from_json(consent_to_json(consent)) == consent


@many
@given(RECORDS, st.data())
def test_no_field_is_lost_by_the_writer(record: RecordVersion, data):
    """Two records that differ in one field of their description differ in JSON."""
    description = record.description
    field = data.draw(st.sampled_from(dataclasses.fields(description)))
    other = data.draw(RECORDS).description
    changed = dataclasses.replace(description, **{field.name: getattr(other, field.name)})
    same = changed == description
    assert (description_to_json(changed) == description_to_json(description)) is same


_FIRST = """
kind title languages consent label text when place lawful_basis fictional sensitivity flags
quantifier source provenance interview medical allegations postings relations violation note victim
attributions duress valence purpose role group child reference unit unnamed_unit person level basis
certainty involvement post type to findings description consistency examiner interpreter recording
read_back signed present breaks obtained received_from account capture url captured_at tool clock
pseudonym witness account_no grants given_at form identity_mode recontact carve_outs review_on
answer recipients jurisdictions version language explained_by
"""
FIRST_SCHEMA = set(_FIRST.split())
"""Every name that a description of `sviedka/record/1` may have, written out: it is a format of record."""
SECOND_SCHEMA_VALUES = {"transported", "escorted", "hosted", "financed", "prosecuted"}


def _names(value: object):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from value if isinstance(value, dict) else ()
    for each in inner:
        yield from _names(each)


@many
@given(RECORDS)
def test_a_record_of_the_first_schema_says_nothing_that_came_later(record: RecordVersion):
    written = record_to_json(record)
    described = written["description"]
    claims = [claim for act in described.get("allegations", ()) for claim in act.get("attributions", ())]
    newer = (
        set(_names(described)) - FIRST_SCHEMA
        or any("reference" in claim for claim in claims)
        or SECOND_SCHEMA_VALUES & {claim.get("involvement") for claim in claims}
        or any(grant["purpose"] == "reparations" for grant in described["consent"].get("grants", ()))
    )
    assert written["schema"] == ("sviedka/record/2" if newer else "sviedka/record/1")


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def _paths(value: object, path: tuple = ()):
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in pairs:
        yield from _paths(inner, (*path, step))


@many
@given(RECORDS, JUNK, st.data())
def test_junk_anywhere_is_refused_or_is_the_value_it_says(record: RecordVersion, junk, data):
    """Whatever stands at some place: the reader refuses it with its own error, or writes it back the same."""
    value = json.loads(canonical_json(record_to_json(record)))
    path = data.draw(st.sampled_from([path for path in _paths(value) if path]))
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = junk
    try:
        loaded = record_from_json(value)
    except ObjectError:
        return
    assert canonical_json(record_to_json(loaded)) == canonical_json(value)


@many
@given(RECORDS, JUNK, st.data())
def test_the_plain_reader_gives_what_the_schemas_give_or_nothing(record: RecordVersion, junk, data):
    """Right values come from the plain reader; of others it says nothing, or what they say."""
    value = json.loads(canonical_json(record_to_json(record)))
    assert _plain_record(value) == record
    assert _load(value, _RECORD, RECORD_SCHEMAS, record_to_json) == record
    path = data.draw(st.sampled_from([path for path in _paths(value) if path]))
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = junk
    plain = _plain_record(value)
    if plain is not None:
        loaded = _load(value, _RECORD, RECORD_SCHEMAS, record_to_json)
        assert loaded == plain
        assert repr(loaded) == repr(plain)  # 1 and True are equal, and told apart by how they are written


def test_a_list_that_the_schemas_find_too_long_is_theirs_to_refuse():
    grant = {"purpose": "analysis", "answer": "yes", "jurisdictions": ["LT"] * 1001}
    consent = {"basis": "none", "grants": [grant]}
    description = {"kind": "testimony", "title": "t", "languages": [], "consent": consent}
    value = {
        "schema": FIRST,
        "item_id": "1",
        "number": "BYA-2026-0000001",
        "collection_id": "1",
        "version": 1,
        "based_on": None,
        "description": description,
        "exhibits": [],
    }
    with pytest.raises(ObjectError):
        record_from_json(value)
    grant["jurisdictions"] = ["LT"]
    assert record_from_json(value).description.consent.grants[0].jurisdictions == ("LT",)


def test_a_default_written_out_is_another_spelling_and_refused():
    assert consent_from_json({"basis": "none"}).recontact is False
    with pytest.raises(ObjectError):
        consent_from_json({"basis": "none", "recontact": False})
