"""Looking at an exhibit: a page with text, picture, sound or film, and the bytes that players ask for.

Pictures and pages are drawn anew; what is given to a browser to play goes into a sandbox, under a type of
`viewers.PLAYED`.
"""

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest, NotFound
from archive.domain.record import ExhibitRecord
from archive.ports_texts import PDF
from archive.services.exhibit_text import is_read
from archive.services.reading import OpenedItem, exhibit_at, log_exhibit_opening
from archive.services.rendition import rendition_exhibit
from archive.services.viewing import Viewed, viewed_exhibit, viewed_range
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer import reading
from archive.web.lawyer.hits import asked
from archive.web.lawyer.labels import FLAGS, WHY_NOT
from archive.web.lawyer.shown_text import ShownText, shown_text
from archive.web.lawyer.viewers import PLAYED, viewer_of
from archive.web.policy import needs
from archive.web.visit import actor, archive
from ingest.pages import MAX_BYTES, MAX_PAGES, NotDrawn, PageMaker, WhyNot, drawn_type

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
    kind, media_type = PLAYED.get(viewed.exhibit.media_type.value, ("", ""))
    if not kind:
        raise NotFound("There is no such opening, or it is over.")
    return _ranged(viewed, media_type)


@bp.page("/openings/<int:entry>/page", needs(Act.READ))
def page_picture(entry: int) -> ResponseReturnValue:
    """The page or picture that the reader opened by that entry, drawn anew; no other page of the file."""
    viewed = viewed_exhibit(archive(), actor(), entry)
    viewer = viewer_of(viewed.exhibit)
    if viewer != "image" and not (viewed.page and viewer == "pages"):
        raise NotFound("There is no such opening, or it is over.")
    try:
        drawn = _maker(viewed).draw(_whole(viewed), max(viewed.page, 1))
    except NotDrawn as error:
        raise NotFound("This page cannot be shown.", safe="Take the exhibit as a file.") from error
    response = Response(drawn, mimetype=drawn_type(drawn))
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _maker(viewed: Viewed) -> PageMaker:
    of = "pages" if viewed.exhibit.media_type.value == PDF else "pictures"
    maker: PageMaker = current_app.extensions[f"sviedka_{of}"]
    return maker


def _whole(viewed: Viewed) -> bytes:
    """All of a file that is small enough to be drawn. Raises NotDrawn."""
    size = viewed.exhibit.size
    if size > MAX_BYTES:
        raise NotDrawn(WhyNot.TOO_LARGE)
    return b"".join(viewed_range(archive(), viewed, 0, size))


def _pages(viewed: Viewed) -> tuple[int, WhyNot | None]:
    """How many pages or pictures there are, and why the one that was opened cannot be shown."""
    try:
        count = _maker(viewed).count(_whole(viewed))
    except NotDrawn as error:
        return 0, error.why
    return count, WhyNot.NO_PAGE if viewed.page > count else None


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
    form = Form(request.form)
    page = form.number("page", 1, MAX_PAGES, default=1) if viewer == "pages" else 0
    entry = log_exhibit_opening(archive(), actor(), opened, kept, reading.declared(), page)
    viewed = Viewed(opened, kept, page)
    count, why_not = _pages(viewed) if viewer in {"pages", "image"} else (0, None)
    text = shown_text(viewed, viewer, asked(form)) if viewer == "text" or is_read(kept) else ShownText()
    return render_template(
        "lawyer/exhibit.html",
        record=opened.record,
        exhibit=kept,
        part=part,
        position=position,
        viewer=viewer,
        entry=entry,
        page=page,
        pages=count,
        why_not=WHY_NOT[why_not] if why_not else "",
        text=text,
        flags=FLAGS,
        **reading.shown_use(),
    )
