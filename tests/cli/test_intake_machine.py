"""A machine that takes testimony in and cannot read it; a seized folder that does not tell what was said."""

import base64
import contextlib
import json
import re
import sqlite3
from pathlib import Path

import pytest

from crypto.age import HybridIdentity, X25519Identity, unwrap
from crypto.age.file import decrypt_file
from crypto.age.keys import parse_identity
from crypto.age.scrypt import ScryptIdentity
from crypto.blind import BlindIndex
from crypto.errors import CryptoError
from tests.checks import check_archive
from tests.cli.conftest import copied
from tests.command import PASSPHRASES, Command

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")

# Words that occur nowhere else. Every one is planted in another place of a deposit or of a later act.
CANARIES = {
    "text": "zvankanarejka",
    "exhibit": "kanarejkapaper",
    "file": "kanarejkafile",
    "title": "kanarejkatitle",
    "name": "kanarejkaperson",
    "contact": "kanarejkacontact",
    "note": "kanarejkanote",
    "place": "kanarejkaplace",
    "pseudonym": "kanarejkanick",
    "label": "kanarejkalabel",
    "person": "kanarejkadescribed",
    "query": "kanarejkaquery",
    "phrase": "kanarejkaphrase kanarejkanext",
    "reason": "kanarejkareason",
    "basis": "kanarejkabasis",
    "cyrillic": "канарэйка",
    "rendition": "kanarejkarendition",
    "body": "kanarejkabody",
}
SIDECAR = """\
schema: sviedka/deposit/1
fictional: true
label: {label}
kind: testimony
title: FICTIONAL {title}
language: en
files: [{file}.txt]
text: "FICTIONAL {text} {cyrillic}"
place: {place}
source:
  role: witness
  pseudonym: {pseudonym}
  witness: W-{label}
  identity: {{name: Fictional {name}, contact: {contact}, note: {note}}}
allegations:
  - violation: integrity.torture.beating
    attributions:
      - {{person: "{person}", level: unit, basis: seen, certainty: low}}
consent:
  basis: source
  grants: [{{purpose: analysis, answer: yes}}, {{purpose: sharing, answer: yes, recipients: [{body}]}}]
"""


@pytest.fixture(scope="module")
def worked(founded, tmp_path_factory) -> Command:
    """An archive in which everything has been done with canaries; only to be read or copied."""
    command = copied(founded, tmp_path_factory.mktemp("worked") / "own")
    folder = command.folder / "files"
    folder.mkdir()
    words = CANARIES
    (folder / f"{words['file']}.txt").write_text(f"FICTIONAL {words['exhibit']} {words['cyrillic']} said.")
    sidecar = folder / "a.deposit.yaml"
    sidecar.write_text(SIDECAR.format(**words))
    (folder / "plain.txt").write_text(f"FICTIONAL second {words['exhibit']}")
    command.ingest(sidecar)
    command.ingest(folder / "plain.txt", *OPEN)
    command.run("index", "catch-up", agent="lawyer")
    assert command.search(words["text"])["total"] == 1
    assert command.search(words["exhibit"])["total"] == 2
    assert command.search(words["cyrillic"])["total"] == 1
    command.search(words["query"])
    command.search(f'"{words["phrase"]}"')
    number = command.numbers()[f"{words['file']}.txt"]
    other = command.numbers()["plain.txt"]
    lawyer = {"agent": "lawyer"}
    command.run("show", number, **lawyer)
    command.run("exhibit", number, **lawyer)
    command.run("export", number, "--to", command.folder / "exported", "--purpose", "analysis", **lawyer)
    command.run("link", number, "same_incident", other, "--basis", words["basis"], **lawyer)
    change = ("--based-on", 1, "--reason", words["reason"])
    command.run("amend", number, sidecar, *change, **lawyer)
    (folder / "rendition.txt").write_text(words["rendition"])
    made = ("--operation", "transcript", "--tool", words["note"])
    command.run("rendition", "add", other, folder / "rendition.txt", *made, *change, **lawyer)
    vault = ("--vault-passphrase-file", command.secrets / "vault")
    command.run("identity", "reveal", number, "--reason", words["reason"], *vault, agent="custodian")
    third = folder / f"{words['file']}-3.txt"
    third.write_text(words["exhibit"] + " third")
    command.ingest(third, *OPEN)
    command.run(
        "withdraw", command.numbers()[third.name], "--reason", words["reason"], "--yes", agent="custodian"
    )
    command.run("index", "rebuild", **lawyer)
    command.run("verify", "--deep", agent="custodian")
    command.run("log", "publish", agent="custodian")
    return command


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def spellings(word: str):
    """The word as bytes in the encodings in which it could have leaked."""
    for text in {word, word.upper(), word.title(), json.dumps(word)[1:-1]}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1251"):
            data = text.encode(encoding, "ignore")
            if len(data) > 5:
                yield data
                yield data.hex().encode()
                for shift, polluted in ((0, 0), (1, 2), (2, 3)):  # base64 at any place of a longer text
                    yield base64.b64encode(bytes(shift) + data)[polluted:-4]


def test_no_word_of_the_evidence_is_below_the_archive(worked):
    blobs = {path: path.read_bytes() for path in files_below(worked.root)}
    assert len(blobs) > 30
    assert any(path.name == "record.sqlite3" for path in blobs)
    for where, word in CANARIES.items():
        for data in spellings(word):
            leaks = [str(path.relative_to(worked.root)) for path, blob in blobs.items() if data in blob]
            assert not leaks, f"{where} leaks into {leaks} as {data!r}"
        names = [str(path) for path in blobs if word in str(path.relative_to(worked.root))]
        assert not names


def test_the_scan_would_find_a_leak(worked, tmp_path):
    """The search above is able to fail: a planted word is found, also inside a database."""
    path = tmp_path / "planted.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA encoding='UTF-16le'")
        connection.execute("CREATE TABLE t (x TEXT)")
        connection.execute("INSERT INTO t VALUES (?)", (CANARIES["text"],))
    assert any(data in path.read_bytes() for data in spellings(CANARIES["text"]))
    entries = b"".join(path.read_bytes() for path in files_below(worked.root / "log" / "tile" / "entries"))
    assert b"documenter" not in entries
    assert any(data in entries for data in spellings("documenter")), "handles are in the log, in base64"


def test_a_written_ahead_log_holds_no_word_either(founded, tmp_path):
    """The same while the database is open and its WAL not yet folded in."""
    command = copied(founded, tmp_path / "own")
    with sqlite3.connect(command.root / "record.sqlite3") as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (command.folder / f"{CANARIES['file']}.txt").write_text(CANARIES["exhibit"])
        command.ingest(command.folder / f"{CANARIES['file']}.txt", *OPEN)
        command.search(CANARIES["exhibit"])
        wal = (command.root / "record.sqlite3-wal").read_bytes()
        assert len(wal) > 4096
        blobs = [path.read_bytes() for path in files_below(command.root)]
        for word in (CANARIES["file"], CANARIES["exhibit"]):
            assert not any(data in blob for data in spellings(word) for blob in blobs)


def strip_of_identities(command: Command) -> None:
    """Leave what an intake machine needs: public keys, one documenter, the log's key, intake keys."""
    keys = command.root / "keys"
    for pattern in ("collections/*/identity.age", "collections/*/index.key.age", "collections/*/members/*"):
        for path in keys.glob(pattern):
            path.unlink()
    (keys / "vault.age").unlink()
    for path in (keys / "agents").iterdir():
        if path.name != "documenter.age":
            path.unlink()
    for path in command.secrets.iterdir():
        if path.name != "documenter":
            path.unlink()


@pytest.fixture
def intake(worked, tmp_path) -> Command:
    command = copied(worked, tmp_path / "intake")
    strip_of_identities(command)
    return command


def test_intake_works_with_public_keys_only(intake):
    assert sorted(path.name for path in files_below(intake.root / "keys")) == [
        "documenter.age",
        "intake.key",
        "log.key",
        "log.vkey",
    ]
    new = intake.folder / "new.txt"
    new.write_text("FICTIONAL new statement")
    assert "1 deposited" in intake.ingest(new, intake.folder / "files" / "plain.txt", *OPEN).out
    receipt = json.loads((intake.receipts / f"{intake.numbers()['new.txt']}.receipt.json").read_text())
    assert receipt["entries"][-1]["proof"].startswith("c2sp.org/tlog-proof@v1")
    intake.run("log", "publish", agent="documenter")
    check_archive(intake.root)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "ITEM"), ("exhibit", "ITEM"), ("search", "x"), ("index", "catch-up"), ("index", "rebuild"),
        ("export", "ITEM", "--to", "X", "--purpose", "analysis"),
        ("identity", "reveal", "ITEM", "--reason", "r", "--vault-passphrase-file", "VAULT"),
        ("agent", "admit", "documenter", "--clearance", "3", "--collection-passphrase-file", "VAULT"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)  # fmt: skip
def test_nothing_can_be_read_there_even_by_those_who_may(intake, arguments):
    number = intake.numbers()["plain.txt"]
    (intake.secrets / "vault").write_text(PASSPHRASES["vault"])
    stand_ins = {"ITEM": number, "VAULT": intake.secrets / "vault", "X": intake.folder / "x"}
    for handle in ("lawyer", "custodian"):
        (intake.secrets / handle).write_text(PASSPHRASES[handle] + "\n")
        answer = intake.run(*[stand_ins.get(a, a) for a in arguments], agent=handle, expect=3)
        assert "not on this machine" in answer.err
        assert "[key-unavailable]" in answer.err
    intake.run(*[stand_ins.get(a, a) for a in arguments], agent="documenter", expect=3)


@pytest.mark.parametrize("handle", ["lawyer", "custodian"])
def test_an_agent_who_brings_a_key_file_still_finds_no_copy_of_the_identity(intake, worked, handle):
    name = f"{handle}.age"
    theirs = (worked.root / "keys" / "agents" / name).read_bytes()
    (intake.root / "keys" / "agents" / name).write_bytes(theirs)
    (intake.secrets / handle).write_text(PASSPHRASES[handle] + "\n")
    if handle == "lawyer":
        for arguments in (("search", "x"), ("show", intake.numbers()["plain.txt"])):
            answer = intake.run(*arguments, agent=handle, expect=3)
            assert "holds no key to collection" in answer.err
    else:
        intake.ingest(intake.folder / "files" / "rendition.txt", *OPEN)
        report = intake.run("index", "catch-up", agent=handle).out
        assert "0 indexed" in report
        assert "1 left: no key here opens them" in report


def secrets_in(intake: Command) -> list[bytes]:
    """Every run of bytes below keys/ that could be a secret, the documenter's opened key file included."""
    found: list[bytes] = []
    for path in files_below(intake.root / "keys"):
        data = path.read_bytes()
        if path.suffix == ".age":
            with path.open("rb") as file:
                data = b"".join(decrypt_file(file, [ScryptIdentity(PASSPHRASES["documenter"])]))
        found.append(data)
        for piece in re.findall(rb"[A-Za-z0-9+/=_-]{16,}", data):
            found.append(piece)
            try:
                found.append(base64.b64decode(piece, validate=True))
            except ValueError:
                continue
    return found


def openers(secrets: list[bytes]):
    """Each secret as every kind of identity it could be."""
    for secret in secrets:
        with contextlib.suppress(CryptoError, UnicodeDecodeError):
            yield parse_identity(secret.decode().strip())
        for start in range(max(1, len(secret) - 31)):
            part = secret[start : start + 32]
            if len(part) == 32 and (start == 0 or len(secret) <= 96):
                yield X25519Identity(part)
                yield HybridIdentity.from_seed(part)


def test_no_secret_found_there_opens_any_header(intake):
    headers = [path.read_bytes() for path in files_below(intake.root / "headers")]
    secrets = secrets_in(intake)
    identities = list(openers(secrets))
    assert len(headers) >= 8
    assert len(identities) >= 6
    assert any(isinstance(i, HybridIdentity) for i in identities)
    for header in headers:
        for identity in identities:
            with pytest.raises(CryptoError):
                unwrap(header, [identity])


def test_the_check_above_would_open_a_header_with_a_real_identity(intake, worked):
    """It can fail: the collection's identity, planted below keys/ as text, opens every content header."""
    path = next((worked.root / "keys").glob("collections/*/identity.age"))
    with path.open("rb") as file:
        planted = b"".join(decrypt_file(file, [ScryptIdentity(PASSPHRASES["collection"])]))
    identities = list(openers([planted]))
    opened = 0
    for path in files_below(intake.root / "headers"):
        for identity in identities:
            try:
                unwrap(path.read_bytes(), [identity])
                opened += 1
            except CryptoError:
                continue
    assert opened >= 6


def test_an_intake_key_makes_no_index_token(worked):
    """Fingerprints of duplicates and tokens of the index have nothing in common."""
    folder = next((worked.root / "keys" / "collections").iterdir())
    with (folder / "identity.age").open("rb") as file:
        opened = b"".join(decrypt_file(file, [ScryptIdentity(PASSPHRASES["collection"])]))
    with (folder / "index.key.age").open("rb") as file:
        index_key = base64.b64decode(b"".join(decrypt_file(file, [parse_identity(opened.decode().strip())])))
    index = b"".join(path.read_bytes() for path in worked.root.glob("index.sqlite3*"))
    intake_key = base64.b64decode((folder / "intake.key").read_bytes())
    for key, expected in ((index_key, True), (intake_key, False)):
        token = BlindIndex(key, folder.name).token("kind", "testimony")
        assert (token.encode() in index) is expected
