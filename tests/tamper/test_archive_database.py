"""One thing changed in the database behind its triggers: exactly that is found, and named once."""

# The statements are this file's own.
# ruff: noqa: S608

import uuid

import pytest

from archive.services.verification.database import DatabaseCheck
from archive.services.verification.logged import Logged
from tests.factories import make_archive, reopen
from tests.tampering import Copy

SOMEBODY = str(uuid.UUID(int=7))
OTHER = "ab" * 32


def one(copy: Copy, code: str) -> str:
    """The subject of the only finding, which has this code."""
    findings = copy.report().findings
    assert [f.code.number for f in findings] == [code]
    return findings[0].subject


class TestItems:
    def test_row_removed(self, copy):
        copy.sql("DELETE FROM item WHERE number = ?", copy.numbers.amended)
        assert one(copy, "V711") == copy.numbers.amended

    def test_row_and_its_objects_removed(self, copy):
        item_id = copy.item_id(copy.numbers.amended)
        copy.sql("DELETE FROM item WHERE item_id = ?", item_id)
        copy.sql("DELETE FROM stored_object WHERE item_id = ?", item_id)
        assert one(copy, "V711") == copy.numbers.amended

    def test_row_of_a_linked_item_and_its_links_removed(self, copy):
        copy.sql("DELETE FROM item WHERE number = ?", copy.numbers.linked)
        copy.sql("DELETE FROM link")
        assert one(copy, "V711") == copy.numbers.linked

    def test_row_made_up(self, copy):
        copy.sql(
            "INSERT INTO item SELECT ?, collection_id, 'BYA-2026-0000007', version, record, state, "
            "accession_id, fingerprint, deposited_by FROM item WHERE number = ?",
            SOMEBODY,
            copy.numbers.amended,
        )
        assert set(copy.found()) == {"V712"}

    @pytest.mark.parametrize("column", ["collection_id", "accession_id", "deposited_by"])
    def test_changed(self, copy, column):
        copy.sql(f"UPDATE item SET {column} = ? WHERE number = ?", SOMEBODY, copy.numbers.amended)
        assert one(copy, "V713") == copy.numbers.amended

    def test_two_numbers_exchanged(self, copy):
        a, b = copy.numbers.amended, copy.numbers.consented
        ids = [copy.item_id(a), copy.item_id(b)]
        copy.sql("UPDATE item SET number = 'x' WHERE item_id = ?", ids[0])
        copy.sql("UPDATE item SET number = ? WHERE item_id = ?", a, ids[1])
        copy.sql("UPDATE item SET number = ? WHERE item_id = ?", b, ids[0])
        assert copy.found() == {"V713": 2}

    def test_older_version_put_back(self, copy):
        first = copy.digest(copy.numbers.amended, "record", 1)
        copy.sql("UPDATE item SET version = 1, record = ? WHERE number = ?", first, copy.numbers.amended)
        assert one(copy, "V714") == copy.numbers.amended

    def test_older_consent_put_back(self, copy):
        first = copy.digest(copy.numbers.consented, "record", 1)
        copy.sql("UPDATE item SET record = ? WHERE number = ?", first, copy.numbers.consented)
        assert one(copy, "V714") == copy.numbers.consented

    def test_withdrawn_without_an_act(self, copy):
        copy.sql("UPDATE item SET state = 'withdrawn' WHERE number = ?", copy.numbers.amended)
        assert set(copy.found()) == {"V715"}

    def test_withdrawal_undone(self, copy):
        copy.sql("UPDATE item SET state = 'active' WHERE number = ?", copy.numbers.withdrawn)
        assert set(copy.found()) == {"V715"}

    def test_nonsense(self, copy):
        copy.sql("UPDATE item SET state = 'eaten' WHERE number = ?", copy.numbers.amended)
        assert copy.found() == {"V701": 1}


class TestObjects:
    def test_row_removed(self, copy):
        copy.sql("DELETE FROM stored_object WHERE digest = ?", copy.digest(copy.numbers.two_exhibits))
        assert copy.numbers.two_exhibits in one(copy, "V721")

    def test_row_made_up(self, copy):
        copy.sql(
            "INSERT INTO stored_object SELECT item_id, ?, role, 9, size, header_digest, fingerprint, "
            "shredded FROM stored_object WHERE digest = ?",
            OTHER,
            copy.digest(copy.numbers.amended),
        )
        assert OTHER in one(copy, "V722")

    def test_exhibits_in_another_order(self, copy):
        digests = [copy.digest(copy.numbers.two_exhibits, position=n) for n in (0, 1)]
        for digest, position in zip(digests, (1, 0), strict=True):
            copy.sql("UPDATE stored_object SET position = ? WHERE digest = ?", position, digest)
        assert copy.found() == {"V723": 2}

    @pytest.mark.parametrize(("column", "value"), [("size", 1), ("role", "rendition"), ("item_id", SOMEBODY)])
    def test_changed(self, copy, column, value):
        digest = copy.digest(copy.numbers.amended)
        copy.sql(f"UPDATE stored_object SET {column} = ? WHERE digest = ?", value, digest)
        assert digest in one(copy, "V723")

    def test_another_header_named(self, copy):
        digest = copy.digest(copy.numbers.amended)
        copy.sql("UPDATE stored_object SET header_digest = ? WHERE digest = ?", OTHER, digest)
        assert digest in one(copy, "V724")

    @pytest.mark.parametrize("number", ["amended", "withdrawn"])
    def test_mark_of_erasure_changed(self, copy, number):
        digest = copy.digest(getattr(copy.numbers, number))
        copy.sql("UPDATE stored_object SET shredded = NOT shredded WHERE digest = ?", digest)
        assert digest in one(copy, "V725")


class TestLinks:
    def test_removed(self, copy):
        copy.sql("DELETE FROM link")
        assert one(copy, "V731").startswith(copy.numbers.linked)

    @pytest.mark.parametrize(("column", "value"), [("type", "exonerates"), ("event_id", SOMEBODY)])
    def test_changed(self, copy, column, value):
        copy.sql(f"UPDATE link SET {column} = ?", value)
        assert set(copy.found()) <= {"V731", "V732"}
        assert "V732" in copy.found()

    def test_made_up(self, copy):
        copy.sql(
            "INSERT INTO link VALUES (?, ?, 'exonerates', 'sealed', ?)",
            copy.item_id(copy.numbers.amended),
            copy.item_id(copy.numbers.consented),
            SOMEBODY,
        )
        assert one(copy, "V732").startswith(copy.numbers.amended)


class TestPeople:
    def test_agent_removed(self, copy):
        copy.sql("DELETE FROM agent WHERE handle = 'auditor'")
        assert one(copy, "V741") == "agent auditor"

    def test_agent_made_up(self, copy):
        copy.sql(
            "INSERT INTO agent SELECT ?, 'intruder', zeroblob(32), recipient, 'custodian', 0 "
            "FROM agent WHERE handle = 'lawyer'",
            SOMEBODY,
        )
        assert one(copy, "V742") == "agent intruder"

    @pytest.mark.parametrize(
        "change", ["public_key = zeroblob(32)", "recipient = 'age1pq1x'", "handle = 'other'"]
    )
    def test_agent_changed(self, copy, change):
        copy.sql(f"UPDATE agent SET {change} WHERE handle = 'lawyer'")
        assert one(copy, "V743") == "agent lawyer"

    def test_roles_changed(self, copy):
        copy.sql("UPDATE agent SET roles = 'custodian lawyer' WHERE handle = 'lawyer'")
        assert one(copy, "V744") == "agent lawyer"

    def test_retired_without_an_act(self, copy):
        copy.sql("UPDATE agent SET retired = 1 WHERE handle = 'lawyer'")
        assert one(copy, "V745") == "agent lawyer"

    def test_collection_removed(self, copy):
        copy.sql("DELETE FROM collection")
        assert one(copy, "V746") == "collection main"

    def test_collection_made_up(self, copy):
        copy.sql(
            "INSERT INTO collection SELECT ?, 'second', 'SEC', content_recipient, recovery_recipient, "
            "vault_recipient, sealed, ceiling FROM collection",
            SOMEBODY,
        )
        assert one(copy, "V747") == "collection second"

    @pytest.mark.parametrize("change", ["name = 'other'", "prefix = 'XXX'", "ceiling = 0", "sealed = 1"])
    def test_collection_changed(self, copy, change):
        copy.sql(f"UPDATE collection SET {change}")
        assert set(copy.found()) == {"V748"}

    @pytest.mark.parametrize("column", ["content_recipient", "recovery_recipient", "vault_recipient"])
    def test_recipient_changed(self, copy, column):
        copy.sql(f"UPDATE collection SET {column} = 'age1pq1intruder'")
        assert one(copy, "V749") == "collection main"

    @pytest.mark.parametrize("change", ["UPDATE membership SET clearance = 1", "DELETE FROM membership"])
    def test_clearance_changed(self, copy, change):
        copy.sql(change)
        assert set(copy.found()) == {"V751"}

    def test_membership_made_up(self, copy):
        copy.sql(
            "INSERT INTO membership SELECT collection_id, agent_id, 3 FROM collection, agent "
            "WHERE handle = 'documenter'"
        )
        assert one(copy, "V751") == "agent documenter in collection main"


class TestBesideTheLog:
    @pytest.mark.parametrize("change", ["leaf_hash = zeroblob(32)", "event_type = 'query'", "item_id = NULL"])
    def test_column_beside_an_entry_changed(self, copy, change):
        place = copy.last("consent_change")
        copy.sql(f"UPDATE log_entry SET {change} WHERE leaf_index = ?", place)
        assert one(copy, "V703") == f"columns of entry {place}"

    def test_frontier_changed(self, copy):
        ((frontier,),) = copy.sql("SELECT frontier FROM log_state")
        copy.sql("UPDATE log_state SET frontier = ?", frontier[:-1] + bytes([frontier[-1] ^ 1]))
        assert one(copy, "V704") == "frontier of the log"

    def test_size_changed(self, copy):
        copy.sql("UPDATE log_state SET size = size - 1")
        assert set(copy.found()) == {"V704"}

    def test_sealed_reason_removed(self, copy):
        copy.sql(
            "DELETE FROM sealed_detail WHERE event_id = "
            "(SELECT event_id FROM log_entry WHERE event_type = 'withdrawal')"
        )
        assert one(copy, "V705") == f"sealed detail of entry {copy.last('withdrawal')}"

    def test_sealed_reason_changed(self, copy):
        ((event_id, sealed),) = copy.sql(
            "SELECT event_id, sealed FROM sealed_detail JOIN log_entry USING (event_id) "
            "WHERE event_type = 'withdrawal'"
        )
        copy.sql(
            "UPDATE sealed_detail SET sealed = ? WHERE event_id = ?",
            sealed[:-1] + bytes([sealed[-1] ^ 1]),
            event_id,
        )
        assert one(copy, "V706") == f"sealed detail of entry {copy.last('withdrawal')}"

    def test_file_of_another_archive(self, copy, tmp_path):
        other = make_archive(tmp_path, "other", fresh=True)
        other.close()
        (copy.root / "sviedka.toml").write_bytes((other.root / "sviedka.toml").read_bytes())
        assert one(copy, "V707") == "sviedka.toml"


def test_an_item_removed_with_all_its_traces_leaves_a_gap(copy):
    """Without the log's help: an accession of a program that did not log numbers."""
    made = reopen(copy.root)
    copy.sql("DELETE FROM item WHERE number = ?", copy.numbers.amended)
    with made.archive.records.reading() as tx:
        check = DatabaseCheck(tx, Logged())
        codes = [(f.code.number, f.found) for f in check.items() if f.code.number != "V712"]
    made.close()
    assert codes == [("V716", "0000003")]
