"""An archive that keeps a pace: deposits on the command line, and receipts after the next checkpoint."""

import json

import pytest

from archive.domain.errors import InvalidRequest
from config import load_settings


@pytest.fixture
def paced(command):
    """The archive with a pace of an hour; the file of settings says it."""
    file = command.root / "sviedka.toml"
    file.write_text(f"checkpoint_seconds = 3600\n{file.read_text()}")
    (command.folder / "one.txt").write_text("FICTIONAL statement")
    return command


def test_a_deposit_is_safe_at_once_and_its_receipt_comes_with_the_checkpoint(paced):
    head = (paced.root / "log" / "checkpoint").read_bytes()
    first = paced.ingest(paced.folder / "one.txt").out
    assert "1 deposited" in first
    assert "Receipts wait for the next checkpoint, due " in first
    assert list(paced.folder.rglob("*.receipt.json")) == []
    assert (paced.root / "log" / "checkpoint").read_bytes() == head
    paced.run("log", "publish", agent="custodian")
    again = paced.ingest(paced.folder / "one.txt").out
    assert "1 already here" in again
    assert "wait" not in again
    (receipt,) = paced.folder.rglob("*.receipt.json")
    assert json.loads(receipt.read_text())["entries"]


def test_publishing_at_the_pace_asks_for_a_pace_and_for_the_right_to(command, monkeypatch):
    said = command.run("log", "publish", "--at-pace", agent="custodian", expect=2)
    assert "checkpoint_seconds" in said.err
    monkeypatch.setenv("SVIEDKA_CHECKPOINT_INTERVAL", "60")
    command.run("log", "publish", "--at-pace", agent="lawyer", expect=3)
    kept = []
    monkeypatch.setattr("archive.cli.log.keep_pace", lambda *given: kept.append(given))
    command.run("log", "publish", "--at-pace", agent="custodian")
    assert kept[0][0].checkpoint_seconds == 60


@pytest.mark.parametrize("value", ["-1", "9", "604801", "soon", "1.5", "99999999999"])
def test_a_pace_that_is_none_is_refused(command, value):
    with pytest.raises(InvalidRequest, match="checkpoint_seconds"):
        load_settings(command.root, {"SVIEDKA_CHECKPOINT_INTERVAL": value})
