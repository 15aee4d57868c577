"""The process that libmagic runs in. Started by `ingest.identify` as a script, never imported by the archive.

It reads frames (four bytes of length, then the beginning of a file; with the highest bit of the length set:
a text that no rule of the database is to be tried on) and answers each with a frame (four bytes of length,
then a media type). libmagic is C code fed with hostile bytes: before the first frame the process
gives up opening files, sockets and pipes (RLIMIT_NOFILE), writing files, new processes, more privileges, and
memory and time without end. It imports nothing of Sviedka, so that nothing secret is ever in its memory.
"""

import ctypes
import os
import resource
import signal
import struct

import magic

MAX_MEMORY_BYTES = 512 * 1024 * 1024
SECONDS_PER_FILE = 5
MAX_FRAME_BYTES = 1024 * 1024
WITHOUT_RULES = 1 << 31

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38


def confine() -> None:
    """Give up what guessing a type does not need. Raises OSError when the system does not allow that."""
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in (
        (_PR_SET_PDEATHSIG, signal.SIGKILL),
        (_PR_SET_DUMPABLE, 0),
        (_PR_SET_NO_NEW_PRIVS, 1),
    ):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def main() -> None:
    """Answer until the pipe closes."""
    detector = magic.Magic(mime=True)
    detector.from_buffer(b"warm up: the database is loaded before files can no longer be opened")
    number = int(magic.version())  # type: ignore[no-untyped-call]
    version = f"{number // 100}.{number % 100:02d}"
    confine()
    _send(version.encode("ascii"))
    rules = detector.flags, detector.flags | magic.MAGIC_NO_CHECK_SOFT
    while (received := _receive())[1]:
        without_rules, frame = received
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + SECONDS_PER_FILE
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        magic.magic_setflags(detector.cookie, rules[without_rules])
        _send(detector.from_buffer(frame).encode("utf-8", "replace"))


def _receive() -> tuple[bool, bytes]:
    """Whether to go without rules, and the next frame, which is empty at the end of the pipe."""
    head = _read(4)
    if len(head) < 4:
        return False, b""
    (word,) = struct.unpack(">I", head)
    size = word & ~WITHOUT_RULES
    return bool(word & WITHOUT_RULES), b"" if size > MAX_FRAME_BYTES else _read(size)


def _read(size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := os.read(0, size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _send(answer: bytes) -> None:
    data = memoryview(struct.pack(">I", len(answer)) + answer)
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main()
