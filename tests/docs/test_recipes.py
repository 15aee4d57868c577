"""What the format documents tell a reader to do by hand, done: digests, age, a receipt in thirty lines."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crypto.age import header, scrypt
from tests.architecture.tree import ROOT
from tests.command import PASSPHRASES
from tests.docs.documents import blocks, read

FORMATS = ROOT / "docs" / "formats"
FIRST = ROOT / "samples" / "records" / "S01" / "s01_testimony.txt"


def age() -> str:
    """The real age, which the set-up of the test tools installs; its absence fails the test."""
    folders = [Path(os.environ["SVIEDKA_TOOLS"]) / "bin"] if os.environ.get("SVIEDKA_TOOLS") else []
    for folder in (*folders, ROOT / ".cache" / "tools" / "bin"):
        if (folder / "age").is_file():
            return str(folder / "age")
    raise AssertionError("the real age is not installed: run `make setup-test`")


def first_receipt(archive) -> Path:
    return archive.receipts / f"{archive.numbers()[FIRST.name]}.receipt.json"


def test_the_folder_holds_what_the_page_lists(archive):
    (listed,) = (
        block for block in blocks(FORMATS / "archive-folder.md", "") if block.startswith("<archive>")
    )
    names = {line.split()[0].partition("/")[0] for line in listed.splitlines()[1:]}
    held = {path.name for path in archive.root.iterdir()} - {
        f"{database}-{part}" for database in ("record.sqlite3", "index.sqlite3") for part in ("wal", "shm")
    }
    assert held == names


def test_key_files_are_where_the_page_says_and_closed(archive):
    (listed,) = (
        block for block in blocks(FORMATS / "archive-folder.md", "") if block.startswith("keys/log.key")
    )
    patterns = [line.split("  ")[0] for line in listed.splitlines()]
    files = [path for path in (archive.root / "keys").rglob("*") if path.is_file()]
    shapes = {shape(path.relative_to(archive.root)) for path in files}
    assert shapes == {shape(Path(pattern)) for pattern in patterns}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def shape(path: Path) -> str:
    """A path below keys/ with ids and handles taken out."""
    parts = list(path.parts)
    if parts[1] == "agents":
        parts[2] = "*"
    if parts[1] == "collections":
        parts[2] = "*"
        if parts[3] == "members":
            parts[4] = "*"
    return "/".join(parts)


def test_payloads_are_checked_with_sha256sum_alone(archive, tmp_path):
    (recipe,) = (block for block in blocks(FORMATS / "archive-folder.md", "") if "sha256sum --check" in block)
    run = ["bash", "-c", f"set -o pipefail; {recipe}"]
    done = subprocess.run(run, cwd=archive.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    digest = b"changed"
    (tmp_path / "objects" / "00").mkdir(parents=True)
    (tmp_path / "objects" / "00" / hashlib.sha256(digest).hexdigest()).write_bytes(b"other")
    assert subprocess.run(run, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_an_exhibit_opens_with_cat_and_the_real_age(archive, tmp_path):
    (recipe,) = (block for block in blocks(FORMATS / "object.md", "") if "age -d" in block)
    receipt = json.loads(first_receipt(archive).read_text(encoding="utf-8"))
    digest = receipt["exhibits"][0]["object"]
    shares = [archive.folder / "shares" / f"share-{number}.txt" for number in (1, 2)]
    identity = archive.run("recovery", "combine", *shares).out
    (tmp_path / "identity.txt").write_text(identity)
    for kind in ("headers", "objects"):
        (tmp_path / kind).symlink_to(archive.root / kind)
    command = recipe.replace("ab/abcd…", f"{digest[:2]}/{digest}").replace("| age", f"| {age()}")
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    assert (tmp_path / "opened").read_bytes() == FIRST.read_bytes()


@pytest.fixture
def check(tmp_path) -> Path:
    (recipe,) = blocks(FORMATS / "receipt.md", "python")
    path = tmp_path / "check.py"
    path.write_text(recipe, encoding="utf-8")
    return path


def run_check(check: Path, receipt: Path, file: Path, key: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(check), str(receipt), str(file), key]
    return subprocess.run(command, cwd=check.parent, capture_output=True, text=True, check=False)


def test_a_receipt_is_checked_by_the_recipe(archive, check):
    key = archive.run("log", "keys").out.splitlines()[0]
    done = run_check(check, first_receipt(archive), FIRST, key)
    assert done.returncode == 0, done.stderr
    assert f"{FIRST.name}: deposited as {archive.numbers()[FIRST.name]}" in done.stdout


@pytest.mark.parametrize("changed", ["file", "salt", "object", "entry", "proof", "root", "key"])
def test_the_recipe_finds_what_was_changed(archive, check, tmp_path, changed):
    receipt = json.loads(first_receipt(archive).read_text(encoding="utf-8"))
    file, key = FIRST, archive.run("log", "keys").out.splitlines()[0]
    exhibit, entry = receipt["exhibits"][0], receipt["entries"][0]
    match changed:
        case "file":
            file = ROOT / "samples" / "records" / "S03" / "s03_testimony.txt"
        case "salt":
            exhibit["salt"] = "00" * 32
        case "object":
            exhibit["object"] = "00" * 32
        case "entry":
            entry["entry"] = receipt["entries"][1]["entry"]
        case "proof":
            lines = entry["proof"].split("\n")
            lines[2], lines[3] = lines[3], lines[2]
            entry["proof"] = "\n".join(lines)
        case "root":
            head, note = entry["proof"].split("\n\n", 1)
            origin, size, root, rest = note.split("\n", 3)
            entry["proof"] = f"{head}\n\n{origin}\n{size}\n{root[::-1][1:]}=\n{rest}"
        case "key":
            name, _, _ = key.split("+", 2)
            key = f"{name}+00000000+AWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"
    copy = tmp_path / "changed.receipt.json"
    copy.write_text(json.dumps(receipt))
    done = run_check(check, copy, file, key)
    assert done.returncode != 0
    assert "deposited" not in done.stdout


def test_limits_of_objects_are_those_of_the_code():
    text = read(FORMATS / "object.md")
    assert f"above {header.MAX_HEADER_SIZE >> 20} MiB" in text
    assert f"more than {header.MAX_STANZAS:,} stanzas" in text
    assert f"above work factor {scrypt.DEFAULT_MAX_WORK_FACTOR}" in text


def test_passphrases_of_these_archives_are_fictional():
    assert all("fictional" in passphrase for passphrase in PASSPHRASES.values())
