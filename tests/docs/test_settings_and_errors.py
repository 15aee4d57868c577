"""Variables, settings, error codes, exit codes and rights: the documents say what the code has, no more."""

import dataclasses
import importlib
import re
from enum import Enum
from pathlib import Path

import pytest

from archive.cli.main import EXIT_PIPE, EXIT_UNFORESEEN, cli
from archive.domain.agent import MAY, Act, Role
from archive.domain.errors import ArchiveError
from archive.verifier import cli as verifier_cli
from config import Settings
from config.toml import _KNOWN
from tests.architecture.tree import ROOT, modules, tracked
from tests.docs.commands import check_names
from tests.docs.documents import OPERATIONS, README, codes_in, read, table

VARIABLE = re.compile(r"\bSVIEDKA_[A-Z]+(?:_[A-Z]+)*\b")
INTERRUPTED = 130
UNFORESEEN = {EXIT_UNFORESEEN: {"unforeseen"}}
"""Of faults that are no error class of ours."""
FOLDER = ROOT / "docs" / "formats" / "archive-folder.md"


def variables_in_code() -> set[str]:
    texts = (
        (ROOT / path).read_text(encoding="utf-8")
        for path in tracked()
        if path.suffix in {".py", ".sh"} or path.name == "Makefile"
    )
    return {name for text in texts for name in VARIABLE.findall(text)}


def test_every_variable_of_the_environment_is_documented():
    documented = {name for row in table(OPERATIONS, "variable") for name in codes_in(row[0])}
    assert documented == variables_in_code()


def settings(kind=Settings, prefix="") -> dict[str, object]:
    """Names of all settings, nested ones with a dot, with their defaults."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(kind):
        if dataclasses.is_dataclass(field.default):
            found |= settings(type(field.default), f"{field.name}.")
        else:
            found[prefix + field.name] = field.default
    return found


def test_every_setting_has_a_line_with_its_default():
    rows = {name: row for row in table(OPERATIONS, "value") for name in codes_in(row[0])}
    assert set(rows) == set(settings())
    for name, default in settings().items():
        if isinstance(default, Enum):
            assert default.value in rows[name][1]
        elif isinstance(default, bool):
            assert rows[name][1].startswith(f"{default}:".lower()), name
        elif isinstance(default, int | float):
            shown = f"{default:g}" if default < 1024 else f"{default // 1024**2} MiB"
            assert re.match(rf"{shown}\b", rows[name][1]), name


def test_every_name_of_the_archives_file_is_documented():
    documented = {name.strip("[]") for row in table(FOLDER, "name") for name in codes_in(row[0])}
    assert documented == _KNOWN


def errors() -> dict[str, int]:
    """Exit codes by error code, of every error class that the packages define."""
    for path in modules():
        if path != Path("wsgi.py") and path.stem != "__main__":
            parts = path.with_suffix("").parts
            importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    found, todo = {}, [ArchiveError]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if not kind.__module__.startswith("tests"):
            found[kind.code] = kind.exit_code
    return found


def exit_table() -> dict[int, set[str]]:
    return {int(row[0]): set(codes_in(row[2])) for row in table(OPERATIONS, "exit")}


def test_every_error_code_stands_beside_its_exit_code():
    expected: dict[int, set[str]] = {}
    for code, exit_code in errors().items():
        expected.setdefault(exit_code, set()).add(code)
    expected |= UNFORESEEN
    assert {number: codes for number, codes in exit_table().items() if codes} == expected


def test_every_exit_code_is_documented():
    told = {
        int(number) for number in re.findall(r"\b\d+(?= [a-z])", (cli.help or "").partition("Exit codes:")[2])
    }
    assert told | {INTERRUPTED, EXIT_PIPE} == set(exit_table())


def test_exit_codes_of_the_verifier_are_documented():
    (line,) = (line for line in read(OPERATIONS).splitlines() if line.startswith("`sviedka-verify`: "))
    assert f"{verifier_cli.VALID} valid" in line
    assert f"{verifier_cli.DEFECTS} defects" in line
    assert f"{verifier_cli.USAGE} wrong usage" in line
    assert f"{verifier_cli.UNREADABLE} unreadable" in line


def test_the_policy_table_is_the_code():
    rows = table(README, "act")
    heads = next(line for line in read(README).splitlines() if line.startswith("| act |"))
    roles = [Role(name.strip()) for name in heads.strip("|").split("|")[2:]]
    told = {
        role: {Act(codes_in(row[0])[0]) for row in rows if row[2 + place] == "yes"}
        for place, role in enumerate(roles)
    }
    assert told == {role: set(acts) for role, acts in MAY.items()}
    assert {cell for row in rows for cell in row[2:]} == {"yes", ""}


@pytest.mark.parametrize("command", [name for row in table(README, "act") for name in codes_in(row[1])])
def test_commands_of_the_policy_table_exist(command):
    check_names(["sviedka", *command.split()])
