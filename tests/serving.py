"""The application as it is run: gunicorn with two processes over one archive, on a free port of loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.elasticsearch_node import free_ports
from tests.architecture.tree import ROOT

PATIENCE = 300
"""Seconds that a busy machine may take for a start, an answer or an end."""


@contextmanager
def serving(root: Path, log: Path) -> Iterator[str]:
    """The origin of a server over the archive in `root`; what it says goes to `log`."""
    (port,) = free_ports(1)
    origin = f"http://127.0.0.1:{port}"
    options = ["--workers", "2", "--timeout", str(PATIENCE), "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "wsgi:app"]
    environment = os.environ | {"SVIEDKA_ARCHIVE": str(root), "SVIEDKA_WEB_ORIGIN": origin}
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
