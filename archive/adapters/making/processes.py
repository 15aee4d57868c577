"""Making the documents of many items beside this process: it reads the store and sends, they open and blind.

Trust: a process is this program again, started by us, and is told the keys of the collections it works on
over a socket pair, never on a command line or in its environment. What we send may carry code (pickle), as it
trusts us in everything; what it answers is JSON and is checked like any document. It writes nothing.

One process begins. When it has met most of the words there are, it becomes two (`fork`), and these more: so
that few words are analysed twice.
"""

import json
import os
import pickle
import select
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection, Pipe
from multiprocessing.reduction import send_handle
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any, Final

from archive.domain.errors import Unavailable
from search.documents import document_from_lists
from search.lexicon import ListedWords, read_words
from search.making import CollectionKeys, Job, Made, MakerOf
from search.ports import PutFailure

TOGETHER: Final = 16
"""Jobs in one message: large enough to be cheap, few enough that little is in memory."""
MOST: Final = 4
"""Processes at most: more would only wait for the engine."""
AHEAD: Final = 4
"""Messages under way for each process: while an engine stores 64 documents, as many more are made."""
MET: Final = 64
"""Messages after which the processes there are become more: they know three quarters of the words by then."""
DEATHS: Final = 5
"""Processes that may end without being asked before the whole run is given up."""
DIED: Final = "making-died"
"""Why an item is set aside at which a process ended, twice."""
FORK: Final = b"fork"
"""The message at which a process becomes two: a descriptor follows, which the new one answers on."""
_ROOT: Final = Path(__file__).resolve().parents[3]


class _Died(Exception):
    """The process ended instead of answering."""


def processes_here() -> int:
    """How many processes are worth it: one for each processor that we may use."""
    return min(MOST, len(os.sched_getaffinity(0)))


class MakingProcesses:
    """See `search.making.Makers`. `setup` makes the maker of a collection in each process; it is pickled.

    `processes`: how many there will be once there is much to make.
    """

    def __init__(
        self,
        setup: Callable[[], MakerOf],
        processes: int,
        command: Sequence[str] = ("-m", "archive.adapters.making.worker"),
    ) -> None:
        """Start the first process; raise Unavailable. `command` is what Python is to run."""
        self._setup, self._command = pickle.dumps(setup), command
        self._free: SimpleQueue[_Process] = SimpleQueue()
        self._all: set[_Process] = set()
        self._guard = Lock()
        self._deaths = 0
        self._asked = 0
        self._processes = processes
        # A process ends with the thread that started it: the first one with ours, others with those here.
        self._threads = ThreadPoolExecutor(processes)
        try:
            self._offer(self._start())
        except BaseException:
            self.close()
            raise

    def make(self, keys: CollectionKeys, jobs: Iterable[Job], words: ListedWords) -> Iterator[Made]:
        """See `Makers`. `AHEAD` messages for each process are under way."""
        iterator = iter(jobs)
        running: deque[Future[list[bytes]]] = deque()
        try:
            while True:
                while len(running) < AHEAD * self._processes and (part := tuple(islice(iterator, TOGETHER))):
                    running.append(self._threads.submit(self._ask, keys, part))
                if not running:
                    return
                for answer in running.popleft().result():
                    made, listed = _read(answer)
                    words.add(listed)
                    yield from made
        finally:
            for future in running:
                future.cancel()
            wait(running)

    def close(self) -> None:
        """See `Makers`."""
        for process in self._all:
            process.close()
        self._all.clear()
        self._threads.shutdown(cancel_futures=True)

    def _start(self) -> "_Process":
        if self._deaths > DEATHS:
            raise _gone()
        process = _Started(self._setup, self._command)
        with self._guard:
            self._all.add(process)
        return process

    def _offer(self, process: "_Process") -> None:
        process.wait()
        self._free.put(process)

    def _ask(self, keys: CollectionKeys, part: Sequence[Job]) -> list[bytes]:
        """Have a message answered; if the process dies over it, each of its jobs by itself.

        What is answered is read by who takes it: the threads only carry it.
        """
        process = self._free.get()
        try:
            self._grow(process)
            answer = process.ask(pickle.dumps((keys, part)))
        except _Died:
            self._replace(process)
            if len(part) > 1:
                return [answer for job in part for answer in self._ask(keys, (job,))]
            failed = keys.blind().doc_id(part[0].item_id), DIED
            return [json.dumps({"made": [{"failed": failed}], "words": ""}).encode()]
        except BaseException:
            self._free.put(process)
            raise
        self._free.put(process)
        return [answer]

    def _grow(self, process: "_Process") -> None:
        """Let a process become two once those there are have met the words. Raises _Died."""
        with self._guard:
            self._asked += 1
            if len(self._all) == self._processes or self._asked < MET * len(self._all):
                return
            # Within the guard: another thread would count without the one that begins here.
            other = process.fork()
            self._all.add(other)
        self._free.put(other)

    def _replace(self, process: "_Process") -> None:
        process.close()
        with self._guard:
            self._all.discard(process)
            self._deaths += 1
        try:
            self._offer(self._start())
        except BaseException:
            self._free.put(process)  # whoever waits for one finds it dead, and gives up as well
            raise


def _read(data: bytes) -> tuple[list[Made], ListedWords]:
    """Return what was made, and words. Raises Unavailable as the process did."""
    answer: dict[str, Any] = json.loads(data)
    if "unavailable" in answer:
        message, safe = answer["unavailable"]
        raise Unavailable(message, safe=safe)
    made: list[Made] = [
        PutFailure(*each["failed"]) if isinstance(each, dict) else document_from_lists(each)
        for each in answer["made"]
    ]
    return made, read_words(answer["words"])


class _Process(ABC):
    """One process and our end of the pair. One thread uses it at a time."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    def wait(self) -> None:
        """Wait until it can be asked. Raises Unavailable if it never can."""
        try:
            self._pipe.recv_bytes()
        except (OSError, EOFError) as error:
            raise _gone() from error

    def ask(self, message: bytes) -> bytes:
        """Send a message and return its answer. Raises _Died."""
        try:
            self._pipe.send_bytes(message)
            return self._pipe.recv_bytes()
        except (OSError, EOFError) as error:
            raise _Died from error

    def fork(self) -> "_Process":
        """Return another one that knows what this one knows. Raises _Died."""
        pipe, theirs = Pipe()
        try:
            self._pipe.send_bytes(FORK)
            send_handle(self._pipe, theirs.fileno(), os.getpid())  # the number is for Windows
            return _Forked(pipe, int(self._pipe.recv_bytes()))
        except (OSError, EOFError) as error:
            pipe.close()
            raise _Died from error
        finally:
            theirs.close()

    def close(self) -> None:
        """End it. Idempotent."""
        self._kill()
        self._pipe.close()

    @abstractmethod
    def _kill(self) -> None:
        """End it, and wait until it has ended."""


class _Started(_Process):
    """This program, started again."""

    def __init__(self, setup: bytes, command: Sequence[str]) -> None:
        pipe, theirs = Pipe()
        super().__init__(pipe)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", *command, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8", "PYTHONPATH": str(_ROOT)},
                pass_fds=[theirs.fileno()],
            )
        except OSError as error:
            pipe.close()
            raise _gone() from error
        finally:
            theirs.close()
        with suppress(OSError):  # one that is gone already is noticed when it is asked
            pipe.send_bytes(setup)

    def _kill(self) -> None:
        self._process.kill()
        self._process.wait()


class _Forked(_Process):
    """A copy of one that was started. It ends when our end is closed, or we do."""

    def __init__(self, pipe: "Connection[Any, Any]", pid: int) -> None:
        super().__init__(pipe)
        # It is another's child: its number could be given again, the descriptor means this one for ever.
        self._descriptor = os.pidfd_open(pid)

    def _kill(self) -> None:
        if self._pipe.closed:
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
        select.select([self._descriptor], [], [])
        os.close(self._descriptor)


def _gone() -> Unavailable:
    return Unavailable(
        "The processes that make the documents of the index do not start, or keep ending. Is there enough "
        "memory?",
        safe="What waits to be indexed goes on waiting; an index that was being rebuilt is left as it was.",
    )
