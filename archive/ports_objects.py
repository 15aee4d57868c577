"""The object store: payloads and headers of age files, each under the SHA-256 of the payload.

Contract for every adapter: - Durability: when `ObjectBatch.commit` returns, every object and header of the
batch survives a power cut under its final name. When it raises, nothing of the batch may be relied upon;
whole objects may remain, never parts. - Write-once: a payload that is there is never written again. The same
digest with the same bytes is no error. - A failed sync is never retried: the adapter refuses further writes
until it is opened anew. Reading goes on. - Digests are 64 lower-case hex digits; anything else raises
InvalidRequest before a path is made of it. - Absent raises NotFound; no room StorageFull; a store that does
not answer Unavailable; a stored file that is not what its name says ObjectError. Foreign exceptions never
leave. - The store checks no digest of what it is given: callers hash while they write, readers hash what they
read. - One thread at a time uses a batch and what it created; several batches may be open in one store.
"""

from collections.abc import Iterator
from typing import Protocol, Self

Data = bytes | bytearray | memoryview


class RandomReader(Protocol):
    """One payload opened for reading at any place; close it, or use it as a context manager."""

    @property
    def size(self) -> int:
        """Bytes of the payload when it was opened."""
        ...

    def read_at(self, offset: int, count: int) -> bytes:
        """Return payload[offset:offset + count], shorter only where the payload ends."""
        ...

    def close(self) -> None:
        """Give the file back; twice is no error."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...


class StagedPayload(Protocol):
    """A payload being written under no name that readers see. It becomes an object by `ObjectBatch.add`."""

    @property
    def size(self) -> int:
        """Bytes written so far."""
        ...

    def write(self, data: Data, /) -> int:
        """Append all of `data` and return its length; the caller may reuse its buffer at once."""
        ...

    def finish(self) -> None:
        """End writing and give back what only writing needs; `add` does it too. Twice is no error."""
        ...

    def discard(self) -> None:
        """Drop what was written; no error if it was dropped or has become an object."""
        ...


class ObjectBatch(Protocol):
    """Objects that become durable together, at the price of few syncs. Leaving the context discards."""

    def create(self) -> StagedPayload:
        """Begin a payload of any size."""
        ...

    def add(self, staged: StagedPayload, digest: str, header: bytes) -> None:
        """Finish a payload from `create`: `digest` is the hex SHA-256 of all bytes written to it."""
        ...

    def put(self, payload: Data, header: bytes, digest: str) -> None:
        """Add a small object that is in memory."""
        ...

    def replace_header(self, digest: str, header: bytes) -> None:
        """Put another header in the place of a present one, to re-wrap many objects; else NotFound."""
        ...

    def commit(self) -> None:
        """Make everything durable under its final name; the batch is used up, even when it raises."""
        ...

    def discard(self) -> None:
        """Drop everything not committed; after `commit` it does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc_info: object) -> None: ...


class ObjectStore(Protocol):
    """Payloads and headers by digest."""

    def new_batch(self) -> ObjectBatch:
        """Begin writing; Unavailable when the store refuses writes."""
        ...

    def open_payload(self, digest: str) -> RandomReader:
        """Open a payload for reading; NotFound if it is absent."""
        ...

    def payload_size(self, digest: str) -> int:
        """Return the bytes of a payload as the store has it; NotFound if it is absent."""
        ...

    def read_header(self, digest: str) -> bytes:
        """Return a header; NotFound if it is absent, as after crypto-shredding."""
        ...

    def add_header(self, digest: str, header: bytes) -> None:
        """Store a header durably where there is none; the same bytes are no error, others a Conflict."""
        ...

    def replace_header(self, digest: str, header: bytes) -> None:
        """Put another header in the place of a present one, atomically and durably; else NotFound."""
        ...

    def destroy_header(self, digest: str) -> None:
        """Make a header unreadable as far as the store can, and remove it durably; else NotFound."""
        ...

    def list_payloads(self) -> Iterator[str]:
        """Yield the digest of every payload, in ascending order."""
        ...

    def list_headers(self) -> Iterator[str]:
        """Yield the digest of every header, in ascending order."""
        ...

    def list_strays(self) -> Iterator[str]:
        """Yield a relative name for everything in the store that is no object and no live work."""
        ...

    def close(self) -> None:
        """End writing and give the store's resources back; open readers stay usable."""
        ...
