"""What of an exhibit is shown in the browser, and how.

Exhibits are hostile bytes. Only the media types of this list are ever given to a browser to show, under the
type that the archive identified, never the sender's; all else is a file to keep. Pages of PDF files are
pictures that a confined process draws (`ingest.pages`); of office and web files another gives the text alone.
"""

from typing import Literal

from archive.domain.record import ExhibitRecord
from archive.ports_texts import PDF, READ_TYPES

Viewer = Literal["", "text", "image", "audio", "video", "pages"]
SHOWN: dict[str, tuple[Viewer, str]] = {
    "image/jpeg": ("image", "image/jpeg"),
    "image/png": ("image", "image/png"),
    "image/gif": ("image", "image/gif"),
    "image/webp": ("image", "image/webp"),
    "audio/mpeg": ("audio", "audio/mpeg"),
    "audio/mp4": ("audio", "audio/mp4"),
    "audio/x-m4a": ("audio", "audio/mp4"),
    "audio/ogg": ("audio", "audio/ogg"),
    "audio/flac": ("audio", "audio/flac"),
    "audio/x-wav": ("audio", "audio/wav"),
    "audio/wav": ("audio", "audio/wav"),
    "video/mp4": ("video", "video/mp4"),
    "video/webm": ("video", "video/webm"),
    "video/ogg": ("video", "video/ogg"),
}
"""Identified type to (how it is shown, type that it is served under)."""


def viewer_of(exhibit: ExhibitRecord) -> Viewer:
    """How an exhibit is shown; empty for what is only given out as a file."""
    kind = exhibit.media_type.value
    if kind == PDF:
        return "pages"
    return "text" if kind == "text/plain" or kind in READ_TYPES else SHOWN.get(kind, ("", ""))[0]
