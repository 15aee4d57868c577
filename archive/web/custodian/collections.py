"""Collections: recipients, members, ceilings; making one, which needs two people: keys decide who reads."""

import json
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import Approval, ApprovalState, GuardedAct
from archive.domain.agent import Act
from archive.domain.errors import Conflict, CustodyError, InvalidRequest, NotFound
from archive.domain.item import Collection
from archive.domain.passphrase import WeakPassphrase
from archive.ports import Transaction
from archive.services.agents import MAX_CLEARANCE
from archive.services.approvals import MAX_REASON, approvals
from archive.services.collections import CollectionRequest, create_collection, request_collection
from archive.services.recipients import check_recipients, recipients_of
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.words import RECIPIENTS
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

MANAGE = needs(Act.MANAGE_COLLECTIONS)
MANAGE_CONFIRMED = needs(Act.MANAGE_COLLECTIONS, confirmed=True)
_HEADS = (
    "name",
    "prefix",
    "items",
    "sealed",
    "ceiling",
    "members",
    "recipients_as_signed",
    "content_recipient",
    "recovery_recipient",
    "vault_recipient",
    "collection_id",
)


@bp.page("/collections", MANAGE)
def collections() -> ResponseReturnValue:
    """All collections, and the form for another."""
    return _page(empty_form(), 200)


@bp.page("/collections.<kind>", MANAGE)
def collections_report(kind: str) -> ResponseReturnValue:
    """The same as a file, with whole recipients."""
    rows = [
        {**row, "members": " ".join(f"{who}={value}" for who, value in row["members"])} for row in _rows()
    ]
    return report("collections", kind, _HEADS, rows)


@bp.page("/collections/ask", MANAGE, methods=["POST"])
def ask_for_collection() -> ResponseReturnValue:
    """Ask another custodian to approve exactly this collection."""
    form = Form(request.form)
    asked, reason = _asked(form), form.line("reason", longest=MAX_REASON)
    if form.is_right:
        try:
            request_collection(archive(), actor(), asked, reason)
        except InvalidRequest:
            _blame(form, asked)
        else:
            notice(_("Asked for. Another custodian decides, within two days."))
            return redirect(url_for("custodian.collections"), 303)
    return _page(form, 400)


@bp.page("/collections/make", MANAGE_CONFIRMED, methods=["POST"])
def make_collection() -> ResponseReturnValue:
    """Make it: as it was approved, or at once in an archive of one person."""
    form = Form(request.form)
    asked = _approved(form.line("approval")) if archive().two_person else _asked(form)
    passphrase = "" if asked.recipient else form.secret("new_collection_passphrase")
    if passphrase and passphrase != form.secret("repeated_passphrase"):
        form.fail("repeated_passphrase", _("The two are not the same."))
    if form.is_right:
        try:
            create_collection(archive(), actor(), asked, passphrase)
        except WeakPassphrase as error:
            form.fail("new_collection_passphrase", sentences(error.code)[0])
        except Conflict:
            form.fail("name", _("There is a collection with this name or prefix already."))
        except InvalidRequest:
            _blame(form, asked)
        else:
            notice(_("The collection is made. Let people into it on their pages."))
            return redirect(url_for("custodian.collections"), 303)
    return _page(form, 400)


def _asked(form: Form) -> CollectionRequest:
    return CollectionRequest(
        form.line("name", longest=40),
        form.line("prefix", longest=8),
        form.line("recipient", needed=False, longest=4000),
        form.number("ceiling", 0, MAX_CLEARANCE, default=MAX_CLEARANCE),
    )


def _approved(approval_id: str) -> CollectionRequest:
    """What one's own approval is for; raise NotFound for another's, or one that does not hold."""
    for each in _own_approved():
        if each.approval_id == approval_id:
            return _request_of(each)
    raise NotFound("You have no such approval.", safe="Nothing was changed.")


def _own_approved() -> list[Approval]:
    """For making a collection; replacing the keys of one has a page of its own."""
    now = archive().clock.now()
    return [
        each
        for each in approvals(archive(), actor())
        if each.act is GuardedAct.KEY_CEREMONY
        and each.state is ApprovalState.APPROVED
        and each.requested_by == actor().agent.agent_id
        and now < each.expires_at
        and "prefix" in json.loads(each.particulars)
    ]


def _request_of(approval: Approval) -> CollectionRequest:
    fixed = json.loads(approval.particulars)
    return CollectionRequest(fixed["collection"], fixed["prefix"], fixed["recipient"], fixed["ceiling"])


def _blame(form: Form, asked: CollectionRequest) -> None:
    """Which field is wrong."""
    try:
        CollectionRequest(asked.name, "ANY").check()
    except InvalidRequest:
        form.fail("name", _("A name has 1 to 40 of a-z, 0-9 and dash."))
    try:
        CollectionRequest("any", asked.prefix).check()
    except InvalidRequest:
        form.fail("prefix", _("A prefix has two to eight capital letters, such as BYA."))
    if form.is_right:
        form.fail("recipient", _("This is no recipient: one begins with age1pq1."))


def _page(form: Form, status: int) -> ResponseReturnValue:
    page = render_template(
        "custodian/collections.html",
        form=form,
        rows=_rows(),
        recipients=RECIPIENTS,
        two_person=archive().two_person,
        approved=[(each, _request_of(each)) for each in _own_approved()],
        longest=MAX_REASON,
    )
    return page, status


def _rows() -> list[dict[str, Any]]:
    with archive().records.reading() as tx:
        handles = {each.agent_id: each.handle for each in tx.people.agents()}
        return [
            {
                "name": each.name,
                "prefix": each.prefix,
                "items": sum(1 for _item in tx.items.items(each.collection_id)),
                "sealed": each.sealed,
                "ceiling": each.ceiling,
                "members": sorted(
                    (handles[member.agent_id], member.clearance)
                    for member in tx.people.members(each.collection_id)
                ),
                "recipients_as_signed": _is_as_signed(tx, each),
                "collection_id": each.collection_id,
                **{f"{purpose}_recipient": recipient for purpose, recipient in recipients_of(each)},
            }
            for each in tx.people.collections()
        ]


def _is_as_signed(tx: Transaction, collection: Collection) -> bool:
    try:
        check_recipients(tx, collection)
    except CustodyError:
        return False
    return True
