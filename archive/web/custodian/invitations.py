"""Invitations: made here, accepted by the invited, signed for here once fingerprints are compared."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import Invitation, InvitationState
from archive.domain.agent import MAY, Act, Role
from archive.domain.errors import Conflict, InvalidRequest, KeyUnavailable
from archive.domain.item import Collection
from archive.services.agents import parse_roles
from archive.services.invitations import (
    WrongFingerprint,
    admit,
    clearances_of,
    invitations,
    invite,
    withdraw_invitation,
)
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.people import MANAGE, MANAGE_CONFIRMED
from archive.web.custodian.words import CLEARANCES, INVITATIONS, ROLES, role_words
from archive.web.error_texts import sentences
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.visit import actor, archive


@bp.page("/invitations", MANAGE)
def invited() -> ResponseReturnValue:
    """Who was invited, newest first, and the form for another."""
    return _page(empty_form(), 200)


@bp.page("/invitations", MANAGE_CONFIRMED, methods=["POST"])
def make_invitation() -> ResponseReturnValue:
    """A new invitation; its code is shown on this page and never again."""
    form = Form(request.form)
    handle, roles = form.line("handle", longest=40), form.choices("roles", list(Role), needed=True)
    clearances = {}
    for each in _collections():
        clearance = form.number(f"clearance-{each.collection_id}", 0, 3, default=0)
        if clearance:
            clearances[each.collection_id] = clearance
    if form.is_right:
        try:
            made, code = invite(archive(), actor(), handle, map(Role, roles), clearances)
        except Conflict:
            form.fail("handle", _("This handle is taken, or invited already."))
        except InvalidRequest:
            form.fail(
                "handle", _("A handle has 1 to 40 of a-z, 0-9, dot, dash and underscore. It is a pseudonym.")
            )
        else:
            return render_template("custodian/invitation_code.html", invitation=made, code=code)
    return _page(form, 400)


@bp.page("/invitations/<invitation_id>/withdraw", MANAGE_CONFIRMED, methods=["POST"])
def drop_invitation(invitation_id: str) -> ResponseReturnValue:
    """End it; keys that were made for it are removed."""
    withdraw_invitation(archive(), actor(), invitation_id)
    notice(_("The invitation is withdrawn."))
    return redirect(url_for("custodian.invited"), 303)


@bp.page("/invitations/<invitation_id>", MANAGE)
def invitation(invitation_id: str) -> ResponseReturnValue:
    """The form in which the fingerprint is typed as the invited person reads it out."""
    return _admission(_one(invitation_id), empty_form(), 200)


@bp.page("/invitations/<invitation_id>/admit", MANAGE_CONFIRMED, methods=["POST"])
def admit_invited(invitation_id: str) -> ResponseReturnValue:
    """Sign for the keys, if the fingerprint is theirs."""
    found, form = _one(invitation_id), Form(request.form)
    shown = form.line("fingerprint", longest=100)
    passphrases = {
        each.collection_id: request.form.get(f"passphrase-{each.collection_id}", "") for each in _asked(found)
    }
    if form.is_right:
        try:
            admit(archive(), actor(), invitation_id, shown, passphrases)
        except WrongFingerprint as error:
            form.fail("fingerprint", sentences(error.code)[0])
        except KeyUnavailable:
            wrong = next(iter(passphrases), "")
            form.fail(f"passphrase-{wrong}", _("This is not the passphrase of the collection."))
        else:
            notice(_("The person is admitted, and can sign in."))
            return redirect(url_for("custodian.people"), 303)
    return _admission(found, form, 400)


def _one(invitation_id: str) -> Invitation:
    with archive().records.reading() as tx:
        return tx.accounts.invitation(invitation_id)


def _is_over(found: Invitation) -> bool:
    return found.state is InvitationState.OPEN and archive().clock.now() >= found.expires_at


def _roles(found: Invitation) -> str:
    return role_words(parse_roles(found.roles.split()))


def _collections() -> tuple[Collection, ...]:
    with archive().records.reading() as tx:
        return tx.people.collections()


def _asked(found: Invitation) -> list[Collection]:
    """Collections whose identity the new agent will need a copy of."""
    reads = any(MAY[Role(role)] & {Act.READ, Act.INDEX} for role in found.roles.split())
    wanted = clearances_of(found) if reads else {}
    return [each for each in _collections() if each.collection_id in wanted and not each.sealed]


def _page(form: Form, status: int) -> ResponseReturnValue:
    page = render_template(
        "custodian/invitations.html",
        form=form,
        found=[
            (
                each,
                _roles(each),
                INVITATIONS[each.state],
                _is_over(each),
            )
            for each in invitations(archive(), actor())
        ],
        roles=[(role.value, text) for role, text in ROLES.items()],
        collections=_collections(),
        clearances=list(CLEARANCES.items()),
    )
    return page, status


def _admission(found: Invitation, form: Form, status: int) -> ResponseReturnValue:
    names = {each.collection_id: each.name for each in _collections()}
    page = render_template(
        "custodian/invitation.html",
        form=form,
        invitation=found,
        roles=_roles(found),
        state=INVITATIONS[found.state],
        clearances=[(names[key], CLEARANCES[value]) for key, value in clearances_of(found).items()],
        asked=_asked(found),
    )
    return page, status
