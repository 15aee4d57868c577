"""Intake that is killed, stopped and run again: one item per file, numbers without gaps, receipts for all."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.checks import check_archive
from tests.cli.conftest import copied
from tests.command import Command
from tests.conftest import ROOT

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en", "--quiet")
FILES = 600
FEW = 60
SEED = 20201122
PATIENCE = 900
"""Seconds after which a run hangs, rather than waits for its turn on a busy machine."""


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(FILES):
        (folder / f"{number:04}.txt").write_text(f"FICTIONAL statement {number}\n" * (1 + number % 40))
    return folder


@pytest.fixture
def few(many, tmp_path) -> Path:
    folder = tmp_path / "few"
    folder.mkdir()
    for path in sorted(many.iterdir())[:FEW]:
        os.link(path, folder / path.name)
    return folder


def begin(command: Command, folder: Path, *before: str) -> subprocess.Popen:
    """`sviedka ingest` as a process of its own."""
    secret = command.secrets / "documenter"
    arguments = [
        *before, sys.executable, "-m", "archive.cli.main", "--archive", command.root, "--as", "documenter",
        "--passphrase-file", secret, "ingest", folder, *OPEN, "--receipts", command.receipts,
    ]  # fmt: skip
    return subprocess.Popen(
        [str(part) for part in arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def deposited(command: Command) -> int:
    """Items that are in the archive, asked of the archive itself."""
    return int(command.run("index", "status", "--json", agent="auditor").json["items"])


def check_all_there(command: Command, folder: Path) -> None:
    """One item per file, gapless, each with a receipt; nothing left in quarantine; the archive verifies."""
    names = sorted(path.name for path in folder.iterdir())
    receipts = [json.loads(path.read_text()) for path in command.receipts.iterdir()]
    assert sorted(receipt["exhibits"][0]["name"] for receipt in receipts) == names
    numbers = sorted(int(receipt["item_number"][-7:]) for receipt in receipts)
    assert numbers == list(range(1, len(names) + 1))
    assert all(receipt["entries"] for receipt in receipts)
    assert deposited(command) == len(names)
    assert not list((command.root / "quarantine").rglob("*"))
    report = check_archive(command.root)
    assert report.counts.items == len(names)


def finish(command: Command, folder: Path) -> None:
    done = begin(command, folder)
    out, err = done.communicate(timeout=PATIENCE)
    assert done.returncode == 0, err
    assert f"{len(list(folder.iterdir()))} in all" in out
    check_all_there(command, folder)


def test_killed_and_stopped_at_random_moments_then_run_to_its_end(founded, many, tmp_path):
    command = copied(founded, tmp_path / "own")
    rng = random.Random(SEED)
    for attempt in range(6):
        process = begin(command, many)
        wait_for_work(command, process)
        time.sleep(rng.uniform(0.0, 0.5))
        how = signal.SIGKILL if attempt % 2 == 0 else signal.SIGTERM
        process.send_signal(how)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (0, -how, 130), err
        assert "Traceback" not in err
        if process.returncode == 130:
            assert "What was reported as deposited is safe" in err
            assert "in all" in out
    finish(command, many)


def wait_for_work(command: Command, process: subprocess.Popen) -> None:
    """Until something lies in the quarantine, or the process has ended."""
    quarantine = command.root / "quarantine"
    while process.poll() is None and not any(len(list(p.iterdir())) > 1 for p in quarantine.iterdir()):
        time.sleep(0.01)


CALLS = ("fsync", "link,linkat", "pwrite64", "rename", "syncfs")


@pytest.mark.parametrize("call", CALLS)
def test_killed_before_a_chosen_system_call(founded, few, tmp_path, call):
    """strace kills the process as it enters the n-th call of a kind, for several n."""
    command = copied(founded, tmp_path / "own")
    killed = 0
    for nth in (1, 9, 40):
        injected = f"inject={call}:signal=KILL:when={nth}"
        process = begin(command, few, "strace", "-f", "-qqq", "-o", "/dev/null", "-e", injected)
        process.communicate(timeout=PATIENCE)
        killed += process.returncode != 0
    assert killed, f"{call} was never called: this test proves nothing"
    finish(command, few)


def test_no_receipt_before_the_deposit_is_durable(founded, few, tmp_path):
    """Every receipt that a killed run left names an item that is there."""
    command = copied(founded, tmp_path / "own")
    process = begin(command, few)
    while process.poll() is None and not any(command.receipts.glob("*.receipt.json")):
        time.sleep(0.002)
    process.kill()
    process.communicate(timeout=PATIENCE)
    left = list(command.receipts.glob("*.receipt.json"))
    assert left
    items = deposited(command)
    for path in left:
        receipt = json.loads(path.read_text())
        assert int(receipt["item_number"][-7:]) <= items
    finish(command, few)


def test_two_runs_at_once_make_no_second_item(founded, few, tmp_path):
    command = copied(founded, tmp_path / "own")
    runs = [begin(command, few) for _ in range(2)]
    for run in runs:
        _, err = run.communicate(timeout=PATIENCE)
        assert run.returncode == 0, err
    finish(command, few)
