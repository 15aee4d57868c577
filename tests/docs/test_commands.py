"""Every command that a document names exists, with its options; complete ones are accepted as they stand."""

import shlex

import pytest

from tests.architecture.tree import ROOT
from tests.docs.commands import (
    PLACEHOLDER,
    all_mentioned,
    check_complete,
    check_make,
    check_names,
    lines_of,
    make_targets,
    verifier_options,
)
from tests.docs.documents import OPERATIONS, README

LINES = [(path, line) for path in (README, OPERATIONS) for line in lines_of(path)]
OTHER = ("export ", "LOG_KEY=", ".venv/bin/sviedka --help")


def test_there_is_something_to_check():
    assert len(LINES) > 40
    assert len(all_mentioned()) > 40


@pytest.mark.parametrize(("path", "line"), LINES, ids=[line for _, line in LINES])
def test_commands_in_blocks_are_accepted(path, line, capsys):
    if line.startswith(OTHER):
        return
    words = shlex.split(line)
    match words[0]:
        case "make":
            check_make(words)
        case "sviedka":
            check_complete(words)
        case "sviedka-verify":
            assert {word for word in words if word.startswith("--")} <= verifier_options(capsys)
        case _:
            raise AssertionError(f"{path.name}: no command of ours: {line}")


@pytest.mark.parametrize(
    ("path", "text"),
    all_mentioned(),
    ids=[f"{path.relative_to(ROOT)} {text}" for path, text in all_mentioned()],
)
def test_commands_in_the_text_exist(path, text, capsys):
    words = shlex.split(text.replace("…", " "))
    match words[0]:
        case "make":
            check_make([word for word in words if not PLACEHOLDER.search(word)])
        case "sviedka":
            check_names(words)
        case _:
            assert {word for word in words if word.startswith("--")} <= verifier_options(capsys)


def test_a_command_that_is_not_there_is_noticed():
    with pytest.raises(AssertionError, match="no command rewrite"):
        check_names(["sviedka", "log", "rewrite"])
    with pytest.raises(AssertionError, match="no option --force"):
        check_names(["sviedka", "withdraw", "--force"])
    with pytest.raises(AssertionError, match="no target evidence"):
        check_make(["make", "evidence"])


def test_the_two_commands_are_told():
    assert {"make demo", "make test"} <= set(lines_of(README))
    assert {"demo", "test"} <= make_targets()
