"""The wheel holds every module and data file of the packages, nothing else, and works away from this tree."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, tracked

pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel, beside the locked libraries but without the editable install."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    command = [
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        str(wheel),
    ]
    subprocess.run([sys.executable, *command], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    # A line in a .pth file adds the folder, but not what .pth files within it name (the editable install).
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def test_it_holds_the_packages_with_their_data_and_nothing_else(wheel: Path):
    expected = {str(path) for path in tracked() if path.parts[0] in PACKAGES or path == Path("wsgi.py")}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == expected
    assert {Path(name).suffix for name in held} >= {".py", ".csv"}


def test_it_refuses_to_be_published_and_names_its_licence(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
        licences = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
    assert "\nClassifier: Private :: Do Not Upload\n" in metadata
    assert "\nLicense-Expression: Apache-2.0\n" in metadata
    assert len(licences) == 1


def test_every_module_can_be_imported_there(elsewhere: Path, tmp_path: Path):
    program = """
import importlib, pathlib, sys
site = pathlib.Path(sys.argv[1])
names = []
for top in sys.argv[2:]:
    for path in sorted((site / top).rglob("*.py")):
        parts = path.relative_to(site).with_suffix("").parts
        if parts[-1] == "__main__" or "migrations" in parts:
            continue
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
for name in names:
    file = importlib.import_module(name).__file__
    assert file is None or pathlib.Path(file).is_relative_to(site), (name, file)
print(len(names))
"""
    (site,) = elsewhere.glob("lib/python*/site-packages")
    command = [str(elsewhere / "bin/python"), "-I", "-c", program, str(site), *PACKAGES]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 20


@pytest.mark.parametrize("command", ["sviedka", "sviedka-verify"])
def test_its_commands_start_there(elsewhere: Path, tmp_path: Path, command: str):
    program = [str(elsewhere / "bin" / command), "--help"]
    result = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "usage" in result.stdout.lower()
