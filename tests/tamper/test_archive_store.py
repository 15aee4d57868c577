"""One thing changed among payloads and headers: exactly that is found."""

import pytest

from archive.services.verification import Request
from crypto.digest import sha256_hex
from tests.tampering import exchange, flip


def test_the_untouched_archive_has_no_finding_at_all(copy):
    assert copy.found() == {}


@pytest.mark.parametrize(
    "place", [0, 15, 16, 100, -17, -1], ids=["nonce", "nonce end", "chunk", "body", "tag", "last"]
)
@pytest.mark.parametrize("role", ["exhibit", "record"])
def test_a_flipped_bit_in_a_payload(copy, place, role):
    digest = copy.digest(copy.numbers.two_exhibits, role, 0 if role == "exhibit" else 1)
    flip(copy.payload(digest), place)
    report = copy.report()
    assert [(f.code.number, f.subject) for f in report.findings] == [
        ("V602", f"objects/{digest[:2]}/{digest}")
    ]
    assert not report.is_valid


@pytest.mark.parametrize("place", [0, 30, 400, -20, -2], ids=["version", "stanza", "body", "mac", "end"])
def test_a_flipped_bit_in_a_header(copy, place):
    digest = copy.digest(copy.numbers.two_exhibits)
    flip(copy.header(digest), place)
    assert [(f.code.number, f.subject) for f in copy.report().findings] == [
        ("V612", f"headers/{digest[:2]}/{digest}")
    ]


def test_a_missing_payload(copy):
    copy.payload(copy.digest(copy.numbers.amended)).unlink()
    assert copy.found() == {"V601": 1}


@pytest.mark.parametrize("version", [1, 2])
def test_a_missing_record_old_or_present(copy, version):
    copy.payload(copy.digest(copy.numbers.amended, "record", version)).unlink()
    assert copy.found() == {"V601": 1}


def test_a_missing_payload_of_a_withdrawn_item(copy):
    copy.payload(copy.digest(copy.numbers.withdrawn)).unlink()
    assert copy.found() == {"V601": 1}


@pytest.mark.parametrize("left", [0, 1, 16, 100, -1])
def test_a_truncated_payload(copy, left):
    path = copy.payload(copy.digest(copy.numbers.two_exhibits))
    path.write_bytes(path.read_bytes()[:left])
    assert copy.found() == {"V603": 1}


def test_a_payload_that_grew(copy):
    with copy.payload(copy.digest(copy.numbers.two_exhibits)).open("ab") as file:
        file.write(b"x")
    assert copy.found() == {"V604": 1}


def test_two_payloads_exchanged(copy):
    one, other = (copy.digest(copy.numbers.two_exhibits, position=n) for n in (0, 1))
    exchange(copy.payload(one), copy.payload(other))
    assert copy.found() == {"V605": 2}


def test_a_payload_put_in_the_place_of_another_items(copy):
    copy.payload(copy.digest(copy.numbers.amended)).write_bytes(
        copy.payload(copy.digest(copy.numbers.consented)).read_bytes()
    )
    assert copy.found() == {"V605": 1}


def test_a_payload_that_became_a_link(copy, tmp_path):
    path = copy.payload(copy.digest(copy.numbers.amended))
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert copy.found() == {"V606": 1, "V621": 1}


def test_a_missing_header(copy):
    copy.header(copy.digest(copy.numbers.amended)).unlink()
    assert copy.found() == {"V611": 1}


def test_the_header_of_an_identity_missing(copy):
    copy.header(copy.digest(copy.numbers.with_identity, "identity", 1)).unlink()
    assert copy.found() == {"V611": 1}


def test_two_headers_exchanged_between_objects(copy):
    one, other = copy.digest(copy.numbers.amended), copy.digest(copy.numbers.consented)
    exchange(copy.header(one), copy.header(other))
    assert copy.found() == {"V613": 2}


def test_headers_exchanged_in_store_and_database_alike(copy):
    one, other = copy.digest(copy.numbers.amended), copy.digest(copy.numbers.consented)
    exchange(copy.header(one), copy.header(other))
    ((first,),) = copy.sql("SELECT header_digest FROM stored_object WHERE digest = ?", one)
    ((second,),) = copy.sql("SELECT header_digest FROM stored_object WHERE digest = ?", other)
    copy.sql("UPDATE stored_object SET header_digest = ? WHERE digest = ?", second, one)
    copy.sql("UPDATE stored_object SET header_digest = ? WHERE digest = ?", first, other)
    assert copy.found() == {"V613": 2, "V724": 2}


def test_an_erased_header_put_back(copy):
    digest = copy.digest(copy.numbers.withdrawn)
    copy.header(digest).parent.mkdir(exist_ok=True)
    copy.header(digest).write_bytes(copy.header(copy.digest(copy.numbers.amended)).read_bytes())
    assert copy.found() == {"V614": 1}


def test_a_header_that_is_a_folder(copy):
    path = copy.header(copy.digest(copy.numbers.amended))
    path.unlink()
    path.mkdir()
    assert copy.found() == {"V615": 1, "V621": 1}


def test_strays_are_reported_and_left_alone(copy):
    stray = copy.root / "objects" / "note.txt"
    stray.write_text("FICTIONAL")
    report = copy.report()
    assert [f.code.number for f in report.findings] == ["V621"]
    assert report.is_valid
    assert stray.exists()


def test_a_whole_object_nobody_acknowledged_is_recoverable(copy):
    digest = copy.digest(copy.numbers.amended)
    payload, header = copy.payload(digest).read_bytes(), copy.header(digest).read_bytes()
    other = payload + b"more"
    name = sha256_hex(other)
    for path, data in ((copy.payload(name), other), (copy.header(name), header)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    report = copy.report()
    assert [f.code.number for f in report.findings] == ["V622"]
    assert report.is_valid
    copy.header(name).unlink()
    assert copy.found() == {"V623": 1}


def test_a_header_without_a_payload_is_a_remnant(copy):
    name = "ab" * 32
    copy.header(name).parent.mkdir(exist_ok=True)
    copy.header(name).write_bytes(b"age-encryption.org/v1\n")
    assert copy.found() == {"V623": 1}


def test_one_item_can_be_verified_alone(copy):
    flip(copy.payload(copy.digest(copy.numbers.amended)))
    assert copy.found(Request(number=copy.numbers.consented)) == {}
    assert copy.found(Request(number=copy.numbers.amended)) == {"V602": 1}


def test_reading_changes_nothing(copy):
    before = sorted(
        (p, p.stat().st_mtime_ns) for p in copy.root.rglob("*") if p.is_file() and "sqlite" not in p.name
    )
    copy.report()
    after = sorted(
        (p, p.stat().st_mtime_ns) for p in copy.root.rglob("*") if p.is_file() and "sqlite" not in p.name
    )
    assert before == after
    assert before
