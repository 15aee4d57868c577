"""What holds for every test: the shared folder in CI, no network but loopback, nothing skipped.

Official vectors and real articles lie in a folder beside the clone (or where SVIEDKA_SHARED points). A plain
clone without it runs on material the project makes itself and says so; in CI its absence ends the run.
"""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SVIEDKA_SHARED", ROOT.parent / "shared"))
IN_CI = os.environ.get("CI") == "true"
pytest_plugins = ["tests.servers"]
NOT_RUN = ("skipped", "xfailed", "xpassed")

# Two cores shared with a server: a slow example is no defect. The same examples every time, so that no change
# is blamed for what luck has found; `pytest --hypothesis-profile=explore` looks for new ones.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("sviedka", UNHURRIED, derandomize=True)
settings.register_profile("explore", UNHURRIED, derandomize=False, print_blob=True)
settings.load_profile("sviedka")


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and not (SHARED / "vectors").is_dir():
        pytest.exit(
            f"CI needs the shared folder with the official vectors; it is not at {SHARED}", returncode=1
        )
    if "eatmydata" in os.environ.get("LD_PRELOAD", ""):
        pytest.exit("eatmydata makes fsync a lie: durability cannot be tested under it", returncode=1)


def pytest_report_header() -> str:
    if SHARED.is_dir():
        return f"official vectors and articles: {SHARED}"
    return f"official vectors and articles: none at {SHARED}; running on material made by the project itself"


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _not_run(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    count = _not_run(config)
    if count:
        terminalreporter.write_line(
            f"{count} tests did not really run: nothing may be skipped or expected to fail"
        )


def _not_run(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum(len(reporter.stats.get(outcome, ())) for outcome in NOT_RUN) if reporter else 0


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """Refuse every connection of the test process that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            self.close()
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Folder of official vectors and articles; it may be absent in a plain clone, never in CI."""
    return SHARED
