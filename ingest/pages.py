"""Pages of a PDF file as pictures, and pictures themselves, drawn anew in a process that can do nothing else.

What a file does to its reader is that process's business: it has no file, no socket and no key, and a
limit of memory and time, and what comes back is a picture, written anew. The file goes through a pipe; no
plaintext touches a disk.
"""

import os
import signal
import struct
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from archive.domain.errors import Unavailable

MAX_BYTES: Final = 64 * 1024 * 1024
"""Of a file that is drawn; a larger one is only given out as a file."""
MAX_PAGES: Final = 100_000
_WORKER: Final = Path(__file__).with_name("pages_worker.py")
_PICTURES: Final = Path(__file__).with_name("pictures_worker.py")
_AT_ONCE: Final = 2
_HEAD: Final = 5


class WhyNot(StrEnum):
    """Why a page cannot be shown."""

    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    NO_PAGE = "no_page"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"


_WHY: Final = {
    b"B": WhyNot.BROKEN,
    b"E": WhyNot.ENCRYPTED,
    b"N": WhyNot.NO_PAGE,
    b"L": WhyNot.TOO_LARGE,
}


class NotDrawn(Exception):
    """The file cannot be drawn; `why` says why, and nothing else of it is known."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


class PageMaker:
    """Draws pages of PDF files, `_AT_ONCE` at a time. Safe to share between threads."""

    def __init__(self, timeout_seconds: float = 20.0, worker: Path = _WORKER) -> None:
        """`timeout_seconds`: for one page, waiting for a turn apart. `worker`: the script of the process."""
        self._timeout = timeout_seconds
        self._worker = worker
        self._turns = BoundedSemaphore(_AT_ONCE)

    def count(self, data: bytes) -> int:
        """How many pages the file says it has, at least one. Raises NotDrawn."""
        return self._ask(data, 0)[0]

    def draw(self, data: bytes, page: int) -> bytes:
        """Page `page`, from 1, as a PNG file, or a JPEG file if it was one. Raises NotDrawn."""
        return self._ask(data, page)[1]

    def _ask(self, data: bytes, page: int) -> tuple[int, bytes]:
        if len(data) > MAX_BYTES:
            raise NotDrawn(WhyNot.TOO_LARGE)
        if not self._turns.acquire(timeout=self._timeout):
            raise Unavailable("Too many pages are being drawn at once.", safe="Try again in a moment.")
        try:
            answer = self._run(struct.pack(">IQ", page, len(data)) + data)
        finally:
            self._turns.release()
        outcome, rest = answer[:1], answer[1:_HEAD]
        if outcome in _WHY:
            raise NotDrawn(_WHY[outcome])
        if outcome != b"D" or len(rest) < _HEAD - 1:
            raise NotDrawn(WhyNot.BROKEN)  # the process died of it
        return struct.unpack(">I", rest)[0], answer[_HEAD:]

    def _run(self, asked: bytes) -> bytes:
        """What the process answers, whatever becomes of it; it is gone afterwards. Raises NotDrawn."""
        command = [sys.executable, "-I", str(self._worker)]
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        with (
            os.fdopen(os.memfd_create("page"), "w+b") as answer,
            subprocess.Popen(command, stdin=pipe, stdout=answer, stderr=nothing, env={}) as process,
        ):
            try:
                process.communicate(asked, timeout=self._timeout)
            except subprocess.TimeoutExpired as error:
                raise NotDrawn(WhyNot.TOO_LONG) from error
            finally:
                process.kill()
            if process.returncode == -signal.SIGXCPU:
                raise NotDrawn(WhyNot.TOO_LONG)
            answer.seek(0)
            return answer.read() if process.returncode == 0 else b""


def picture_maker(timeout_seconds: float = 20.0) -> PageMaker:
    """What draws pictures anew: of a file that holds several, each is a page."""
    return PageMaker(timeout_seconds, _PICTURES)


def drawn_type(drawn: bytes) -> str:
    """The media type of what was drawn."""
    return "image/jpeg" if drawn.startswith(b"\xff\xd8") else "image/png"
