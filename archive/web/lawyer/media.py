"""Looking at an exhibit: a page with text, picture, sound or film, and the bytes that players ask for.

What is given to a browser to show goes into a sandbox, under a type of `viewers.SHOWN`.
"""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest, NotFound
from archive.domain.record import ExhibitRecord
from archive.services.item_maker import decode_text
from archive.services.reading import OpenedItem, exhibit_at, log_exhibit_opening
from archive.services.rendition import rendition_exhibit
from archive.services.viewing import Viewed, viewed_exhibit, viewed_range
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer import reading
from archive.web.lawyer.hits import asked, marked
from archive.web.lawyer.labels import FLAGS
from archive.web.lawyer.viewers import SHOWN, viewer_of
from archive.web.policy import needs
from archive.web.visit import actor, archive

SHOWN_BYTES = 64 * 1024
"""So much of a text is shown on the page; the rest is in the file."""
SANDBOX = "default-src 'none'; sandbox"


@bp.page("/items/<number>/exhibits/<int:position>/look", needs(Act.READ), methods=["POST"])
def look(number: str, position: int) -> ResponseReturnValue:
    """A page that shows one exhibit. This is its opening; the ranges that follow are part of it."""
    opened = reading.present_item(number)
    return _page(opened, exhibit_at(opened.record, position - 1), "exhibit", position)


@bp.page("/items/<number>/renditions/<int:position>/look", needs(Act.READ), methods=["POST"])
def look_at_rendition(number: str, position: int) -> ResponseReturnValue:
    """The same for a derived copy: a page as a picture, a transcript, a translation."""
    opened = reading.present_item(number)
    return _page(opened, rendition_exhibit(opened.record, position - 1), "rendition", position)


@bp.page("/openings/<int:entry>", needs(Act.READ))
def opening(entry: int) -> ResponseReturnValue:
    """Bytes of what the reader opened by that entry, whole or one range (RFC 9110, section 14)."""
    viewed = viewed_exhibit(archive(), actor(), entry)
    kind, media_type = SHOWN.get(viewed.exhibit.media_type.value, ("", ""))
    if not kind:
        raise NotFound("There is no such opening, or it is over.")
    return _ranged(viewed, media_type)


def _ranged(viewed: Viewed, media_type: str) -> Response:
    size = viewed.exhibit.size
    start, stop, status = 0, size, 200
    wanted = None if "If-Range" in request.headers else request.range
    if wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1:
        found = wanted.range_for_length(size)
        if found is None:
            raise RequestedRangeNotSatisfiable(size)
        (start, stop), status = found, 206
    pieces = viewed_range(archive(), viewed, start, stop - start)
    response = Response(pieces, status, mimetype=media_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Length"] = str(stop - start)
    response.headers["Content-Security-Policy"] = SANDBOX
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _page(opened: OpenedItem, kept: ExhibitRecord, part: str, position: int) -> ResponseReturnValue:
    viewer = viewer_of(kept)
    if not viewer:
        raise InvalidRequest("This exhibit is not shown; take it as a file.", safe="It was not opened.")
    entry = log_exhibit_opening(archive(), actor(), opened, kept, reading.declared())
    text = ""
    if viewer == "text":
        shown = viewed_range(archive(), Viewed(opened, kept), 0, min(kept.size, SHOWN_BYTES))
        text = decode_text(b"".join(shown))
    return render_template(
        "lawyer/exhibit.html",
        record=opened.record,
        exhibit=kept,
        part=part,
        position=position,
        viewer=viewer,
        entry=entry,
        text=marked(archive(), text, asked(Form(request.form))),
        is_cut=viewer == "text" and kept.size > SHOWN_BYTES,
        flags=FLAGS,
        **reading.shown_use(),
    )
