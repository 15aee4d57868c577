"""Reading an item. Each opening is an entry of the custody log before anything is shown."""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.domain.consent import Use
from archive.domain.errors import InvalidRequest, NotFound
from archive.domain.record import ExhibitRecord
from archive.services.accounts import other_accounts
from archive.services.custody_log import chain_of
from archive.services.indexing import catch_up_if_possible
from archive.services.reading import OpenedItem, Tombstone, exhibit_at, read_exhibit, read_item
from archive.services.rendition import rendition_exhibit
from archive.services.similar import similar_items
from archive.web.documenter.labels import CONSENT_BASES, IDENTITY_MODES
from archive.web.forms import Form
from archive.web.language import chosen
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.chain import sentence
from archive.web.lawyer.claim_labels import DIFFERENCES, EXPECTATIONS, QUANTIFIERS, RELATIONS
from archive.web.lawyer.hits import asked, marked, pieces
from archive.web.lawyer.labels import FLAGS, KINDS, PURPOSES
from archive.web.lawyer.record_words import answers, claims, dated, of_superiors
from archive.web.lawyer.use import read_use
from archive.web.lawyer.viewers import viewer_of
from archive.web.policy import needs
from archive.web.visit import actor, archive
from search.passages import Passage


@bp.page("/items/<number>", needs(Act.READ), methods=["POST"])
def item(number: str) -> ResponseReturnValue:
    """The record of an item, for the use that the form declares; or what is left of a withdrawn one."""
    return item_page(opened_item(number), Form(request.form))


def item_page(opened: OpenedItem | Tombstone, form: Form, passages: Sequence[Passage] = ()) -> str:
    """The page of an item that was opened; `form`: the use, and which match of which search it is."""
    if isinstance(opened, Tombstone):
        return render_template("lawyer/withdrawn.html", item=opened, **shown_use(form))
    described = opened.record.description
    query = asked(form)
    return render_template(
        "lawyer/item.html",
        record=opened.record,
        when=dated(described.when, str(QUANTIFIERS[described.quantifier])),
        claims=claims(archive(), described, chosen()),
        superiors=of_superiors(archive(), described, chosen()),
        expectations=[EXPECTATIONS[each] for each in described.expectations],
        answers=answers(described.consent),
        consent_basis=CONSENT_BASES[described.consent.basis],
        identity_mode=IDENTITY_MODES[described.consent.identity_mode],
        account=marked(archive(), described.text, query),
        kinds=KINDS,
        flags=FLAGS,
        viewer_of=viewer_of,
        passages=passages,
        pieces=pieces,
        **shown_use(form),
    )


@bp.page("/items/<number>/custody", needs(Act.READ), methods=["POST"])
def custody(number: str) -> ResponseReturnValue:
    """The item's chain of custody, a sentence for each entry."""
    opened = present_item(number)
    return render_template(
        "lawyer/custody.html",
        record=opened.record,
        entries=chain_of(archive(), opened.item.item_id),
        sentence=sentence,
        **shown_use(),
    )


@bp.page("/items/<number>/accounts", needs(Act.READ), methods=["POST"])
def accounts(number: str) -> ResponseReturnValue:
    """Other accounts beside this one, with what they differ in; each time the question is logged."""
    use = declared()
    catch_up_if_possible(archive(), actor())
    found = other_accounts(archive(), actor(), number, use)
    return render_template(
        "lawyer/accounts.html",
        record=found.record,
        found=found,
        kinds=KINDS,
        relations=RELATIONS,
        about=DIFFERENCES,
        **shown_use(),
    )


@bp.page("/items/<number>/similar", needs(Act.READ), methods=["POST"])
def similar(number: str) -> ResponseReturnValue:
    """Items whose text is largely that of this one."""
    use = declared()
    catch_up_if_possible(archive(), actor())
    found = similar_items(archive(), actor(), number, use)
    return render_template(
        "lawyer/similar.html", number=found.number, found=found, kinds=KINDS, **shown_use()
    )


@bp.page("/items/<number>/exhibits/<int:position>", needs(Act.READ), methods=["POST"])
def exhibit(number: str, position: int) -> ResponseReturnValue:
    """The bytes of one exhibit as a file, decrypted piece by piece; browsers must not open it here."""
    opened = present_item(number)
    return _file(opened, exhibit_at(opened.record, position - 1), f"{opened.record.number}-{position}")


@bp.page("/items/<number>/renditions/<int:position>", needs(Act.READ), methods=["POST"])
def rendition(number: str, position: int) -> ResponseReturnValue:
    """The bytes of one rendition as a file."""
    opened = present_item(number)
    kept = rendition_exhibit(opened.record, position - 1)
    return _file(opened, kept, f"{opened.record.number}-R{position}")


def _file(opened: OpenedItem, kept: ExhibitRecord, name: str) -> Response:
    pieces: Iterator[bytes] = read_exhibit(archive(), actor(), opened, kept)
    response = Response(pieces, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(kept.size)
    return response


def opened_item(number: str) -> OpenedItem | Tombstone:
    """Open it for the declared use; the opening is logged."""
    return read_item(archive(), actor(), number, declared())


def present_item(number: str) -> OpenedItem:
    """As `opened_item`; a withdrawn item is not found."""
    opened = opened_item(number)
    if isinstance(opened, Tombstone):
        raise NotFound(f"{opened.number} has been withdrawn.")
    return opened


def declared() -> Use:
    """The use that the form declares; raise InvalidRequest without one."""
    use = read_use(Form(request.form))
    if use is None:
        raise InvalidRequest("An item is opened for a declared purpose.", safe="Nothing was opened.")
    return use


def shown_use(form: Form | None = None) -> dict[str, object]:
    """The declared use as it came, for the bar and forms; `text`: the question that led here.

    `search`, `hit`, `of`: the entry of that search, and which of how many matches; 0 without one.
    """
    form = form or Form(request.form)
    read_use(form)
    form.text("text", needed=False)
    names = ("purpose", "recipient", "jurisdiction", "text")
    use = {name: form.values[name] for name in names}
    place = {name: form.number(name, 0, 10**12, default=0) for name in ("search", "hit", "of")}
    return {
        "use": use | place,
        "purposes": {purpose.value: label for purpose, label in PURPOSES.items()},
    }
