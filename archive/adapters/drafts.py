"""Drafts in a folder. Trusted for availability alone: what lies here is sealed, and what it says is checked.

drafts/<agent>/<draft>/ holds `draft.age` and one `<file>.payload` for each received file; `<draft>.done`
names the item that a draft became, `<item>.receipt.age` is what its documenter keeps of it.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.adapters.objects.syscalls import sync_folder, translated, unlink_quietly, write_all
from archive.domain.errors import Conflict, NotFound
from archive.ports_objects import Data, StagedPayload

FOLDER = "drafts"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_WRITING = "writing a draft"


class FolderDrafts:
    """`DraftStore` below the archive's folder; made when first written to."""

    def __init__(self, root: Path) -> None:
        self._root = root / FOLDER

    @contextmanager
    def locked(self, owner: str, draft_id: str) -> Iterator[None]:
        """By a lock of the operating system, on a file that outlives the draft."""
        folder = self._folder(owner)
        if not ((folder / draft_id).is_dir() or (folder / f"{draft_id}.done").exists()):
            raise _absent()
        with translated("locking a draft"):
            lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            with translated("locking a draft"):
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def create(self, owner: str, draft_id: str, sealed: bytes) -> None:
        """The folder appears under its name with the draft in it."""
        folder = self._folder(owner) / _checked(draft_id)
        with translated(_WRITING):
            for each in (self._root, folder.parent):
                each.mkdir(mode=0o700, exist_ok=True)
            try:
                folder.mkdir(mode=0o700)
            except FileExistsError:
                raise _there_already() from None
            if folder.with_name(f"{draft_id}.done").exists():
                folder.rmdir()
                raise _there_already()
            _replace(folder / "draft.age", sealed)
            sync_folder(str(folder.parent))

    def list(self, owner: str) -> tuple[str, ...]:
        """Folders with a draft in them."""
        with translated("reading drafts"):
            return tuple(sorted(path.parent.name for path in self._folder(owner).glob("*/draft.age")))

    def read(self, owner: str, draft_id: str) -> bytes:
        """The bytes of `draft.age`."""
        return _read(self._draft(owner, draft_id) / "draft.age")

    def write(self, owner: str, draft_id: str, sealed: bytes) -> None:
        """Written beside, synced and renamed."""
        folder = self._draft(owner, draft_id)
        with translated(_WRITING):
            _replace(folder / "draft.age", sealed)

    def discard(self, owner: str, draft_id: str) -> None:
        """`draft.age` goes first: without it the payloads have no header and open for nobody."""
        folder = self._draft(owner, draft_id)
        with translated("removing a draft"):
            unlink_quietly(str(folder / "draft.age"))
            shutil.rmtree(folder)
            sync_folder(str(folder.parent))

    def receive(self, owner: str, draft_id: str, file_id: str) -> StagedPayload:
        """Under another name until it is finished."""
        return _Received(self._draft(owner, draft_id) / f"{_checked(file_id)}.payload")

    def open_file(self, owner: str, draft_id: str, file_id: str) -> BinaryIO:
        """For reading from its start."""
        path = self._draft(owner, draft_id) / f"{_checked(file_id)}.payload"
        with translated("reading a received file"):
            try:
                return path.open("rb")
            except FileNotFoundError:
                raise _absent() from None

    def drop_file(self, owner: str, draft_id: str, file_id: str) -> None:
        """Only the payload: the draft says itself which files it has."""
        unlink_quietly(str(self._draft(owner, draft_id) / f"{_checked(file_id)}.payload"))

    def hand_in(self, owner: str, draft_id: str, item_id: str, sealed: bytes) -> None:
        """The draft goes last: cut short before, handing in again completes it."""
        folder = self._folder(owner)
        with translated("keeping a receipt"):
            for each in (self._root, folder):
                each.mkdir(mode=0o700, exist_ok=True)
            _replace(folder / f"{_checked(draft_id)}.done", item_id.encode())
            _replace(folder / f"{_checked(item_id)}.receipt.age", sealed)
        with suppress(NotFound):
            self.discard(owner, draft_id)

    def handed_in(self, owner: str, draft_id: str) -> str:
        """From `<draft>.done`."""
        return _read(self._folder(owner) / f"{_checked(draft_id)}.done").decode()

    def receipt(self, owner: str, item_id: str) -> bytes:
        """From `<item>.receipt.age`."""
        return _read(self._folder(owner) / f"{_checked(item_id)}.receipt.age")

    def _folder(self, owner: str) -> Path:
        return self._root / _checked(owner)

    def _draft(self, owner: str, draft_id: str) -> Path:
        folder = self._folder(owner) / _checked(draft_id)
        if not folder.is_dir():
            raise _absent()
        return folder


class _Received:
    """A payload being written; see `StagedPayload`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_suffix(".part")
        with translated("receiving a file"):
            self._descriptor = os.open(self._partial, _CREATE, 0o600)
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, data: Data, /) -> int:
        """All of it."""
        with translated("receiving a file"):
            write_all(self._descriptor, data)
        count = len(data)
        self._size += count
        return count

    def finish(self) -> None:
        """Sync, and give it its name."""
        if self._descriptor < 0:
            return
        with translated("receiving a file"):
            os.fsync(self._descriptor)
            self._close()
            self._partial.rename(self._path)
            sync_folder(str(self._path.parent))

    def discard(self) -> None:
        """Under either name."""
        self._close()
        unlink_quietly(str(self._partial))
        unlink_quietly(str(self._path))

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _replace(path: Path, data: bytes) -> None:
    """The old file or the new one, whatever happens."""
    temporary = path.with_name(f".{path.name}.new")
    unlink_quietly(str(temporary))
    descriptor = os.open(temporary, _CREATE, 0o600)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.rename(path)
    sync_folder(str(path.parent))


def _read(path: Path) -> bytes:
    with translated("reading a draft"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise _absent() from None


def _checked(name: str) -> str:
    """A UUID, before a path is made of it."""
    if not _ID.fullmatch(name):
        raise _absent()
    return name


def _there_already() -> Conflict:
    return Conflict("There is a draft of this id, or was.", safe="Nothing was changed.")


def _absent() -> NotFound:
    return NotFound("There is no such draft or file.", safe="Nothing was changed.")
