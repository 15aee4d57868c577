"""A file that arrives over a connection: sealed while it is received, whole or not at all."""

from archive.ports_objects import StagedPayload
from archive.services.sealed import SealedExhibit
from crypto.age.hybrid import HybridRecipient
from crypto.age.payload import Source, fill
from ingest.exhibits import exhibit_of
from ingest.identify import Identifier
from ingest.names import printable_name
from ingest.sealing import seal_stream


def seal_received(
    source: Source,
    name: str,
    staged: StagedPayload,
    identifier: Identifier,
    recipients: tuple[HybridRecipient, ...],
) -> SealedExhibit:
    """Seal everything `source` holds into `staged`; whatever it raises, `staged` is discarded before.

    `name`: as the sender's machine has it, with folders or without. No path is ever made of it.
    """
    head = _Head(source, identifier.head_size)
    try:
        question = identifier.ask(head.bytes)
        sealed = seal_stream(head, staged, recipients)
        media_type = question.answer()
    except BaseException:
        staged.discard()
        raise
    shown = printable_name(name.replace("\\", "/").rpartition("/")[2].encode("utf-8", "surrogateescape"))
    return exhibit_of(staged, sealed, shown, media_type)


class _Head:
    """A source whose first bytes were looked at; they are read again first."""

    def __init__(self, source: Source, count: int) -> None:
        view = memoryview(bytearray(count))
        self.bytes = bytes(view[: fill(source, view)])
        self._source = source
        self._left = memoryview(self.bytes)

    def readinto(self, buffer: memoryview, /) -> int | None:
        """The looked-at bytes, then the source."""
        if not self._left:
            return self._source.readinto(buffer)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
