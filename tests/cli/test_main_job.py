"""The main job through the command line, on the thirty fictional records and the five real articles."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from archive.verifier.cli import main as verify_bundle
from scripts.demo import search_arguments
from tests.checks import check_archive
from tests.command import Command
from tests.conftest import IN_CI, ROOT, SHARED

SEARCHES = yaml.safe_load((ROOT / "samples" / "searches.yaml").read_text(encoding="utf-8"))["searches"]


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> Command:
    """An archive with the thirty records, indexed; tests only read it."""
    command = Command(tmp_path_factory.mktemp("samples")).found()
    report = command.ingest(ROOT / "samples" / "records")
    assert "30 deposited" in report.out
    command.run("index", "catch-up", agent="lawyer")
    return command


@pytest.mark.parametrize("search", SEARCHES, ids=[search["name"] for search in SEARCHES])
def test_sample_searches_find_exactly_what_they_should(samples, search):
    assert samples.labels(*search_arguments(search["parameters"])[1:]) == set(search["expected"])


@pytest.mark.parametrize("search", SEARCHES, ids=[search["name"] for search in SEARCHES])
def test_auditor_sees_how_many_consent_hid(samples, search):
    samples.search(*search_arguments(search["parameters"])[1:])
    entries = samples.run("log", "show", "--last", 1, "--json", agent="auditor").json
    assert entries[-1]["event_type"] == "query"
    assert entries[-1]["detail"]["hidden"] == {"consent": len(search["hidden"]), "clearance": 0}
    counted = samples.run("log", "hidden", "--json", agent="auditor").json[-1]
    assert counted["consent"] == len(search["hidden"])
    assert counted["found"] == len(search["expected"])
    samples.run("log", "hidden", agent="lawyer", expect=3)


def test_numbers_have_no_gaps_and_each_has_a_receipt(samples):
    numbers = sorted(path.name.split(".")[0] for path in samples.receipts.iterdir())
    year = numbers[0].split("-")[1]
    assert numbers == [f"BYA-{year}-{n:07d}" for n in range(1, 31)]


def test_the_archive_verifies(samples):
    assert samples.run("verify", agent="auditor").code == 0
    check_archive(samples.root)


def test_an_exported_item_is_checked_offline(samples, tmp_path):
    number = samples.numbers()["s01_testimony.txt"]
    use = ("--purpose", "prosecution", "--jurisdiction", "DE")
    samples.run("export", number, "--to", tmp_path / "bundle", *use, agent="lawyer")
    vkey = samples.run("log", "keys").out.split()[0]
    assert verify_bundle([str(tmp_path / "bundle"), "--log-key", vkey]) == 0


def test_a_withdrawn_item_leaves_its_custody_and_nothing_else(tmp_path):
    command = Command(tmp_path).found()
    record = ROOT / "samples" / "records" / "S30"
    command.ingest(record)
    command.run("index", "catch-up", agent="lawyer")
    (number,) = command.numbers().values()
    command.run("withdraw", number, "--reason", "fictional", "--yes", agent="custodian")
    shown = command.run("show", number, agent="lawyer").out
    assert "WITHDRAWN" in shown
    assert "FICTIONAL" not in shown
    command.run("exhibit", number, agent="lawyer", expect=4)
    again = command.ingest(record)
    assert "withdrawn before" in again.out
    assert command.search("--purpose", "analysis")["total"] == 0
    assert not list((command.root / "headers").rglob("*/*"))
    check_archive(command.root)


def test_the_articles_are_deposited_found_and_verified(tmp_path):
    folder = SHARED / "samples" / "articles"
    if not folder.is_dir():
        assert not IN_CI
        folder = tmp_path / "articles"
        folder.mkdir()
        (folder / "a.txt").write_text("FICTIONAL article about political prisoners in Belarus.")
    command = Command(tmp_path).found()
    files = sorted(folder.iterdir())
    use = ("--consent-basis", "open_source", "--grant", "analysis", "--sensitivity", 1, "--language", "en")
    assert f"{len(files)} deposited" in command.ingest(*files, *use).out
    found = command.search("political prisoners", "--page-size", 20)
    assert found["total"] == len(files)
    assert all(item["passages"] for item in found["items"])
    for name, number in command.numbers().items():
        assert command.run("exhibit", number, agent="lawyer").raw == (folder / name).read_bytes()
    command.run("verify", agent="auditor")
    check_archive(command.root)


def test_running_intake_again_makes_no_second_item(samples, tmp_path):
    copy = Command(tmp_path)
    shutil.copytree(samples.folder, tmp_path, dirs_exist_ok=True)
    report = copy.ingest(ROOT / "samples" / "records")
    assert "0 deposited, 30 already here" in report.out
    check_archive(copy.root)


def test_a_receipt_proves_the_deposit_offline(samples):
    number = samples.numbers()["s03_testimony.txt"]
    receipt = samples.receipts / f"{number}.receipt.json"
    exhibit = json.loads(receipt.read_text())["exhibits"][0]
    original = ROOT / "samples" / "records" / "S03" / exhibit["name"]
    vkey = samples.run("log", "keys").out.split()[0]
    assert verify_bundle(["receipt", str(receipt), str(original), "--log-key", vkey]) == 0
    other = Path(ROOT / "samples" / "records" / "S04" / "s04_testimony.txt")
    assert verify_bundle(["receipt", str(receipt), str(other), "--log-key", vkey]) == 1
