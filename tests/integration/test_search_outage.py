"""The index is expendable: down, damaged or gone, deposits go on, searches say so, and it comes back."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from scripts.elasticsearch import start
from scripts.elasticsearch_node import HOMES
from tests.checks import check_archive
from tests.command import Command
from tests.elastic_environment import use_elasticsearch

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")


@pytest.fixture
def command(tmp_path) -> Command:
    folder = tmp_path / "own"
    folder.mkdir()
    return Command(folder).found()


def deposit(command: Command, name: str) -> None:
    path = command.folder / f"{name}.txt"
    path.write_text(f"FICTIONAL {name} statement")
    assert "1 deposited" in command.ingest(path, *OPEN).out


@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "truncated"])
def test_an_embedded_index_that_is_lost_or_damaged(command, damage):
    deposit(command, "first")
    deposit(command, "second")
    before = command.search("statement")
    assert before["total"] == 2
    path = command.root / "index.sqlite3"
    data = path.read_bytes()
    for each in command.root.glob("index.sqlite3*"):
        each.unlink()
    if damage != "gone":
        path.write_bytes(
            {"empty": b"", "garbage": os.urandom(9000), "truncated": data[: len(data) // 2]}[damage]
        )
    deposit(command, "third")
    command.run("show", command.numbers()["first.txt"], agent="lawyer")
    if damage in ("gone", "empty"):
        assert command.search("statement")["total"] == 3
    else:
        answer = command.run("search", "statement", agent="lawyer", expect=75)
        assert "`sviedka index rebuild` makes it anew" in answer.err
        assert "Deposits, reading by number and the custody log go on" in answer.err
        command.run("index", "worker", "--rounds", 1, agent="lawyer")
        command.run("index", "rebuild", agent="lawyer")
    found = command.search("statement")
    assert found["total"] == 3
    assert {item["number"] for item in before["items"]} < {item["number"] for item in found["items"]}
    check_archive(command.root)


@pytest.fixture
def node_data():
    """A folder that the node's own account can reach, which the test's own folder is not."""
    folder = Path(tempfile.mkdtemp(prefix="sviedka-outage-", dir=HOMES))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.elasticsearch
@pytest.mark.slow
def test_a_node_that_stops_and_starts_again(command, node_data, monkeypatch):
    """A node of this test's own, stopped and started on the same port with the same data."""
    data = node_data
    node = start(data_dir=data)
    try:
        use_elasticsearch(monkeypatch, node)
        deposit(command, "first")
        assert command.search("statement")["total"] == 1
        node.stop()
        deposit(command, "second")
        deposit(command, "third")
        answer = command.run("search", "statement", agent="lawyer", expect=75)
        assert "Elasticsearch cannot be reached" in answer.err
        assert "Deposits, reading by number and the custody log go on" in answer.err
        assert "the index will catch up by itself" in answer.err
        assert answer.out == ""
        command.run("show", command.numbers()["second.txt"], agent="lawyer")
        command.run("withdraw", command.numbers()["first.txt"], "--reason", "x", "--yes", agent="custodian")
        tries = command.run("index", "worker", "--every", 1, "--rounds", 3, agent="lawyer")
        assert tries.err.count("Trying again in 1 s") == 3
        command.run("index", "rebuild", agent="lawyer", expect=75)
        check_archive(command.root)
        port = int(node.url.rpartition(":")[2])
        again = start(data_dir=data, port=port)
        try:
            assert again.url == node.url
            use_elasticsearch(monkeypatch, again)
            found = command.search("statement")
            assert found["total"] == 2
            assert found["behind"] == 0
            assert {item["title"] for item in found["items"]} == {"second.txt", "third.txt"}
            assert "2 of 2 items are indexed; 0 wait" in command.run("index", "status", agent="auditor").out
            with Elasticsearch(
                again.url, basic_auth=(again.user, again.password), request_timeout=300
            ) as client:
                assert len(client.indices.get(index="sviedka-*").body) == 1
        finally:
            again.stop()
    finally:
        node.stop()
    check_archive(command.root)
