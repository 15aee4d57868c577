"""One Elasticsearch process: its configuration, account, start, health and end.

Used by `scripts.elasticsearch` (a single node) and `scripts.elasticsearch_cluster` (several, with TLS). Only
the standard library is imported.
"""

import base64
import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from scripts.elasticsearch_build import NodeError, fetch, find_java, locked, run

RUN_AS = "sviedka-es"
LOGIN = "sviedka"
# Temporary folders of nodes: in a place that the node's account can reach, whatever TMPDIR says.
HOMES = Path("/var/tmp")  # noqa: S108 -- mkdtemp makes them
PREFIX = "sviedka-es-"
JAVA_OPTIONS = "-Xms512m -Xmx512m"
START_SECONDS = 900.0
"""A busy machine takes minutes; one that cannot start says so at once, by ending."""
STOP_SECONDS = 120.0
PORTS = range(15_000, 32_000)
"""Below those that the kernel gives to outgoing connections, which could take a port between look and use."""


class AddressInUse(Exception):
    """The port chosen for the node was taken by somebody else."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom nodes run as."""

    uid: int
    gid: int

    def prefix(self, *, outlive: bool) -> list[str]:
        """Words that make a command run as this account and, unless `outlive`, die with its starter."""
        words = [] if outlive else ["--pdeathsig", "KILL"]
        if os.geteuid() == 0:
            words += [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--inh-caps=-all"]
        return ["setpriv", *words, "--"] if words else []


def account() -> Account:
    """Return the account nodes run as: this one, or for root (which Elasticsearch refuses) one of its own."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
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
    return Account(entry.pw_uid, entry.pw_gid)


@dataclass(frozen=True, slots=True)
class Node:
    """A running node. `url` is on loopback; `user` is a superuser of its file realm.

    `ca`: the file of its certificate authority, when it speaks TLS. `pid` is the process started here, leader
    of its own process group; `born` its start time in clock ticks since boot, so that `stop` never ends a
    stranger that inherited the number.
    """

    url: str
    user: str
    password: str
    pid: int
    born: int
    version: str
    home: Path
    data_dir: Path
    ca: Path | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False, compare=False)

    def stop(self) -> None:
        """End the process group of the node, by its id, and remove its temporary folder; harmless if gone."""
        if born(self.pid) == self.born:
            os.killpg(self.pid, signal.SIGTERM)
            if not self._is_gone_in_time():
                os.killpg(self.pid, signal.SIGKILL)
                self._is_gone_in_time()
        if self.process:
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def kill(self) -> None:
        """End the process group at once, as a power cut would; home and data stay."""
        # It may be started again: as long as its starter lives, nobody sweeps its home away.
        (self.home / "process").write_text(f"{os.getpid()} {born(os.getpid())}\n")
        if born(self.pid) == self.born:
            os.killpg(self.pid, signal.SIGKILL)
            self._is_gone_in_time()
        if self.process:
            self.process.wait()

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


@dataclass(frozen=True, slots=True)
class Build:
    """What a node is started from: the unpacked release, a Java that fits it, an account without rights."""

    version: str
    distribution: Path
    java_home: Path
    account: Account

    @classmethod
    def of(cls, version: str) -> "Build":
        """Fetch what is not there yet; raise NodeError."""
        return cls(version, fetch(version), find_java(version), account())

    def environment(self, home: Path, java_options: str) -> dict[str, str]:
        """Environment of the node's programs."""
        return {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(self.java_home),
            "ES_PATH_CONF": str(home / "config"),
            "ES_JAVA_OPTS": java_options,
            "ES_TMPDIR": str(home / "tmp"),
        }


def new_home() -> Path:
    """A temporary folder for a node."""
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=HOMES))


def configure(build: Build, home: Path, data: Path, settings: dict[str, object]) -> None:
    """Write the configuration of a node on loopback, and hand its folders over to its account."""
    if not (home / "config").exists():
        shutil.copytree(build.distribution / "config", home / "config")
        (home / "tmp").mkdir()
    data.mkdir(parents=True, exist_ok=True)
    every: dict[str, object] = {
        "cluster.name": "sviedka",
        "network.host": "127.0.0.1",
        "path.data": str(data),
        "path.logs": str(home / "logs"),
        "xpack.security.enabled": True,
        "xpack.security.autoconfiguration.enabled": False,
        # A machine with a full disk still runs the tests.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # A look at the disks lifts the blocks of a full one, which tests set by hand.
        "cluster.info.update.interval": "30d",
    }
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in {**every, **settings}.items()]
    (home / "config" / "elasticsearch.yml").write_text("".join(lines))
    for folder in (home, data):
        _give(folder, build.account)


def launch(
    build: Build,
    home: Path,
    data: Path,
    url: str,
    password: str,
    *,
    java_options: str = JAVA_OPTIONS,
    outlive: bool = False,
    ca: Path | None = None,
) -> Node:
    """Start the process, without waiting for it."""
    with (home / "console.log").open("wb") as console:
        process = subprocess.Popen(
            [*build.account.prefix(outlive=outlive), str(build.distribution / "bin/elasticsearch")],
            env=build.environment(home, java_options),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    node = Node(url, LOGIN, password, process.pid, born(process.pid), build.version, home, data, ca, process)
    (home / "process").write_text(f"{node.pid} {node.born}\n")
    return node


def _give(folder: Path, account: Account) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def add_superuser(build: Build, home: Path, java_options: str = JAVA_OPTIONS) -> str:
    """Add the superuser to the node's file realm; answers its passphrase."""
    password = secrets.token_urlsafe(24)
    command = [*build.account.prefix(outlive=False), str(build.distribution / "bin/elasticsearch-users")]
    # The passphrase goes through the pipe: arguments can be read by every account of the machine.
    typed = f"{password}\n{password}\n"
    environment = build.environment(home, java_options)
    run([*command, "useradd", LOGIN, "-r", "superuser"], environment, "no superuser could be made", typed)
    return password


def wait_healthy(node: Node, nodes: int = 1) -> None:
    """Return when the node answers and sees so many nodes; raise NodeError, or AddressInUse."""
    login = base64.b64encode(f"{node.user}:{node.password}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310 -- always on loopback
        f"{node.url}/_cluster/health?wait_for_status=yellow&wait_for_nodes=>={nodes}&timeout=5s",
        headers={"Authorization": f"Basic {login}"},
    )
    trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=node.ca))
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), trust)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if node.process and node.process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, OSError), direct.open(request, timeout=60):
            return
        time.sleep(0.25)
    log = (node.home / "console.log").read_text(errors="replace")
    if "BindException" in log or "BindHttpException" in log or "BindTransportException" in log:
        raise AddressInUse(f"no free port could be had for Elasticsearch {node.version}")
    raise NodeError(f"Elasticsearch {node.version} did not get healthy; the end of its log:\n{log[-3000:]}")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now, at random, so that two who look at once rarely meet."""
    free: list[int] = []
    while len(free) < count:
        port = secrets.choice(PORTS)
        with contextlib.suppress(OSError), socket.socket() as one:
            one.bind(("127.0.0.1", port))
            if port not in free:
                free.append(port)
    return free


def born(pid: int) -> int:
    """Return the start time of a process in clock ticks since boot, or -1 if it is gone or a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return -1
    state, *numbers = text.rpartition(")")[2].split()
    return -1 if state == "Z" else int(numbers[18])


def sweep() -> None:
    """Remove what nodes left behind whose starter was killed before it could stop them."""
    for home in HOMES.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            pid, begun = (int(word) for word in (home / "process").read_text().split())
            if born(pid) != begun:
                shutil.rmtree(home)
