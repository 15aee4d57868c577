"""The application as it is run: gunicorn over one archive, on a free port of loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scripts.elasticsearch_node import free_ports
from tests.architecture.tree import ROOT

PATIENCE = 300
"""Seconds that a busy machine may take for a start, an answer or an end."""


@contextmanager
def serving(
    root: Path, log: Path, *, workers: int = 2, variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The origin of a server over the archive in `root`; what it says goes to `log`.

    `workers`: how many processes; `variables`: what else of the environment it is given.
    """
    (port,) = free_ports(1)
    origin = f"http://127.0.0.1:{port}"
    options = ["--workers", str(workers), "--timeout", str(PATIENCE), "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "wsgi:app"]
    own = {"SVIEDKA_ARCHIVE": str(root), "SVIEDKA_WEB_ORIGIN": origin}
    environment = {**os.environ, **own, **(variables or {})}
    with log.open("wb") as file:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    try:
        for _ in range(PATIENCE * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield origin
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
