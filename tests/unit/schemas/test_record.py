import copy
import dataclasses
import json
from pathlib import Path

import pytest

from archive.domain.claims import Expectation
from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Attribution, Description, Kind, Level, Source, SourceRole
from archive.domain.errors import ObjectError
from archive.domain.record import ExhibitRecord, IdentityRecord, MediaType, RecordVersion
from schemas.codec import CanonicalRecordCodec
from schemas.record import identity_to_json, record_from_json, record_to_json

RECORD = RecordVersion(
    item_id="3f0c2c52-6f5e-4a43-9d0e-2f1f3f6f0a01",
    number="BYA-2026-0000001",
    collection_id="3f0c2c52-6f5e-4a43-9d0e-2f1f3f6f0a02",
    version=1,
    based_on=None,
    description=Description(
        kind=Kind.TESTIMONY,
        title="Сведчанне (FICTIONAL)",
        languages=("be",),
        consent=Consent(ConsentBasis.SOURCE, (Grant(Purpose.ANALYSIS, Answer.YES),)),
        fictional=True,
        source=Source(SourceRole.VICTIM, witness="W-1"),
        allegations=(
            Allegation(
                violation="integrity.torture.beating",
                attributions=(Attribution(unit="by-akr-cip", level=Level.UNIT),),
                when="[2020-08-09..2020-08-11]",
                quantifier=Quantifier.SOME_DAY,
            ),
        ),
    ),
    exhibits=(
        ExhibitRecord(
            object_digest="aa" * 32,
            plaintext_digest="bb" * 32,
            salt="cc" * 32,
            size=5,
            name="a.txt",
            media_type=MediaType("text/plain", "libmagic", "5.44"),
        ),
    ),
    accessioned_at="2026-11-22T18:00:00.000000Z",
)
# The bytes of record: changing them changes a format of record, so they are written out here.
BYTES = (
    '{"accessioned_at":"2026-11-22T18:00:00.000000Z","based_on":null,'
    '"collection_id":"3f0c2c52-6f5e-4a43-9d0e-2f1f3f6f0a02",'
    '"description":{"allegations":[{"attributions":[{"level":"unit","unit":"by-akr-cip"}],'
    '"quantifier":"some_day","violation":"integrity.torture.beating","when":"[2020-08-09..2020-08-11]"}],'
    '"consent":{"basis":"source","grants":[{"answer":"yes","purpose":"analysis"}]},"fictional":true,'
    '"kind":"testimony","languages":["be"],"source":{"role":"victim","witness":"W-1"},'
    '"title":"Сведчанне (FICTIONAL)"},'
    '"exhibits":[{"media_type":{"tool":"libmagic","tool_version":"5.44","value":"text/plain"},"name":"a.txt",'
    f'"object_digest":"{"aa" * 32}","plaintext_digest":"{"bb" * 32}","salt":"{"cc" * 32}","size":5}}],'
    '"item_id":"3f0c2c52-6f5e-4a43-9d0e-2f1f3f6f0a01","number":"BYA-2026-0000001",'
    '"schema":"sviedka/record/1","version":1}'
)


def test_the_bytes_of_a_record_are_fixed():
    codec = CanonicalRecordCodec()
    assert codec.dump_record(RECORD).decode() == BYTES
    assert codec.load_record(BYTES.encode()) == RECORD


def test_the_bytes_of_an_identity_are_fixed():
    codec = CanonicalRecordCodec()
    identity = IdentityRecord("i", name="Фікцыйная Асоба", note="x")
    data = codec.dump_identity(identity)
    assert (
        data.decode() == '{"item_id":"i","name":"Фікцыйная Асоба","note":"x","schema":"sviedka/identity/1"}'
    )
    assert codec.load_identity(data) == identity


def broken(path: str, value: object) -> dict:
    document = copy.deepcopy(json.loads(BYTES))
    place, *steps = document, *path.split(".")
    for step in steps[:-1]:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("schema", "sviedka/record/3", "schema"),
        ("schema", ..., "schema"),
        ("extra", 1, "extra"),
        ("version", True, "version"),
        ("version", "1", "version"),
        ("version", 1.0, "version"),
        ("version", -1, "version"),
        ("based_on", ..., "based_on"),
        ("exhibits", ..., "exhibits"),
        ("exhibits.0.size", 2**53, "exhibits[0].size"),
        ("exhibits.0.salt", ..., "exhibits[0].salt"),
        ("exhibits.0.media_type.value", None, "exhibits[0].media_type.value"),
        ("exhibits.0.path", "../x", "exhibits[0].path"),
        ("description.kind", "film", "description.kind"),
        ("description.consent", ..., "description.consent"),
        ("description.consent.grants.0.answer", "perhaps", "description.consent.grants[0].answer"),
        ("description.languages", "be", "description.languages"),
        (
            "description.allegations.0.attributions.0.level",
            "top",
            "description.allegations[0].attributions[0].level",
        ),
        ("description.source.name", "somebody", "description.source.name"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(path: str, value: object, where: str):
    with pytest.raises(ObjectError) as caught:
        record_from_json(broken(path, value))
    assert [problem.where for problem in caught.value.problems] == [where]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("description.sensitivity", 3),
        ("description.fictional", "yes"),
        ("description.text", ""),
        ("description.flags", []),
        ("description.place", 7),
        ("description.source.account_no", 1),
        ("description.consent.recontact", False),
        ("description.consent.grants.0.answer", True),
        ("reason", ""),
        ("renditions", []),
    ],
)
def test_another_spelling_of_the_same_value_is_refused(path: str, value: object):
    with pytest.raises(ObjectError, match="one spelling"):
        record_from_json(broken(path, value))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", BYTES.replace(":", ": ", 1).encode(), BYTES[:-1].encode()]
)
def test_bytes_that_are_no_canonical_record_are_refused(data: bytes):
    with pytest.raises(ObjectError):
        CanonicalRecordCodec().load_record(data)


def test_an_identity_is_no_record_and_a_record_no_identity():
    codec = CanonicalRecordCodec()
    with pytest.raises(ObjectError):
        codec.load_record(codec.dump_identity(IdentityRecord("i")))
    with pytest.raises(ObjectError):
        codec.load_identity(BYTES.encode())


def test_a_newer_schema_is_said_in_plain_words():
    with pytest.raises(ObjectError) as caught:
        record_from_json(broken("schema", "sviedka/record/7"))
    assert "sviedka/record/7" in str(caught.value)
    assert "reads sviedka/record/1 and sviedka/record/2" in str(caught.value)


def test_a_record_is_of_the_oldest_schema_that_has_what_it_says():
    """The bytes of version 2 are a format of record as well."""
    asked = dataclasses.replace(RECORD.description, expectations=(Expectation.APOLOGY,))
    newer = CanonicalRecordCodec().dump_record(dataclasses.replace(RECORD, description=asked)).decode()
    expected = BYTES.replace("record/1", "record/2").replace(
        '"fictional"', '"expectations":["apology"],"fictional"'
    )
    assert newer == expected
    assert CanonicalRecordCodec().load_record(newer.encode()).description == asked


def test_a_record_of_another_schema_than_it_needs_is_another_spelling():
    with pytest.raises(ObjectError, match="one spelling"):
        record_from_json(broken("schema", "sviedka/record/2"))
    with pytest.raises(ObjectError, match="one spelling"):
        record_from_json(broken("description.expectations", ["apology"]))


def test_no_message_contains_what_the_record_says():
    with pytest.raises(ObjectError) as caught:
        record_from_json(broken("description.kind", "Пелагея сказала"))
    assert "Пелагея" not in str(caught.value)


def test_sealed_texts_are_not_judged_again():
    odd = record_from_json(broken("description.title", "two\nlines\x00"))
    assert record_to_json(odd)["description"]["title"] == "two\nlines\x00"


def test_an_identity_with_nothing_known_is_just_its_item():
    assert identity_to_json(IdentityRecord("i")) == {"schema": "sviedka/identity/1", "item_id": "i"}


def test_the_format_document_shows_these_bytes():
    page = Path(__file__).parents[3] / "docs" / "formats" / "record.md"
    assert BYTES in page.read_text(encoding="utf-8")
