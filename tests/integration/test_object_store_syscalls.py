"""The order of system calls of a real batch, seen by strace, and what injected disk errors do to it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALLS = "openat,write,fsync,fdatasync,syncfs,link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir"
SCRIPT = """
import hashlib, sys
from pathlib import Path
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.domain.errors import StorageFull, Unavailable
store = FilesystemObjectStore(Path(sys.argv[1]))
try:
    with store.new_batch() as batch:
        staged = batch.create()
        staged.write(bytes(2 << 20))
        batch.add(staged, hashlib.sha256(bytes(2 << 20)).hexdigest(), b"header of the large one")
        for number in range(int(sys.argv[2])):
            payload = b"payload %d" % number
            batch.put(payload, b"header", hashlib.sha256(payload).hexdigest())
        batch.commit()
except (StorageFull, Unavailable) as error:
    print(type(error).__name__, error.message)
    try:
        store.new_batch()
    except Unavailable as refusal:
        print("REFUSED", refusal.message)
else:
    print("COMMITTED")
"""


def trace(archive: Path, count: int, *options: str) -> tuple[str, list[str]]:
    """Store `count` small objects and one of 2 MiB; return (the output, the calls below the archive)."""
    strace = shutil.which("strace")
    assert strace, "strace is not installed: it is needed to see the order of system calls"
    for name in ("objects", "headers", "quarantine"):
        (archive / name).mkdir(parents=True, exist_ok=True)
    log = archive.parent / "strace.log"
    done = subprocess.run(
        [strace, "-f", "-y", "-o", str(log), "-e", f"trace={CALLS}", *options,
         sys.executable, "-c", SCRIPT, str(archive), str(count)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    calls = [line.split(maxsplit=1)[1] for line in log.read_text().splitlines()]
    return done.stdout, [call for call in calls if str(archive) in call]


def named_files(archive: Path) -> list[Path]:
    return [path for kind in ("objects", "headers") for path in (archive / kind).rglob("*") if path.is_file()]


def places(calls: list[str], pattern: str) -> list[int]:
    return [place for place, call in enumerate(calls) if re.search(pattern, call)]


LINK = r'^link(?:at)?\((?:AT_FDCWD<[^>]*>, )?"([^"]*)", (?:AT_FDCWD<[^>]*>, )?"([^"]*)"'


def test_few_files_are_written_synced_named_and_their_folders_synced(tmp_path):
    printed, calls = trace(tmp_path / "a", 3)
    assert printed == "COMMITTED\n"
    links = [(place, re.search(LINK, calls[place])) for place in places(calls, LINK)]
    assert len(links) == 8
    for place, link in links:
        temporary, final = link.groups()
        assert "/quarantine/w-" in temporary
        writes = places(calls, rf"^write\(\d+<{re.escape(temporary)}>")
        (synced,) = places(calls, rf"^fsync\(\d+<{re.escape(temporary)}>\) = 0")
        folders = places(calls, rf"^fsync\(\d+<{re.escape(str(Path(final).parent))}>\) = 0")
        assert max(writes) < synced < place < folders[-1]
    for kind in ("objects", "headers"):
        made = places(calls, rf'^mkdir\("[^"]*/{kind}/..", ')
        assert max(made) < places(calls, rf"^fsync\(\d+<[^>]*/{kind}>\) = 0")[-1]
    opened = [calls[place] for place in places(calls, r"^openat\(.*O_CREAT")]
    assert len(opened) == 9
    assert all("O_EXCL" in call and ", 0600)" in call for call in opened)


def test_many_files_are_written_then_synced_together_then_named_then_synced_together(tmp_path):
    printed, calls = trace(tmp_path / "a", 300)
    assert printed == "COMMITTED\n"
    links = places(calls, LINK)
    first, second = places(calls, r"^syncfs\(.*= 0")
    writes = places(calls, r"^write\(\d+<[^>]*/quarantine/")
    assert len(links) == 602
    assert max(writes) < first < min(links)
    assert max(links) < second
    assert places(calls, r"^rename") == []


@pytest.mark.parametrize(("call", "count"), [("fsync", 3), ("syncfs", 300)])
def test_a_failed_sync_leaves_no_name_and_is_not_tried_again(tmp_path, call, count):
    archive = tmp_path / "a"
    # The large payload is synced when it is added; the error strikes the last sync before names are given.
    when = 8 if call == "fsync" else 1
    printed, calls = trace(archive, count, "-e", f"inject={call}:error=EIO:when={when}")
    assert printed.startswith("Unavailable The object store failed while syncing to disk")
    assert "REFUSED" in printed
    (failed,) = places(calls, r"= -1 EIO .*INJECTED")
    assert places(calls, r"^(fsync|fdatasync|syncfs)\(")[-1] == failed
    assert places(calls, LINK) == []
    assert named_files(archive) == []


def test_a_failed_sync_of_a_folder_is_not_tried_again(tmp_path):
    printed, calls = trace(tmp_path / "a", 3, "-e", "inject=fsync:error=EIO:when=9")
    assert "REFUSED" in printed
    (failed,) = places(calls, r"= -1 EIO .*INJECTED")
    assert max(places(calls, LINK)) < failed
    assert places(calls, r"^(fsync|fdatasync|syncfs)\(")[-1] == failed


@pytest.mark.parametrize(("call", "when"), [("link,linkat", 1), ("mkdir", 2), ("fsync", 1)])
def test_a_full_disk_is_named_and_nothing_is_half_there(tmp_path, call, when):
    """`mkdir` number one makes the folder in quarantine, number two the first shelf."""
    archive = tmp_path / "a"
    printed, _ = trace(archive, 3, "-e", f"inject={call}:error=ENOSPC:when={when}")
    assert printed.startswith("StorageFull No room left on the object store")
    assert "REFUSED" not in printed
    assert named_files(archive) == []
