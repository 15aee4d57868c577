"""Linux calls that Python's `os` does not offer, and the words for what went wrong in the file system."""

# The order of system calls is what counts here, so they are named as they are.
# ruff: noqa: PTH108

import ctypes
import errno
import functools
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from archive.domain.errors import StorageFull, Unavailable

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SYNC_FILE_RANGE_WRITE = 2
_NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ESPIPE)

SAFE = "Everything acknowledged before is safe; nothing of this batch was acknowledged."


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@functools.cache
def syncfs_reports_errors() -> bool:
    """Whether syncfs(2) is there and tells of failed write-back: Linux 5.8 or later."""
    if platform.system() != "Linux" or not hasattr(_libc(), "syncfs"):
        return False
    major, minor = platform.release().split(".")[:2]
    return (int(major), int("".join(filter(str.isdigit, minor)) or 0)) >= (5, 8)


def syncfs(descriptor: int) -> None:
    """Write the whole file system of an open file to disk; raises OSError.

    Reports write-back errors of any file there since the last call on this same descriptor, so keep it open.
    """
    if _libc().syncfs(ctypes.c_int(descriptor)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def start_writeback(descriptor: int, offset: int, count: int) -> None:
    """Ask the kernel to begin writing a range to disk, so that the fsync that follows is short.

    Without a waiting flag, so that it takes no error away from fsync; a refusal that means anything raises
    OSError.
    """
    call = getattr(_libc(), "sync_file_range", None) if platform.system() == "Linux" else None
    if call is None:
        return
    if (
        call(
            ctypes.c_int(descriptor),
            ctypes.c_int64(offset),
            ctypes.c_int64(count),
            ctypes.c_uint(_SYNC_FILE_RANGE_WRITE),
        )
        != 0
    ):
        code = ctypes.get_errno()
        if code not in _NOT_OFFERED:
            raise OSError(code, os.strerror(code))


def write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    """Write every byte, however little the kernel takes at a time."""
    view = memoryview(data).cast("B")
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(path: str) -> None:
    """Call fsync on a folder, so that the names in it are durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def close_quietly(descriptor: int) -> None:
    """Close without a further error: what matters was synced, or is being dropped."""
    with suppress(OSError):
        os.close(descriptor)


def unlink_quietly(path: str) -> None:
    """Remove a temporary file if it can be removed; the sweep at the next start takes what stays."""
    with suppress(OSError):
        os.unlink(path)


def is_full(error: OSError) -> bool:
    """Whether the error says that the disk, the quota or the inodes are used up."""
    return error.errno in _FULL


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn an OSError into StorageFull or Unavailable, saying what could not be done and what is safe."""
    try:
        yield
    except OSError as error:
        raise translate(error, doing) from error


def translate(error: OSError, doing: str) -> Unavailable:
    """Return the error for people; the path is left out, `error` goes along as its cause."""
    reason = error.strerror or "unknown error"
    if is_full(error):
        return StorageFull(f"No room left on the object store while {doing}: {reason}.", safe=SAFE)
    return Unavailable(f"The object store failed while {doing}: {reason}.", safe=SAFE)
