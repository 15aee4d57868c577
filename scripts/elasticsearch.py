"""A real Elasticsearch node for the demonstration, the tests and the benchmarks.

The build is Elastic's own `integ-test-zip` from Maven Central (`scripts.elasticsearch_build`), unpacked once
and never written to again. A node runs as an account without rights, listens on loopback only, with security
switched on and a fresh random passphrase, and keeps its configuration, logs and (unless told otherwise) its
data in one temporary folder that goes away with it. It answers 405 to `GET /`: ask `/_cluster/health`.

In Python: `with running_node() as node: ...`; the node dies with the thread that started it.
On the command line: `python -m scripts.elasticsearch start --state FILE`, later `stop --state FILE`.

Never run this file by its path: Python would then take it for the client library of the same name.
Only the standard library is imported, so that it works before anything is installed.
"""

import argparse
import base64
import contextlib
import dataclasses
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.elasticsearch_build import (
    DEFAULT_VERSION,
    SHA256_OF_ZIP,
    NodeError,
    fetch,
    find_java,
    locked,
    run,
)

RUN_AS = "sviedka-es"
LOGIN = "sviedka"
# Temporary folders of nodes: in a place that the node's account can reach, whatever TMPDIR says.
HOMES = Path("/var/tmp")  # noqa: S108 -- mkdtemp makes them
PREFIX = "sviedka-es-"
START_SECONDS = 120.0
STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Node:
    """A running node. `url` is plain HTTP on loopback; `user` is a superuser of its file realm.

    `pid` is the process started here, leader of its own process group; `born` its start time in clock ticks
    since boot, so that `stop` never ends a stranger that inherited the number.
    """

    url: str
    user: str
    password: str
    pid: int
    born: int
    version: str
    home: Path
    data_dir: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False, compare=False)

    def stop(self) -> None:
        """End the process group of the node, by its id, and remove its temporary folder; harmless if gone."""
        if _born(self.pid) == self.born:
            os.killpg(self.pid, signal.SIGTERM)
            if not self._is_gone_in_time():
                os.killpg(self.pid, signal.SIGKILL)
                self._is_gone_in_time()
        if self.process:
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def _is_gone_in_time(self) -> bool:
        """Wait for the launcher and the server it started: the data belongs to them until both are gone."""
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if self.process:
                self.process.poll()  # takes the launcher's exit status, without which it would stay a zombie
            try:
                os.killpg(self.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.05)
        return False


@contextlib.contextmanager
def running_node(version: str = DEFAULT_VERSION, data_dir: Path | None = None) -> Iterator[Node]:
    """Yield a healthy node, and stop it afterwards.

    `data_dir` is kept (and, when root starts the node, handed over to the node's own account); without it the
    data is temporary. The kernel kills the node if the calling thread dies first.

    Raises NodeError if the build cannot be fetched, no fitting Java is installed, or it does not get healthy.
    """
    node = start(version=version, data_dir=data_dir)
    try:
        yield node
    finally:
        node.stop()


def start(version: str = DEFAULT_VERSION, data_dir: Path | None = None, *, outlive: bool = False) -> Node:
    """Start a node and return it when it is healthy. `outlive` lets it run on without its starter."""
    distribution = fetch(version)
    java_home = find_java(version)
    account = _account()
    _sweep()
    problem = ""
    for _ in range(3):  # another process may take a free port between our look and the node's
        home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=HOMES))
        try:
            return _start_once(distribution, version, java_home, account, home, data_dir, outlive=outlive)
        except _AddressInUse as error:
            problem = str(error)
            shutil.rmtree(home, ignore_errors=True)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
    raise NodeError(problem)


class _AddressInUse(Exception):
    """The port chosen for the node was taken by somebody else."""


@dataclass(frozen=True, slots=True)
class _Account:
    uid: int
    gid: int

    def prefix(self, *, outlive: bool) -> list[str]:
        """Words that make a command run as this account and, unless `outlive`, die with its starter."""
        words = [] if outlive else ["--pdeathsig", "KILL"]
        if os.geteuid() == 0:
            words += [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--inh-caps=-all"]
        return ["setpriv", *words, "--"] if words else []


def _account() -> _Account:
    """Return the account nodes run as: this one, or for root (which Elasticsearch refuses) one of its own."""
    if os.geteuid() != 0:
        return _Account(os.geteuid(), os.getegid())
    with locked():
        try:
            entry = pwd.getpwnam(RUN_AS)
        except KeyError:
            command = [
                "useradd",
                "--system",
                "--user-group",
                "--no-create-home",
                "--shell",
                "/usr/sbin/nologin",
            ]
            run([*command, RUN_AS], {}, "the account of the node could not be made")
            entry = pwd.getpwnam(RUN_AS)
    return _Account(entry.pw_uid, entry.pw_gid)


def _start_once(
    distribution: Path,
    version: str,
    java_home: Path,
    account: _Account,
    home: Path,
    data_dir: Path | None,
    *,
    outlive: bool,
) -> Node:
    port, transport_port = _free_ports()
    data = (data_dir or home / "data").resolve()
    _configure(distribution, home, data, port, transport_port)
    for folder in (home, data):
        _give(folder, account)
    environment = {
        "PATH": os.environ["PATH"],
        "ES_JAVA_HOME": str(java_home),
        "ES_PATH_CONF": str(home / "config"),
        "ES_JAVA_OPTS": "-Xms512m -Xmx512m",
        "ES_TMPDIR": str(home / "tmp"),
    }
    password = secrets.token_urlsafe(24)
    _add_superuser(distribution, environment, account, password)
    with (home / "console.log").open("wb") as console:
        process = subprocess.Popen(
            [*account.prefix(outlive=outlive), str(distribution / "bin/elasticsearch")],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    node = Node(url, LOGIN, password, process.pid, _born(process.pid), version, home, data, process)
    (home / "process").write_text(f"{node.pid} {node.born}\n")
    try:
        _wait_healthy(node, process)
    except BaseException:
        node.stop()
        raise
    return node


def _configure(distribution: Path, home: Path, data: Path, port: int, transport_port: int) -> None:
    shutil.copytree(distribution / "config", home / "config")
    (home / "tmp").mkdir()
    data.mkdir(parents=True, exist_ok=True)
    settings = {
        "cluster.name": "sviedka",
        "node.name": "sviedka-1",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": transport_port,
        "path.data": str(data),
        "path.logs": str(home / "logs"),
        "xpack.security.enabled": True,
        # No certificates: the node speaks to this machine only.
        "xpack.security.autoconfiguration.enabled": False,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        # A machine with a full disk still runs the tests.
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
    (home / "config" / "elasticsearch.yml").write_text("".join(lines))


def _give(folder: Path, account: _Account) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _add_superuser(distribution: Path, environment: dict[str, str], account: _Account, password: str) -> None:
    command = [*account.prefix(outlive=False), str(distribution / "bin/elasticsearch-users")]
    # The passphrase goes through the pipe: arguments can be read by every account of the machine.
    typed = f"{password}\n{password}\n"
    run([*command, "useradd", LOGIN, "-r", "superuser"], environment, "no superuser could be made", typed)


def _wait_healthy(node: Node, process: subprocess.Popen[bytes]) -> None:
    login = base64.b64encode(f"{node.user}:{node.password}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 -- always http on loopback
        f"{node.url}/_cluster/health?wait_for_status=yellow&timeout=5s",
        headers={"Authorization": f"Basic {login}"},
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, OSError), direct.open(request, timeout=10):
            return
        time.sleep(0.25)
    log = (node.home / "console.log").read_text(errors="replace")
    if "BindException" in log or "BindHttpException" in log or "BindTransportException" in log:
        raise _AddressInUse(f"no free port could be had for Elasticsearch {node.version}")
    raise NodeError(f"Elasticsearch {node.version} did not get healthy; the end of its log:\n{log[-3000:]}")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return int(first.getsockname()[1]), int(second.getsockname()[1])


def _born(pid: int) -> int:
    """Return the start time of a process in clock ticks since boot, or -1 if it is gone or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return -1
    state, *numbers = text.rpartition(")")[2].split()
    return -1 if state == "Z" else int(numbers[18])


def _sweep() -> None:
    """Remove what nodes left behind whose starter was killed before it could stop them."""
    for home in HOMES.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            pid, born = (int(word) for word in (home / "process").read_text().split())
            if _born(pid) != born:
                shutil.rmtree(home)


def _save(node: Node, state: Path) -> None:
    fields = {
        entry.name: getattr(node, entry.name) for entry in dataclasses.fields(node) if entry.name != "process"
    }
    text = json.dumps(fields, default=str, indent=2)
    with os.fdopen(os.open(state, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text + "\n")


def _load(state: Path) -> Node:
    fields = json.loads(state.read_text())
    return Node(**{**fields, "home": Path(fields["home"]), "data_dir": Path(fields["data_dir"])})


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; exit status 0, or 1 with one sentence (and the node's log) on standard error."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.elasticsearch", description="A node to try things on."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("fetch", "fetch and unpack the build"),
        ("start", "start a node"),
        ("stop", "stop it"),
    ):
        command = commands.add_parser(name, help=text)
        if name != "fetch":
            command.add_argument(
                "--state", type=Path, required=True, help="file with its address, login and id"
            )
        if name != "stop":
            command.add_argument("--version", default=DEFAULT_VERSION, choices=sorted(SHA256_OF_ZIP))
        if name == "start":
            command.add_argument("--data", type=Path, help="folder of the data; temporary if not given")
    options = parser.parse_args(arguments)
    try:
        if options.command == "fetch":
            fetch(options.version)
        elif options.command == "start":
            node = start(options.version, options.data, outlive=True)
            _save(node, options.state)
            print(
                f"Elasticsearch {node.version} runs at {node.url}, process {node.pid}; login: {options.state}"
            )
        else:
            _load(options.state).stop()
            options.state.unlink()
    except (NodeError, OSError) as error:
        print(f"elasticsearch: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
