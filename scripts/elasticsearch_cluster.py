"""Several Elasticsearch nodes as operators run them: TLS between them and to clients, made for the occasion.

The certificate authority and the nodes' certificate are made by openssl in a temporary folder and go with it.
Nodes are small and can be killed and started again on the same data, one by one.
"""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.elasticsearch_build import NodeError
from scripts.elasticsearch_node import (
    AddressInUse,
    Build,
    Node,
    add_superuser,
    configure,
    free_ports,
    launch,
    new_home,
    sweep,
    wait_healthy,
)

SMALL = "-Xms320m -Xmx320m -XX:TieredStopAtLevel=1"
"""Options of Java: little memory, and a start that costs less than the speed it gives away."""
DAYS = "30"


@dataclass(slots=True)
class Cluster:
    """Running nodes, in order. `ca`: the file that clients check their certificates with."""

    build: Build
    folder: Path
    ca: Path
    nodes: list[Node] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The addresses of all nodes, running or not, separated by commas."""
        return ",".join(node.url for node in self.nodes)

    @property
    def repository(self) -> Path:
        """A folder in which nodes may keep snapshots."""
        return self.folder / "snapshots"

    def kill(self, number: int) -> None:
        """End a node as a power cut would."""
        self.nodes[number].kill()

    def start_again(self, number: int) -> None:
        """Start a killed node on its own data, and wait until all see each other."""
        old = self.nodes[number]
        self.nodes[number] = launch(
            self.build, old.home, old.data_dir, old.url, old.password, java_options=SMALL, ca=self.ca
        )
        wait_healthy(self.nodes[number], len(self.nodes))

    def stop(self) -> None:
        """End all nodes and remove everything."""
        for node in self.nodes:
            node.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def running_cluster(version: str, count: int = 3) -> Iterator[Cluster]:
    """Yield a healthy cluster, and stop it afterwards; raise NodeError."""
    sweep()
    cluster = _started(Build.of(version), count)
    try:
        yield cluster
    finally:
        cluster.stop()


def _started(build: Build, count: int) -> Cluster:
    problem = ""
    for _ in range(3):  # another process may take a free port between our look and the node's
        folder = new_home()
        cluster = Cluster(build, folder, folder / "ca.pem")
        try:
            _certificates(folder)
            _launch_all(cluster, count)
            for node in cluster.nodes:
                wait_healthy(node, count)
            return cluster
        except AddressInUse as error:
            problem = str(error)
            cluster.stop()
        except BaseException:
            cluster.stop()
            raise
    raise NodeError(problem)


def _launch_all(cluster: Cluster, count: int) -> None:
    ports = free_ports(2 * count)
    http, transport = ports[:count], ports[count:]
    names = [f"sviedka-{number}" for number in range(1, count + 1)]
    homes = [new_home() for _ in names]
    cluster.repository.mkdir()
    cluster.repository.chmod(0o777)
    cluster.folder.chmod(0o755)
    password = ""
    for number, home in enumerate(homes):
        settings: dict[str, object] = {
            "node.name": names[number],
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in transport],
            "cluster.initial_master_nodes": names,
            "http.port": http[number],
            "transport.port": transport[number],
            "http.max_content_length": "1mb",
            "path.repo": [str(cluster.repository)],
            **_tls("http", home),
            **_tls("transport", home),
        }
        configure(cluster.build, home, home / "data", settings)
        for name in ("ca.pem", "node.pem", "node.key"):
            shutil.copy(cluster.folder / name, home / "config" / name)
        configure(cluster.build, home, home / "data", settings)
        if number == 0:
            password = add_superuser(cluster.build, home, SMALL)
        else:
            for name in ("users", "users_roles"):
                shutil.copy(homes[0] / "config" / name, home / "config" / name)
            configure(cluster.build, home, home / "data", settings)
        url = f"https://127.0.0.1:{http[number]}"
        cluster.nodes.append(
            launch(cluster.build, home, home / "data", url, password, java_options=SMALL, ca=cluster.ca)
        )


def _tls(layer: str, home: Path) -> dict[str, object]:
    prefix, config = f"xpack.security.{layer}.ssl", home / "config"
    return {
        f"{prefix}.enabled": True,
        f"{prefix}.certificate": str(config / "node.pem"),
        f"{prefix}.key": str(config / "node.key"),
        f"{prefix}.certificate_authorities": [str(config / "ca.pem")],
        **({f"{prefix}.verification_mode": "full"} if layer == "transport" else {}),
    }


def _certificates(folder: Path) -> None:
    """An authority, and one certificate by it for all nodes on loopback."""
    name = ["-subj", "/CN=fictional authority"]
    usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    authority = ["-keyout", "ca.key", "-out", "ca.pem", *name, *usage]
    _openssl(folder, ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", DAYS, *authority])
    _openssl(
        folder,
        [
            "req",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-keyout",
            "node.key",
            "-out",
            "node.csr",
            "-subj",
            "/CN=node",
        ],
    )
    (folder / "node.ext").write_text("subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n")
    by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "node.ext", "-days", DAYS]
    _openssl(folder, ["x509", "-req", "-in", "node.csr", "-out", "node.pem", *by])


def _openssl(folder: Path, arguments: Sequence[str]) -> None:
    try:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NodeError("certificates need the program openssl, which is not installed") from error
    except subprocess.CalledProcessError as error:
        raise NodeError(f"openssl could not make a certificate:\n{error.stderr[-2000:]}") from error
