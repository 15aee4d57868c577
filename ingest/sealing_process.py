"""Sealing many small files and records in a second process, beside the one that stores and signs.

Half of what a small deposit costs is sealing, which needs public keys only. The process is asked ahead and
answers in order. When it dies, or answers what it should not, the run stops with an error and nothing of the
open group is accessioned.
"""

import fcntl
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from archive.domain.errors import Unavailable, UnreadableFile
from archive.domain.record import MediaType
from crypto.age.hybrid import HybridRecipient
from crypto.digest import sha256_hex
from ingest.exhibits import SmallExhibit
from ingest.frames import pack, read_frame, unpack, write_frame
from ingest.sealing import Sealed

_TOGETHER: Final = 16
"""Files or records in one message: large enough to be cheap, small enough to work side by side."""
_PIPE_BYTES: Final = 1 << 20
_ROOT: Final = Path(__file__).resolve().parents[1]


class _Job:
    """One message sent; `answers` are there once they were read, one for each part."""

    __slots__ = ("answers", "parts", "size")

    def __init__(self, parts: int, size: int) -> None:
        self.parts = parts
        self.size = size
        self.answers: list[list[bytes]] | None = None


class SealingProcess:
    """A context manager; the process starts with it. One thread uses it."""

    def __init__(
        self, recipients: Sequence[HybridRecipient], command: Sequence[str] = ("-m", "ingest.sealing_worker")
    ) -> None:
        """Raise Unavailable when no process can be started. `command` is what Python is to run."""
        self._files: dict[Path, tuple[_Job, int]] = {}
        self._waiting: deque[_Job] = deque()
        self._unanswered = 0
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8", "PYTHONPATH": str(_ROOT)},
            )
        except OSError as error:
            raise _dead() from error
        self._in, self._out = _pipes(self._process)
        # Never more than half of it is on its way, so that writing cannot wait for a process that writes.
        self._room = min(map(_widen, (self._in, self._out))) // 2
        self._write(pack([str(recipient).encode("ascii") for recipient in recipients]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. Idempotent."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._in, self._out):
            try:
                pipe.close()
            except OSError:
                continue  # what could not be written is nobody's any more

    def ask_files(self, paths: Iterable[Path]) -> None:
        """Have files sealed; `file` takes each, once."""
        iterator = iter(paths)
        while part := tuple(islice(iterator, _TOGETHER)):
            job = self._ask(b"files", [os.fsencode(path) for path in part])
            self._files.update((path, (job, place)) for place, path in enumerate(part))

    def file(self, path: Path) -> SmallExhibit | None:
        """What became of a file; None if nobody asked for it, or it is not small. Raise UnreadableFile."""
        asked = self._files.pop(path, None)
        if asked is None:
            return None
        job, place = asked
        match self._answers(job)[place]:
            case []:
                return None
            case [message]:
                raise UnreadableFile(message.decode())
            case [payload, header, *texts]:
                return _small(payload, header, texts)
        raise _dead()

    def seal(self, plaintexts: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Yield (header, payload) of each; all are asked for before this returns."""
        jobs = []
        iterator = iter(plaintexts)
        while part := tuple(islice(iterator, _TOGETHER)):
            jobs.append(self._ask(b"bytes", part))
        return (_sealed(answer) for job in jobs for answer in self._answers(job))

    def _ask(self, kind: bytes, parts: Sequence[bytes]) -> _Job:
        message = pack([kind, *parts])
        job = _Job(len(parts), len(message))
        while self._waiting and self._unanswered + job.size > self._room:
            self._collect()
        self._write(message)
        self._waiting.append(job)
        self._unanswered += job.size
        return job

    def _answers(self, job: _Job) -> list[list[bytes]]:
        while job.answers is None:
            self._collect()
        return job.answers

    def _collect(self) -> None:
        """Read the answer to the oldest job."""
        job = self._waiting[0]
        try:
            answers = [unpack(each) for each in unpack(read_frame(self._out) or b"")]
        except (OSError, EOFError, ValueError) as error:
            raise _dead() from error
        if len(answers) != job.parts:
            raise _dead()
        job.answers = answers
        self._unanswered -= job.size
        self._waiting.popleft()

    def _write(self, message: bytes) -> None:
        try:
            write_frame(self._in, message)
        except OSError as error:
            raise _dead() from error


def _small(payload: bytes, header: bytes, texts: Sequence[bytes]) -> SmallExhibit:
    try:
        digest, plaintext_digest, size, value, tool, version = (text.decode() for text in texts)
        sealed = Sealed(digest, plaintext_digest, int(size), len(payload), header)
    except ValueError as error:
        raise _dead() from error
    if sha256_hex(payload) != digest:
        raise _dead()
    return SmallExhibit(payload, sealed, MediaType(value, tool, version))


def _sealed(answer: Sequence[bytes]) -> tuple[bytes, bytes]:
    if len(answer) != 2:
        raise _dead()
    return answer[0], answer[1]


def _dead() -> Unavailable:
    return Unavailable(
        "The process that seals small files ended, or answers nonsense.",
        safe="Nothing of the open group was deposited; what was reported as deposited is safe. "
        "Run the same command again.",
    )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise _dead()
    return process.stdin, process.stdout


def _widen(pipe: IO[bytes]) -> int:
    """Make room for more bytes in a pipe if the system allows; return how many it holds."""
    try:
        return fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except OSError:
        return fcntl.fcntl(pipe.fileno(), fcntl.F_GETPIPE_SZ)
