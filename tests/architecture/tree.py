"""The tracked tree as the architecture tests see it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("archive", "ingest", "search", "crypto", "schemas", "config")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the working tree that git tracks or would track, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = sorted({Path(name) for name in names if name})
    return tuple(path for path in paths if (ROOT / path).is_file())


@cache
def modules() -> tuple[Path, ...]:
    """The Python files that go into the wheel, without the migrations (each a record of its day)."""
    return tuple(
        path
        for path in tracked()
        if path.suffix == ".py"
        and (path.parts[0] in PACKAGES or path == Path("wsgi.py"))
        and "migrations" not in path.parts
    )


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    return (
        node for node in ast.walk(parse(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def imported_names(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of each absolute import, also of those within functions."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield node.lineno, node.module or ""
