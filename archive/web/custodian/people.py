"""Agents: who there is, roles, memberships, retirement. What is changed holds from the next request on."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.account import Session
from archive.domain.agent import Act, Agent, Role
from archive.domain.errors import KeyUnavailable, NotFound
from archive.services.agents import change_roles, needs_identity, retire_agent, set_membership
from archive.services.sessions import open_sessions
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.words import CLEARANCES, ROLES, role_words
from archive.web.forms import Form, empty_form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive, limits

MANAGE = needs(Act.MANAGE_AGENTS)
MANAGE_CONFIRMED = needs(Act.MANAGE_AGENTS, confirmed=True)
_HEADS = ("handle", "roles", "retired", "account", "open_sessions", "memberships", "agent_id")


@bp.page("/people", MANAGE)
def people() -> ResponseReturnValue:
    """Everybody, those who act first."""
    rows = sorted(_rows(), key=lambda row: (row["retired"], row["handle"]))
    return render_template("custodian/people.html", rows=rows, role_words=role_words)


@bp.page("/people.<kind>", MANAGE)
def people_report(kind: str) -> ResponseReturnValue:
    """The same as a file."""
    rows = [
        {
            **row,
            "roles": " ".join(sorted(row["roles"])),
            "memberships": " ".join(f"{name}={value}" for name, value in row["memberships"]),
        }
        for row in _rows()
    ]
    return report("people", kind, _HEADS, rows)


@bp.page("/people/<handle>", MANAGE)
def person(handle: str) -> ResponseReturnValue:
    """One agent, and what can be changed."""
    return _person(_agent(handle), empty_form(), 200)


@bp.page("/people/<handle>/roles", MANAGE_CONFIRMED, methods=["POST"])
def set_roles(handle: str) -> ResponseReturnValue:
    """All roles the agent shall have."""
    agent, form = _agent(handle), Form(request.form)
    chosen = form.choices("roles", list(Role), needed=True)
    if not form.is_right:
        return _person(agent, form, 400)
    change_roles(archive(), actor(), handle, map(Role, chosen))
    notice(_("The roles are changed. They hold from the next request on."))
    return redirect(url_for("custodian.person", handle=handle), 303)


@bp.page("/people/<handle>/membership", needs(Act.MANAGE_COLLECTIONS, confirmed=True), methods=["POST"])
def set_member(handle: str) -> ResponseReturnValue:
    """Let the agent into one collection up to a clearance, or (0) out of it."""
    agent, form = _agent(handle), Form(request.form)
    with archive().records.reading() as tx:
        collection = tx.people.collection(form.line("collection"))
    clearance = form.number("clearance", 0, 3)
    passphrase = form.secret("collection_passphrase") if request.form.get("collection_passphrase") else ""
    if form.is_right:
        try:
            set_membership(archive(), actor(), collection, handle, clearance, passphrase)
        except KeyUnavailable:
            form.fail("collection_passphrase", _wrong_passphrase(passphrase))
    if not form.is_right:
        return _person(agent, form, 400)
    notice(_("The membership is changed. It holds from the next request on."))
    return redirect(url_for("custodian.person", handle=handle), 303)


@bp.page("/people/<handle>/retire", MANAGE_CONFIRMED, methods=["POST"])
def retire(handle: str) -> ResponseReturnValue:
    """End the agent's rights; asked for twice by a box that must be ticked."""
    agent, form = _agent(handle), Form(request.form)
    if not form.flag("sure"):
        form.fail("sure", _("Tick the box: a retired agent does not come back."))
        return _person(agent, form, 400)
    retire_agent(archive(), actor(), handle)
    notice(_("The agent is retired. Its copies of collection keys are gone from this machine."))
    return redirect(url_for("custodian.people"), 303)


def _wrong_passphrase(passphrase: str) -> str:
    if passphrase:
        return str(_("This is not the passphrase of the collection."))
    return str(_("You have no copy of this collection's key: type the passphrase of the collection."))


def _agent(handle: str) -> Agent:
    with archive().records.reading() as tx:
        return tx.people.agent_by_handle(handle)


def _person(agent: Agent, form: Form, status: int) -> ResponseReturnValue:
    form.values.setdefault("roles", tuple(sorted(agent.roles)))
    with archive().records.reading() as tx:
        held = {each.collection_id: each.clearance for each in tx.people.memberships(agent.agent_id)}
        collections = tx.people.collections()
    page = render_template(
        "custodian/person.html",
        person=agent,
        form=form,
        own=agent.agent_id == actor().agent.agent_id,
        roles=[(role.value, text) for role, text in ROLES.items()],
        role_words=role_words,
        clearances=CLEARANCES,
        memberships=[(each, held.get(each.collection_id, 0)) for each in collections],
        needs_identity=needs_identity(agent),
        sessions=sessions_of(agent),
    )
    return page, status


def sessions_of(agent: Agent) -> tuple[Session, ...]:
    """The agent's open sessions; none without an account."""
    with archive().records.reading() as tx:
        try:
            account = tx.accounts.account_by_handle(agent.handle)
        except NotFound:
            return ()
    return open_sessions(archive(), limits(), account.account_id)


def _rows() -> list[dict[str, Any]]:
    open_by_account: dict[str, int] = {}
    for each in open_sessions(archive(), limits()):
        open_by_account[each.account_id] = open_by_account.get(each.account_id, 0) + 1
    with archive().records.reading() as tx:
        accounts = {each.agent_id: each for each in tx.accounts.accounts()}
        names = {each.collection_id: each.name for each in tx.people.collections()}
        return [
            {
                "handle": each.handle,
                "roles": each.roles,
                "retired": each.retired,
                "account": each.agent_id in accounts,
                "open_sessions": open_by_account.get(accounts[each.agent_id].account_id, 0)
                if each.agent_id in accounts
                else 0,
                "memberships": [
                    (names[held.collection_id], held.clearance)
                    for held in tx.people.memberships(each.agent_id)
                ],
                "agent_id": each.agent_id,
            }
            for each in tx.people.agents()
        ]
