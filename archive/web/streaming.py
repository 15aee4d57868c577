"""Forms with files, read part by part as they arrive: never whole in memory, never in clear on disk.

The framework would keep the files of a form in temporary files, as they are: `Sink` takes its place in every
request, so that what no page reads this way is dropped. A page that takes files registers with
`needs(..., streams=True)` and reads the request with `Parts`; the form token stands before the first file.
"""

import io
from collections.abc import Iterator
from typing import IO, cast

from flask import Request, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData, Preamble

from archive.domain.errors import InvalidRequest
from archive.web.cookies import check_form_token
from archive.web.refusals import FormExpired
from crypto.errors import BoxError

PIECE = 256 * 1024
_LONGEST_FIELD = 4096
_MOST_FIELDS = 20
_LONGEST_BUFFER = 4 * PIECE


class CutShort(InvalidRequest):
    """The connection ended in the middle of a file."""

    code = "cut-short"

    def __init__(self) -> None:
        super().__init__(
            "The connection ended before everything had arrived.",
            safe="Nothing of what was being sent was kept; files that were there before are still there.",
        )


class DroppingRequest(Request):
    """A request whose files are dropped unless a page reads them with `Parts`."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return cast("IO[bytes]", Sink())


class Sink(io.BytesIO):
    """Keeps nothing."""

    def write(self, data: object, /) -> int:
        """Say that all was taken."""
        return len(cast("bytes", data))


class IncomingFile:
    """A file of the form while it arrives, from the field `field`; readable once, by `readinto`."""

    def __init__(self, parts: "Parts", name: str, field: str) -> None:
        self.name, self.field = name, field
        self._parts = parts
        self._left = memoryview(b"")
        self.at_end = False

    def readinto(self, buffer: memoryview, /) -> int:
        """0 at the end of the file; raise CutShort when the connection ends before."""
        while not self._left and not self.at_end:
            self._left, self.at_end = self._parts.more()
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def skip(self) -> None:
        """Read what is left of it."""
        while not self.at_end:
            _, self.at_end = self._parts.more()
        self._left = memoryview(b"")


class Parts:
    """The parts of this request, in the order they arrive. `fields`: the small ones, read so far."""

    def __init__(self, longest: int, *, from_page: bool = True, longest_field: int = _LONGEST_FIELD) -> None:
        """`longest`: bytes that the request may have; raise RequestEntityTooLarge at once if it says more.

        `from_page`: the form is one of our pages, with its token. `longest_field`: bytes of a small one.
        """
        self._from_page, self._longest_field = from_page, longest_field
        request.max_content_length = longest
        boundary = request.mimetype_params.get("boundary", "")
        if request.mimetype != "multipart/form-data" or not boundary:
            raise BadRequest
        if (request.content_length or 0) > longest:
            raise RequestEntityTooLarge
        self._decoder = MultipartDecoder(boundary.encode("latin-1"), max_form_memory_size=None)
        self._stream = request.stream
        self.fields: dict[str, str] = {}

    def files(self) -> Iterator[IncomingFile]:
        """Each file under its name; one that nobody chose has none and is left out.

        Raise FormExpired before the first file unless the form's token came and is of this browser, CutShort.
        """
        checked = not self._from_page
        while not isinstance(event := self._event(), Epilogue):
            if isinstance(event, Field):
                self._read_field(event.name)
            elif isinstance(event, File):
                checked = checked or self._check_token()
                file = IncomingFile(self, event.filename, event.name)
                if event.filename:
                    yield file
                file.skip()
        if not checked:
            self._check_token()

    def more(self) -> tuple[memoryview, bool]:
        """The next bytes of the part that is being read, and whether they are its last."""
        event = self._event()
        if not isinstance(event, Data):
            raise CutShort
        return memoryview(event.data), not event.more_data

    def _check_token(self) -> bool:
        try:
            check_form_token(self.fields.get("form_token", ""))
        except BoxError as error:
            raise FormExpired from error
        return True

    def _read_field(self, name: str) -> None:
        value, at_end = b"", False
        while not at_end:
            data, at_end = self.more()
            value += data
            if len(value) > self._longest_field or len(self.fields) > _MOST_FIELDS:
                raise BadRequest
        self.fields[name] = value.decode("utf-8", "replace")

    def _event(self) -> Preamble | Field | File | Data | Epilogue:
        try:
            while isinstance(event := self._decoder.next_event(), NeedData):
                self._decoder.receive_data(self._more_bytes())
        except (ValueError, EOFError, OSError) as error:
            raise CutShort from error
        except BadRequest as error:
            if isinstance(error, RequestEntityTooLarge):
                raise
            raise CutShort from error
        return cast("Preamble | Field | File | Data | Epilogue", event)

    def _more_bytes(self) -> bytes | None:
        """None at the end of the request; the head of a part is never longer than a megabyte."""
        if len(self._decoder.buffer) > _LONGEST_BUFFER:
            raise BadRequest
        return self._stream.read(PIECE) or None


def drain(most: int) -> None:
    """Read what a browser still sends before it listens to the answer."""
    try:
        while most > 0 and (data := request.stream.read(PIECE)):
            most -= len(data)
    except (BadRequest, RequestEntityTooLarge, OSError):
        return
