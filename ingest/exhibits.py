"""From a file to an exhibit: opened safely, read once, sealed, its type guessed meanwhile."""

import io
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from archive.domain.errors import UnreadableFile
from archive.domain.record import MediaType
from archive.ports_objects import ObjectBatch, StagedPayload
from archive.services.sealed import SealedExhibit
from crypto.age.hybrid import HybridRecipient
from ingest.identify import Identifier, type_notes
from ingest.names import EMPTY, printable_name, printable_path
from ingest.sealing import Sealed, seal_bytes, seal_stream

SMALL_FILE: Final = 64 * 1024
"""Files of fewer bytes may be sealed many at a time in another process, which holds them in memory."""


@dataclass(frozen=True, slots=True)
class SmallExhibit:
    """A small file, sealed but not stored."""

    payload: bytes = field(repr=False)
    sealed: Sealed
    media_type: MediaType


def seal_file(
    path: Path, batch: ObjectBatch, identifier: Identifier, recipients: Sequence[HybridRecipient]
) -> SealedExhibit:
    """Seal one file into the batch, reading it once; raise UnreadableFile, StorageFull or Unavailable."""
    staged = batch.create()
    try:
        with _open_regular(path) as source:
            question = identifier.ask(source.peek(identifier.head_size)[: identifier.head_size])
            sealed = seal_stream(source, staged, recipients)
    except OSError as error:
        staged.discard()
        raise _unreadable(path, error) from error
    except BaseException:
        staged.discard()
        raise
    return _exhibit(path, staged, sealed, question.answer())


def seal_small(
    path: Path, identifier: Identifier, recipients: Sequence[HybridRecipient]
) -> SmallExhibit | None:
    """Seal one file in memory; None if it is not small. Raise UnreadableFile or Unavailable."""
    try:
        with _open_regular(path) as source:
            data = source.read(SMALL_FILE)
    except OSError as error:
        raise _unreadable(path, error) from error
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
    return _exhibit(path, staged, small.sealed, small.media_type)


def _exhibit(path: Path, staged: StagedPayload, sealed: Sealed, media_type: MediaType) -> SealedExhibit:
    name = printable_name(path.name)
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


def _unreadable(path: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(f"{printable_path(path)} cannot be read: {error.strerror}.")


def _open_regular(path: Path) -> io.BufferedReader:
    """Open for reading without following a link; raise UnreadableFile for anything but a regular file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableFile(f"{printable_path(path)} is not a regular file.")
    return io.BufferedReader(io.FileIO(descriptor, "rb"), 1 << 16)
