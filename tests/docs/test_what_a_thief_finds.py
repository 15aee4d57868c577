"""docs/trust.md says what a seized folder reveals and what it never does: the folder is searched for both."""

import base64
import json
import shutil
import sqlite3
import uuid
from pathlib import Path

import pytest
import yaml

from tests.architecture.tree import ROOT
from tests.command import Command
from tests.docs.documents import read

WORDS = {
    "title": "Titulcanary",
    "text": "Textcanary",
    "place": "Placecanary",
    "pseudonym": "Pseudonymcanary",
    "reference": "W-REFERENCECANARY",
    "identity": "Identitycanary",
    "contact": "Contactcanary",
    "label": "LABELCANARY",
    "note": "Notecanary",
    "received from": "Givercanary",
    "account of origin": "Origincanary",
    "file name": "filenamecanary",
    "exhibit": "Exhibitcanary",
    "query": "Querycanary",
    "reason": "Reasoncanary",
    "link": "Linkcanary",
    "unit": "by-akr-cip",
    "violation": "integrity.torture.beating",
    "date": "2020-08-1",
    "media type": "text/plain",
}
RECIPIENT = "Recipient-Body-Canary"


@pytest.fixture(scope="module")
def seized(tmp_path_factory) -> Command:
    """An archive on which everything was done that puts words into it; the folder as its thief has it."""
    command = Command(tmp_path_factory.mktemp("seized")).found()
    numbers = [deposit(command, number) for number in (1, 2, 3)]
    command.run("index", "catch-up", agent="lawyer")
    use = ("--purpose", "prosecution", "--recipient", RECIPIENT, "--jurisdiction", "DE")
    assert command.search(WORDS["exhibit"], *use)["total"] == 3
    command.search(WORDS["query"], *use)
    command.run("link", numbers[0], "supports", numbers[1], "--basis", WORDS["link"], agent="lawyer")
    command.run("withdraw", numbers[2], "--reason", WORDS["reason"], "--yes", agent="custodian")
    command.run("index", "catch-up", agent="lawyer")
    command.run("verify", agent="auditor")
    return command


def deposit(command: Command, number: int) -> str:
    folder = command.folder / f"incoming-{number}"
    folder.mkdir()
    name = f"{WORDS['file name']}-{number}.txt"
    (folder / name).write_text(f"FICTIONAL {WORDS['exhibit']} number {number}\n", encoding="utf-8")
    use = {"purpose": "prosecution", "answer": "yes", "jurisdictions": ["DE"]}
    document = {
        "schema": "sviedka/deposit/1",
        "fictional": True,
        "label": f"{WORDS['label']}{number}",
        "kind": "testimony",
        "title": f"{WORDS['title']} {number} (FICTIONAL)",
        "language": "en",
        "text": f"FICTIONAL {WORDS['text']} {number}",
        "sensitivity": 2,
        "when": "2020-08-10",
        "quantifier": "some_day",
        "place": WORDS["place"],
        "source": {
            "role": "victim",
            "pseudonym": WORDS["pseudonym"],
            "witness": WORDS["reference"],
            "account_no": 1,
            "identity": {"name": WORDS["identity"], "contact": WORDS["contact"]},
        },
        "provenance": {
            "obtained": "handed_over",
            "received_from": WORDS["received from"],
            "account": WORDS["account of origin"],
        },
        "files": [name],
        "allegations": [
            {
                "violation": WORDS["violation"],
                "victim": {"role": "self"},
                "attributions": [
                    {"unit": WORDS["unit"], "level": "unit", "basis": "insignia", "certainty": "medium"}
                ],
                "note": WORDS["note"],
            }
        ],
        "consent": {"basis": "source", "identity_mode": "anonymous", "grants": [use]},
    }
    sidecar = folder / f"item-{number}.deposit.yaml"
    sidecar.write_text(yaml.safe_dump(document), encoding="utf-8")
    command.ingest(sidecar)
    return command.numbers()[name]


def readable(root: Path) -> list[tuple[str, bytes]]:
    """All that a thief reads without a passphrase: every file, and the entries' statements out of base64."""
    found = [(str(path.relative_to(root)), path.read_bytes()) for path in root.rglob("*") if path.is_file()]
    with sqlite3.connect(f"file:{root / 'record.sqlite3'}?mode=ro", uri=True) as database:
        entries = database.execute("SELECT leaf_index, entry FROM log_entry").fetchall()
    return found + [
        (f"entry {index}", base64.b64decode(json.loads(entry)["payload"])) for index, entry in entries
    ]


def places(root: Path, forms: list[bytes]) -> list[str]:
    """Where one of the forms stands, whatever the case of its letters."""
    small = [form.lower() for form in forms]
    return [name for name, data in readable(root) if any(form in data.lower() for form in small)]


@pytest.mark.parametrize("what", WORDS)
def test_nothing_that_was_said_is_in_the_folder_in_clear(seized, what):
    word = WORDS[what]
    assert places(seized.root, [word.encode(), word.encode("utf-16-le"), word.encode().hex().encode()]) == []


def test_the_search_would_find_a_word_that_is_there(seized):
    """Handles, numbers and the declared recipient are there: trust.md says so."""
    number = next(iter(seized.numbers().values()))
    for word in ("documenter", number, RECIPIENT):
        assert places(seized.root, [word.encode()])


def test_no_plaintext_digest_is_in_the_folder(seized):
    for receipt in seized.receipts.glob("*.receipt.json"):
        for exhibit in yaml.safe_load(receipt.read_text(encoding="utf-8"))["exhibits"]:
            digest, salt = exhibit["sha256"], exhibit["salt"]
            raw = [bytes.fromhex(digest), bytes.fromhex(salt)]
            assert places(seized.root, [digest.encode(), salt.encode()]) == []
            assert [name for name, data in readable(seized.root) if any(form in data for form in raw)] == []


def test_item_ids_cannot_be_read_from_the_index(seized):
    with sqlite3.connect(f"file:{seized.root / 'record.sqlite3'}?mode=ro", uri=True) as database:
        ids = [row[0] for row in database.execute("SELECT item_id FROM item")]
    index = (seized.root / "index.sqlite3").read_bytes()
    assert len(ids) == 3
    assert [each for each in ids if each.encode() in index or uuid.UUID(each).bytes in index] == []


def test_a_machine_without_identities_deposits_and_cannot_read(seized, tmp_path):
    """The files that trust.md tells to take away from an intake machine, taken away."""
    intake = Command(tmp_path)
    shutil.copytree(seized.folder, tmp_path, dirs_exist_ok=True)
    keys = intake.root / "keys"
    (keys / "vault.age").unlink()
    for collection in (keys / "collections").iterdir():
        shutil.rmtree(collection / "members")
        for name in ("identity.age", "index.key.age"):
            (collection / name).unlink()
        assert [path.name for path in collection.iterdir()] == ["intake.key"]
    number = deposit(intake, 4)
    refused = intake.run(
        "show", number, "--purpose", "prosecution", "--jurisdiction", "DE", agent="lawyer", expect=3
    )
    assert "[key-unavailable]" in refused.err


def test_trust_names_every_kind_of_key_file():
    text = read(ROOT / "docs" / "trust.md")
    for name in (
        "identity.age",
        "index.key.age",
        "intake.key",
        "members/",
        "vault.age",
        "log.key",
        "agents/",
    ):
        assert name in text
