"""The journey of docs/api.md, as it is written there: curl over HTTP against the application as it is run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.domain.agent import Act
from archive.services.enrolment import create_account
from archive.services.tokens import create_token
from tests.architecture.tree import ROOT
from tests.docs.documents import blocks
from tests.factories import fill, make_archive
from tests.serving import serving

API = ROOT / "docs" / "api.md"
DESCRIPTION = {
    "schema": "sviedka/deposit/1",
    "fictional": True,
    "kind": "document",
    "title": "FICTIONAL kettle",
    "language": "en",
    "consent": {"basis": "source", "grants": [{"purpose": "prosecution", "answer": "yes"}]},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Origin of a running server, tokens by handle, the number of an item with exhibits."""
    folder = tmp_path_factory.mktemp("journey")
    made = make_archive(folder)
    number = fill(made).two_exhibits
    tokens = {}
    for handle in ("lawyer", "documenter"):
        actor = made.actor(handle)
        create_account(made.archive, actor, f"words of {handle} for a test archive")
        held = [act.value for act in Act if actor.agent.may(act)]
        tokens[handle] = create_token(made.archive, actor, "a program", held, 1).text
    made.publish()
    made.close()
    with serving(made.root, folder / "server.log") as origin:
        yield origin, tokens, number


def run(block: str, folder: Path, origin: str, token: str, number: str) -> subprocess.CompletedProcess[str]:
    """A block as a shell runs it; curl fails where the archive refuses."""
    (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    script = block.replace("https://archive.example", origin).replace("BYA-2026-0000001", number)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {
        "PATH": path,
        "TOKEN": token,
        "KEY": "a random text",
        "CURL_HOME": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    command = ["/bin/bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def block_with(text: str) -> str:
    (found,) = (block for block in blocks(API, "sh") if text in block)
    return found


def test_a_lawyers_program_searches_reads_and_opens_a_range(served, tmp_path):
    origin, tokens, number = served
    done = run(block_with("/searches"), tmp_path, origin, tokens["lawyer"], number)
    assert done.returncode == 0, done.stdout + done.stderr
    found, _, rest = done.stdout.partition("\n")
    assert json.loads(found)["page"] == 1
    record, _, piece = rest.partition("\n")
    assert json.loads(record)["number"] == number
    assert piece.startswith("FICTIONAL first exhibit")


def test_a_documenters_program_deposits_once_and_proves_it(served, tmp_path):
    origin, tokens, number = served
    (tmp_path / "kettle.json").write_text(json.dumps(DESCRIPTION))
    (tmp_path / "kettle.txt").write_text("FICTIONAL kettle")
    deposit, _, receipt = block_with("/api/v1/deposits ").partition(
        'curl -H "Authorization: Bearer $TOKEN" -O'
    )
    assert receipt
    answers = [run(deposit, tmp_path, origin, tokens["documenter"], number) for _ in range(2)]
    assert [each.returncode for each in answers] == [0, 0], answers
    assert answers[0].stdout == answers[1].stdout, "sent again it is answered again"
    made = json.loads(answers[0].stdout)["number"]
    rest = run(
        f'curl -H "Authorization: Bearer $TOKEN" -O{receipt}', tmp_path, origin, tokens["documenter"], made
    )
    assert rest.returncode == 0, rest.stdout + rest.stderr
    assert f"receipt of item {made}" in rest.stdout


@pytest.mark.parametrize("token", ["", "sviedka_nothing"])
def test_without_a_token_curl_is_refused(served, tmp_path, token):
    origin, _, number = served
    done = run(block_with("/searches").partition("\ncurl")[0], tmp_path, origin, token, number)
    assert done.returncode == 22
    assert json.loads(done.stdout)["code"] == "not-signed-in"
