"""One thing changed in the custody log, its checkpoints or its tiles: exactly that is found."""

import shutil

import pytest

from archive.domain.errors import CustodyError
from archive.services.ledger import acting
from archive.services.verification import Request, verify_archive
from crypto.merkle import leaf_hash
from crypto.note import parse_verifier_key
from tests.factories import describe, make_archive, reopen
from tests.tampering import Copy, flip


def one(copy: Copy, code: str) -> str:
    """The subject of the only finding, which has this code."""
    findings = copy.report().findings
    assert [f.code.number for f in findings] == [code]
    return findings[0].subject


def entry(copy: Copy, place: int) -> bytes:
    return copy.sql("SELECT entry FROM log_entry WHERE leaf_index = ?", place)[0][0]


def exchange_rows(copy: Copy, one: int, other: int) -> None:
    for before, after in ((one, -1), (other, one), (-1, other)):
        copy.sql("UPDATE log_entry SET leaf_index = ? WHERE leaf_index = ?", after, before)


class TestSignedEntries:
    @pytest.mark.parametrize(
        "event_type", ["archive_creation", "accession", "withdrawal", "agent_registration"]
    )
    @pytest.mark.parametrize("place", [12, 200, -10])
    def test_bit_flipped(self, copy, event_type, place):
        leaf = copy.last(event_type)
        data = bytearray(entry(copy, leaf))
        data[place] ^= 1
        copy.sql("UPDATE log_entry SET entry = ? WHERE leaf_index = ?", bytes(data), leaf)
        assert one(copy, "V101") == f"entry {leaf}"

    @pytest.mark.parametrize("event_type", ["archive_creation", "accession", "erasure", "membership_change"])
    def test_dropped(self, copy, event_type):
        leaf = copy.last(event_type)
        copy.sql("DELETE FROM log_entry WHERE leaf_index = ?", leaf)
        assert one(copy, "V103") == f"entry {leaf}"

    def test_dropped_and_the_rest_moved_up(self, copy):
        leaf = copy.last("consent_change")
        copy.sql("DELETE FROM log_entry WHERE leaf_index = ?", leaf)
        copy.sql("UPDATE log_entry SET leaf_index = -leaf_index WHERE leaf_index > ?", leaf)
        copy.sql("UPDATE log_entry SET leaf_index = -leaf_index - 1 WHERE leaf_index < 0")
        assert one(copy, "V103") == f"entry {leaf}"

    def test_two_exchanged(self, copy):
        leaf = copy.last("withdrawal")
        exchange_rows(copy, leaf, leaf - 3)
        assert set(copy.found()) == {"V105"}

    def test_replaced_by_another(self, copy):
        leaf = copy.last("consent_change")
        copy.sql("UPDATE log_entry SET entry = ? WHERE leaf_index = ?", entry(copy, leaf - 1), leaf)
        found = copy.found()
        assert found
        assert set(found) <= {"V101", "V103", "V104", "V105"}

    def test_repeated_at_the_end(self, copy):
        leaf, size = copy.last("withdrawal"), copy.size()
        copy.sql(
            "INSERT INTO log_entry SELECT ?, leaf_hash, 'again', event_type, item_id, entry FROM log_entry "
            "WHERE leaf_index = ?",
            size,
            leaf,
        )
        assert one(copy, "V104") == f"entry {size}"

    def test_leaf_hash_and_entry_changed_alike(self, copy):
        leaf = copy.last("accession")
        data = bytearray(entry(copy, leaf))
        data[100] ^= 1
        copy.sql(
            "UPDATE log_entry SET entry = ?, leaf_hash = ? WHERE leaf_index = ?",
            bytes(data),
            leaf_hash(bytes(data)),
            leaf,
        )
        assert one(copy, "V101") == f"entry {leaf}"


class TestEntriesBeyondTheCheckpoint:
    def test_there_are_some(self, copy):
        assert copy.covered() < copy.size()
        assert copy.last("link") >= copy.covered()

    @pytest.mark.parametrize("place", [150, 600])
    def test_bit_flipped(self, copy, place):
        leaf = copy.last("link")
        data = bytearray(entry(copy, leaf))
        data[place] ^= 1
        copy.sql("UPDATE log_entry SET entry = ? WHERE leaf_index = ?", bytes(data), leaf)
        findings = copy.report().findings
        assert {f.subject for f in findings} == {f"entry {leaf}"}
        assert {f.code.number for f in findings} <= {"V102", "V106", "V502"}

    def test_dropped(self, copy):
        leaf = copy.last("link")
        copy.sql("DELETE FROM log_entry WHERE leaf_index = ?", leaf)
        found = copy.report().findings
        assert [f.code.number for f in found] in (["V103"], ["V103", "V732"])
        assert found[0].subject == f"entry {leaf}"


class TestCheckpoints:
    def test_database_of_yesterday(self, copy, tmp_path):
        """The newer objects are still there, whole: nothing was lost but the knowledge of them."""
        made = reopen(copy.root)
        shutil.copy(copy.root / "record.sqlite3", tmp_path / "yesterday")
        made.deposit((b"FICTIONAL later exhibit",), describe("later"))
        made.publish()
        made.close()
        for leftover in ("record.sqlite3-wal", "record.sqlite3-shm"):
            (copy.root / leftover).unlink(missing_ok=True)
        shutil.copy(tmp_path / "yesterday", copy.root / "record.sqlite3")
        found = copy.found()
        assert found == {"V702": 1, "V622": 2}

    def test_older_database_is_verified_without_writing(self, copy, tmp_path):
        self.test_database_of_yesterday(copy, tmp_path)
        made = reopen(copy.root)
        report = verify_archive(made.archive, made.auditor, Request())
        assert not report.is_valid
        assert "older than the last checkpoint" in report.not_recorded
        with pytest.raises(CustodyError, match="older"), acting(made.archive, made.custodian):
            pass
        made.close()

    def test_published_checkpoint_removed(self, copy):
        (copy.root / "log" / "checkpoint").unlink()
        assert one(copy, "V761") == "log/checkpoint"

    def test_published_checkpoint_unreadable(self, copy):
        (copy.root / "log" / "checkpoint").write_bytes(b"nothing\n")
        assert one(copy, "V201") == "log/checkpoint"

    def test_published_checkpoint_of_another_log(self, copy, tmp_path):
        other = make_archive(tmp_path, "other", fresh=True)
        other.close()
        (copy.root / "log" / "checkpoint").write_bytes((other.root / "log" / "checkpoint").read_bytes())
        assert one(copy, "V202") == "log/checkpoint"

    def test_published_checkpoint_with_another_root(self, copy):
        path = copy.root / "log" / "checkpoint"
        lines = path.read_text().split("\n")
        lines[2] = "A" * 43 + "="
        path.write_text("\n".join(lines))
        assert one(copy, "V203") == "log/checkpoint"

    def test_published_checkpoint_replaced_by_an_older_one(self, copy):
        ((note,),) = copy.sql("SELECT note FROM checkpoint ORDER BY size LIMIT 1")
        (copy.root / "log" / "checkpoint").write_bytes(note)
        found = copy.found()
        assert set(found) == {"V766"}

    def test_row_removed(self, copy):
        copy.sql("DELETE FROM checkpoint WHERE size = ?", copy.covered())
        assert one(copy, "V765") == "log/checkpoint"

    def test_column_of_a_row_changed(self, copy):
        size = copy.sql("SELECT min(size) FROM checkpoint")[0][0]
        copy.sql("UPDATE checkpoint SET root = zeroblob(32) WHERE size = ?", size)
        assert one(copy, "V762") == f"checkpoint row of size {size}"

    def test_note_of_a_row_changed(self, copy):
        size = copy.sql("SELECT min(size) FROM checkpoint")[0][0]
        copy.sql("UPDATE checkpoint SET note = CAST('nothing' AS BLOB) WHERE size = ?", size)
        assert one(copy, "V763") == f"checkpoint row of size {size}"

    def test_another_key_than_the_auditors(self, copy, tmp_path):
        other = make_archive(tmp_path, "other", fresh=True)
        keys = other.archive.keys.log_vkeys()
        other.close()
        assert set(copy.found(Request(log_keys=keys))) == {"V202"}

    def test_the_auditors_own_key(self, copy):
        made = reopen(copy.root)
        keys = made.archive.keys.log_vkeys()
        made.close()
        assert all(parse_verifier_key(text) for text in keys)
        assert copy.found(Request(log_keys=keys)) == {}

    def test_remembered_checkpoint_of_a_longer_log(self, copy, tmp_path):
        shutil.copytree(copy.root, tmp_path / "longer")
        longer = reopen(tmp_path / "longer")
        longer.deposit((b"FICTIONAL later exhibit",), describe("later"))
        longer.publish()
        note = longer.archive.tiles.read_checkpoint()
        longer.close()
        assert set(copy.found(Request(remembered=(note,)))) == {"V208"}

    def test_remembered_checkpoint_of_another_history(self, copy, tmp_path):
        """The whole archive was put back and continued otherwise: only who kept a checkpoint can tell."""
        shutil.copytree(copy.root, tmp_path / "first")
        first = reopen(tmp_path / "first")
        first.publish()
        first.deposit((b"FICTIONAL one",), describe("one"))
        first.publish()
        note = first.archive.tiles.read_checkpoint()
        first.close()
        made = reopen(copy.root)
        for n in range(4):
            made.deposit((b"FICTIONAL other %d" % n,), describe(f"other {n}"))
        made.publish()
        made.close()
        codes = {f.code.number for f in copy.report(Request(remembered=(note,))).findings}
        assert codes - {"V781"} == {"V207"}


class TestTiles:
    @pytest.mark.parametrize("kind", ["0", "entries"])
    def test_missing(self, copy, kind):
        size = copy.covered()
        path = copy.root / "log" / "tile" / kind / "000.p" / str(size)
        path.unlink()
        assert one(copy, "V771") == f"tile/{kind}/000.p/{size}"

    @pytest.mark.parametrize("kind", ["0", "entries"])
    @pytest.mark.parametrize("place", [0, 40, -1])
    def test_bit_flipped(self, copy, kind, place):
        size = copy.covered()
        flip(copy.root / "log" / "tile" / kind / "000.p" / str(size), place)
        assert one(copy, "V772") == f"tile/{kind}/000.p/{size}"

    def test_bit_flipped_in_a_tile_of_an_older_checkpoint(self, copy):
        size = copy.sql("SELECT min(size) FROM checkpoint")[0][0]
        flip(copy.root / "log" / "tile" / "0" / "000.p" / str(size))
        assert one(copy, "V772") == f"tile/0/000.p/{size}"

    def test_tile_beyond_the_log(self, copy):
        path = copy.root / "log" / "tile" / "0" / "000.p" / "200"
        path.write_bytes(bytes(200 * 32))
        assert one(copy, "V773") == "tile/0/000.p/200"

    def test_all_tiles_lost(self, copy):
        shutil.rmtree(copy.root / "log" / "tile")
        assert set(copy.found()) == {"V771"}

    def test_tiles_lost_and_an_entry_changed(self, copy):
        shutil.rmtree(copy.root / "log" / "tile")
        leaf = copy.last("accession")
        data = bytearray(entry(copy, leaf))
        data[-10] ^= 1
        copy.sql("UPDATE log_entry SET entry = ? WHERE leaf_index = ?", bytes(data), leaf)
        findings = copy.report().findings
        assert findings[0].code.number in {"V102", "V106"}
        assert findings[0].subject == f"entry {leaf}"
