"""Media types, guessed by libmagic in a process of its own.

A type is advice for display and search, never a security decision (libmagic is easily led astray), and it
is recorded with the tool and version that gave it. 64 KiB of a file are looked at: with 2 KiB libmagic calls
a .docx a plain zip archive, and hardly any format needs more than 64. Of plain prose it gets 512 bytes:
its rules for texts search all they are given, and a statement of 5 KB would cost more to guess than to seal.
Prose in another script than the Latin one is spared the rules altogether (`is_foreign_prose`): half a
millisecond, in which they could find nothing or be led astray.
"""

import codecs
import os
import re
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from archive.domain.errors import Unavailable
from archive.domain.record import MediaType

HEAD_BYTES: Final = 64 * 1024
TYPE_UNKNOWN: Final = "type-unknown"
"""Note of an exhibit whose type could not be asked: the process died on it, twice."""
TOOL: Final = "libmagic"
NO_TOOL: Final = "none"
EMPTY_TYPE: Final = "application/x-empty"

_UNKNOWN: Final = MediaType("application/octet-stream", NO_TOOL, "")
_WORKER: Final = Path(__file__).with_name("identify_worker.py")
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
_MAX_ANSWER: Final = 1024
_TRIES: Final = 2
_PROSE_BYTES: Final = 512
_FOREIGN_PROSE: Final = re.compile(r"""(?=[^\W\d_])[^\x00-\x7f](?:[^\x00-\x7f]|[0-9 \t\r\n.,;:!?()"'-])*""")
_WITHOUT_RULES: Final = 1 << 31
_NOT_PROSE: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_WHOLE_TEXT: Final = (b"{", b"[", b'"', b"<")
"""How JSON and markup begin: the one is known by its end too, the other may open with long comments."""


def type_notes(media_type: MediaType) -> tuple[str, ...]:
    """The notes that belong to an exhibit of this type: `type-unknown` when no tool could look at it."""
    return (TYPE_UNKNOWN,) if media_type.tool == NO_TOOL else ()


def telling_part(head: bytes) -> bytes:
    """What libmagic needs to see of `head`: all of it, but of UTF-8 prose only the first lines.

    Two lines at most: three that hold a comma each would be a table to libmagic. Where the first ten do, it
    may be one, and libmagic sees all.
    """
    if len(head) <= _PROSE_BYTES or head.lstrip()[:1] in _WHOLE_TEXT or _NOT_PROSE.search(head):
        return head
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head
    # Blank lines before the first word are no prose to libmagic: alone it calls them octets.
    lines = head.lstrip().split(b"\n", 10)[:10]
    if all(b"," in line for line in lines) and len(lines) > 1:
        return head
    return b"\n".join(lines[:2])[:_PROSE_BYTES].decode("utf-8", "ignore").encode()


def is_foreign_prose(part: bytes) -> bool:
    """Whether no rule can say more of this text than that it is one.

    It begins with a letter outside ASCII, and of ASCII it holds only digits, white space and the marks that
    sentences are made with: what the rules for texts look for is spelled with other signs, and those for
    binary formats, of two bytes now and then, would be wrong about it.
    """
    try:
        return _FOREIGN_PROSE.fullmatch(part.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


class _Gone(Exception):
    """The process ended, hangs or answers nonsense."""


class Question:
    """A file whose type was asked for. Made by `Identifier.ask`; `sent` counts how often it was put."""

    def __init__(self, identifier: "Identifier", head: bytes) -> None:
        self._identifier = identifier
        self.head = head
        self.sent = 0

    def answer(self) -> MediaType:
        """Wait for the media type; `Identifier.identify` tells what it is and what it raises."""
        return self._identifier.answer(self)


class Identifier:
    """Asks one confined process for media types; starts it when first needed, again when it dies.

    A context manager; safe to share between threads (one question at a time).
    """

    head_size: Final = HEAD_BYTES

    def __init__(self, timeout_seconds: float = 10.0, worker: Path = _WORKER) -> None:
        """`timeout_seconds` is the time one answer may take. `worker` is the script of the process."""
        self._timeout_seconds = timeout_seconds
        self._worker = worker
        self._process: subprocess.Popen[bytes] | None = None
        self._version = ""
        self._ready = False
        self._asked: Question | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process. Idempotent; the next question starts another."""
        with self._lock:
            self._stop()

    def identify(self, head: bytes) -> MediaType:
        """The media type of a file that begins with `head` (its first `head_size` bytes, or all of it).

        One on which the process dies or hangs twice is `application/octet-stream` of no tool (`type_notes`).
        Raises Unavailable when the process cannot be started at all: libmagic is not installed.
        """
        with self._lock:
            return self.ask(head).answer()

    def ask(self, head: bytes) -> Question:
        """Ask without waiting, so that the file can be sealed meanwhile. The next question interrupts it."""
        question = Question(self, head[:HEAD_BYTES])
        if head:
            with self._lock:
                if self._process is None:
                    self._spawn()
                if self._ready or _has_data(self._process):
                    self._send(question)  # else it is put when the answer is wanted
        return question

    def answer(self, question: Question) -> MediaType:
        """What `Question.answer` gives. An interrupted question is put again."""
        if not question.head:
            return MediaType(EMPTY_TYPE, TOOL, self._version or self._started_version())
        with self._lock:
            while self._asked is question or question.sent < _TRIES:
                if self._asked is question:
                    try:
                        return MediaType(self._receive(), TOOL, self._version)
                    except _Gone:
                        self._stop()
                else:
                    self._send(question)
        return _UNKNOWN

    def _send(self, question: Question) -> None:
        """Put a question; the process is stopped when it does not take it, or still has another."""
        if self._asked is not None:
            self._asked.sent -= 1  # it was not its file that the process died of
            self._stop()
        question.sent += 1
        part = telling_part(question.head)
        process = self._start()
        try:
            word = len(part) | (_WITHOUT_RULES if is_foreign_prose(part) else 0)
            _write(process, struct.pack(">I", word) + part, time.monotonic() + self._timeout_seconds)
            self._asked = question
        except _Gone:
            self._stop()

    def _receive(self) -> str:
        answer = _read_frame(self._start(), time.monotonic() + self._timeout_seconds).decode(
            "utf-8", "replace"
        )
        self._asked = None
        if not _MEDIA_TYPE.fullmatch(answer):
            raise _Gone
        return answer

    def _started_version(self) -> str:
        with self._lock:
            self._start()
        return self._version

    def _start(self) -> subprocess.Popen[bytes]:
        """The process, which can be asked; its first frame is its version."""
        process = self._process or self._spawn()
        if self._ready:
            return process
        try:
            self._version = _read_frame(process, time.monotonic() + 60).decode("ascii", "replace")
        except _Gone as error:
            self._stop()
            raise Unavailable(
                "The process that guesses media types does not start. Is libmagic there (Debian: libmagic1)?",
                safe="Nothing was changed.",
            ) from error
        self._ready = True
        return process

    def _spawn(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-I", str(self._worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            bufsize=0,
        )
        self._process = process
        for pipe in _pipes(process):
            os.set_blocking(pipe, False)
        return process

    def _stop(self) -> None:
        process, self._process, self._asked = self._process, None, None
        self._ready = False
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    if process.stdin is None or process.stdout is None:
        raise _Gone
    return process.stdin.fileno(), process.stdout.fileno()


def _has_data(process: subprocess.Popen[bytes] | None) -> bool:
    poll = select.poll()
    if process is not None:
        poll.register(_pipes(process)[1], select.POLLIN)
    return bool(poll.poll(0))


def _wait(descriptor: int, what: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, what)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise _Gone


def _write(process: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
    descriptor = _pipes(process)[0]
    view = memoryview(data)
    try:
        while view:
            try:
                view = view[os.write(descriptor, view) :]
            except BlockingIOError:
                _wait(descriptor, select.POLLOUT, deadline)
    except OSError as error:
        raise _Gone from error


def _read_frame(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    (size,) = struct.unpack(">I", _read(process, 4, deadline))
    if size > _MAX_ANSWER:
        raise _Gone
    return _read(process, size, deadline)


def _read(process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    descriptor = _pipes(process)[1]
    data = b""
    while len(data) < size:
        _wait(descriptor, select.POLLIN, deadline)
        try:
            piece = os.read(descriptor, size - len(data))
        except BlockingIOError:
            continue
        except OSError as error:
            raise _Gone from error
        if not piece:
            raise _Gone
        data += piece
    return data
