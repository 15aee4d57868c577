"""Temporary files of one writing process, in a folder that only its lock keeps from being swept.

quarantine/w-<16 hex>/ holds `lock` and numbered files. The lock is an flock that dies with its process:
whoever can take it knows that the folder is left over from a dead one. Nothing here was ever acknowledged,
and nothing here is plaintext.
"""

# The order of system calls is what counts here, so they are named as they are.
# ruff: noqa: PTH102, PTH106, PTH110, PTH208

import fcntl
import itertools
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress

from archive.adapters.objects.syscalls import close_quietly, unlink_quietly, write_all

_OURS = re.compile(r"w-[0-9a-f]{16}", re.ASCII)
_LOCK = "lock"
_RETIRED = "old-"
_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
FILE_MODE = 0o600
FOLDER_MODE = 0o700


class Workshop:
    """One writer's own folder below quarantine/."""

    __slots__ = ("_lock", "_numbers", "path")

    def __init__(self, quarantine: str) -> None:
        """Make and lock a new folder; raises OSError."""
        self._numbers = itertools.count(1)
        while True:
            self.path = f"{quarantine}/w-{secrets.token_hex(8)}"
            os.mkdir(self.path, FOLDER_MODE)
            with suppress(FileNotFoundError):  # a sweep came between: take another folder
                self._lock = os.open(f"{self.path}/{_LOCK}", _CREATE, FILE_MODE)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
                if os.path.exists(f"{self.path}/{_LOCK}"):
                    return
                close_quietly(self._lock)

    def create(self) -> tuple[int, str]:
        """Return (descriptor, path) of a new empty file, readable by its owner alone; raises OSError."""
        path = f"{self.path}/{next(self._numbers)}"
        return os.open(path, _CREATE, FILE_MODE), path

    def keep(self, path: str) -> str:
        """Give a file that is about to be replaced a second name here, and return that; raises OSError."""
        kept = f"{self.path}/{_RETIRED}{next(self._numbers)}"
        os.link(path, kept)
        return kept

    def close(self) -> None:
        """Remove the folder with all that was left in it, and release the lock."""
        _remove(self.path)
        close_quietly(self._lock)


def overwrite(path: str) -> int:
    """Overwrite a file with random bytes of the same length; return its descriptor, to be synced and closed.

    On flash media, and where a journal or snapshot keeps data, older copies can outlive this.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        write_all(descriptor, os.urandom(os.fstat(descriptor).st_size))
    except OSError:
        close_quietly(descriptor)
        raise
    return descriptor


def sweep(quarantine: str) -> int:
    """Remove the folders of dead writers and return how many; living ones are not touched. Raises OSError."""
    swept = 0
    for name in sorted(os.listdir(quarantine)):
        if _OURS.fullmatch(name) and _is_dead(f"{quarantine}/{name}"):
            swept += 1
    return swept


def strays(quarantine: str) -> Iterator[str]:
    """Yield names in quarantine/ that no writer made; they are reported, never removed."""
    for name in sorted(os.listdir(quarantine)):
        if not _OURS.fullmatch(name):
            yield name


def _is_dead(folder: str) -> bool:
    """Remove `folder` if its lock can be taken, and say whether it was."""
    try:
        lock = os.open(f"{folder}/{_LOCK}", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return _remove(
            folder
        )  # a writer that died before it had a lock; one that starts takes another folder
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _remove(folder)
    except BlockingIOError:
        return False
    finally:
        close_quietly(lock)


def _remove(folder: str) -> bool:
    """Remove what can be removed, the lock last: without lock a folder holds no living writer's files."""
    for name in sorted(os.listdir(folder), key=_LOCK.__eq__):
        path = f"{folder}/{name}"
        with suppress(OSError):
            # A replaced header whose other name is gone; one with two names is still in use.
            if name.startswith(_RETIRED) and os.lstat(path).st_nlink == 1:
                close_quietly(overwrite(path))
        unlink_quietly(path)
    with suppress(OSError):
        os.rmdir(folder)
        return True
    return False
