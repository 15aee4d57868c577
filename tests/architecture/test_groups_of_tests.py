"""Tests that share a server share a worker; a runner that forgets groups would start it twice."""

import subprocess
import sys

MODULE = """
import os
import pytest

@pytest.mark.xdist_group("server")
@pytest.mark.parametrize("number", range(6))
def test_where(number):
    with open("workers", "a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + "\\n")
"""


def test_grouped_tests_run_in_one_worker(tmp_path):
    for name in ("test_one.py", "test_two.py"):
        (tmp_path / name).write_text(MODULE, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadgroup",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    workers = (tmp_path / "workers").read_text(encoding="utf-8").split()
    assert len(workers) == 12
    assert len(set(workers)) == 1, "see requirements-dev.in on versions of pytest and pytest-xdist"
