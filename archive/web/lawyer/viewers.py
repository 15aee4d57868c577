"""What of an exhibit is shown in the browser, and how.

Exhibits are hostile bytes. Only the media types of this list are ever given to a browser to show, under the
type that the archive identified, never the sender's; all else is a file to keep.
"""

from typing import Literal

from archive.domain.record import ExhibitRecord

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
PDF = "application/pdf"
"""Shown page by page, as pictures that a confined process draws (`ingest.pages`), never as it is."""


def viewer_of(exhibit: ExhibitRecord) -> Viewer:
    """How an exhibit is shown; empty for what is only given out as a file."""
    kind = exhibit.media_type.value
    if kind == PDF:
        return "pages"
    return "text" if kind == "text/plain" else SHOWN.get(kind, ("", ""))[0]
