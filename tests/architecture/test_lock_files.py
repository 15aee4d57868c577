"""The lock files hold what pyproject.toml asks for, with hashes, and nothing about where it comes from."""

import importlib.metadata
import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.architecture.tree import ROOT

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return {found[0]: found[1] for found in PIN.findall((ROOT / name).read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("name", "least"), [("requirements.txt", 21), ("requirements-dev.txt", 21), ("requirements-bench.txt", 5)]
)
def test_every_line_is_a_pin_with_hashes(name: str, least: int):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert PIN.sub("", text).strip() == ""
    assert len(pins(name)) >= least


def test_every_dependency_is_locked_within_its_bounds():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = pins("requirements.txt")
    for text in project["dependencies"]:
        wanted = Requirement(text)
        assert wanted.specifier.contains(locked[wanted.name])
    for text in project["optional-dependencies"]["postgres"]:
        wanted = Requirement(text)
        assert wanted.specifier.contains(pins("requirements-dev.txt")[wanted.name])


@pytest.mark.parametrize("name", ["requirements-dev.txt", "requirements-bench.txt"])
def test_both_files_agree(name: str):
    base, more = pins("requirements.txt"), pins(name)
    assert {
        name: (base[name], more[name]) for name in base.keys() & more.keys() if base[name] != more[name]
    } == {}


@pytest.mark.parametrize("name", sorted(pins("requirements.txt")))
def test_what_we_run_on_may_be_passed_on_under_our_licence(name: str):
    metadata = importlib.metadata.metadata(name)
    classifiers = [text for text in metadata.get_all("Classifier", []) if text.startswith("License ::")]
    licences = " ".join([*classifiers, metadata.get("License-Expression", ""), metadata.get("License", "")])
    assert re.search(r"MIT|BSD|Apache|MPL|PSF", licences)
    assert not re.search(r"\b(A|L)?GPL\b|Affero|\bGNU\b", licences)
