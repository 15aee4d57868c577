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
import contextlib
import dataclasses
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.elasticsearch_build import DEFAULT_VERSION, SHA256_OF_ZIP, NodeError, fetch
from scripts.elasticsearch_node import (
    JAVA_OPTIONS,
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


@contextlib.contextmanager
def running_node(
    version: str = DEFAULT_VERSION, data_dir: Path | None = None, java_options: str = JAVA_OPTIONS
) -> Iterator[Node]:
    """Yield a healthy node, and stop it afterwards.

    `data_dir` is kept (and, when root starts the node, handed over to the node's own account); without it the
    data is temporary. `java_options`: its heap. The kernel kills the node if the calling thread dies first.

    Raises NodeError if the build cannot be fetched, no fitting Java is installed, or it does not get healthy.
    """
    node = start(version, data_dir, java_options=java_options)
    try:
        yield node
    finally:
        node.stop()


def start(
    version: str = DEFAULT_VERSION,
    data_dir: Path | None = None,
    *,
    outlive: bool = False,
    port: int = 0,
    java_options: str = JAVA_OPTIONS,
) -> Node:
    """Start a node and return it when it is healthy. `outlive` lets it run on without its starter.

    `port`: where it listens; a free one if not given.
    """
    build = Build.of(version)
    sweep()
    problem = ""
    for _ in range(3):  # another process may take a free port between our look and the node's
        home = new_home()
        try:
            return _start_once(build, home, data_dir, port, outlive=outlive, java_options=java_options)
        except AddressInUse as error:
            problem = str(error)
            shutil.rmtree(home, ignore_errors=True)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)
            raise
    raise NodeError(problem)


def _start_once(
    build: Build, home: Path, data_dir: Path | None, port: int, *, outlive: bool, java_options: str
) -> Node:
    free, transport_port = free_ports(2)
    port = port or free
    data = (data_dir or home / "data").resolve()
    settings: dict[str, object] = {
        "node.name": "sviedka-1",
        "discovery.type": "single-node",
        "http.port": port,
        "transport.port": transport_port,
        # No certificates: the node speaks to this machine only.
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
    }
    configure(build, home, data, settings)
    password = add_superuser(build, home)
    url = f"http://127.0.0.1:{port}"
    node = launch(build, home, data, url, password, java_options=java_options, outlive=outlive)
    try:
        wait_healthy(node)
    except BaseException:
        node.stop()
        raise
    return node


def _save(node: Node, state: Path) -> None:
    fields = {
        entry.name: getattr(node, entry.name)
        for entry in dataclasses.fields(node)
        if entry.name not in {"process", "ca"}
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
