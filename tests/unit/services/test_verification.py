"""The whole-archive verification on archives in use: who may, what is written, what is opened."""

import json
import re
import threading
from dataclasses import replace

import pytest

from archive.domain.agent import Act, Role
from archive.domain.description import Identity
from archive.domain.errors import InvalidRequest, NotFound, NotPermitted, ObjectError
from archive.services.agents import register_agent, retire_agent
from archive.services.collections import CollectionRequest, create_collection
from archive.services.verification import ALL_CODES, Request, examine_archive, verify_archive
from archive.services.verification.logged import Logged, read_quickly
from archive.services.verification.opened import check_opened
from archive.services.withdrawal import withdraw
from archive.verifier.codes import CODES
from archive.verifier.findings import Severity
from crypto.age.file import encrypt
from crypto.age.hybrid import HybridIdentity
from tests.checks import check_archive
from tests.conftest import ROOT
from tests.factories import admit, describe, fill, make_archive

FINDINGS = ROOT / "docs" / "formats" / "findings.md"


@pytest.fixture
def made(tmp_path):
    archive = make_archive(tmp_path)
    yield archive
    archive.close()


def entries(made, event_type):
    with made.archive.records.reading() as tx:
        return [read_quickly(row.entry) for row in tx.log.by_type([event_type])]


def codes(report):
    return {each.code.number for each in report.findings}


class TestSound:
    def test_new_archive(self, made):
        assert check_archive(made).findings == ()

    def test_archive_in_which_everything_has_happened(self, made):
        fill(made)
        report = check_archive(made)
        assert report.findings == ()
        assert (report.counts.items, report.counts.withdrawn) == (6, 1)
        assert report.counts.covered < report.counts.entries

    def test_people_come_and_go(self, made):
        archive, custodian = made.archive, made.custodian
        register_agent(archive, custodian, "second", [Role.LAWYER, Role.AUDITOR], "words of a second agent")
        admit(made, "second", 2)
        admit(made, "second", 0)
        admit(made, "lawyer", 1)
        retire_agent(archive, custodian, "second")
        elsewhere = str(HybridIdentity.generate().recipient())
        create_collection(archive, custodian, CollectionRequest("court", "CRT", elsewhere), "")
        create_collection(
            archive, custodian, CollectionRequest("more", "MOR", ceiling=1), "words of a second collection"
        )
        made.deposit((b"FICTIONAL",), collection="court")
        made.deposit((b"FICTIONAL",), collection="more")
        assert codes(check_archive(made)) == {"V781"}

    def test_item_with_more_exhibits_than_one_entry_holds(self, made):
        made.deposit([b"FICTIONAL %d" % n for n in range(200)])
        assert codes(check_archive(made)) == {"V781"}

    def test_interrupted_erasure_is_told(self, made):
        outcome = made.deposit((b"FICTIONAL",))
        digest = outcome.exhibits[0].digest
        header = made.archive.objects.read_header(digest)
        withdraw(made.archive, made.custodian, outcome.number, "asked")
        made.archive.objects.add_header(digest, header)
        with pytest.raises(AssertionError, match=f"V614 header-not-destroyed: headers/{digest[:2]}/{digest}"):
            check_archive(made)


class TestTheRun:
    @pytest.mark.parametrize("handle", ["auditor", "custodian"])
    def test_is_in_the_log_itself(self, made, handle):
        fill(made)
        report = verify_archive(made.archive, made.actor(handle))
        assert report.is_valid
        assert not report.not_recorded
        (entry,) = entries(made, "verification")
        assert entry.detail["items"] == 6
        assert entry.detail["findings"] == {}
        assert entry.subjects[0] == ("log", report.root.hex())
        check_archive(made)

    @pytest.mark.parametrize("handle", ["lawyer", "documenter"])
    def test_needs_the_role(self, made, handle):
        with pytest.raises(NotPermitted):
            verify_archive(made.archive, made.actor(handle))
        (refusal,) = entries(made, "refusal")
        assert refusal.detail["act"] == Act.VERIFY.value

    def test_tells_how_far_it_is(self, made):
        fill(made)
        told = []
        verify_archive(
            made.archive,
            made.custodian,
            Request(deep=True),
            lambda what, done, total: told.append((what, done, total)),
        )
        assert {what for what, _, _ in told} >= {"database", "opening"}
        assert all(done <= total for _, done, total in told)

    def test_of_an_unknown_item(self, made):
        with pytest.raises(NotFound):
            verify_archive(made.archive, made.auditor, Request(number="BYA-2020-0000001"))

    def test_with_a_key_that_is_none(self, made):
        with pytest.raises(InvalidRequest):
            verify_archive(made.archive, made.auditor, Request(log_keys=("key",)))

    def test_codes_of_defects_are_logged_and_no_subjects(self, made):
        outcome = made.deposit((b"FICTIONAL",))
        digest = outcome.exhibits[0].digest
        (made.root / "objects" / digest[:2] / digest).unlink()
        report = verify_archive(made.archive, made.auditor)
        assert codes(report) == {"V601", "V781"}
        (entry,) = entries(made, "verification")
        assert entry.detail["findings"] == {"V601": 1, "V781": 1}
        assert digest not in json.dumps(entry.detail)


class TestDeep:
    def test_auditor_holds_no_key(self, made):
        fill(made)
        report = verify_archive(made.archive, made.auditor, Request(deep=True))
        assert codes(report) == {"V636"}
        assert report.is_valid
        assert report.counts.opened == 0
        assert entries(made, "fixity_check") == []

    def test_custodian_opens_everything_and_each_opening_is_logged(self, made):
        numbers = fill(made)
        report = verify_archive(made.archive, made.custodian, Request(deep=True))
        assert report.findings == ()
        assert report.counts.opened == 5
        opened = {digest for entry in entries(made, "fixity_check") for _, digest in entry.subjects}
        with made.archive.records.reading() as tx:
            for number in (numbers.two_exhibits, numbers.amended):
                objects = tx.items.objects(tx.items.by_number(number).item_id)
                assert {o.digest for o in objects} <= opened
        check_archive(made)

    def test_one_item(self, made):
        numbers = fill(made)
        report = verify_archive(made.archive, made.custodian, Request(deep=True, number=numbers.amended))
        assert report.findings == ()
        assert report.counts.opened == 1

    def test_sealed_collection_is_told(self, made):
        elsewhere = str(HybridIdentity.generate().recipient())
        create_collection(made.archive, made.custodian, CollectionRequest("court", "CRT", elsewhere), "")
        made.deposit((b"FICTIONAL",), collection="court")
        report = verify_archive(made.archive, made.custodian, Request(deep=True))
        assert [(f.code.number, f.subject) for f in report.findings if f.code.number != "V781"] == [
            ("V636", "collection court")
        ]

    def test_damage_already_named_is_not_named_again(self, made):
        outcome = made.deposit((b"FICTIONAL",))
        digest = outcome.exhibits[0].digest
        path = made.root / "objects" / digest[:2] / digest
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        assert codes(verify_archive(made.archive, made.custodian, Request(deep=True))) <= {"V602", "V781"}


class Recoded:
    """A codec that lies: what a program with a key, and no scruples, could have sealed."""

    def __init__(self, codec, change):
        self._codec = codec
        self._change = change

    def load_record(self, data):
        return self._change(self._codec.load_record(data))


def deep_codes(made, change):
    """Codes of the deep check when every record says something else."""
    archive = replace(made.archive, codec=Recoded(made.archive.codec, change))
    with archive.records.reading() as tx:
        logged = Logged()
        for row in tx.log.entries():
            logged.take(row.leaf_index, row.entry)
    return {f.code.number for f in check_opened(archive, made.custodian, logged, ()).findings}


class TestWhatIsSealed:
    @pytest.fixture
    def filled(self, made):
        made.deposit((b"FICTIONAL one", b"FICTIONAL two"), describe("x"), Identity(name="Fictional Person"))
        return made

    @pytest.mark.parametrize(
        "change",
        [
            {"number": "BYA-2020-0000009"},
            {"item_id": "00000000-0000-0000-0000-000000000000"},
            {"collection_id": "00000000-0000-0000-0000-000000000000"},
            {"version": 2},
            {"based_on": "ab" * 32},
            {"exhibits": ()},
            {"source_object": "ab" * 32},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_record_contradicts_its_row(self, filled, change):
        assert deep_codes(filled, lambda record: replace(record, **change)) == {"V633"}

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({"plaintext_digest": "ab" * 32}, {"V634", "V635"}),
            ({"size": 1}, {"V634"}),
            ({"salt": "ab" * 32}, {"V635"}),
        ],
    )
    def test_exhibit_is_not_the_one_committed_to(self, filled, change, expected):
        def lie(record):
            return replace(record, exhibits=tuple(replace(e, **change) for e in record.exhibits))

        assert deep_codes(filled, lie) == expected

    def test_record_that_is_none(self, filled):
        def refuse(_record):
            raise ObjectError("A sealed record is no canonical JSON.")

        assert deep_codes(filled, refuse) == {"V632"}

    def test_header_of_other_recipients(self, filled):
        """Logged and stored alike, and yet nobody of the collection can open it."""
        with filled.archive.records.reading() as tx:
            (item,) = tx.items.items()
        other, _ = encrypt(b"", [HybridIdentity.generate().recipient()])
        filled.archive.objects.replace_header(item.record, other)
        assert deep_codes(filled, lambda record: record) == {"V631"}

    def test_records_as_they_are(self, filled):
        assert deep_codes(filled, lambda record: record) == set()


class TestCodes:
    def test_one_table_without_doubles(self):
        assert set(CODES) < set(ALL_CODES)
        assert len({code.name for code in ALL_CODES.values()}) == len(ALL_CODES)
        assert all(number == code.number for number, code in ALL_CODES.items())

    def test_each_is_documented_with_its_words(self):
        text = FINDINGS.read_text(encoding="utf-8")
        rows = dict(re.findall(r"^\| (V\d{3}) \| (.+) \|$", text, flags=re.MULTILINE))
        assert list(rows) == sorted(ALL_CODES)
        for number, code in ALL_CODES.items():
            kind = "" if code.severity is Severity.ERROR else f" ({code.severity.value})"
            assert rows[number] == f"`{code.name}`{kind} | {code.sentence} {code.meaning}"


class TestWhileOthersWork:
    def test_acts_that_happen_meanwhile_are_no_defects(self, made):
        fill(made)
        done = threading.Event()
        failures = []

        def work():
            try:
                for n in range(12):
                    outcome = made.deposit((b"FICTIONAL meanwhile %d" % n,), describe(f"meanwhile {n}"))
                    made.publish()
                    if n % 3 == 0:
                        withdraw(made.archive, made.custodian, outcome.number, "asked")
                        made.publish()
            except Exception as error:  # noqa: BLE001 - told to the test
                failures.append(error)
            finally:
                done.set()

        thread = threading.Thread(target=work)
        made.documenter, made.custodian  # noqa: B018 - signed in before the thread needs them
        thread.start()
        found = set()
        runs = 0
        while not done.is_set() or runs == 0:
            found |= {str(f) for f in examine_archive(made.archive).findings if f.severity is Severity.ERROR}
            runs += 1
        thread.join()
        assert failures == []
        assert found == set()
        check_archive(made)
