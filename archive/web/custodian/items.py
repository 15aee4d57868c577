"""What a custodian does with one item, by number alone: reveal its source, withdraw it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import Approval, ApprovalState, GuardedAct
from archive.domain.agent import Act
from archive.domain.errors import KeyUnavailable
from archive.domain.item import Item, ItemState, ObjectRole
from archive.services.approvals import MAX_REASON, approvals, of_item, request_for_item, usable
from archive.services.identity import reveal_identity
from archive.services.pace import checkpoint_after_act
from archive.services.reading import find_item
from archive.services.withdrawal import withdraw
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.words import ACTS
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.visit import actor, archive

_SEES = needs(Act.REVEAL_IDENTITY, Act.WITHDRAW)
_ON_ITEMS = (GuardedAct.REVEAL_IDENTITY, GuardedAct.ERASURE)


@bp.page("/items", _SEES)
def items() -> ResponseReturnValue:
    """Ask for a number."""
    form = Form(request.args)
    number = form.line("number", needed=False, longest=40)
    if number:
        return redirect(url_for("custodian.item", number=number), 303)
    return render_template("custodian/items.html", form=form)


@bp.page("/items/<number>", _SEES)
def item(number: str) -> ResponseReturnValue:
    """What can be done, and which approvals there are. Nothing of the item is opened."""
    return _page(find_item(archive(), number), empty_form(), 200)


@bp.page("/items/<number>/ask", _SEES, methods=["POST"])
def ask_for(number: str) -> ResponseReturnValue:
    """Ask another custodian to approve one act."""
    found, form = find_item(archive(), number), Form(request.form)
    act = form.choice("act", list(_ON_ITEMS))
    reason = form.line("asked_because", longest=MAX_REASON)
    if not form.is_right:
        return _page(found, form, 400)
    request_for_item(archive(), actor(), GuardedAct(act), number, reason)
    notice(_("Asked for. Another custodian decides, within two days."))
    return redirect(url_for("custodian.item", number=number), 303)


@bp.page("/items/<number>/reveal", needs(Act.REVEAL_IDENTITY, confirmed=True), methods=["POST"])
def reveal(number: str) -> ResponseReturnValue:
    """Show who the source is. It is in the log before it is in the page, and is shown once."""
    found, form = find_item(archive(), number), Form(request.form)
    passphrase, reason = form.secret("vault_passphrase"), form.text("reveal_because", longest=2000)
    if form.is_right:
        try:
            record = reveal_identity(archive(), actor(), number, passphrase, reason)
        except KeyUnavailable:
            form.fail("vault_passphrase", _("This is not the passphrase of the identity vault."))
        else:
            return render_template("custodian/identity.html", number=found.number, record=record)
    return _page(found, form, 400)


@bp.page("/items/<number>/withdraw", needs(Act.WITHDRAW, confirmed=True), methods=["POST"])
def withdraw_item(number: str) -> ResponseReturnValue:
    """Destroy what opens the item."""
    found, form = find_item(archive(), number), Form(request.form)
    reason = form.text("withdraw_because", longest=2000)
    if not form.flag("sure"):
        form.fail("sure", _("Tick the box: what opens the item is destroyed for ever."))
    if not form.is_right:
        return _page(found, form, 400)
    withdraw(archive(), actor(), number, reason)
    checkpoint_after_act(archive())
    notice(_("The item is withdrawn. Copies in backups and exports are not: destroy those too."))
    return redirect(url_for("custodian.item", number=number), 303)


def _page(found: Item, form: Form, status: int) -> ResponseReturnValue:
    with archive().records.reading() as tx:
        objects = tx.items.objects(found.item_id)
        collection = tx.people.collection(found.collection_id)
    page = render_template(
        "custodian/item.html",
        form=form,
        item=found,
        collection=collection,
        withdrawn=found.state is ItemState.WITHDRAWN,
        has_identity=any(each.role is ObjectRole.IDENTITY and not each.shredded for each in objects),
        acts=[(act.value, ACTS[act]) for act in _ON_ITEMS],
        standing={act.value: _standing(act, found.number) for act in _ON_ITEMS},
        two_person=archive().two_person,
        longest=MAX_REASON,
    )
    return page, status


def _standing(act: GuardedAct, number: str) -> Approval | None:
    """One's own usable approval, else one's own request that waits."""
    particulars, own = of_item(number), actor()
    ready = usable(archive(), own, act, particulars)
    if ready is not None:
        return ready
    now = archive().clock.now()
    for each in approvals(archive(), own):
        waits = each.state is ApprovalState.REQUESTED and now < each.expires_at
        if (
            waits
            and each.act is act
            and each.requested_by == own.agent.agent_id
            and number in each.particulars
        ):
            return each
    return None
