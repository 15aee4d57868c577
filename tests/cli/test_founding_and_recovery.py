"""Founding and recovery: passphrases, shares, sealed collections, the identity vault."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.checks import check_archive
from tests.cli.conftest import last_entry
from tests.command import PASSPHRASES, Command, run_main
from tests.integration.test_real_age import tool

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaaaaaa", ""])
@pytest.mark.parametrize("which", ["custodian", "collection", "vault"])
def test_weak_passphrases_are_refused_and_no_archive_is_left(tmp_path, weak, which):
    for name in ("custodian", "collection", "vault"):
        (tmp_path / name).write_text((weak if name == which else PASSPHRASES[name]) + "\n")
    answer = run_main(
        ["init", str(tmp_path / "a"), "--passphrases", str(tmp_path), "--insecure-kdf", "--shares-to",
         str(tmp_path / "shares")]
    )  # fmt: skip
    assert answer.code == 2
    assert "passphrase" in answer.err.lower()
    assert {path.name for path in tmp_path.iterdir()} == {"custodian", "collection", "vault"}


@pytest.mark.parametrize("options", [("--shares", "5/3"), ("--shares", "x"), ("--shares-to", "TAKEN")])
def test_no_archive_is_made_whose_recovery_key_nobody_would_get(founded, tmp_path, options):
    taken = tmp_path / "taken"
    taken.mkdir()
    options = [str(taken) if option == "TAKEN" else option for option in options]
    answer = run_main(
        ["init", str(tmp_path / "a"), "--passphrases", str(founded.secrets), "--insecure-kdf", *options]
    )
    assert answer.code in (2, 5)
    assert "Nothing was changed." in answer.err
    assert not (tmp_path / "a").exists()


def test_shares_are_shown_if_they_cannot_be_written(founded, tmp_path, monkeypatch):
    real = Path.write_text

    def full(self, text, *arguments, **named):
        if self.name.startswith("share-"):
            raise OSError(28, "No space left on device")
        return real(self, text, *arguments, **named)

    monkeypatch.setattr(Path, "write_text", full)
    answer = run_main(
        ["init", str(tmp_path / "a"), "--passphrases", str(founded.secrets), "--insecure-kdf",
         "--shares", "2/3", "--shares-to", str(tmp_path / "s")]
    )  # fmt: skip
    assert answer.code == 0
    assert "share 3 of 3" in answer.out


def shares_of(command: Command):
    return sorted((command.folder / "shares").iterdir())


def test_two_of_three_shares_open_evidence_with_the_real_age(archive, tmp_path):
    first, _, third = shares_of(archive)
    combined = archive.run("recovery", "combine", third, first).out
    identity = tmp_path / "identity"
    identity.write_text(combined)
    record = archive.run("show", archive.numbers()["one.txt"], "--json", agent="lawyer").json
    digest = record["exhibits"][0]["object_digest"]
    parts = [(archive.root / kind / digest[:2] / digest).read_bytes() for kind in ("headers", "objects")]
    opened = subprocess.run(
        [tool("age"), "-d", "-i", identity], input=b"".join(parts), capture_output=True, check=True
    )
    assert opened.stdout == b"FICTIONAL statement one"


def test_bad_shares_are_told_apart(archive, tmp_path):
    first, second, _ = shares_of(archive)
    assert "do not make the recovery key" in archive.run("recovery", "combine", first, expect=3).err
    twice = archive.run("recovery", "combine", first, first, expect=3).err
    assert "do not make the recovery key" in twice
    words = second.read_text().split()
    words[7] = "academic" if words[7] != "academic" else "acid"
    wrong = tmp_path / "wrong"
    wrong.write_text(" ".join(words))
    assert "do not make" in archive.run("recovery", "combine", first, wrong, expect=3).err
    other = Command(tmp_path / "other")
    other.folder.mkdir()
    other.found()
    theirs = shares_of(other)
    assert "do not make" in archive.run("recovery", "combine", first, theirs[1], expect=3).err
    foreign = archive.run("recovery", "combine", *theirs[:2], expect=3).err
    assert "not the recovery key of this archive" in foreign
    absent = archive.run("recovery", "combine", first, tmp_path / "absent", expect=2).err
    assert "cannot be read" in absent
    for text in (twice, foreign):
        assert not set(first.read_text().split()[4:]) & set(text.split()), "a share was repeated"


def test_a_sealed_collection_takes_deposits_that_nobody_here_can_read(archive, tmp_path):
    other = Command(tmp_path / "other")
    other.folder.mkdir()
    recipient = other.found().run("collection", "list", "--json", agent="auditor").json[0]["recipient"]
    archive.run(
        "collection", "create", "sealed", "--prefix", "SLD", "--recipient", recipient, agent="custodian"
    )
    new = archive.folder / "sealed.txt"
    new.write_text("FICTIONAL sealed statement")
    archive.ingest(new, "--collection", "sealed", *OPEN)
    number = archive.numbers()["sealed.txt"]
    assert number.startswith("SLD-")
    archive.admit("lawyer", 3, "--collection", "sealed")
    answer = archive.run("show", number, agent="lawyer", expect=3)
    assert "holds no key to collection sealed" in answer.err
    assert archive.search("sealed")["total"] == 0
    archive.run(
        "collection",
        "create",
        "bad",
        "--prefix",
        "BAD",
        "--recipient",
        "age1pq1x",
        agent="custodian",
        expect=2,
    )
    check_archive(archive.root)


def test_identities_are_opened_by_the_vault_alone_and_logged(archive):
    number = archive.numbers()["one.txt"]
    vault = ("--vault-passphrase-file", archive.secrets / "vault")
    shown = archive.run("identity", "reveal", number, "--reason", "fictional", *vault, agent="custodian")
    assert "Fictional Person" in shown.out
    assert last_entry(archive)["event_type"] == "identity_disclosure"
    wrong = ("--vault-passphrase-file", archive.secrets / "lawyer")
    answer = archive.run("identity", "reveal", number, "--reason", "x", *wrong, agent="custodian", expect=3)
    assert "Fictional Person" not in answer.out + answer.err
    assert "Fictional Person" not in json.dumps(archive.run("show", number, "--json", agent="lawyer").json)
