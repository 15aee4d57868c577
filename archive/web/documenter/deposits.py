"""My deposits: what became of each file, receipts, another try. Others' deposits are not there."""

import json
from io import BytesIO
from math import ceil

import segno
from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.errors import NotFound
from archive.services.handing_in import HandedIn, receipt_of
from archive.services.own_deposits import OwnItem, own_item, own_items, retry_own, states_of
from archive.services.receipts import format_receipt
from archive.web.documenter import DEPOSIT
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.files import megabytes
from archive.web.documenter.reasons import GAPS, INDEXED, READABLE, SEALED
from archive.web.notices import notice
from archive.web.visit import actor, archive

ON_A_PAGE = 20


@bp.page("/deposits", DEPOSIT)
def deposits() -> ResponseReturnValue:
    """All of one's own, the newest first."""
    items = own_items(archive(), actor())
    last = max(1, ceil(len(items) / ON_A_PAGE))
    asked = request.args.get("page", "1")
    page = min(last, max(1, int(asked))) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    shown = states_of(archive(), actor(), items[(page - 1) * ON_A_PAGE : page * ON_A_PAGE])
    return render_template(
        "documenter/deposits.html", items=shown, page=page, last=last, total=len(items), indexed=INDEXED
    )


@bp.page("/deposits/<number>", DEPOSIT)
def deposit(number: str) -> ResponseReturnValue:
    """One of them, file by file."""
    found = own_item(archive(), actor(), number)
    return render_template(
        "documenter/deposit.html",
        own=found,
        receipt=_code(found) if found.kept else None,
        sealed=SEALED,
        readable=READABLE,
        indexed=INDEXED,
        gaps=GAPS,
        megabytes=megabytes,
    )


@bp.page("/deposits/<number>/receipt.json", DEPOSIT)
def receipt(number: str) -> ResponseReturnValue:
    """The receipt as a file (docs/formats/receipt.md)."""
    text = format_receipt(dict(receipt_of(archive(), _kept(number))))
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_safe(number)}.receipt.json"'
    return answer


@bp.page("/deposits/<number>/receipt.svg", DEPOSIT)
def receipt_code(number: str) -> ResponseReturnValue:
    """The short form of the receipt as a QR code."""
    found = own_item(archive(), actor(), number)
    if found.kept is None:
        raise _no_receipt()
    code = segno.make(_code(found), error="m", micro=False)
    drawn = BytesIO()
    code.save(drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@bp.page("/deposits/<number>/retry", DEPOSIT, methods=["POST"])
def retry(number: str) -> ResponseReturnValue:
    """Ask again for the indexing of an item that was set aside."""
    asked = retry_own(archive(), actor(), number)
    notice(_("It will be tried again.") if asked else _("Nothing of this item waits to be tried again."))
    return redirect(url_for("documenter.deposit", number=number), 303)


def _kept(number: str) -> HandedIn:
    found = own_item(archive(), actor(), number)
    if found.kept is None:
        raise _no_receipt()
    return found.kept


def _no_receipt() -> NotFound:
    return NotFound("The receipt of this item was given where it was deposited, not here.")


def _code(found: OwnItem) -> str:
    """Enough to find the entry in the log and to know it again: no name, nothing of the content."""
    if found.kept is None:
        raise _no_receipt()
    with archive().records.reading() as tx:
        leaf = found.kept.outcome.leaf_index
        entry = tx.log.entry(leaf).leaf_hash.hex() if leaf is not None else ""
    return json.dumps(
        {
            "sviedka": archive().origin,
            "item": found.item.number,
            "entry": leaf,
            "leaf": entry,
        },
        separators=(",", ":"),
    )


def _safe(number: str) -> str:
    """A number is letters, digits and dashes; anything else was answered with 404 before."""
    return "".join(sign for sign in number if sign.isalnum() or sign == "-")
