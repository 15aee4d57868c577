"""`sviedka approval`: asked for, decided by another, carried out once; and archives of one person."""

import pytest

from tests.command import Command


@pytest.fixture
def pair(tmp_path):
    """Two custodians, two people asked for, one item."""
    command = Command(tmp_path).found()
    settings = command.root / "sviedka.toml"
    settings.write_text(settings.read_text().replace("two_person = false", "two_person = true"))
    (command.secrets / "second").write_text("second: fictional words for a test\n")
    secret = ("--new-passphrase-file", command.secrets / "second")
    command.run("agent", "add", "second", "--role", "custodian", *secret, agent="custodian")
    file = tmp_path / "one.txt"
    file.write_text("FICTIONAL statement")
    grants = ("--consent-basis", "open_source", "--grant", "analysis", "--sensitivity", "1")
    command.ingest(file, *grants)
    return command


def test_one_asks_another_approves_the_first_carries_out(pair):
    number = pair.numbers()["one.txt"]
    withdraw = ("withdraw", number, "--reason", "r", "--yes")
    refused = pair.run(*withdraw, agent="custodian", expect=3)
    assert "sviedka approval request" in refused.err
    assert "[approval-needed]" in refused.err
    asked = pair.run(
        "approval", "request", "erasure", number, "--reason", "The source asked.", agent="custodian"
    )
    assert "Another custodian decides" in asked.out
    own = pair.run("approval", "decide", number, "approve", agent="custodian", expect=3)
    assert "Nobody decides on their own request" in own.err
    listed = pair.run("approval", "list", "--state", "requested", "--json", agent="second").json
    assert [(each["act"], each["requested_by"]) for each in listed] == [("erasure", "custodian")]
    assert "The source asked." in pair.run("approval", "list", agent="second").out
    decided = pair.run("approval", "decide", number, "approve", agent="second").out
    assert decided.startswith("Withdrawing an item: ")
    assert "headers destroyed" in pair.run(*withdraw, agent="custodian").out
    pair.run("approval", "decide", number, "approve", agent="second", expect=4)


def test_a_request_is_refused_or_taken_back(pair):
    number = pair.numbers()["one.txt"]
    request = ("approval", "request", "reveal_identity", number, "--reason", "r")
    pair.run(*request, agent="custodian")
    assert pair.run("approval", "decide", number, "refuse", agent="second").out.endswith(
        "Refused. Nothing happens.\n"
    )
    pair.run(*request, agent="custodian")
    pair.run(*request, agent="custodian")
    assert (
        "Several requests" in pair.run("approval", "decide", number, "approve", agent="second", expect=2).err
    )
    asked = pair.run("approval", "list", "--state", "requested", "--json", agent="custodian").json
    pair.run("approval", "withdraw", asked[0]["id"], agent="custodian")
    assert pair.run("approval", "list", agent="lawyer").out == "Nothing was asked for.\n"


def test_collections_and_exports_ask_where_they_are_made(pair, tmp_path):
    create = ("collection", "create", "camp", "--prefix", "CSV")
    pair.run(*create, "--ask", "A place for the camp.", agent="custodian")
    assert "camp" not in pair.run("collection", "list", agent="custodian").out
    (asked,) = pair.run("approval", "list", "--json", agent="second").json
    assert asked["particulars"]["collection"] == "camp"
    pair.run("approval", "decide", asked["id"], "approve", agent="second")
    secret = ("--collection-passphrase-file", pair.secrets / "collection")
    pair.run(*create, *secret, agent="custodian")
    search = ("search", "statement", "--purpose", "analysis")
    pair.run(*search, "--export", tmp_path / "hits.csv", "--ask", "For the expert.", agent="lawyer")
    assert not (tmp_path / "hits.csv").exists()
    assert pair.run("approval", "list", "--json", agent="lawyer").json[0]["act"] == "bulk_export"
    assert "--ask goes with --export" in pair.run(*search, "--ask", "r", agent="lawyer", expect=2).err


def test_doctor_names_an_archive_of_one_person(pair):
    fine = pair.run("doctor", expect=None).out
    assert "ok      what cannot be taken back needs two people" in fine
    settings = pair.root / "sviedka.toml"
    settings.write_text(settings.read_text().replace("two_person = true", "two_person = false"))
    assert "advice  what cannot be taken back needs two people" in pair.run("doctor", expect=None).out
    settings.write_text(settings.read_text().replace("two_person = false", 'two_person = "no"'))
    assert "neither true nor false" in pair.run("index", "status", agent="lawyer", expect=2).err
