"""Opening a file that somebody names: a regular one, through no link, and with words for what goes wrong."""

import io
import os
import stat
from pathlib import Path

from archive.domain.errors import UnreadableFile
from ingest.names import printable_path


def open_regular(path: Path) -> io.BufferedReader:
    """Open for reading without following a link; raise UnreadableFile for anything but a regular file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableFile(f"{printable_path(path)} is not a regular file.")
    return io.BufferedReader(io.FileIO(descriptor, "rb"), 1 << 16)


def unreadable(path: Path, error: OSError) -> UnreadableFile:
    """The error to raise for a file that the system does not let us read."""
    return UnreadableFile(f"{printable_path(path)} cannot be read: {error.strerror}.")
