"""What of an exhibit is shown in the browser, and how.

Exhibits are hostile bytes. Only sound and film of the media types of this list are ever given to a browser
as they are, under the type that the archive identified, never the sender's; all else is a file to keep.
Pictures, and pages of PDF files, are drawn anew by a confined process (`ingest.pages`); of office and web
files another gives the text alone.
"""

from typing import Literal

from archive.domain.record import ExhibitRecord
from archive.ports_texts import PDF, READ_TYPES

Viewer = Literal["", "text", "image", "audio", "video", "pages"]
DRAWN: dict[str, Viewer] = {
    PDF: "pages",
    "image/tiff": "pages",
    "image/jpeg": "image",
    "image/png": "image",
    "image/gif": "image",
    "image/webp": "image",
    "image/bmp": "image",
    "image/x-ms-bmp": "image",
}
"""Identified type of what is drawn anew: page by page, or its first picture."""
PLAYED: dict[str, tuple[Viewer, str]] = {
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
"""Identified type to (how it is played, type that it is served under)."""


def viewer_of(exhibit: ExhibitRecord) -> Viewer:
    """How an exhibit is shown; empty for what is only given out as a file."""
    kind = exhibit.media_type.value
    if kind in DRAWN:
        return DRAWN[kind]
    return "text" if kind == "text/plain" or kind in READ_TYPES else PLAYED.get(kind, ("", ""))[0]
