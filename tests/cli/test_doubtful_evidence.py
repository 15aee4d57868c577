"""Keys that are missing, objects that were changed, a database from a backup, a disk without room."""

import errno
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tests.checks import check_archive
from tests.cli.conftest import copied
from tests.command import Command

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")
NAMES = ("one.txt", "two.txt")


@pytest.fixture(scope="module")
def filled(founded, tmp_path_factory) -> Command:
    """Two items of one exhibit each; only to be copied."""
    command = copied(founded, tmp_path_factory.mktemp("filled") / "own")
    command.ingest(*_files(command.folder), *OPEN)
    command.run("index", "catch-up", agent="lawyer")
    return command


@pytest.fixture
def archive(filled, tmp_path) -> Command:
    return copied(filled, tmp_path / "own")


def _files(folder: Path) -> list[Path]:
    made = folder / "files"
    made.mkdir(exist_ok=True)
    for name in NAMES:
        (made / name).write_text(f"FICTIONAL statement {name}")
    return [made / name for name in NAMES]


def objects_of(command: Command, name: str) -> tuple[Path, Path]:
    """Payload and header of the exhibit called `name`."""
    record = command.run("show", command.numbers()[name], "--json", agent="lawyer").json
    digest = record["exhibits"][0]["object_digest"]
    return tuple(command.root / kind / digest[:2] / digest for kind in ("objects", "headers"))


# Keys


def test_a_wrong_passphrase_is_not_corrupt_data(archive):
    (archive.secrets / "lawyer").write_text("words that nobody ever chose\n")
    answer = archive.run("search", "statement", agent="lawyer", expect=3)
    assert "The passphrase does not open" in answer.err
    assert "The file is sound" in answer.err
    assert "[key-unavailable]" in answer.err
    assert "damaged" not in answer.err


@pytest.mark.parametrize(
    ("missing", "agent", "arguments", "words"),
    [
        ("agents/lawyer.age", "lawyer", ("search",), "not on this machine"),
        ("collections/*/members/*.age", "lawyer", ("show", "ITEM"), "a custodian must grant one"),
        ("collections/*/index.key.age", "lawyer", ("search",), "index key"),
        ("collections/*/intake.key", "documenter", ("ingest", "FILE"), "intake key"),
        ("log.key", "custodian", ("log", "publish"), "signing key of the custody log"),
        ("collections/*/identity.age", "custodian", ("agent", "admit", "auditor", "--clearance", "0"), ""),
    ],
    ids=["agent", "member", "index", "intake", "log", "identity not needed"],
)
def test_a_missing_key_is_named_and_nothing_else_is_in_doubt(archive, missing, agent, arguments, words):
    for path in (archive.root / "keys").glob(missing):
        path.unlink()
    new = archive.folder / "three.txt"
    new.write_text("FICTIONAL three")
    stand_ins = {"ITEM": archive.numbers()["one.txt"], "FILE": str(new)}
    arguments = [stand_ins.get(argument, argument) for argument in arguments]
    if not words:
        archive.run(*arguments, agent=agent)
        return
    answer = archive.run(*arguments, agent=agent, expect=3)
    assert words in answer.err
    assert "safe" in answer.err
    assert "[key-unavailable]" in answer.err


@pytest.mark.parametrize("damage", ["truncated", "flipped", "of another archive", "swapped"])
def test_a_damaged_or_foreign_key_file_says_so(archive, damage, founded, tmp_path):
    path = archive.root / "keys" / "agents" / "lawyer.age"
    data = path.read_bytes()
    path.chmod(0o600)
    if damage == "truncated":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        path.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
    elif damage == "swapped":
        shutil.copy(path.with_name("auditor.age"), path)
        shutil.copy(archive.secrets / "auditor", archive.secrets / "lawyer")
    else:
        other = Command(tmp_path / "other")
        other.folder.mkdir()
        shutil.copy(other.found().root / "keys" / "agents" / "lawyer.age", path)
    answer = archive.run("search", "x", agent="lawyer", expect=3)
    assert "[key-unavailable]" in answer.err
    expected = {"truncated": "damaged", "flipped": "damaged"}.get(damage, "belongs to another")
    assert expected in answer.err


def test_a_member_without_a_grant_reads_nothing(archive):
    secret = archive.secrets / "second"
    secret.write_text("second: fictional words for a test\n")
    archive.run(
        "agent", "add", "second", "--role", "lawyer", "--new-passphrase-file", secret, agent="custodian"
    )
    number = archive.numbers()["one.txt"]
    absent = archive.run("show", "BYA-2020-0000999", agent="second", expect=4).err
    hidden = archive.run("show", number, agent="second", expect=4).err
    assert hidden == absent.replace("BYA-2020-0000999", number)
    assert archive.run("search", "statement", "--json", agent="second").json["total"] == 0


# Objects


def test_headers_swapped_between_two_objects_are_found(archive):
    number = archive.numbers()["one.txt"]
    (payload, one), (_, two) = (objects_of(archive, name) for name in NAMES)
    first, second = one.read_bytes(), two.read_bytes()
    for path, data in ((one, second), (two, first)):
        path.chmod(0o600)
        path.write_bytes(data)
    answer = archive.run("exhibit", number, agent="lawyer", expect=90)
    assert answer.raw == b""
    assert f"Object {payload.name[:16]}" in answer.err
    assert "does not open with its own header" in answer.err
    assert "Other items are not affected" in answer.err
    assert "[object-error]" in answer.err
    found = archive.run("verify", agent="auditor", expect=1).out
    assert payload.name in found


@pytest.mark.parametrize("place", ["nonce", "middle", "last"])
def test_a_flipped_bit_of_a_payload_is_found_when_it_is_read(archive, place):
    payload, _ = objects_of(archive, "one.txt")
    data = bytearray(payload.read_bytes())
    data[{"nonce": 0, "middle": len(data) // 2, "last": len(data) - 1}[place]] ^= 1
    payload.chmod(0o600)
    payload.write_bytes(data)
    target = archive.folder / "out.txt"
    answer = archive.run("exhibit", archive.numbers()["one.txt"], "-o", target, agent="lawyer", expect=90)
    assert payload.name[:16] in answer.err
    assert not target.exists(), "bytes that do not verify must not stay behind"
    assert payload.name in archive.run("verify", agent="auditor", expect=1).out
    archive.run("exhibit", archive.numbers()["two.txt"], agent="lawyer")


def test_a_large_exhibit_with_a_flipped_late_bit_leaves_no_file(archive):
    large = archive.folder / "large.bin"
    large.write_bytes(os.urandom(300_000))
    archive.ingest(large, *OPEN)
    payload, _ = objects_of(archive, "large.bin")
    data = bytearray(payload.read_bytes())
    data[-1] ^= 1
    payload.chmod(0o600)
    payload.write_bytes(data)
    target = archive.folder / "out.bin"
    archive.run("exhibit", archive.numbers()["large.bin"], "-o", target, agent="lawyer", expect=90)
    assert not target.exists()


@pytest.mark.parametrize("part", [0, 1], ids=["payload", "header"])
def test_a_lost_object_is_not_an_item_that_never_was(archive, part):
    path = objects_of(archive, "one.txt")[part]
    path.unlink()
    answer = archive.run("exhibit", archive.numbers()["one.txt"], agent="lawyer", expect=90)
    assert "is missing from the store" in answer.err
    assert path.name in archive.run("verify", agent="auditor", expect=1).out


@pytest.mark.parametrize("what", ["record", "exhibit"])
def test_a_damaged_match_hides_no_other(archive, what):
    number = archive.numbers()["one.txt"]
    path = record_payload(archive, number) if what == "record" else objects_of(archive, "one.txt")[0]
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    answer = archive.run("search", "statement", "--json", agent="lawyer", expect=90)
    found = answer.json
    shown = {item["title"] for item in found["items"]}
    assert shown == ({"two.txt"} if what == "record" else {"one.txt", "two.txt"})
    assert path.name[:16] in found["damaged"][0]
    assert path.name[:16] in answer.err
    assert "The other matches are not affected" in answer.err


def record_payload(command: Command, number: str) -> Path:
    """The payload of an item's present record."""
    with sqlite3.connect(command.root / "record.sqlite3") as connection:
        connection.row_factory = sqlite3.Row
        (row,) = connection.execute("SELECT * FROM item WHERE number = ?", (number,)).fetchall()
    digest = row["record"].hex() if isinstance(row["record"], bytes) else row["record"]
    return command.root / "objects" / digest[:2] / digest


# A database from a backup


def test_an_older_database_takes_nothing_and_can_still_be_examined(archive):
    saved = archive.folder / "saved"
    saved.mkdir()
    for path in archive.root.glob("record.sqlite3*"):
        shutil.copy(path, saved)
    number = archive.numbers()["one.txt"]
    new = archive.folder / "three.txt"
    new.write_text("FICTIONAL three")
    archive.ingest(new, *OPEN)
    for path in archive.root.glob("record.sqlite3*"):
        path.unlink()
    for path in saved.iterdir():
        shutil.copy(path, archive.root)
    before = content_of(archive.root)
    for agent, arguments in (
        ("documenter", ("ingest", new, "--receipts", archive.receipts)),
        ("lawyer", ("show", number)),
        ("lawyer", ("search", "statement")),
        ("custodian", ("withdraw", number, "--reason", "x", "--yes")),
        ("custodian", ("log", "publish")),
    ):
        answer = archive.run(*arguments, agent=agent, expect=90)
        assert "The database is older than the last checkpoint" in answer.err
        assert "Nothing was written" in answer.err
        assert "[custody-error]" in answer.err
    shown = archive.run("log", "show", "--json", agent="auditor").json
    assert shown[-1]["event_type"] == "indexing"
    report = archive.run("verify", agent="auditor", expect=1).out
    assert "not in the custody log" in report
    assert content_of(archive.root) == before


def content_of(root: Path) -> dict[str, bytes]:
    """Every file below the archive, but for what SQLite itself keeps beside its files."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and not path.name.endswith(("-wal", "-shm", ".lock"))
        and not path.name.startswith("index.sqlite3")
    }


# No room


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 12 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("room", [8_000, 120_000, 700_000, 1_700_000])
def test_a_full_disk_keeps_what_was_acknowledged_and_goes_on_when_there_is_room(archive, small_disk, room):
    shutil.move(archive.root, small_disk / "archive")
    archive.root.symlink_to(small_disk / "archive")
    folder = archive.folder / "many"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.bin").write_bytes(os.urandom(500_000))
    space = os.statvfs(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(space.f_bavail * space.f_bsize - room))
    answer = archive.ingest(folder, *OPEN, expect=75)
    assert "room" in answer.err
    assert "[storage-full]" in answer.err
    assert "safe" in answer.err or "Nothing was stored" in answer.err
    # SQLite's WAL needs 32 KiB of shared memory file even to read.
    archive.run("log", "show", agent="auditor", expect=0 if room > 32_768 else 75)
    ballast.unlink()
    archive.ingest(folder, *OPEN)
    numbers = sorted(archive.numbers().values())
    assert [int(number[-7:]) for number in numbers] == [1, 2, 3, 4, 5, 6]
    for path in folder.iterdir():
        given = archive.run("exhibit", archive.numbers()[path.name], agent="lawyer").raw
        assert given == path.read_bytes()
    check_archive(archive.root)


@pytest.mark.parametrize("nth", [1, 3, 6])
def test_no_room_at_any_write_of_an_object(archive, monkeypatch, nth):
    new = archive.folder / "three.txt"
    new.write_text("FICTIONAL three")
    real, calls = os.write, [0]

    def full(descriptor, data):
        target = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if str(archive.root) in target:
            calls[0] += 1
            if calls[0] == nth:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    answer = archive.run(
        "ingest", new, *OPEN, "--receipts", archive.receipts, agent="documenter", expect=None
    )
    monkeypatch.undo()
    assert answer.code in (0, 75), answer.err
    assert answer.code == 75 or calls[0] < nth, "a write failed and nobody was told"
    archive.ingest(new, *OPEN)
    assert len(archive.numbers()) == 3
    check_archive(archive.root)
