"""Which key files there are, and what stands before each: read from the outside, nothing is opened."""

import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archive.ports_keys import Guard, KeptKey

_PUBLIC = frozenset({"log.vkey"})
_HEAD = 512
_SCRYPT = re.compile(rb"-> scrypt \S+ (\d{1,2})\n")


def list_keys(folder: Path) -> Iterator[KeptKey]:
    """By place; files of public keys are left out."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        place = path.relative_to(folder).as_posix()
        if place in _PUBLIC:
            continue
        facts = path.stat()
        guard, factor = _guard(path)
        yield KeptKey(
            place,
            guard,
            factor,
            datetime.fromtimestamp(facts.st_mtime, UTC),
            bool(stat.S_IMODE(facts.st_mode) & 0o077),
        )


def _guard(path: Path) -> tuple[Guard, int]:
    """Guard and work factor, by the header of the age file; what is none lies in clear."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.startswith(b"age-encryption.org/v1\n"):
        return Guard.CLEAR, 0
    found = _SCRYPT.search(head)
    return (Guard.PASSPHRASE, int(found[1])) if found else (Guard.RECIPIENT, 0)
