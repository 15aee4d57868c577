"""What no committed file may hold: registries, paths of a machine, others' texts, tests that do not run."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked

HOSTS = re.compile(
    r"\b(pypi|pythonhosted|npmjs|crates|golang|maven|debian|sonatype|elastic|docker|quay|ghcr)"
    r"\.(apache\.)?(org|io|com|co|dev)\b|index[-]url|find[-]links|GOPROXY[=]"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work|farm)/|/home/\w+/|/Users/\w+/")
NOT_RUN = re.compile(r"\b(pytest\.(mark\.)?(skip|xfail)\w*|importor[s]kip|unittest\.skip\w*|Skip[T]est)\b")
MAX_TEXT_BYTES = 2_000_000


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        content = (ROOT / path).read_bytes()
        if len(content) < MAX_TEXT_BYTES and b"\0" not in content[:8192]:
            found.append((path, content.decode("utf-8", errors="replace")))
    return found


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE_PATHS], ids=["registry", "machine path"])
def test_no_file_names_a_registry_or_a_machine(pattern: re.Pattern[str]):
    found = [f"{path}: {match[0]}" for path, text in texts() for match in pattern.finditer(text)]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail():
    found = [
        f"{path}: {match[0]}"
        for path, text in texts()
        if path.parts[0] == "tests"
        for match in NOT_RUN.finditer(text)
    ]
    assert found == []


def test_no_file_of_others_is_committed(shared_folder: Path):
    """Articles and official vectors are read where they lie. (Without the folder nothing is compared.)"""
    foreign = {
        hashlib.sha256(path.read_bytes()).digest(): path.name
        for part in ("samples/articles", "vectors")
        for path in (shared_folder / part).rglob("*")
        if path.is_file() and path.stat().st_size
    }
    print(f"compared with {len(foreign)} files of {shared_folder}")
    ours = {hashlib.sha256((ROOT / path).read_bytes()).digest(): str(path) for path in tracked()}
    assert {ours[digest]: foreign[digest] for digest in ours.keys() & foreign.keys()} == {}


@pytest.mark.parametrize(
    "path", [path for path in tracked() if path.suffix == ".sh" or path.parts[0] == ".ci"], ids=str
)
def test_scripts_stop_at_the_first_error_and_can_be_run(path: Path):
    assert "set -euo pipefail" in (ROOT / path).read_text(encoding="utf-8")
    assert (ROOT / path).stat().st_mode & 0o111
