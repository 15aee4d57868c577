"""Invitations: a custodian asks somebody in, who makes own keys; a custodian compares and signs for them.

Nobody but the invited person knows the passphrase, and whoever caught the code could only make keys whose
fingerprint is another than the one the invited person reads out.
"""

import hashlib
import re
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from archive.domain.account import INVITED_FOR, Invitation, InvitationState
from archive.domain.agent import Act, Agent, Role
from archive.domain.custody import EventType
from archive.domain.errors import Conflict, InvalidRequest, NotFound
from archive.ports_records import Transaction
from archive.services.agents import (
    MAX_CLEARANCE,
    agent_detail,
    identity_to_grant,
    new_agent,
    parse_roles,
    set_membership,
)
from archive.services.authentication import normal_code
from archive.services.context import Actor, Archive
from archive.services.enrolment import Enrolment, check_first_code, enrol, spoken
from archive.services.ledger import Work, acting, agent_subject, require

_CODE_BYTES = 15
_SAFE = "Nothing was changed."


class InvitationUnknown(NotFound):
    """No such invitation, one that was used, or one that is over; which is not said."""

    code = "invitation-unknown"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the invited person types. `totp_secret`: the one whose code is `code`."""

    code: str = field(repr=False)
    passphrase: str = field(repr=False)
    totp_secret: bytes = field(repr=False)
    totp_code: str = field(repr=False)
    language: str = "en"


def invite(
    archive: Archive, actor: Actor, handle: str, roles: Iterable[Role], clearances: Mapping[str, int]
) -> tuple[Invitation, str]:
    """A new invitation and its code, which is shown once. `clearances`: by collection id, 1 to 3."""
    require(archive, actor, Act.MANAGE_AGENTS)
    new_agent(handle, held := frozenset(roles))
    if any(not 1 <= each <= MAX_CLEARANCE for each in clearances.values()):
        raise InvalidRequest("Clearance is 1 (open), 2 (restricted) or 3 (secret).", safe=_SAFE)
    code = spoken(secrets.token_bytes(_CODE_BYTES))
    now = archive.clock.now()
    invitation = Invitation(
        invitation_id=str(uuid.uuid4()),
        code_digest=_digest(code),
        handle=handle,
        roles=" ".join(sorted(held)),
        clearances=" ".join(f"{key}={value}" for key, value in sorted(clearances.items())),
        invited_by=actor.agent.agent_id,
        invited_at=now,
        expires_at=now + INVITED_FOR,
        state=InvitationState.OPEN,
    )
    with acting(archive, actor) as work:
        _require_free(archive, work.tx, handle)
        for collection_id in clearances:
            work.tx.people.collection(collection_id)
        work.tx.accounts.add_invitation(invitation)
        _record(work, actor, invitation, "made")
    return invitation, code


def withdraw_invitation(archive: Archive, actor: Actor, invitation_id: str) -> None:
    """End an invitation that nobody was admitted by; keys that were made for it are removed."""
    require(archive, actor, Act.MANAGE_AGENTS)
    with acting(archive, actor) as work:
        invitation = work.tx.accounts.invitation(invitation_id)
        if invitation.state not in (InvitationState.OPEN, InvitationState.ACCEPTED):
            raise Conflict("This invitation is over already.", safe=_SAFE)
        work.tx.accounts.put_invitation(replace(invitation, state=InvitationState.WITHDRAWN))
        _record(work, actor, invitation, "withdrawn")
    if invitation.state is InvitationState.ACCEPTED:
        archive.keys.discard_agent(invitation.handle)


def open_invitation(archive: Archive, code: str) -> Invitation:
    """The invitation with this code, if it can still be accepted; raise InvitationUnknown."""
    digest = _digest(code)
    with archive.records.reading() as tx:
        for each in tx.accounts.invitations():
            is_open = each.state is InvitationState.OPEN and archive.clock.now() < each.expires_at
            if is_open and secrets.compare_digest(each.code_digest, digest):
                return each
    raise InvitationUnknown("There is no open invitation with this code.", safe=_SAFE)


def accept(archive: Archive, shown: Acceptance) -> tuple[Enrolment, str]:
    """Make keys and an account; answers with what to note and the fingerprint to read out to a custodian."""
    invitation = open_invitation(archive, shown.code)
    check_first_code(archive, shown.totp_secret, shown.totp_code)
    agent, secret = new_agent(invitation.handle, parse_roles(invitation.roles.split()))
    enrolment, factors = enrol(
        archive, agent.agent_id, agent.handle, shown.passphrase, shown.language, shown.totp_secret
    )
    saved = False
    try:
        with archive.records.transaction() as tx:
            current = _still_open(tx, invitation.invitation_id)
            tx.accounts.add_account(enrolment.account)
            tx.accounts.add_factors(factors)
            accepted = replace(
                current,
                state=InvitationState.ACCEPTED,
                agent_id=agent.agent_id,
                public_key=agent.public_key,
                recipient=agent.recipient,
            )
            tx.accounts.put_invitation(accepted)
            archive.keys.save_agent(agent.handle, secret, shown.passphrase)
            saved = True
    except BaseException:
        if saved:
            archive.keys.discard_agent(agent.handle)
        raise
    return enrolment, fingerprint(accepted)


def _still_open(tx: Transaction, invitation_id: str) -> Invitation:
    current = tx.accounts.invitation(invitation_id)
    if current.state is not InvitationState.OPEN:
        raise InvitationUnknown("There is no open invitation with this code.", safe=_SAFE)
    return current


def admit(
    archive: Archive, actor: Actor, invitation_id: str, shown: str, passphrases: Mapping[str, str]
) -> Agent:
    """Sign for the keys of an accepted invitation and let the agent into its collections.

    `shown`: the fingerprint as the invited person reads it out. `passphrases`: of collections, by id, where
    the actor has no copy of the identity of its own.
    """
    require(archive, actor, Act.MANAGE_AGENTS)
    with acting(archive, actor) as work:
        invitation = work.tx.accounts.invitation(invitation_id)
        if invitation.state is not InvitationState.ACCEPTED:
            raise Conflict("This invitation waits for nobody's signature.", safe=_SAFE)
        if normal_code(shown) != normal_code(fingerprint(invitation)):
            raise WrongFingerprint(
                "This is another fingerprint: compare again; if it stays another, withdraw the invitation.",
                safe="Nobody was admitted.",
            )
        agent = Agent(
            invitation.agent_id,
            invitation.handle,
            invitation.public_key,
            invitation.recipient,
            parse_roles(invitation.roles.split()),
        )
        # Before anything is written: somebody half admitted would have to be asked for twice.
        for collection_id in clearances_of(invitation):
            collection = work.tx.people.collection(collection_id)
            identity_to_grant(archive, actor, agent, collection, passphrases.get(collection_id, ""))
        work.tx.people.add_agent(agent)
        work.tx.accounts.put_invitation(replace(invitation, state=InvitationState.ADMITTED))
        work.ledger.record(
            EventType.AGENT_REGISTRATION,
            [agent_subject(agent.public_key)],
            detail={"agent": agent_detail(agent), "invitation_id": invitation_id},
        )
    for collection_id, clearance in clearances_of(invitation).items():
        with archive.records.reading() as tx:
            collection = tx.people.collection(collection_id)
        passphrase = passphrases.get(collection_id, "")
        set_membership(archive, actor, collection, agent.handle, clearance, passphrase)
    return agent


class WrongFingerprint(InvalidRequest):
    """What was read out is not the fingerprint of the keys that were made."""

    code = "wrong-fingerprint"


def fingerprint(invitation: Invitation) -> str:
    """100 bits of a digest of both public keys, in five blocks of four signs."""
    digest = hashlib.sha256(invitation.public_key + invitation.recipient.encode()).digest()
    return spoken(digest[:12])[:24]


def clearances_of(invitation: Invitation) -> dict[str, int]:
    """Clearance by collection id."""
    pairs = re.findall(r"(\S+)=(\d)", invitation.clearances)
    return {collection_id: int(clearance) for collection_id, clearance in pairs}


def invitations(archive: Archive, actor: Actor) -> tuple[Invitation, ...]:
    """All that there were, newest first."""
    require(archive, actor, Act.MANAGE_AGENTS)
    with archive.records.reading() as tx:
        return tx.accounts.invitations()


def _require_free(archive: Archive, tx: Transaction, handle: str) -> None:
    waiting = (InvitationState.OPEN, InvitationState.ACCEPTED)
    now = archive.clock.now()
    handles = {each.handle for each in tx.people.agents()} | {each.handle for each in tx.accounts.accounts()}
    taken = handle in handles or any(
        each.handle == handle and each.state in waiting and now < each.expires_at
        for each in tx.accounts.invitations()
    )
    if taken:
        raise Conflict(f"The handle {handle} is taken, or invited already.", safe=_SAFE)


def _record(work: Work, actor: Actor, invitation: Invitation, stage: str) -> None:
    work.ledger.record(
        EventType.INVITATION,
        [agent_subject(actor.agent.public_key)],
        detail={
            "invitation_id": invitation.invitation_id,
            "handle": invitation.handle,
            "roles": invitation.roles.split(),
            "stage": stage,
        },
    )


def _digest(code: str) -> str:
    return hashlib.sha256(normal_code(code).encode("utf-8", "replace")).hexdigest()
