"""The journey of docs/api.md, as it is written there: curl over HTTP against the application as it is run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from archive.domain.agent import Act, Role
from archive.services.agents import register_agent
from archive.services.enrolment import create_account
from archive.services.tokens import create_token
from tests.architecture.tree import ROOT
from tests.docs.documents import blocks
from tests.factories import admit, fill, make_archive
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
    """Origin of a running server, tokens by handle and the log's key, the number of an item with exhibits."""
    folder = tmp_path_factory.mktemp("journey")
    made = make_archive(folder)
    number = fill(made).two_exhibits
    tokens = {}
    words = "words of {} for a test archive".format
    register_agent(made.archive, made.custodian, "lawyer2", [Role.LAWYER], words("lawyer2"))
    admit(made, "lawyer2", 3)
    for handle in ("lawyer", "lawyer2", "documenter", "auditor"):
        actor = made.actor(handle)
        create_account(made.archive, actor, words(handle))
        held = [act.value for act in Act if actor.agent.may(act)]
        tokens[handle] = create_token(made.archive, actor, "a program", held, 1).text
    (tokens["log"],) = made.archive.keys.log_vkeys()[:1]
    made.publish()
    made.close()
    with serving(made.root, folder / "server.log") as origin:
        yield origin, tokens, number


def run(
    block: str, folder: Path, origin: str, token: str, number: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """A block as a shell runs it, with `more` variables; curl fails where the archive refuses."""
    (folder / ".curlrc").write_text("fail-with-body\nsilent\nshow-error\n")
    script = block.replace("https://archive.example", origin).replace("BYA-2026-0000001", number)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {
        "PATH": path,
        "TOKEN": token,
        "KEY": "a random text",
        "CURL_HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        **more,
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


def answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """What the archive answered to each request of a block, in JSON."""
    assert done.returncode == 0, done.stdout + done.stderr
    decoder, text, found = json.JSONDecoder(), done.stdout.strip(), []
    while text.startswith("{"):
        answer, end = decoder.raw_decode(text)
        found.append(answer)
        text = text[end:].lstrip()
    return found


def test_a_lawyers_program_builds_a_case(served, tmp_path):
    origin, tokens, number = served
    block = block_with("/patterns")
    counts, kept, rows, elements = answers(run(block, tmp_path, origin, tokens["lawyer"], number))
    assert {"total", "facets", "timeline"} <= set(counts)
    assert kept["pattern"]["title"] == "Helmets"
    assert [row["text"] for row in rows["rows"]] == ["by-akr-cip", "by-mvd-gubopik"]
    assert (elements["crime"], elements["items"] > 0) == ("CAH-7-1-f", True)
    again = answers(run(block, tmp_path, origin, tokens["lawyer"], number))
    assert again[1] == kept, "sent again it is answered again"


def test_a_label_of_one_program_is_verified_by_anothers(served, tmp_path):
    origin, tokens, number = served
    first, _, second = block_with("/shared-work/labels").partition("\ncurl")
    (proposed,) = answers(run(first, tmp_path, origin, tokens["lawyer"], number))
    told = {"SECOND": tokens["lawyer2"], "STEP": proposed["step"]}
    (verified,) = answers(run(f"curl{second}", tmp_path, origin, tokens["lawyer"], number, **told))
    assert verified["step"] != proposed["step"]


def test_an_auditors_program_takes_a_report_that_holds_offline(served, tmp_path):
    origin, tokens, number = served
    run(block_with("/searches"), tmp_path, origin, tokens["lawyer"], number)
    block = block_with("/log/reports")
    done = run(block, tmp_path, origin, tokens["auditor"], number, LOG_KEY=tokens["log"])
    used, hidden = answers(done)
    assert used["total"] >= hidden["total"] > 0
    assert (tmp_path / "report-openings.zip").is_file()


def test_a_documenters_program_deposits_once_and_proves_it(served, tmp_path):
    origin, tokens, number = served
    (tmp_path / "kettle.json").write_text(json.dumps(DESCRIPTION))
    (tmp_path / "kettle.txt").write_text("FICTIONAL kettle")
    deposit, _, receipt = block_with("/api/v1/deposits ").partition(
        'curl -H "Authorization: Bearer $TOKEN" -O'
    )
    assert receipt
    both = [run(deposit, tmp_path, origin, tokens["documenter"], number) for _ in range(2)]
    assert [each.returncode for each in both] == [0, 0], both
    assert both[0].stdout == both[1].stdout, "sent again it is answered again"
    made = json.loads(both[0].stdout)["number"]
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
