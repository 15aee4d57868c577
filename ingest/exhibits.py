"""From a file to an exhibit: opened safely, read once, sealed, its type guessed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from archive.domain.record import MediaType
from archive.ports_objects import ObjectBatch, StagedPayload
from archive.services.sealed import SealedExhibit
from crypto.age.header import wrap
from crypto.age.hybrid import HybridRecipient
from ingest.identify import Identifier, type_notes
from ingest.names import EMPTY, PrintableName, printable_name
from ingest.opening import open_regular, unreadable
from ingest.sealing import Sealed, SealedPayload, seal_bytes, seal_stream

SMALL_FILE: Final = 64 * 1024
"""Files of fewer bytes may be sealed many at a time in another process, which holds them in memory."""


@dataclass(frozen=True, slots=True)
class SmallExhibit:
    """A small file, sealed but not stored."""

    payload: bytes = field(repr=False)
    sealed: Sealed
    media_type: MediaType


class Ahead(Protocol):
    """A file that began to be sealed before its turn; `batch` is the one that `staged` belongs to."""

    @property
    def path(self) -> Path:
        """The file, as it was named."""
        ...

    @property
    def batch(self) -> ObjectBatch:
        """The batch it is staged in."""
        ...

    @property
    def staged(self) -> StagedPayload:
        """Its payload, being written elsewhere until `answer` returns."""
        ...

    @property
    def file_key(self) -> bytes:
        """The key of this payload alone, which a header is to wrap."""
        ...

    def head(self, count: int) -> bytes:
        """The first bytes of the file, without moving anybody's place in it; raises OSError."""
        ...

    def answer(self) -> SealedPayload | None:
        """Wait; None when it failed, and then what was staged is no use."""
        ...


def seal_file(
    path: Path, batch: ObjectBatch, identifier: Identifier, recipients: Sequence[HybridRecipient]
) -> SealedExhibit:
    """Seal one file into the batch, reading it once; raise UnreadableFile, StorageFull or Unavailable."""
    staged = batch.create()
    try:
        with open_regular(path) as source:
            question = identifier.ask(source.peek(identifier.head_size)[: identifier.head_size])
            sealed = seal_stream(source, staged, recipients)
    except OSError as error:
        staged.discard()
        raise unreadable(path, error) from error
    except BaseException:
        staged.discard()
        raise
    return exhibit_of(staged, sealed, printable_name(path.name), question.answer())


def seal_ahead(
    ahead: Ahead, identifier: Identifier, recipients: Sequence[HybridRecipient]
) -> SealedExhibit | None:
    """What was sealed ahead, now for its recipients; None when that failed, and it must be sealed again."""
    question = identifier.ask(ahead.head(identifier.head_size))
    sealed = ahead.answer()
    if sealed is None:
        ahead.staged.discard()
        return None
    ahead.staged.finish()
    header = wrap(ahead.file_key, recipients)
    return exhibit_of(ahead.staged, sealed.under(header), printable_name(ahead.path.name), question.answer())


def seal_small(
    path: Path, identifier: Identifier, recipients: Sequence[HybridRecipient]
) -> SmallExhibit | None:
    """Seal one file in memory; None if it is not small. Raise UnreadableFile or Unavailable."""
    try:
        with open_regular(path) as source:
            data = source.read(SMALL_FILE)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) == SMALL_FILE:
        return None
    question = identifier.ask(data)
    payload, sealed = seal_bytes(data, recipients)
    return SmallExhibit(payload, sealed, question.answer())


def store_small(path: Path, small: SmallExhibit, batch: ObjectBatch) -> SealedExhibit:
    """Write a small file, sealed before, into the batch; raise StorageFull or Unavailable."""
    staged = batch.create()
    try:
        staged.write(small.payload)
        staged.finish()
    except BaseException:
        staged.discard()
        raise
    return exhibit_of(staged, small.sealed, printable_name(path.name), small.media_type)


def exhibit_of(
    staged: StagedPayload, sealed: Sealed, name: PrintableName, media_type: MediaType
) -> SealedExhibit:
    """What was staged, with all that was found out about it, ready for an item."""
    return SealedExhibit(
        staged=staged,
        header=sealed.header,
        digest=sealed.payload_digest,
        payload_size=sealed.payload_size,
        plaintext_digest=sealed.plaintext_digest,
        size=sealed.plaintext_size,
        name=name.text,
        media_type=media_type,
        name_bytes=name.original,
        notes=(*name.notes, *type_notes(media_type), *((EMPTY,) if sealed.plaintext_size == 0 else ())),
    )
