"""Finding the files of a batch: folders in byte order, links never followed, odd things refused by name."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ingest.names import printable_path
from ingest.plan import Refusal

SYMBOLIC_LINK: Final = "symbolic-link"
NOT_A_FILE: Final = "not-a-regular-file"
PERMISSION: Final = "permission"
MISSING: Final = "missing"

_REASONS: Final = {
    SYMBOLIC_LINK: "a symbolic link; links are not followed, name the file itself",
    NOT_A_FILE: "neither a file nor a folder",
    PERMISSION: "not readable with your permissions",
    MISSING: "not there (any more)",
}


def find_files(paths: Iterable[Path], refused: list[Refusal]) -> Iterator[Path]:
    """The regular files among `paths` and below its folders, each once.

    Folders are walked in the byte order of the names; what begins with a dot is left out unless it was named
    itself. What cannot be taken in is appended to `refused`. A file may still vanish before it is opened.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _find(path, refused):
            place = place_of(found)
            if place not in seen:
                seen.add(place)
                yield found


def place_of(path: Path) -> str:
    """Where a path is, for telling whether two are the same; links are not followed."""
    return os.path.abspath(path)  # noqa: PTH100 - `resolve` would follow links


def refusal(path: Path, code: str) -> Refusal:
    """The refusal of `path` for one of this module's codes."""
    return Refusal(path, code, f"{printable_path(path)} is {_REASONS[code]}")


def kind_of(path: Path) -> str:
    """`file` or `folder`, or the code of why it is neither; nothing is followed or opened."""
    try:
        mode = os.lstat(path).st_mode
    except PermissionError:
        return PERMISSION
    except (OSError, ValueError):
        return MISSING
    if stat.S_ISLNK(mode):
        return SYMBOLIC_LINK
    if stat.S_ISDIR(mode):
        return "folder"
    if not stat.S_ISREG(mode):
        return NOT_A_FILE
    return "file" if os.access(path, os.R_OK) else PERMISSION


def _find(path: Path, refused: list[Refusal]) -> Iterator[Path]:
    kind = kind_of(path)
    if kind == "file":
        yield path
    elif kind != "folder":
        refused.append(refusal(path, kind))
    else:
        stack = [_entries(path, refused)]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
            elif entry.is_symlink():
                refused.append(refusal(Path(entry.path), SYMBOLIC_LINK))
            elif entry.is_dir(follow_symlinks=False):
                stack.append(_entries(Path(entry.path), refused))
            elif not entry.is_file(follow_symlinks=False):
                refused.append(refusal(Path(entry.path), NOT_A_FILE))
            elif not os.access(entry.path, os.R_OK):
                refused.append(refusal(Path(entry.path), _why_unreadable(entry.path)))
            else:
                yield Path(entry.path)


def _why_unreadable(path: str) -> str:
    """Why a listed file cannot be read: it is forbidden, or gone since it was listed."""
    return PERMISSION if os.path.lexists(path) else MISSING


def _entries(folder: Path, refused: list[Refusal]) -> "Iterator[os.DirEntry[str]]":
    """The entries of `folder` in byte order, without hidden ones; none when it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except PermissionError:
        refused.append(refusal(folder, PERMISSION))
        return iter(())
    except OSError:
        refused.append(refusal(folder, MISSING))
        return iter(())
    visible.sort(key=lambda entry: os.fsencode(entry.name))
    return iter(visible)
