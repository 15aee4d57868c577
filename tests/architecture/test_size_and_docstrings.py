"""The norms of size, and docstrings that say something the name does not."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, functions, modules, parse, tracked

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 80
SIZED = tuple(path for path in tracked() if path.suffix == ".py" and path.parts[0] == "scripts") + modules()
# Words that tell nothing by themselves.
EMPTY_WORDS = {
    "a",
    "an",
    "and",
    "for",
    "from",
    "get",
    "is",
    "its",
    "of",
    "or",
    "return",
    "returns",
    "that",
    "the",
    "this",
    "to",
}


def test_there_is_something_to_look_at():
    assert len(modules()) > 20


def test_no_file_is_longer_than_the_norm():
    lines = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in SIZED}
    assert {path: count for path, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_the_norm():
    too_long = {
        f"{path}:{function.lineno} {function.name}": length
        for path in SIZED
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert too_long == {}


def words(text: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return {
        word.rstrip("s") for word in re.findall(r"[a-zа-яёіў0-9]+", spaced.lower()) if word not in EMPTY_WORDS
    }


def public_docstrings(path: Path) -> list[tuple[str, str]]:
    """Name and docstring of the module, of its public classes and of its public functions."""
    tree = parse(path)
    definitions = [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]
    module = [(path.parent.name if path.stem == "__init__" else path.stem, tree)] if tree.body else []
    named = [*module, *((node.name, node) for node in definitions)]
    return [(name, ast.get_docstring(node) or "") for name, node in named]


@pytest.mark.parametrize("path", modules(), ids=str)
def test_public_names_are_documented_beyond_their_names(path: Path):
    empty = [name for name, docstring in public_docstrings(path) if not words(docstring) - words(name)]
    assert empty == []


def test_a_docstring_that_repeats_the_name_is_recognised():
    assert not words("Return the receipt of this.") - words("Receipt")
    assert words("Signed statement to the documenter.") - words("Receipt")
