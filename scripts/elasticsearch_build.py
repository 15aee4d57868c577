"""Elasticsearch as a build: fetched through Maven, checked, unpacked; and a Java that fits it.

Used by `scripts.elasticsearch`, which starts nodes from it. Only the standard library is imported.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

DEFAULT_VERSION = "8.19.21"
SHA256_OF_ZIP = {
    "8.19.21": "215d5f3dbf0609a149f6218a9e47b6ae2df34ebbff3c5754e35f15a5e5393c8a",
    "9.5.3": "bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d",
}
# The oldest and newest Java (major version) a release is started with.
JAVA_FOR_MAJOR = {"8": (17, 21), "9": (21, 99)}

ROOT = Path(__file__).resolve().parent.parent
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy"
ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{version}:zip"


class NodeError(RuntimeError):
    """Elasticsearch could not be fetched, started or stopped; the message says what to do about it."""


def fetch(version: str = DEFAULT_VERSION) -> Path:
    """Return the unpacked build, after fetching it through Maven if it is not there yet.

    Raises NodeError for a version without a digest above, when Maven fails, and when the digest differs.
    """
    if version not in SHA256_OF_ZIP:
        raise NodeError(f"no digest is known for Elasticsearch {version}; known: {', '.join(SHA256_OF_ZIP)}")
    store = store_folder()
    home = store / version
    with locked():
        if not home.is_dir():
            with tempfile.TemporaryDirectory(dir=store) as folder:
                work = Path(folder)
                with zipfile.ZipFile(_fetch_zip(version, work)) as archive:
                    archive.extractall(work)
                unpacked = work / f"elasticsearch-{version}"
                _make_readable(unpacked)
                unpacked.rename(home)
    return home


def find_java(version: str) -> Path:
    """Return the home of the oldest installed Java that fits this release; NodeError if there is none."""
    oldest, newest = JAVA_FOR_MAJOR[version.partition(".")[0]]
    found: list[tuple[int, Path]] = []
    for release in sorted(Path("/usr/lib/jvm").glob("*/release")):
        match = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
        if match and oldest <= int(match[1]) <= newest and (release.parent / "bin/java").exists():
            found.append((int(match[1]), release.parent.resolve()))
    if not found:
        raise NodeError(
            f"Elasticsearch {version} needs Java {oldest} to {newest} below /usr/lib/jvm; none is there"
        )
    return min(found)[1]


def _fetch_zip(version: str, folder: Path) -> Path:
    command = [
        "mvn",
        "-B",
        "-q",
        "-Dstyle.color=never",
        MAVEN_COPY,
        f"-Dartifact={ARTIFACT.format(version=version)}",
    ]
    run([*command, f"-DoutputDirectory={folder}"], {}, f"Maven could not fetch Elasticsearch {version}")
    path = folder / f"elasticsearch-{version}.zip"
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != SHA256_OF_ZIP[version]:
        raise NodeError(
            f"the Elasticsearch {version} that Maven fetched has the digest {found}, not the expected one"
        )
    return path


def _make_readable(folder: Path) -> None:
    """Let every account read the build and run its programs (the zip carries no modes)."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def store_folder() -> Path:
    """Return the folder of unpacked builds: in the clone, unless other accounts cannot reach it there."""
    inside = ROOT / ".cache" / "elasticsearch"
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in ROOT.joinpath("x").parents):
        return inside
    return Path("/var/cache/sviedka-elasticsearch")


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Hold the lock of the set-up: tests that run side by side fetch and unpack once."""
    folder = store_folder()
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:  # the node's account reads the build, whatever the umask
        folder.chmod(0o755)
        folder.parent.chmod(0o755)
    with (folder / ".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def run(command: list[str], environment: dict[str, str], problem: str, typed: str = "") -> None:
    """Run a program with `typed` on its standard input; NodeError with `problem` and its output if it fails.

    An empty `environment` stands for our own.
    """
    try:
        subprocess.run(
            command,
            env=environment or None,
            input=typed,
            text=True,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise NodeError(f"{problem}: the program {command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        raise NodeError(f"{problem}:\n{str(error.stdout)[-3000:]}") from error
