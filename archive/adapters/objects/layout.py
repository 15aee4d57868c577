"""Names in the archive folder: objects/<aa>/<sha256>, headers/<aa>/<sha256>, quarantine/."""

# Names are wanted, and no Path object for each of a million.
# ruff: noqa: PTH208

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from archive.adapters.objects.syscalls import sync_folder, translated
from archive.domain.errors import InvalidRequest, Unavailable

OBJECTS = "objects"
HEADERS = "headers"
QUARANTINE = "quarantine"
FOLDER_MODE = 0o700

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SHELF = re.compile(r"[0-9a-f]{2}", re.ASCII)


def check_digest(digest: str) -> str:
    """Return `digest` if it is 64 lower-case hex digits; raises InvalidRequest."""
    if not _DIGEST.fullmatch(digest):
        raise InvalidRequest("An object is named by 64 lower-case hex digits, the SHA-256 of its payload.")
    return digest


class Layout:
    """Paths below one archive folder."""

    __slots__ = ("root",)

    def __init__(self, root: Path) -> None:
        self.root = str(root)

    def folder(self, kind: str) -> str:
        """The path of objects/, headers/ or quarantine/."""
        return f"{self.root}/{kind}"

    def shelf(self, kind: str, digest: str) -> str:
        """The path of the folder that holds `digest`; raises InvalidRequest for what is no digest."""
        return f"{self.root}/{kind}/{check_digest(digest)[:2]}"

    def file(self, kind: str, digest: str) -> str:
        """The path of a payload or header."""
        return f"{self.shelf(kind, digest)}/{digest}"

    def create(self) -> None:
        """Make the three folders, durably; present ones are kept."""
        with translated("making the folders of the object store"):
            for kind in (OBJECTS, HEADERS, QUARANTINE):
                Path(self.folder(kind)).mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            sync_folder(self.root)

    def check(self) -> None:
        """Raise Unavailable unless all three are real folders of one file system."""
        devices = set()
        for kind in (OBJECTS, HEADERS, QUARANTINE):
            try:
                status = os.lstat(self.folder(kind))
            except OSError as error:
                raise Unavailable(
                    f"The folder {kind} of the archive cannot be reached: {error.strerror}. "
                    "Is the disk mounted?"
                ) from error
            if not stat.S_ISDIR(status.st_mode):
                raise Unavailable(f"{kind} in the archive is not a folder of its own, but a link or a file.")
            devices.add(status.st_dev)
        if len(devices) != 1:
            raise Unavailable("objects, headers and quarantine must lie on one file system.")

    def digests(self, kind: str) -> Iterator[str]:
        """Yield the digests that have a file of this kind, in ascending order."""
        for shelf in _names(self.folder(kind)):
            if _SHELF.fullmatch(shelf) and _is_folder(f"{self.folder(kind)}/{shelf}"):
                for name in _names(f"{self.folder(kind)}/{shelf}"):
                    if self._belongs(kind, shelf, name):
                        yield name

    def strays(self, kind: str) -> Iterator[str]:
        """Yield relative paths of everything under objects/ or headers/ that the layout has no place for."""
        for shelf in _names(self.folder(kind)):
            if not (_SHELF.fullmatch(shelf) and _is_folder(f"{self.folder(kind)}/{shelf}")):
                yield f"{kind}/{shelf}"
                continue
            for name in _names(f"{self.folder(kind)}/{shelf}"):
                if not self._belongs(kind, shelf, name):
                    yield f"{kind}/{shelf}/{name}"

    def _belongs(self, kind: str, shelf: str, name: str) -> bool:
        if not _DIGEST.fullmatch(name) or name[:2] != shelf:
            return False
        return stat.S_ISREG(os.lstat(f"{self.root}/{kind}/{shelf}/{name}").st_mode)


def _names(path: str) -> list[str]:
    with translated("listing a folder"):
        return sorted(os.listdir(path))


def _is_folder(path: str) -> bool:
    return stat.S_ISDIR(os.lstat(path).st_mode)
