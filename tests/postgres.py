"""A private PostgreSQL server for tests: Debian's programs, a temporary folder, a free loopback port.

Started once per test process on first use, as a non-root user, and stopped when the process ends (also when
it is killed: the server gets a signal from the kernel). Tests that use it share one xdist group.
"""

import atexit
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from scripts.elasticsearch_node import free_ports

BINARIES = Path("/usr/lib/postgresql")
START_SECONDS = 600
GROUP = pytest.mark.xdist_group("postgres")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. `owner` is a role without special rights that owns every test database."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    password: str = field(repr=False)

    def url(self, database: str, role: str = "sviedka") -> str:
        return f"postgresql://{role}:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        name = f"test_{next(_numbers)}"
        self.run(
            sql.SQL("CREATE DATABASE {} OWNER sviedka TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        self.run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def run(self, statement: sql.Composable, database: str = "postgres") -> list[tuple[object, ...]]:
        """As the superuser, outside any transaction."""
        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(3)  # SIGQUIT: immediate shutdown
            try:
                self.process.wait(120)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def running_cluster() -> Cluster:
    """The server of this test process."""
    initdb, server = _program("initdb"), _program("postgres")
    folder = Path(tempfile.mkdtemp(prefix="sviedka-postgres-"))
    try:
        return _start(initdb, server, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _start(initdb: Path, server: Path, folder: Path) -> Cluster:
    password = secrets.token_hex(16)
    password_file = folder / "password"
    password_file.write_text(password + "\n", encoding="utf-8")
    identity = _unprivileged(folder)
    # An ICU default collation sorts unlike SQLite: our columns must not depend on it.
    _run(
        [
            initdb,
            f"--pgdata={folder / 'data'}",
            f"--pwfile={password_file}",
            "--username=postgres",
            "--auth=scram-sha-256",
            "--no-sync",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--locale-provider=icu",
            "--icu-locale=und",
        ],
        folder,
        identity,
    )
    (port,) = free_ports(1)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *_setpriv("--pdeathsig=INT", identity),
                server,
                f"-D{folder / 'data'}",
                f"-p{port}",
                "-clisten_addresses=127.0.0.1",
                f"-cunix_socket_directories={folder}",
                "-cmax_connections=60",
                "-cshared_buffers=32MB",
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    cluster = Cluster(folder, port, process, password)
    atexit.register(cluster.stop)
    _wait(cluster)
    cluster.run(sql.SQL("CREATE ROLE sviedka LOGIN PASSWORD {}").format(sql.Literal(password)))
    return cluster


def _wait(cluster: Cluster) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            cluster.run(sql.SQL("SELECT 1"))
            return
        except psycopg.OperationalError as error:
            if cluster.process.poll() is not None or time.monotonic() > deadline:
                log = (cluster.folder / "server.log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {log[-2000:]}") from error
            time.sleep(0.05)


def _program(name: str) -> Path:
    versions = sorted(
        (path for path in BINARIES.glob(f"*/bin/{name}") if path.parts[4].isdigit()),
        key=lambda path: int(path.parts[4]),
    )
    if not versions:
        pytest.fail(f"PostgreSQL's {name} is not below {BINARIES}: apt-get install postgresql")
    return versions[-1]


def _unprivileged(folder: Path) -> pwd.struct_passwd | None:
    """Who the server runs as: ourselves, or `postgres` when we are root, which PostgreSQL refuses to be."""
    if os.getuid() != 0:
        return None
    identity = pwd.getpwnam("postgres")
    for path in (folder, *folder.iterdir()):
        os.chown(path, identity.pw_uid, identity.pw_gid)
    return identity


def _setpriv(signal: str, identity: pwd.struct_passwd | None) -> list[str]:
    switch = (
        [f"--reuid={identity.pw_uid}", f"--regid={identity.pw_gid}", "--clear-groups"] if identity else []
    )
    return ["setpriv", *switch, signal]


def _run(command: list[str | Path], folder: Path, identity: pwd.struct_passwd | None) -> None:
    result = subprocess.run(
        [*_setpriv("--pdeathsig=KILL", identity), *command], cwd=folder, capture_output=True, check=False
    )
    if result.returncode:
        raise RuntimeError(f"{command[0]} failed: {result.stderr.decode(errors='replace')[-2000:]}")
