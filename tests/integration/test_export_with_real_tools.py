"""An exported folder in the hands of others: bagit, the real age, sha256sum, and the recipe in the folder."""

import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from archive.services.export import ExportRequest, export_item
from crypto.age.hybrid import HybridIdentity
from tests.factories import PROSECUTION, make_archive
from tests.integration.test_real_age import run, tool

CONTENT = b"FICTIONAL exhibit for a court\n" * 20_000


@pytest.fixture
def exported(tmp_path) -> tuple[Path, HybridIdentity, str]:
    made = make_archive(tmp_path)
    outcome = made.deposit((CONTENT,))
    body = HybridIdentity.generate()
    request = ExportRequest(outcome.number, tmp_path / "bundle", PROSECUTION, str(body.recipient()))
    export_item(made.archive, made.lawyer, request)
    made.close()
    return tmp_path / "bundle", body, outcome.exhibits[0].digest


def test_the_receiving_body_opens_an_exhibit_with_age(exported, tmp_path):
    bundle, body, digest = exported
    identity = tmp_path / "identity.txt"
    identity.write_text(f"{body}\n")
    sealed = b"".join((bundle / "data" / kind / digest).read_bytes() for kind in ("headers", "objects"))
    assert run(tool("age"), "-d", "-i", identity, data=sealed) == CONTENT


def test_bagit_accepts_the_folder_and_sees_damage(exported):
    bundle, _, digest = exported
    bag = bagit.Bag(str(bundle))
    bag.validate()
    path = bundle / "data" / "objects" / digest
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_the_recipe_in_the_folder_works(exported, tmp_path):
    bundle, _, _ = exported
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--quiet", manifest], cwd=bundle, check=True)
    recipe = (bundle / "data" / "README.txt").read_text().split("----8<----")[1]
    program = tmp_path / "check.py"
    program.write_text(recipe)
    entries = [
        str(path) for place in ("entries", "agents") for path in (bundle / "data" / place).glob("*.json")
    ]
    answer = subprocess.run(
        [sys.executable, str(program), *entries], capture_output=True, text=True, check=True
    ).stdout
    assert len(answer.splitlines()) == len(entries)
    assert "NOT" not in answer
