"""Who may import what: the contracts in pyproject.toml, and one home for each library."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, imported_names, modules, tracked

# Where each library may be imported: the beginning of the path, and the distribution it comes from.
HOMES = {
    "argon2": ("argon2-cffi", ("archive/adapters/accounts/",)),
    "babel": ("babel", ("archive/web/",)),
    "flask_babel": ("flask-babel", ("archive/web/",)),
    "flask_smorest": ("flask-smorest", ("archive/api/",)),
    "itsdangerous": ("itsdangerous", ("archive/web/",)),
    "markupsafe": ("markupsafe", ("archive/web/",)),
    "segno": ("segno", ("archive/web/",)),
    "webauthn": ("webauthn", ("archive/adapters/accounts/",)),
    "werkzeug": ("werkzeug", ("archive/web/", "archive/api/", "archive/app.py")),
    "alembic": ("alembic", ("archive/migrations/", "archive/adapters/sql/")),
    "click": ("click", ("archive/cli/",)),
    "cryptography": ("cryptography", ("crypto/",)),
    "edtf": ("edtf", ("schemas/",)),
    "elastic_transport": ("elasticsearch", ("search/engines/elastic",)),
    "elasticsearch": ("elasticsearch", ("search/engines/elastic",)),
    "flask": ("flask", ("archive/web/", "archive/api/", "archive/app.py")),
    "magic": ("python-magic", ("ingest/identify",)),
    "PIL": ("pillow", ("ingest/pictures_worker.py",)),
    "pypdfium2": ("pypdfium2", ("ingest/pages_worker.py", "ingest/texts_worker.py")),
    "marshmallow": ("marshmallow", ("schemas/",)),
    "rfc8785": ("rfc8785", ("crypto/",)),
    "shamir_mnemonic": ("shamir-mnemonic", ("archive/adapters/keys/",)),
    "Stemmer": ("pystemmer", ("search/",)),
    "sqlalchemy": ("sqlalchemy", ("archive/adapters/sql/", "archive/migrations/")),
    "yaml": ("pyyaml", ("schemas/", "ingest/")),
}
OWN = {*PACKAGES, "wsgi"}
MIGRATIONS = tuple(
    path for path in tracked() if path.suffix == ".py" and path.parts[:2] == ("archive", "migrations")
)


def test_the_contracts_hold():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert " kept, 0 broken" in result.stdout


@pytest.mark.parametrize("path", modules() + MIGRATIONS, ids=str)
def test_each_library_is_imported_only_at_home(path: Path):
    strangers = []
    for line, name in imported_names(path):
        top = name.partition(".")[0]
        if top in OWN or top in sys.stdlib_module_names:
            continue
        homes = HOMES.get(top, ("", ()))[1]
        if not str(path).startswith(homes):
            strangers.append(
                f"line {line}: {name} (its home: {', '.join(homes) or 'none yet; give it one here'})"
            )
    assert strangers == []


def test_the_verifier_imports_only_crypto_and_the_standard_library():
    verifier = [path for path in modules() if path.parts[:2] == ("archive", "verifier")]
    assert verifier
    allowed = {"crypto", *sys.stdlib_module_names}
    strangers = {
        f"{path}:{line}": name
        for path in verifier
        for line, name in imported_names(path)
        if name.partition(".")[0] not in allowed and not name.startswith("archive.verifier")
    }
    assert strangers == {}


def loaded_by(*modules: str) -> set[str]:
    """Names of all modules that a new process has after it imported these."""
    program = f"import sys, {', '.join(modules)}\nprint(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


def test_importing_the_verifier_loads_nothing_else_of_the_archive():
    parts = ("archive.", "ingest", "search", "schemas", "config")
    loaded = {name for name in loaded_by("archive.verifier.cli") if name.startswith(parts)}
    assert {name for name in loaded if not name.startswith("archive.verifier")} == set()


def test_a_deposit_waits_for_nothing_that_only_search_needs():
    loaded = loaded_by("archive.cli.ingest", "archive.cli.intake", "archive.bootstrap")
    assert {name for name in loaded if name.partition(".")[0] in ("search", "yaml", "elasticsearch")} == set()


def test_every_library_with_a_home_is_declared():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {requirement.partition(">=")[0] for requirement in declared}
    assert names == {distribution for distribution, _ in HOMES.values()}
