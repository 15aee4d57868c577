"""The texts of an item's exhibits: what full text covers, and what passages are chosen from.

Plain text is decoded here; of a PDF, office or web file a reader that is confined gives the text
(`archive.ports_texts`). A file that gives none is told of where it is shown, and hides nothing else.
"""

import time
from collections.abc import Callable, Iterator

from archive.domain.record import ExhibitRecord, RecordVersion
from archive.ports import ObjectStore
from archive.ports_texts import MAX_READ_BYTES, MOST_SECONDS, READ_TYPES, NoText, NotRead, TextReader
from archive.services.opening import read_range
from crypto.age.ring import IdentityRing

MAX_TEXT_BYTES = 8 * 1024 * 1024
"""Of an exhibit that is plain text; a larger one is not indexed."""

PASSAGE_SECONDS = 5.0
"""That reading files for the passages of one search may take in all."""


class Budgeted:
    """A `TextReader` that gives up after so many seconds in all: one file cannot hold up what others show.

    `clock`: seconds that never go back.
    """

    def __init__(
        self,
        reader: TextReader,
        seconds: float = PASSAGE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader, self._left, self._clock = reader, seconds, clock

    def read(self, media_type: str, data: bytes, seconds: float = MOST_SECONDS) -> str:
        """See `TextReader`."""
        if self._left <= 0:
            raise NotRead(NoText.TOO_LONG)
        begin = self._clock()
        try:
            return self._reader.read(media_type, data, min(seconds, self._left))
        finally:
            self._left -= self._clock() - begin

    def close(self) -> None:
        """Whoever made the reader closes it."""


def texts_in(
    objects: ObjectStore,
    identity: IdentityRing,
    record: RecordVersion,
    reader: TextReader,
    most_bytes: int = MAX_TEXT_BYTES,
) -> Iterator[str]:
    """The texts of exhibits that are indexed, each opened when it is its turn.

    Of a plain text longer than `most_bytes` only the beginning, in whole words; a file that has to be read
    whole for its text is left out if it is longer than a smaller limit than `MAX_TEXT_BYTES`. Raise
    EvidenceError for one in doubt.
    """
    for exhibit in record.exhibits:
        if is_plain(exhibit) and exhibit.size <= MAX_TEXT_BYTES:
            count = min(exhibit.size, most_bytes)
            data = b"".join(read_range(objects, exhibit.object_digest, [identity], 0, count))
            yield _decoded(data, is_whole=count == exhibit.size)
        elif is_read(exhibit) and (exhibit.size <= most_bytes or most_bytes == MAX_TEXT_BYTES):
            try:
                text = text_inside(objects, identity, exhibit, reader)
            except NotRead:
                continue
            if text:
                yield text


def is_plain(exhibit: ExhibitRecord) -> bool:
    """Whether the file is text and nothing else."""
    return exhibit.media_type.value.startswith("text/") and not is_read(exhibit)


def is_read(exhibit: ExhibitRecord) -> bool:
    """Whether the file has to be read for the text inside it."""
    return exhibit.media_type.value in READ_TYPES


def text_inside(
    objects: ObjectStore, identity: IdentityRing, exhibit: ExhibitRecord, reader: TextReader
) -> str:
    """The text inside a file; "" if it has none. Raises NotRead, EvidenceError."""
    if exhibit.size > MAX_READ_BYTES:
        raise NotRead(NoText.TOO_LARGE)
    data = b"".join(read_range(objects, exhibit.object_digest, [identity]))
    return reader.read(exhibit.media_type.value, data)


def decode_text(data: bytes) -> str:
    """Text of an exhibit: UTF-8, UTF-16 with a byte order mark, else Windows-1251 (which reads any bytes)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def _decoded(data: bytes, *, is_whole: bool) -> str:
    """Text that may end in the middle of a word, and of a letter: it ends before that word."""
    if is_whole:
        return decode_text(data)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_text(data[: len(data) // 2 * 2]).rpartition(" ")[0]
    return decode_text(data[: max(data.rfind(b" "), data.rfind(b"\n"))])
