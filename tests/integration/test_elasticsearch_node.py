"""The node that tests and the demonstration start: real, closed, without rights, gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from elasticsearch import AuthenticationException, Elasticsearch

from scripts.elasticsearch import running_node
from scripts.elasticsearch_build import NodeError, fetch, find_java
from scripts.elasticsearch_node import HOMES, PREFIX, Node

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow, pytest.mark.xdist_group("elasticsearch-node")]


def uids(pid: int) -> set[int]:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("Uid:"))
    return {int(word) for word in line.split()[1:]}


def is_alive(node: Node) -> bool:
    try:
        os.killpg(node.pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_node_serves_its_login_only_and_leaves_nothing_behind():
    with running_node() as node:
        assert node.url.startswith("http://127.0.0.1:")
        assert 0 not in uids(node.pid)
        with Elasticsearch(node.url) as stranger, pytest.raises(AuthenticationException):
            stranger.cluster.health()
        with Elasticsearch(node.url, basic_auth=(node.user, node.password), request_timeout=300) as client:
            client.index(index="trial", id="1", document={"word": "token"}, refresh=True)
            assert client.count(index="trial")["count"] == 1
    assert not is_alive(node)
    assert not node.home.exists()


def test_a_node_dies_with_its_starter_and_the_next_one_clears_up():
    program = (
        "import os, signal\n"
        "from scripts.elasticsearch import running_node\n"
        "with running_node() as node:\n"
        "    print(node.pid, node.home, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    starter = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    pid, home = starter.stdout.split()
    assert Path(home).parent == HOMES
    assert Path(home).name.startswith(PREFIX)
    assert wait_until_gone(int(pid))
    with running_node():
        assert not Path(home).exists()


def wait_until_gone(pid: int) -> bool:
    command = ["timeout", "600", "tail", f"--pid={pid}", "--sleep-interval=0.1", "-f", "/dev/null"]
    return subprocess.run(command, check=False).returncode == 0


def run_command(*words: str) -> str:
    command = [sys.executable, "-m", "scripts.elasticsearch", *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def test_the_command_line_starts_and_stops_with_a_state_file(tmp_path: Path):
    state, data = tmp_path / "state.json", HOMES / f"sviedka-test-data-{os.getpid()}"
    try:
        assert "Elasticsearch 8.19.21 runs at" in run_command(
            "start", "--state", str(state), "--data", str(data)
        )
        assert state.stat().st_mode & 0o077 == 0
        run_command("stop", "--state", str(state))
        assert not state.exists()
        assert any(data.iterdir()), "data given by the caller stays"
    finally:
        subprocess.run(["rm", "-rf", str(data)], check=True)


def test_what_cannot_be_checked_or_run_is_refused():
    with pytest.raises(NodeError, match="no digest is known"):
        fetch("8.0.0")
    assert (find_java("8.19.21") / "bin" / "java").exists()
