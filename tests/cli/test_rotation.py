"""`sviedka collection rotate` and `rewrap`: approved, carried out; found again; bundles still open."""

import io

import pytest

from archive.verifier.cli import main as verify_main
from crypto.age.file import decrypt_file
from crypto.age.keys import parse_identities_file
from tests.checks import check_archive
from tests.command import Command

GRANTS = ("--consent-basis", "open_source", "--grant", "analysis", "--sensitivity", "1")


@pytest.fixture
def command(tmp_path):
    command = Command(tmp_path).found()
    (command.secrets / "new").write_text("other fictional words for a test\n")
    file = tmp_path / "one.txt"
    file.write_text("FICTIONAL statement about a barrack")
    command.ingest(file, *GRANTS)
    command.run("index", "catch-up", agent="lawyer")
    return command


def rotate(command: Command, *options, expect: int = 0):
    secret = ("--new-passphrase-file", command.secrets / "new")
    return command.run("collection", "rotate", "main", *secret, *options, agent="custodian", expect=expect)


def test_keys_are_replaced_and_everything_is_found_again(command):
    number = command.numbers()["one.txt"]
    said = rotate(command).out
    assert "2 headers of main are re-wrapped" in said
    assert "no header in the store opens with old keys alone" in said
    assert "sviedka index rebuild" in said
    (row,) = command.run("collection", "list", "--json", agent="custodian").json
    assert (row["epoch"], row["items_to_rewrap"]) == (2, 0)
    command.run("index", "rebuild", agent="lawyer")
    assert command.search("barrack", "--purpose", "analysis")["total"] == 1
    assert number in command.run("show", number, "--purpose", "analysis", agent="lawyer").out
    again = command.run("collection", "rewrap", "main", agent="custodian").out
    assert "0 headers of main are re-wrapped" in again
    check_archive(command.root)


def test_rotation_needs_two_people_where_keys_do(command):
    settings = command.root / "sviedka.toml"
    settings.write_text(settings.read_text().replace("two_person = false", "two_person = true"))
    (command.secrets / "second").write_text("second: fictional words for a test\n")
    secret = ("--new-passphrase-file", command.secrets / "second")
    command.run("agent", "add", "second", "--role", "custodian", *secret, agent="custodian")
    assert "[approval-needed]" in rotate(command, expect=3).err
    rotate(command, "--ask", "A member's laptop was taken.")
    (asked,) = command.run("approval", "list", "--json", agent="second").json
    assert asked["particulars"] == {"collection": "main", "epoch": 2, "recipient": ""}
    command.run("approval", "decide", asked["id"], "approve", agent="second")
    rotate(command)
    assert "[approval-needed]" in rotate(command, expect=3).err
    entries = command.run("log", "show", "--last", 100, "--json", agent="auditor").json
    begun, ended = [each["detail"] for each in entries if each["event_type"] == "key_rotation"]
    assert begun["approval_id"] == asked["id"]
    assert (begun["epoch"], ended) == (2, {"epoch": 2, "retired": 1})
    check_archive(command.root)


def test_a_weak_passphrase_and_a_wrong_one_change_nothing(command):
    (command.secrets / "new").write_text("short\n")
    assert rotate(command, expect=2).code == 2
    (command.secrets / "new").write_text("other fictional words for a test\n")
    wrong = ("--collection-passphrase-file", command.secrets / "lawyer")
    assert "does not open" in rotate(command, *wrong, expect=None).err
    assert "Only a sealed collection" in rotate(command, "--recipient", "age1pq1x", expect=2).err
    (row,) = command.run("collection", "list", "--json", agent="custodian").json
    assert row["epoch"] == 1
    present = ("--collection-passphrase-file", command.secrets / "collection")
    rotate(command, *present)
    check_archive(command.root)


def test_an_identity_file_that_is_none_is_named(command, tmp_path):
    (tmp_path / "text").write_text("no identity\n")
    for name in ("text", "absent"):
        answer = command.run(
            "collection", "rewrap", "main", "--identity", tmp_path / name, agent="custodian", expect=None
        )
        assert answer.code
        assert "is no file of post-quantum age identities" in answer.err


def test_bundles_of_before_and_after_are_valid_and_open(command, tmp_path):
    number = command.numbers()["one.txt"]
    export = ("export", number, "--purpose", "analysis")
    command.run(*export, "--to", tmp_path / "before", agent="lawyer")
    rotate(command)
    command.run("log", "publish", agent="custodian")
    command.run(*export, "--to", tmp_path / "after", agent="lawyer")
    shares = sorted((tmp_path / "shares").iterdir())[:2]
    combined = command.run("recovery", "combine", *shares).out
    (recovery,) = parse_identities_file(combined)
    for name in ("before", "after"):
        assert verify_main([str(tmp_path / name)]) == 0
        for payload in (tmp_path / name / "data" / "objects").iterdir():
            header = tmp_path / name / "data" / "headers" / payload.name
            sealed = io.BytesIO(header.read_bytes() + payload.read_bytes())
            assert b"".join(decrypt_file(sealed, [recovery]))
    entries = len(list((tmp_path / "after" / "data" / "entries").glob("*.json")))
    assert entries > len(list((tmp_path / "before" / "data" / "entries").glob("*.json")))
