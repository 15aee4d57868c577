"""Replacing the keys of a collection: ask, begin, go on step by step, and what it does not achieve.

What needs a file of identities (sealed collections, the recovery identity) is done on a console.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from archive.domain.account import Approval, ApprovalState, GuardedAct
from archive.domain.errors import Conflict, KeyUnavailable, NotFound
from archive.domain.item import Collection, ItemState
from archive.domain.passphrase import WeakPassphrase
from archive.services.approvals import MAX_REASON, approvals, expect, usable
from archive.services.recipients import Epoch, epochs
from archive.services.rewrapping import rewrap, waiting_tasks
from archive.services.rotation import RotationRequest, next_epoch, present_ring, request_rotation, rotate
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.collections import MANAGE, MANAGE_CONFIRMED
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.visit import actor, archive
from crypto.age.ring import IdentityRing

STEP = 128
"""Items re-wrapped in one request: some two seconds, so that no connection waits long."""


@dataclass(frozen=True, slots=True)
class _State:
    """`done` of `items` are sealed to the present keys. `ended`: whether no older recipient is in use."""

    items: int
    done: int
    failed: tuple[str, ...]
    epochs: tuple[Epoch, ...]
    ended: bool


@bp.page("/collections/<name>/keys", MANAGE)
def rotation(name: str) -> ResponseReturnValue:
    """Epochs, how far re-wrapping is, and what can be done next."""
    return _page(_found(name), empty_form(), 200)


@bp.page("/collections/<name>/keys/ask", MANAGE, methods=["POST"])
def ask_for_rotation(name: str) -> ResponseReturnValue:
    """Ask another custodian to approve that the next epoch begins."""
    found, form = _found(name), Form(request.form)
    reason = form.line("reason", longest=MAX_REASON)
    if not form.is_right:
        return _page(found, form, 400)
    request_rotation(archive(), actor(), RotationRequest(found), reason)
    notice(_("Asked for. Another custodian decides, within two days."))
    return redirect(url_for("custodian.rotation", name=name), 303)


@bp.page("/collections/<name>/keys/begin", MANAGE_CONFIRMED, methods=["POST"])
def begin_rotation(name: str) -> ResponseReturnValue:
    """Begin the epoch that the page named: sent twice, or from an old page, it begins no other."""
    found, form = _found(name), Form(request.form)
    epoch = next_epoch(archive(), found)
    if form.line("epoch") != str(epoch):
        notice(_("This epoch has begun already. Nothing was done twice."))
        return redirect(url_for("custodian.rotation", name=name), 303)
    passphrase = form.secret("new_collection_passphrase")
    if passphrase != form.secret("repeated_passphrase"):
        form.fail("repeated_passphrase", _("The two are not the same."))
    expect(archive(), actor(), GuardedAct.KEY_CEREMONY, RotationRequest(found).particulars(epoch))
    ring = _opened(form, found)
    if form.is_right:
        try:
            rotate(archive(), actor(), RotationRequest(found), passphrase, ring)
        except WeakPassphrase as error:
            form.fail("new_collection_passphrase", sentences(error.code)[0])
        else:
            notice(_("The keys are replaced. What is there already is re-wrapped next: go on below."))
            return redirect(url_for("custodian.rotation", name=name), 303)
    return _page(found, form, 400)


@bp.page("/collections/<name>/keys/go-on", MANAGE, methods=["POST"])
def go_on(name: str) -> ResponseReturnValue:
    """Re-wrap the next items; whatever interrupts it, the next request goes on where it ended."""
    found, form = _found(name), Form(request.form)
    ring = _opened(form, found)
    if not form.is_right:
        return _page(found, form, 400)
    report = rewrap(archive(), actor(), found, ring, most=STEP)
    said = [ngettext("One header was re-wrapped.", "%(num)d headers were re-wrapped.", report.headers)]
    if not report.left:
        said.append(_("Nothing waits: the old recipients are retired."))
    notice(" ".join(said))
    return redirect(url_for("custodian.rotation", name=name), 303)


def _found(name: str) -> Collection:
    with archive().records.reading() as tx:
        for each in tx.people.collections():
            if each.name == name:
                return each
    raise NotFound("There is no such collection.", safe="Nothing was changed.")


def _opened(form: Form, found: Collection) -> IdentityRing | None:
    """The collection's identities as they are now, by the passphrase typed or by one's own copy."""
    typed = form.secret("present_passphrase") if request.form.get("present_passphrase") else ""
    if found.sealed:
        raise Conflict("The keys of a sealed collection are held elsewhere.", safe="Nothing was changed.")
    try:
        return present_ring(archive(), actor(), found, typed)
    except KeyUnavailable:
        form.fail(
            "present_passphrase",
            _("This is not the passphrase of the collection.")
            if typed
            else _("You have no copy of this collection's key: type the passphrase of the collection."),
        )
    return None


def _state(found: Collection) -> _State:
    waiting = waiting_tasks(archive(), found)
    with archive().records.reading() as tx:
        items = [each for each in tx.items.items(found.collection_id) if each.state is ItemState.ACTIVE]
        known = epochs(tx, found)
    left = {task.item_id for task in waiting}
    failed = {task.item_id for task in waiting if task.attempts}
    return _State(
        items=len(items),
        done=sum(1 for each in items if each.item_id not in left),
        failed=tuple(each.number for each in items if each.item_id in failed),
        epochs=known,
        ended=not left and all(each.retired_at for each in known[:-1]),
    )


def _page(found: Collection, form: Form, status: int) -> ResponseReturnValue:
    epoch = next_epoch(archive(), found)
    particulars = RotationRequest(found).particulars(epoch)
    page = render_template(
        "custodian/rotation.html",
        form=form,
        collection=found,
        state=_state(found),
        epoch=epoch,
        two_person=archive().two_person,
        ready=usable(archive(), actor(), GuardedAct.KEY_CEREMONY, particulars),
        asked=_asked(particulars),
        longest=MAX_REASON,
    )
    return page, status


def _asked(particulars: Mapping[str, object]) -> Approval | None:
    """One's own request for exactly this that still waits."""
    now = archive().clock.now()
    return next(
        (
            each
            for each in approvals(archive(), actor())
            if json.loads(each.particulars) == particulars
            and each.state is ApprovalState.REQUESTED
            and each.requested_by == actor().agent.agent_id
            and now < each.expires_at
        ),
        None,
    )
