"""Documents as the tests see them: text without code, code blocks, inline code, links, headings, tables."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.tree import ROOT, tracked

README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"

_FENCE = re.compile(r"^ *```(\S*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Link:
    source: Path
    target: str

    def __str__(self) -> str:
        return f"{self.source.relative_to(ROOT)} -> {self.target}"


@cache
def documents() -> tuple[Path, ...]:
    """Every Markdown file of the tree but those of the vectors and of the samples' records."""
    return tuple(
        ROOT / path
        for path in tracked()
        if path.suffix == ".md" and path.parts[:2] not in (("tests", "vectors"), ("samples", "records"))
    )


@cache
def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path, language: str) -> list[str]:
    """Fenced blocks of one language, their common indentation (within a list) removed."""
    found = []
    for match in _FENCE.finditer(read(path)):
        if match[1] == language:
            indent = len(match[0]) - len(match[0].lstrip(" "))
            lines = match[2].splitlines()
            found.append("\n".join(line[indent:] for line in lines))
    return found


def prose(path: Path) -> str:
    """The text without fenced blocks."""
    return _FENCE.sub("", read(path))


def inline_code(path: Path) -> list[str]:
    return _INLINE.findall(prose(path))


def links(path: Path) -> list[Link]:
    """Relative links: no address, which would point away from the repository."""
    targets = _LINK.findall(_INLINE.sub("", prose(path)))
    return [Link(path, target) for target in targets if not re.match(r"[a-z]+:", target)]


def anchors(path: Path) -> set[str]:
    """Anchors of the headings, as the usual renderers make them."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE):
        text = re.sub(r"[^\w\- ]", "", heading.lower().replace("`", ""))
        found.add(text.strip().replace(" ", "-"))
    return found


def table(path: Path, first_heading: str) -> list[list[str]]:
    """The rows, without head, of the table whose first column has this heading; cells stripped."""
    lines = read(path).splitlines()
    (start,) = (n for n, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


def codes_in(cell: str) -> list[str]:
    return _INLINE.findall(cell)
