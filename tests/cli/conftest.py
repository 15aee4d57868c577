"""A small archive with one agent of each role: made once, copied for every test that changes it."""

import json
import shutil

import pytest

from tests.command import Command

SIDECAR = """\
schema: sviedka/deposit/1
fictional: true
kind: testimony
title: FICTIONAL {0}
language: en
files: [{0}.txt]
sensitivity: {1}
source: {{role: witness, identity: {{name: Fictional Person}}}}
consent: {{basis: source, grants: [{{purpose: analysis, answer: yes}}]}}
"""
CONSENT = "schema: sviedka/consent/1\nbasis: source\ngrants: [{purpose: analysis, answer: yes}]\n"
OPENING = json.dumps(
    {
        "schema": "sviedka/pattern-opening/1",
        "number": "BYA-2020-E00009",
        "object": "00" * 32,
        "file_key": "00" * 16,
    }
)


@pytest.fixture(scope="session")
def founded(tmp_path_factory) -> Command:
    """Only to be copied."""
    return Command(tmp_path_factory.mktemp("founded")).found()


@pytest.fixture
def command(founded, tmp_path) -> Command:
    """An archive of the test's own."""
    return copied(founded, tmp_path / "own")


def copied(source: Command, folder) -> Command:
    """The same archive, agents and passphrases in another folder."""
    shutil.copytree(source.folder, folder, symlinks=True)
    return Command(folder)


@pytest.fixture(scope="session")
def peopled(founded, tmp_path_factory) -> Command:
    """Two class-1 items and a class-3 one, a second auditor; only to be copied."""
    command = copied(founded, tmp_path_factory.mktemp("peopled") / "own")
    folder = command.folder / "files"
    folder.mkdir()
    for name, sensitivity in (("one", 1), ("two", 1), ("three", 3)):
        (folder / f"{name}.txt").write_text(f"FICTIONAL statement {name}")
        (folder / f"{name}.deposit.yaml").write_text(SIDECAR.format(name, sensitivity))
    command.ingest(folder)
    (command.folder / "consent.yaml").write_text(CONSENT)
    (command.folder / "new.txt").write_text("FICTIONAL new")
    (command.folder / "opening.json").write_text(OPENING)
    enlist(command, "auditor2", "auditor")
    command.run("index", "catch-up", agent="lawyer")
    return command


@pytest.fixture
def archive(peopled, tmp_path) -> Command:
    return copied(peopled, tmp_path / "own")


def enlist(command: Command, handle: str, *roles: str) -> None:
    secret = command.secrets / handle
    secret.write_text(f"{handle}: fictional words for a test\n")
    options = [option for role in roles for option in ("--role", role)]
    command.run("agent", "add", handle, *options, "--new-passphrase-file", secret, agent="custodian")


def last_entry(command: Command) -> dict:
    return command.run("log", "show", "--last", 1, "--json", agent="auditor").json[0]
