"""Objects in memory, for tests of what stands above the store. Trust: none; nothing outlives the process."""

from collections.abc import Iterator
from typing import Self

from archive.adapters.objects.layout import check_digest
from archive.domain.errors import Conflict, InvalidRequest, NotFound, ObjectError, Unavailable
from archive.ports_objects import Data, StagedPayload


class MemoryReader:
    """See `RandomReader`."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """Bytes of the payload."""
        return len(self._data)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return the bytes there."""
        return self._data[offset : offset + count]

    def close(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()


class MemoryStaged:
    """See `StagedPayload`."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.open = True
        self.finished = False

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return len(self.data)

    def write(self, data: Data, /) -> int:
        """Append a copy of `data`."""
        if self.finished or not self.open:
            raise InvalidRequest("This payload was finished or discarded before.")
        self.data += data
        return len(data)

    def finish(self) -> None:
        """Take no more."""
        self.finished = True

    def discard(self) -> None:
        """Forget what was written."""
        self.open = False


class MemoryBatch:
    """See `ObjectBatch`."""

    def __init__(self, store: "MemoryObjectStore") -> None:
        self._store = store
        self._staged: list[MemoryStaged] = []
        self._payloads: list[tuple[str, bytes]] = []
        self._headers: list[tuple[str, bytes, bool]] = []
        self._used_up = False

    def create(self) -> MemoryStaged:
        """Begin a payload."""
        self._check_open()
        staged = MemoryStaged()
        self._staged.append(staged)
        return staged

    def add(self, staged: StagedPayload, digest: str, header: bytes) -> None:
        """Finish a payload of this batch."""
        self._check_open()
        if not isinstance(staged, MemoryStaged) or staged not in self._staged or not staged.open:
            raise InvalidRequest("A batch takes only unfinished payloads that it created itself.")
        self.put(staged.data, header, digest)
        staged.open = False

    def put(self, payload: Data, header: bytes, digest: str) -> None:
        """Take an object."""
        self._check_open()
        self._payloads.append((check_digest(digest), bytes(payload)))
        self._headers.append((digest, header, False))

    def replace_header(self, digest: str, header: bytes) -> None:
        """Take a header for an object that has one."""
        self._check_open()
        self._store.read_header(digest)
        self._headers.append((digest, header, True))

    def commit(self) -> None:
        """Put everything in its place."""
        self._check_open()
        self.discard_staged()
        for digest, payload in self._payloads:
            if self._store.payloads.setdefault(digest, payload) != payload:
                raise ObjectError(f"Other bytes than those to be stored lie under the name {digest[:16]}….")
        for digest, header, replaces in self._headers:
            if replaces:
                self._store.headers[digest] = header
            elif self._store.headers.setdefault(digest, header) != header:
                raise Conflict(f"Object {digest[:16]}… has another header already; nothing was overwritten.")

    def discard(self) -> None:
        """Forget everything."""
        self.discard_staged()

    def discard_staged(self) -> None:
        """Use the batch up, with the payloads still being written."""
        self._used_up = True
        for staged in self._staged:
            staged.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.discard()

    def _check_open(self) -> None:
        if self._used_up:
            raise InvalidRequest("This batch was committed or discarded before.")
        self._store.check_writable()


class MemoryObjectStore:
    """See `ObjectStore`. Tests may reach into `payloads` and `headers` to damage them."""

    def __init__(self) -> None:
        self.payloads: dict[str, bytes] = {}
        self.headers: dict[str, bytes] = {}
        self._closed = False

    def new_batch(self) -> MemoryBatch:
        """Begin a batch."""
        self.check_writable()
        return MemoryBatch(self)

    def open_payload(self, digest: str) -> MemoryReader:
        """Open a payload."""
        return MemoryReader(_find(self.payloads, digest, "objects"))

    def payload_size(self, digest: str) -> int:
        """Return the bytes of a payload."""
        return len(_find(self.payloads, digest, "objects"))

    def read_header(self, digest: str) -> bytes:
        """Return a header."""
        return _find(self.headers, digest, "headers")

    def add_header(self, digest: str, header: bytes) -> None:
        """Store a header where there is none."""
        self.check_writable()
        if self.headers.setdefault(check_digest(digest), header) != header:
            raise Conflict(f"Object {digest[:16]}… has another header already; nothing was overwritten.")

    def replace_header(self, digest: str, header: bytes) -> None:
        """Replace a header."""
        self.check_writable()
        self.read_header(digest)
        self.headers[digest] = header

    def destroy_header(self, digest: str) -> None:
        """Remove a header."""
        self.check_writable()
        self.read_header(digest)
        del self.headers[digest]

    def list_payloads(self) -> Iterator[str]:
        """Yield the digests of payloads, ascending."""
        return iter(sorted(self.payloads))

    def list_headers(self) -> Iterator[str]:
        """Yield the digests of headers, ascending."""
        return iter(sorted(self.headers))

    def list_strays(self) -> Iterator[str]:
        """Yield nothing: there is no place for strays."""
        return iter(())

    def close(self) -> None:
        """Refuse further writes."""
        self._closed = True

    def check_writable(self) -> None:
        """Raise Unavailable after `close`."""
        if self._closed:
            raise Unavailable("The object store takes nothing more: it was closed.")


def _find(files: dict[str, bytes], digest: str, kind: str) -> bytes:
    try:
        return files[check_digest(digest)]
    except KeyError as error:
        raise NotFound(f"There is no file {digest[:16]}… in {kind}.") from error
