"""The text inside PDF, office and web files, read by a process that can do nothing else.

Files go through a pipe to `texts_worker`, one process for each file; no plaintext touches a disk. What comes
back is taken for text and nothing more: control characters are dropped.
"""

import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from threading import Lock
from typing import Final

from archive.domain.errors import Unavailable
from archive.ports_texts import DOCX, HTML, MAX_READ_BYTES, MOST_SECONDS, ODT, PDF, NoText, NotRead

_WORKER: Final = Path(__file__).with_name("texts_worker.py")
_KINDS: Final = {PDF: b"P", DOCX: b"W", ODT: b"O", HTML: b"H"}
_WHY: Final = {b"B": NoText.BROKEN, b"E": NoText.ENCRYPTED}
_ENDED_BADLY: Final = {b"t": NoText.TOO_LONG, b"!": NoText.BROKEN}
_NO_CONTROLS: Final = {number: " " for number in (*range(32), *range(127, 160)) if chr(number) not in "\n\f"}
_SAFE: Final = "Nothing is lost: the file is kept as it was taken in."


class ConfinedTexts:
    """`archive.ports_texts.TextReader`. One file at a time."""

    def __init__(self, worker: Path = _WORKER) -> None:
        """`worker`: the script of the process."""
        self._worker = worker
        self._turn = Lock()
        self._reading: _Reading | None = None

    def read(self, media_type: str, data: bytes, seconds: float = MOST_SECONDS) -> str:
        """See `TextReader`. Waiting for other files counts."""
        if len(data) > MAX_READ_BYTES:
            raise NotRead(NoText.TOO_LARGE)
        until = time.monotonic() + seconds
        if not self._turn.acquire(timeout=seconds):
            raise NotRead(NoText.TOO_LONG)
        try:
            if self._reading is not None and self._reading.owner != os.getpid():
                self._reading.let_go()  # it serves the process that this one is a copy of
                self._reading = None
            if self._reading is None:
                self._reading = _Reading(self._worker)
            answer = self._reading.ask(_KINDS[media_type], data, until)
        except BaseException:
            self._end()  # whatever is still on its way belongs to no other file
            raise
        finally:
            self._turn.release()
        if answer[:1] in _WHY:
            raise NotRead(_WHY[answer[:1]])
        if answer[:1] != b"D":
            raise NotRead(NoText.BROKEN)  # no answer of ours: the process was another's by then
        text = answer[1:].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        clean = text.translate(_NO_CONTROLS)
        return clean if clean.strip() else ""

    def close(self) -> None:
        """See `TextReader`."""
        with self._turn:
            self._end()

    def _end(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None


class _Reading:
    """The first process, which makes one for each file, and the memory that they answer into."""

    def __init__(self, worker: Path) -> None:
        self.owner = os.getpid()
        self._answer = os.fdopen(os.memfd_create("text"), "w+b", buffering=0)
        theirs, self._requests = os.pipe()
        self._endings, told = os.pipe()
        command = [sys.executable, "-I", str(worker)]
        try:
            self._process = subprocess.Popen(
                command, stdin=theirs, stdout=self._answer, stderr=told, env={}, start_new_session=True
            )
        except OSError as error:
            self.let_go()
            raise Unavailable("The process that reads files does not start.", safe=_SAFE) from error
        finally:
            os.close(theirs)
            os.close(told)
        os.set_blocking(self._requests, False)

    def ask(self, kind: bytes, data: bytes, until: float) -> bytes:
        """Return what the process for this file answers. Raises NotRead, Unavailable."""
        self._answer.seek(0)
        self._answer.truncate()
        self._send(memoryview(b"G" + kind + struct.pack(">Q", len(data)) + data), until)
        ended = self._ended(until)
        if not ended:
            raise Unavailable("The process that reads files has ended.", safe=_SAFE)
        if ended in _ENDED_BADLY:
            raise NotRead(_ENDED_BADLY[ended])
        self._answer.seek(0)
        return self._answer.read()

    def _send(self, left: memoryview, until: float) -> None:
        while left:
            if not select.select([], [self._requests], [], max(until - time.monotonic(), 0))[1]:
                raise NotRead(NoText.TOO_LONG)
            try:
                left = left[os.write(self._requests, left) :]
            except BrokenPipeError as error:
                raise Unavailable("The process that reads files has ended.", safe=_SAFE) from error

    def _ended(self, until: float) -> bytes:
        if not select.select([self._endings], [], [], max(until - time.monotonic(), 0))[0]:
            raise NotRead(NoText.TOO_LONG)
        return os.read(self._endings, 1)

    def close(self) -> None:
        """End it, and with it the process that reads a file."""
        self._process.kill()
        self._process.wait()
        self.let_go()

    def let_go(self) -> None:
        """Leave it to whoever else holds it."""
        self._answer.close()
        os.close(self._requests)
        os.close(self._endings)
