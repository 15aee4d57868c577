"""The real age opens re-wrapped files with the new identity, with the ring and with recovery."""

import re
import subprocess

import pytest

from archive.bootstrap import create_archive
from archive.domain.agent import Role
from archive.services.agents import sign_in
from archive.services.collections import CollectionRequest, find_collection
from archive.services.deposit import Deposit, accession, open_intake
from archive.services.rewrapping import rewrap
from archive.services.rotation import RotationRequest, rotate
from config import Settings
from config.settings import INSECURE_KDF
from tests.factories import SECRETS, TestArchive, describe, reopen
from tests.integration.test_real_age import tool

NEW = "other words of the collection"


@pytest.fixture
def rotated(tmp_path):
    """An archive with one item, rotated and re-wrapped; identities by what they are, as files."""
    root = tmp_path / "archive"
    settings = Settings(root, kdf=INSECURE_KDF, two_person=False)
    roles = [Role.CUSTODIAN, Role.DOCUMENTER]
    founded = create_archive(settings, "custodian", roles, CollectionRequest("main", "BYA"), SECRETS)
    made = reopen(root)
    actor = sign_in(made.archive, "custodian", SECRETS.custodian)
    intake = open_intake(made.archive, actor, find_collection(made.archive))
    with made.archive.objects.new_batch() as batch:
        accession(made.archive, actor, intake, [Deposit(describe("FICTIONAL to be re-wrapped"))], batch)
    after = rotate(made.archive, actor, RotationRequest(intake.collection), NEW)
    assert rewrap(made.archive, actor, after).headers == 1
    ring = made.archive.keys.open_collection_identity(after.collection_id, after.content_recipient, NEW)
    new, old = ring.identities
    for name, text in {
        "ring": str(ring),
        "new": f"{new}\n",
        "old": f"{old}\n",
        "recovery": f"{founded.recovery}\n",
    }.items():
        (tmp_path / name).write_text(text)
    yield made
    made.close()


def opened(made: TestArchive, identity) -> subprocess.CompletedProcess[bytes]:
    (header,) = (made.root / "headers").glob("*/*")
    (payload,) = (made.root / "objects").glob("*/*")
    return subprocess.run(
        [tool("age"), "-d", "-i", identity],
        input=header.read_bytes() + payload.read_bytes(),
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["new", "ring", "recovery"])
def test_age_opens_what_was_re_wrapped(rotated, tmp_path, name):
    done = opened(rotated, tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert b"FICTIONAL to be re-wrapped" in done.stdout


def test_age_opens_nothing_with_the_old_identity(rotated, tmp_path):
    done = opened(rotated, tmp_path / "old")
    assert done.returncode != 0
    assert re.search(rb"no identity matched|incorrect", done.stderr)
    assert not done.stdout
