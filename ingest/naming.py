"""From a file name in a description to the file: inside the description's folder, no links, nothing odd."""

import os
import unicodedata
from pathlib import Path
from typing import Final

from ingest.names import printable_name
from ingest.sidecar import is_sidecar, is_table
from ingest.walk import MISSING, NOT_A_FILE, PERMISSION, SYMBOLIC_LINK, kind_of

OUTSIDE: Final = "path-outside"

_REASONS: Final = {
    SYMBOLIC_LINK: "is or lies behind a symbolic link; links are not followed",
    NOT_A_FILE: "is no regular file",
    PERMISSION: "is not readable with your permissions",
    MISSING: "does not exist beside the description",
    OUTSIDE: "must lie in the folder of the description: no `..`, no absolute path",
}


class WrongName(Exception):
    """A name that leads to no file that may be taken in. `code` is stable."""

    def __init__(self, name: str, code: str, reason: str = "") -> None:
        super().__init__(f"{printable_name(name).text} {reason or _REASONS[code]}")
        self.code = code


def named_file(folder: Path, name: str) -> Path:
    """The file that `name` means, seen from `folder`. Raises WrongName.

    Names are looked up as written, then in the other Unicode normal form: file systems and editors disagree
    on that, people do not see it.
    """
    steps = [step for step in name.split("/") if step != "."]
    if name.startswith("/") or ".." in steps or "" in steps or "\0" in name:
        raise WrongName(name, OUTSIDE)
    if is_sidecar(steps[-1]) or is_table(steps[-1]):
        raise WrongName(name, NOT_A_FILE, "is a description, not an exhibit")
    found = folder
    for step in steps[:-1]:
        found, kind = _enter(found, step)
        if kind != "folder":
            raise WrongName(name, MISSING if kind in ("file", NOT_A_FILE) else kind)
    found, kind = _enter(found, steps[-1])
    if kind != "file":
        raise WrongName(name, NOT_A_FILE if kind == "folder" else kind)
    return found


def _enter(folder: Path, step: str) -> tuple[Path, str]:
    """The entry called `step`, in whichever normal form it exists, and what it is."""
    try:
        os.fsencode(step)
    except UnicodeEncodeError:
        return folder, MISSING
    kind = kind_of(folder / step)
    if kind != MISSING:
        return folder / step, kind
    for form in ("NFC", "NFD"):
        other = folder / unicodedata.normalize(form, step)
        if (kind := kind_of(other)) != MISSING:
            return other, kind
    return folder / step, MISSING
