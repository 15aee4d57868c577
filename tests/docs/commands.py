"""Commands that documents name, held against the real command lines."""

import re
import shlex
from pathlib import Path

import click

from archive.cli.main import cli
from archive.verifier.cli import main as verify_main
from tests.architecture.tree import ROOT
from tests.docs.documents import blocks, documents, inline_code

PLACEHOLDER = re.compile(r"…|\b[A-Z]{3,}\b(?!-)|<[a-z ]+>")
"""What a person fills in: such a command is not complete, its names are checked only."""


def lines_of(path: Path) -> list[str]:
    """The command lines of all `sh` blocks of a document, comments left out."""
    lines = [line.strip() for block in blocks(path, "sh") for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def mentioned(path: Path) -> list[str]:
    """Commands named in the running text."""
    return [text for text in inline_code(path) if re.match(r"(sviedka|sviedka-verify|make)( |$)", text)]


def all_mentioned() -> list[tuple[Path, str]]:
    return [(path, text) for path in documents() for text in mentioned(path)]


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def check_make(words: list[str]) -> None:
    """Every target exists, and every variable is one the Makefile reads."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in words[1:]:
        name, is_variable, _ = word.partition("=")
        if is_variable:
            assert re.search(rf"^{name} \?=|\$\({name}\)", makefile, re.MULTILINE), f"no variable {name}"
        else:
            assert name in make_targets(), f"no target {name}"


def check_complete(words: list[str]) -> None:
    """A whole `sviedka` command: click accepts every option, value and argument; nothing is run."""
    command: click.Command = cli
    context = click.Context(cli, info_name="sviedka")
    arguments = words[1:]
    while isinstance(command, click.Group):
        parser = command.make_parser(context)
        options, rest, _ = parser.parse_args(arguments)
        if not rest:
            assert options, f"{shlex.join(words)} names no command"
            return
        command = known_command(command, context, rest[0])
        arguments = rest[1:]
        if not isinstance(command, click.Group):
            command.make_context(command.name, list(arguments), parent=context)
            return
        context = click.Context(command, info_name=command.name, parent=context)


def check_names(words: list[str]) -> None:
    """A command as a text names it: its parts exist, and so do the options mentioned with it."""
    command: click.Command = cli
    context = click.Context(cli, info_name="sviedka")
    rest = words[1:]
    known = option_names(cli)
    while rest and isinstance(command, click.Group):
        if rest[0].startswith("-") or PLACEHOLDER.search(rest[0]):
            break
        command = known_command(command, context, rest[0])
        known |= option_names(command)
        context = click.Context(command, info_name=command.name, parent=context)
        rest = rest[1:]
    for word in rest:
        if word.startswith("-"):
            assert word.partition("=")[0] in known, f"{' '.join(words)}: no option {word}"


def known_command(group: click.Group, context: click.Context, name: str) -> click.Command:
    found = group.get_command(context, name)
    assert found is not None, f"{context.command_path} has no command {name}"
    return found


def option_names(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


def verifier_options(capsys) -> set[str]:
    """The options that `sviedka-verify` itself lists."""
    shown = ""
    for arguments in (["--help"], ["receipt", "--help"]):
        try:
            verify_main(arguments)
        except SystemExit:
            shown += capsys.readouterr().out
    return set(re.findall(r"--[a-z-]+", shown))
