"""A bundle as one ZIP file, made piece by piece while it is sent: never on a disk or whole in memory.

Payloads are sealed and do not get smaller, so all is stored as it is. Only the standard library and `crypto`.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

from archive.bundle import BundleFile, PayloadSource
from crypto.errors import FormatError

_BLOCK = 256 * 1024


class _Outgoing:
    """What the ZIP file is written to: keeps what was not sent yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take a piece."""
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Everything is in memory."""

    def drain(self) -> bytes:
        """What has come since."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def zip_stream(folder: str, files: Iterable[BundleFile]) -> Iterator[bytes]:
    """Yield the bytes of a ZIP file with `files` below `folder`.

    Raises FormatError, in the middle, for a payload that is not what its name and size say: the file then has
    no end, and nothing opens it.
    """
    outgoing = _Outgoing()
    with zipfile.ZipFile(cast("IO[bytes]", outgoing), "w", zipfile.ZIP_STORED) as packed:
        for path, content in files:
            with packed.open(zipfile.ZipInfo(f"{folder}/{path}"), "w", force_zip64=True) as out:
                for block in _blocks(content):
                    out.write(block)
                    yield outgoing.drain()
            yield outgoing.drain()
    yield outgoing.drain()


def _blocks(content: bytes | PayloadSource) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    digest, size = hashlib.sha256(), 0
    with content.open_payload() as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
            yield block
    if digest.hexdigest() != content.sha256 or size != content.size:
        raise FormatError("the payload of an object is not what its name and size say")
