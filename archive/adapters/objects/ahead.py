"""A large file sealed by another process while this one is still loading the rest of the program.

Trust: see filesystem.py. A payload needs no recipient, only its file key: the other process is given that,
the open file and an open temporary file, and nothing of the archive. Who the object is for, whether it may
come in at all, and every entry are settled afterwards, here; until then it lies in quarantine like any other.
"""

import io
import os
import subprocess
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final, Self

from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.domain.errors import ArchiveError
from crypto.age.header import new_file_key
from ingest.frames import pack, read_frame, unpack, write_frame
from ingest.opening import open_regular
from ingest.sealing import SealedPayload

LARGE: Final = 32 * 1024 * 1024
"""Files of fewer bytes are not worth a process."""
_ROOT: Final = Path(__file__).resolve().parents[3]


class SealingAhead:
    """See `ingest.exhibits.Ahead`. A context manager: what nobody takes is dropped at its end."""

    def __init__(self, store: FilesystemObjectStore, path: Path, source: io.BufferedReader) -> None:
        """Start the process; raise OSError or Unavailable. `store` and `source` are ours from now on."""
        self.path = path
        self._source = source
        self.file_key = new_file_key()
        self._store = store
        self.batch = store.new_batch()
        self.staged = self.batch.create()
        descriptors = source.fileno(), self.staged.descriptor
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "archive.adapters.objects.ahead_worker", *map(str, descriptors)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PYTHONPATH": str(_ROOT)},
            pass_fds=descriptors,
        )
        with suppress(OSError):  # a process that is gone already gives no answer either
            if self._process.stdin is not None:
                write_frame(self._process.stdin, self.file_key)

    @classmethod
    def begin(cls, root: Path, path: Path) -> "SealingAhead | None":
        """Begin with a large regular file; None for any other, and whenever something is in the way.

        Nothing is lost then: the file is sealed, or refused with a reason, in its turn.
        """
        with ExitStack() as undo, suppress(ArchiveError, OSError):
            source = undo.enter_context(open_regular(path))
            if os.fstat(source.fileno()).st_size < LARGE:
                return None
            store = undo.enter_context(FilesystemObjectStore(root))
            ahead = cls(store, path, source)
            undo.pop_all()
            return ahead
        return None

    def head(self, count: int) -> bytes:
        """The first bytes of the file; the other process reads on undisturbed."""
        return os.pread(self._source.fileno(), count, 0)

    def answer(self) -> SealedPayload | None:
        """Wait for the process; None when it failed, and then what was staged is no use."""
        if self._process.stdout is None:
            return None
        try:
            parts = unpack(read_frame(self._process.stdout) or pack([]))
            payload, plaintext, size, payload_size = (part.decode("ascii") for part in parts)
            sealed = SealedPayload(payload, plaintext, int(size), int(payload_size))
        except (EOFError, ValueError, OSError):
            return None
        self.staged.was_written(sealed.payload_size)
        return sealed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._source.close()
        self.batch.discard()
        self._store.close()
