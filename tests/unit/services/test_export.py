"""Exporting an item: what is in the folder, who may, what is refused, what an interruption leaves."""

import json

import bagit
import pytest

from archive.domain.consent import Purpose, Use
from archive.domain.description import Identity, Relation, RelationType
from archive.domain.errors import (
    Conflict,
    FixityError,
    InvalidRequest,
    KeyUnavailable,
    NotFound,
    NotPermitted,
    ObjectError,
    StorageFull,
)
from archive.services import bundling
from archive.services.change import link_items
from archive.services.collections import CollectionRequest, create_collection
from archive.services.export import ExportRequest, export_item
from archive.services.opening import read_range
from archive.services.verification.logged import read_quickly
from archive.services.withdrawal import withdraw
from archive.verifier.cli import main as verify_bundle
from crypto.age.file import decrypt
from crypto.age.hybrid import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.errors import NoIdentityMatches
from tests.checks import check_archive
from tests.factories import PROSECUTION, admit, consent, describe, fill, make_archive
from tests.tampering import flip

CONTENT = b"FICTIONAL exhibit of the export\n" * 5000


@pytest.fixture
def made(tmp_path):
    archive = make_archive(tmp_path)
    yield archive
    archive.close()


def export(made, number, folder, recipient="", use=PROSECUTION, agent="lawyer"):
    return export_item(made.archive, made.actor(agent), ExportRequest(number, folder, use, recipient))


def log_key(made):
    return made.archive.keys.log_vkeys()[0]


def entries(made, event_type):
    with made.archive.records.reading() as tx:
        return [read_quickly(row.entry) for row in tx.log.by_type([event_type])]


def refused(made):
    return [(each.detail["act"], each.detail["reason"]) for each in entries(made, "refusal")]


class TestTheFolder:
    def test_is_valid_for_two_strangers(self, made, tmp_path):
        numbers = fill(made)
        report = export(made, numbers.two_exhibits, tmp_path / "bundle")
        assert verify_bundle([str(tmp_path / "bundle"), "--log-key", log_key(made)]) == 0
        bagit.Bag(str(tmp_path / "bundle")).validate()
        assert report.objects == 3
        check_archive(made)

    def test_holds_the_entry_of_its_own_making(self, made, tmp_path):
        numbers = fill(made)
        report = export(made, numbers.amended, tmp_path / "bundle")
        item = json.loads((tmp_path / "bundle" / "data" / "item.json").read_text())
        assert item["entries"][-1] == report.leaf_index
        entry = read_quickly(
            (tmp_path / "bundle" / "data" / "entries" / f"{report.leaf_index}.json").read_bytes()
        )
        assert (entry.event_type, entry.detail["purpose"], entry.detail["jurisdiction"]) == (
            "export",
            "prosecution",
            "DE",
        )

    def test_never_holds_an_identity_or_an_older_version(self, made, tmp_path):
        numbers = fill(made)
        for number in (numbers.with_identity, numbers.amended):
            export(made, number, tmp_path / number)
            with made.archive.records.reading() as tx:
                item = tx.items.by_number(number)
                stored = {o.digest: o for o in tx.items.objects(item.item_id)}
            exported = {path.name for path in (tmp_path / number / "data" / "objects").iterdir()}
            assert {stored[digest].role.value for digest in exported} == {"exhibit", "record"}
            assert [d for d in exported if stored[d].role.value == "record"] == [item.record]

    def test_opens_for_its_recipient_and_nobody_else(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        body, stranger = HybridIdentity.generate(), HybridIdentity.generate()
        export(made, outcome.number, tmp_path / "bundle", str(body.recipient()))
        data = tmp_path / "bundle" / "data"
        digest = outcome.exhibits[0].digest
        header = (data / "headers" / digest).read_bytes()
        payload = (data / "objects" / digest).read_bytes()
        assert decrypt(header, payload, [body]) == CONTENT
        for other in (stranger, made.lawyer.identity):
            with pytest.raises(NoIdentityMatches):
                decrypt(header, payload, [other])
        assert verify_bundle([str(tmp_path / "bundle"), "--log-key", log_key(made)]) == 0

    def test_without_recipient_the_headers_are_those_stored(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        export(made, outcome.number, tmp_path / "bundle")
        digest = outcome.exhibits[0].digest
        header = (tmp_path / "bundle" / "data" / "headers" / digest).read_bytes()
        assert header == made.archive.objects.read_header(digest)

    def test_does_not_change_what_the_archive_holds(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        export(made, outcome.number, tmp_path / "bundle", str(HybridIdentity.generate().recipient()))
        report = check_archive(made)
        assert {f.code.number for f in report.findings} == {"V781"}

    def test_two_exports_are_two_entries(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        first = export(made, outcome.number, tmp_path / "one")
        second = export(made, outcome.number, tmp_path / "two")
        assert second.leaf_index > first.leaf_index
        assert verify_bundle([str(tmp_path / "two"), "--log-key", log_key(made)]) == 0


class TestWhoMay:
    @pytest.mark.parametrize("handle", ["documenter", "auditor", "custodian"])
    def test_only_lawyers(self, made, tmp_path, handle):
        outcome = made.deposit((CONTENT,))
        with pytest.raises(NotPermitted):
            export(made, outcome.number, tmp_path / "bundle", agent=handle)
        assert refused(made) == [("export", "role")]

    @pytest.mark.parametrize(
        "use", [Use(Purpose.PUBLICATION), Use(Purpose.STORAGE), Use(Purpose.ICC, "ICC", "NL")], ids=str
    )
    def test_consent_to_another_use_looks_like_absence(self, made, tmp_path, use):
        outcome = made.deposit((CONTENT,))
        with pytest.raises(NotFound) as hidden:
            export(made, outcome.number, tmp_path / "bundle", use=use)
        assert hidden.value.message == f"There is no item {outcome.number}."
        assert refused(made) == [("export", "consent")]
        assert not (tmp_path / "bundle").exists()

    def test_too_little_clearance_looks_like_absence(self, made, tmp_path):
        outcome = made.deposit((CONTENT,), describe(sensitivity=3))
        admit(made, "lawyer", 2)
        with pytest.raises(NotFound, match="There is no item"):
            export(made, outcome.number, tmp_path / "bundle")
        assert refused(made) == [("export", "clearance")]

    def test_no_member_looks_like_absence(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        admit(made, "lawyer", 0)
        with pytest.raises(NotFound, match="There is no item"):
            export(made, outcome.number, tmp_path / "bundle")
        assert refused(made) == [("export", "not a member")]

    def test_withdrawn(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        withdraw(made.archive, made.custodian, outcome.number, "asked")
        with pytest.raises(NotFound, match="withdrawn"):
            export(made, outcome.number, tmp_path / "bundle")
        assert refused(made) == [("export", "withdrawn")]

    def test_unknown(self, made, tmp_path):
        with pytest.raises(NotFound):
            export(made, "BYA-2020-0000001", tmp_path / "bundle")


class TestBadInput:
    @pytest.mark.parametrize("recipient", ["age1", "age1pq1", "nothing", "AGE-SECRET-KEY-1"])
    def test_no_recipient(self, made, tmp_path, recipient):
        outcome = made.deposit((CONTENT,))
        with pytest.raises(InvalidRequest):
            export(made, outcome.number, tmp_path / "bundle", recipient)
        assert entries(made, "export") == []

    def test_classical_recipient(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        with pytest.raises(InvalidRequest, match="post-quantum"):
            export(made, outcome.number, tmp_path / "bundle", str(X25519Identity.generate().recipient()))

    def test_folder_that_is_there(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        (tmp_path / "bundle").mkdir()
        with pytest.raises(Conflict):
            export(made, outcome.number, tmp_path / "bundle")
        assert entries(made, "export") == []

    def test_damaged_payload_is_found_before_anything_is_logged(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        digest = outcome.exhibits[0].digest
        flip(made.root / "objects" / digest[:2] / digest)
        with pytest.raises(FixityError):
            export(made, outcome.number, tmp_path / "bundle")
        assert entries(made, "export") == []

    def test_damaged_header_is_found_before_anything_is_logged(self, made, tmp_path):
        outcome = made.deposit((CONTENT,))
        digest = outcome.exhibits[0].digest
        flip(made.root / "headers" / digest[:2] / digest, 500)
        with pytest.raises(ObjectError):
            export(made, outcome.number, tmp_path / "bundle")
        assert entries(made, "export") == []

    @pytest.mark.parametrize(
        ("error", "raised"),
        [(KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left on device"), StorageFull)],
        ids=["stopped", "disk full"],
    )
    def test_interruption_leaves_no_folder(self, made, tmp_path, monkeypatch, error, raised):
        outcome = made.deposit((CONTENT,))
        out = tmp_path / "out"

        def fail(folder, files):
            bundling.write_bundle_really(folder, files)
            raise error

        monkeypatch.setattr(bundling, "write_bundle_really", bundling.write_bundle, raising=False)
        monkeypatch.setattr(bundling, "write_bundle", fail)
        with pytest.raises(raised):
            export(made, outcome.number, out / "bundle")
        assert list(out.iterdir()) == []
        assert len(entries(made, "export")) == 1
        check_archive(made)


class TestWhatBelongsWithIt:
    @pytest.fixture
    def pair(self, made):
        one = made.deposit((b"FICTIONAL one",), describe("one"))
        other = made.deposit((b"FICTIONAL other",), describe("other"))
        return one.number, other.number

    @pytest.mark.parametrize("type_", [RelationType.MUST_TRAVEL_WITH, RelationType.EXONERATES])
    @pytest.mark.parametrize("direction", [1, -1])
    def test_linked_item_is_named(self, made, tmp_path, pair, type_, direction):
        source, target = pair[::direction]
        link_items(made.archive, made.lawyer, source, type_, target, "fictional")
        report = export(made, pair[0], tmp_path / "bundle")
        assert [(each.number, each.relation) for each in report.left_behind] == [(pair[1], type_)]
        with made.archive.records.reading() as tx:
            item_id = tx.items.by_number(pair[1]).item_id
        assert entries(made, "export")[0].detail["excluded"] == [item_id]

    def test_other_links_are_not(self, made, tmp_path, pair):
        link_items(made.archive, made.lawyer, pair[0], RelationType.SAME_INCIDENT, pair[1], "fictional")
        assert export(made, pair[0], tmp_path / "bundle").left_behind == ()

    def test_relation_stated_by_the_record_itself(self, made, tmp_path, pair):
        relation = Relation(RelationType.EXONERATES, pair[0])
        third = made.deposit((b"FICTIONAL third",), describe("third", relations=(relation,)))
        assert [each.number for each in export(made, third.number, tmp_path / "b").left_behind] == [pair[0]]

    def test_hidden_one_is_logged_and_not_named(self, made, tmp_path, pair):
        hidden = made.deposit((b"FICTIONAL",), describe("hidden", consent=consent(Purpose.ANALYSIS)))
        link_items(made.archive, made.lawyer, pair[0], RelationType.EXONERATES, hidden.number, "fictional")
        assert export(made, pair[0], tmp_path / "bundle").left_behind == ()
        assert entries(made, "export")[0].detail["excluded"] == [hidden.item_id]

    def test_withdrawn_one_is_not(self, made, tmp_path, pair):
        link_items(made.archive, made.lawyer, pair[0], RelationType.EXONERATES, pair[1], "fictional")
        withdraw(made.archive, made.custodian, pair[1], "asked")
        assert export(made, pair[0], tmp_path / "bundle").left_behind == ()


def test_an_item_of_a_sealed_collection_is_opened_by_nobody_here(made, tmp_path):
    elsewhere = HybridIdentity.generate()
    create_collection(
        made.archive, made.custodian, CollectionRequest("court", "CRT", str(elsewhere.recipient())), ""
    )
    outcome = made.deposit((CONTENT,), identity=Identity(name="Fictional"), collection="court")
    admit(made, "lawyer", 3, "court")
    with pytest.raises(KeyUnavailable):
        export(made, outcome.number, tmp_path / "bundle")
    digest = outcome.exhibits[0].digest
    assert b"".join(read_range(made.archive.objects, digest, [elsewhere])) == CONTENT
