"""Lists of words in a folder: `<generation>/<collection id>/<random>.words`, and a file `whole`.

Trusted for nothing: every piece is sealed with its place, so that a changed or moved one is refused. Whoever
removes a piece makes beginnings of words find less. The folder may be deleted at any time.
"""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.domain.errors import StorageFull, Unavailable
from search.ports_words import WordStore

_WHOLE = "whole"
_SUFFIX = ".words"
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_FULL = 28


class WordFolder:
    """A `WordStore` in the folder at `root`, which is made when something is first added."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def pieces(self, generation: str, collection_id: str) -> dict[str, int]:
        """Names and sizes; see `WordStore.pieces`."""
        with _translated():
            try:
                entries = sorted(os.scandir(self._folder(generation, collection_id)), key=lambda e: e.name)
            except FileNotFoundError:
                return {}
            found = {}
            for entry in entries:
                if entry.name.endswith(_SUFFIX):
                    with contextlib.suppress(FileNotFoundError):
                        found[entry.name] = entry.stat().st_size
            return found

    def read(self, generation: str, collection_id: str, name: str) -> bytes | None:
        """A piece; see `WordStore.read`."""
        with _translated():
            try:
                return (self._folder(generation, collection_id) / name).read_bytes()
            except FileNotFoundError:
                return None

    def add(self, generation: str, collection_id: str, sealed: bytes) -> None:
        """Keep a piece; see `WordStore.add`."""
        with _translated():
            folder = self._folder(generation, collection_id)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(folder / f"{secrets.token_hex(8)}{_SUFFIX}", sealed)

    def remove(self, generation: str, collection_id: str, names: Iterable[str]) -> None:
        """Remove pieces; see `WordStore.remove`."""
        with _translated():
            for name in names:
                (self._folder(generation, collection_id) / name).unlink(missing_ok=True)

    def is_whole(self, generation: str) -> bool:
        """Whether nothing is missing; see `WordStore.is_whole`."""
        with _translated():
            return (self._root / _checked(generation) / _WHOLE).exists()

    def set_whole(self, generation: str) -> None:
        """Say that nothing is missing; see `WordStore.set_whole`."""
        with _translated():
            folder = self._root / _checked(generation)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(folder / _WHOLE, b"")

    def keep_only(self, generation: str) -> None:
        """Drop all other generations; see `WordStore.keep_only`."""
        with _translated():
            if not self._root.exists():
                return
            for folder in list(self._root.iterdir()):
                if folder.name != generation:
                    shutil.rmtree(folder, ignore_errors=True)

    def _folder(self, generation: str, collection_id: str) -> Path:
        return self._root / _checked(generation) / _checked(collection_id)


def _checked(name: str) -> str:
    """A name that an engine gave must not lead out of the folder."""
    if not _NAME.fullmatch(name):
        raise Unavailable("the index names a generation that cannot be", safe="It can be rebuilt.")
    return name


def _write(path: Path, data: bytes) -> None:
    """Write under another name, then rename: what has the name is whole."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kind = StorageFull if error.errno == _FULL else Unavailable
        raise kind(
            "the lists of words beside the index cannot be read or written",
            safe="Evidence, records and the custody log do not depend on them; they can be rebuilt.",
        ) from error


_: type[WordStore] = WordFolder
