"""The port that gives the text inside a file: untrusted bytes in, plain words out."""

from enum import StrEnum
from typing import Final, Protocol

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"
HTML: Final = "text/html"
READ_TYPES: Final = frozenset({PDF, DOCX, ODT, HTML})
"""Media types, as the archive identifies them, whose files hold text among other things."""
MAX_READ_BYTES: Final = 64 * 1024 * 1024
"""Of a file that is read for its text."""
MOST_SECONDS: Final = 20.0
"""That reading one file may take."""
PAGE: Final = "\f"
"""What stands between two pages of a text (ASCII form feed)."""


class NoText(StrEnum):
    """Why a file gives no text."""

    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"


class NotRead(Exception):
    """The file gives no text; `why` says why, and nothing else of it is known."""

    def __init__(self, why: NoText) -> None:
        super().__init__(why.value)
        self.why = why


class TextReader(Protocol):
    """Reads the text inside files of `READ_TYPES`. Safe to share between threads.

    Whatever a file does, it does to itself: no other file's text, and nothing that comes after, is changed by
    it. Nothing is kept, neither files nor texts.
    """

    def read(self, media_type: str, data: bytes, seconds: float = MOST_SECONDS) -> str:
        """Return the text, pages with `PAGE` between them; "" where there is none, as in a scan.

        A very long text ends early. Raises NotRead, also when it takes longer than `seconds`, and Unavailable
        when no process can be started.
        """
        ...

    def close(self) -> None:
        """Give back processes. Idempotent; the next reading starts them again."""
        ...
