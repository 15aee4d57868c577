"""Reading an item. Each opening is an entry of the custody log before anything is shown."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest, NotFound
from archive.services.reading import OpenedItem, Tombstone, exhibit_at, read_exhibit, read_item
from archive.web.forms import Form
from archive.web.language import chosen
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.labels import FLAGS, KINDS
from archive.web.lawyer.use import read_use
from archive.web.policy import needs
from archive.web.visit import actor, archive

SHOWN_BYTES = 64 * 1024
"""So much of a text is shown on the page; the rest is in the file."""


@bp.page("/items/<number>", needs(Act.READ), methods=["POST"])
def item(number: str) -> ResponseReturnValue:
    """The record of an item, for the use that the form declares; or what is left of a withdrawn one."""
    opened = _opened(number)
    if isinstance(opened, Tombstone):
        return render_template("lawyer/withdrawn.html", item=opened)
    known, language = archive().vocabularies, chosen()
    return render_template(
        "lawyer/item.html",
        record=opened.record,
        use=_form_use(),
        kinds=KINDS,
        flags=FLAGS,
        unit_name=lambda unit: known.units.unit(unit).names[language],
        violation_name=lambda term: known.violations.term(term).labels[language],
    )


@bp.page("/items/<number>/exhibits/<int:position>", needs(Act.READ), methods=["POST"])
def exhibit(number: str, position: int) -> ResponseReturnValue:
    """The bytes of one exhibit as a file, decrypted piece by piece; browsers must not open it here."""
    opened = _opened(number)
    if isinstance(opened, Tombstone):
        raise NotFound(f"{opened.number} has been withdrawn.")
    kept = exhibit_at(opened.record, position - 1)
    name = f"{opened.record.number}-{position}"
    pieces: Iterator[bytes] = read_exhibit(archive(), actor(), opened, kept)
    response = Response(pieces, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(kept.size)
    return response


@bp.page("/items/<number>/exhibits/<int:position>/text", needs(Act.READ), methods=["POST"])
def exhibit_text(number: str, position: int) -> ResponseReturnValue:
    """The beginning of a plain-text exhibit as a page of words."""
    opened = _opened(number)
    if isinstance(opened, Tombstone):
        raise NotFound(f"{opened.number} has been withdrawn.")
    kept = exhibit_at(opened.record, position - 1)
    if not kept.media_type.value.startswith("text/"):
        raise InvalidRequest(_("This exhibit is no plain text; take it as a file."))
    data = b"".join(read_exhibit(archive(), actor(), opened, kept, 0, min(kept.size, SHOWN_BYTES)))
    return render_template(
        "lawyer/exhibit.html",
        record=opened.record,
        exhibit=kept,
        position=position,
        text=data.decode("utf-8", errors="replace"),
        is_cut=kept.size > SHOWN_BYTES,
        use=_form_use(),
    )


def _opened(number: str) -> OpenedItem | Tombstone:
    form = Form(request.form)
    use = read_use(form)
    if use is None:
        raise InvalidRequest("An item is opened for a declared purpose.", safe="Nothing was opened.")
    return read_item(archive(), actor(), number, use)


def _form_use() -> dict[str, str]:
    """The declared use as it came, for the forms of the page."""
    form = Form(request.form)
    read_use(form)
    return {name: form.values[name] for name in ("purpose", "recipient", "jurisdiction")}
