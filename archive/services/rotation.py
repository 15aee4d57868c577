"""Replacing the keys of a collection: a ceremony that begins a new epoch.

From its entry on, everything new is sealed to the new recipient, and to the index goes what the new index key
makes. What is there already is re-wrapped afterwards (`archive.services.rewrapping`). The members' copies and
the collection's own file become rings: the new identity before the old ones, so that all stays readable.
"""

import secrets
from dataclasses import dataclass

from archive.domain.account import Approval, GuardedAct
from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import Conflict, InvalidRequest, KeyUnavailable, Unavailable
from archive.domain.item import Collection, ItemState
from archive.domain.passphrase import check_passphrase
from archive.ports import Task
from archive.services.agents import hybrid_recipient, needs_identity
from archive.services.approvals import claim, expect, request_approval
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, require
from archive.services.opening import collection_identity
from archive.services.recipients import REWRAP_TASK, check_recipients, epochs, recipients_of, refuse_replaced
from crypto.age.hybrid import HybridIdentity
from crypto.age.ring import IdentityRing
from crypto.digest import sha256_hex


@dataclass(frozen=True, slots=True)
class RotationRequest:
    """What a custodian asks for. `recipient`: the new `age1pq1…` of others, for a sealed collection only."""

    collection: Collection
    recipient: str = ""

    def particulars(self, epoch: int) -> dict[str, object]:
        """What a second person approves: that the collection's epoch of this number begins."""
        return {"collection": self.collection.name, "epoch": epoch, "recipient": self.recipient}

    def check(self) -> None:
        """Raise InvalidRequest."""
        if self.collection.sealed and not self.recipient:
            raise InvalidRequest(
                "This collection is sealed: its keys are held elsewhere. Name their new recipient.",
                safe="Nothing was changed.",
            )
        if self.recipient:
            if not self.collection.sealed:
                raise InvalidRequest(
                    "Only a sealed collection takes a recipient whose key is held elsewhere.",
                    safe="Nothing was changed.",
                )
            hybrid_recipient(self.recipient)


def request_rotation(archive: Archive, actor: Actor, request: RotationRequest, reason: str) -> Approval:
    """Ask another custodian to approve exactly this."""
    request.check()
    particulars = request.particulars(next_epoch(archive, request.collection))
    return request_approval(archive, actor, GuardedAct.KEY_CEREMONY, particulars, reason)


def rotate(
    archive: Archive,
    actor: Actor,
    request: RotationRequest,
    passphrase: str = "",
    present: IdentityRing | None = None,
) -> Collection:
    """Begin the collection's next epoch, and answer the collection as it is then.

    `passphrase`: the new one of its identity. `present`: its identities now, if the actor has no copy.
    Raise NotPermitted, ApprovalNeeded, InvalidRequest, KeyUnavailable, Conflict for two at once.
    """
    require(archive, actor, Act.MANAGE_COLLECTIONS)
    request.check()
    before = request.collection
    if not before.sealed:
        check_passphrase(passphrase)
    particulars = request.particulars(next_epoch(archive, before))
    expect(archive, actor, GuardedAct.KEY_CEREMONY, particulars)
    identity = None if before.sealed else HybridIdentity.generate()
    content = request.recipient if identity is None else str(identity.recipient())
    if content == before.content_recipient:
        raise Conflict("This is the present recipient already.", safe="Nothing was changed.")
    old = None if identity is None else (present or collection_identity(archive, actor, before))
    with acting(archive, actor) as work:
        refuse_replaced(work.tx, before)
        approval = claim(archive, work, actor, GuardedAct.KEY_CEREMONY, particulars)
        work.tx.rotation.set_recipient(before.collection_id, content)
        collection = work.tx.people.collection(before.collection_id)
        work.ledger.record(
            EventType.KEY_ROTATION,
            [Subject("collection", sha256_hex(content.encode()))],
            collection_id=collection.collection_id,
            detail={
                "epoch": particulars["epoch"],
                "recipients": [
                    {"purpose": purpose, "recipient": recipient}
                    for purpose, recipient in recipients_of(collection)
                ],
                **approval,
            },
        )
        _ask_for_work(archive, work, collection, int(str(particulars["epoch"])))
        if identity is not None and old is not None:
            # Keys first, then the commit: an epoch that the log knows has its keys.
            _keep(archive, work, collection, _ring(work, collection, identity, old), passphrase)
    with archive.records.transaction() as tx:
        check_recipients(tx, collection)
        archive.keys.settle(collection.collection_id, content)
    _forget_words(archive, collection)
    return collection


def present_ring(archive: Archive, actor: Actor, collection: Collection, passphrase: str) -> IdentityRing:
    """The collection's identities by its passphrase, or without one by the actor's own copy."""
    if passphrase:
        return archive.keys.open_collection_identity(
            collection.collection_id, collection.content_recipient, passphrase
        )
    return collection_identity(archive, actor, collection)


def _forget_words(archive: Archive, collection: Collection) -> None:
    """What was listed under the old index key cannot be read by the new one; indexing lists it again."""
    try:
        generation = archive.index.state().generation
    except Unavailable:
        return  # searching by beginnings of words will ask for a rebuild
    archive.words.forget(generation, collection.collection_id)


def next_epoch(archive: Archive, collection: Collection) -> int:
    """Number of the epoch that a rotation would begin; raise CustodyError for recipients nobody signed."""
    with archive.records.reading() as tx:
        check_recipients(tx, collection)
        return len(epochs(tx, collection)) + 1


def _ask_for_work(archive: Archive, work: Work, collection: Collection, epoch: int) -> None:
    """All headers are to be re-wrapped, and what is indexed is to be indexed under the new key."""
    items = [item for item in work.tx.items.items(collection.collection_id) if item.state is ItemState.ACTIVE]
    work.tx.outbox.add([Task(REWRAP_TASK, item.item_id, epoch) for item in items])
    if not collection.sealed:
        work.tx.outbox.add([Task(archive.index_task, item.item_id, item.version) for item in items])


def _ring(work: Work, collection: Collection, new: HybridIdentity, old: IdentityRing) -> IdentityRing:
    """The new identity, then those of epochs that the log knows. Raise KeyUnavailable without any of them."""
    known = {each.content for each in epochs(work.tx, collection)}
    kept = [each for each in old.identities if str(each.recipient()) in known]
    if not kept:
        raise KeyUnavailable(
            f"These identities are not those of collection {collection.name}.", safe="Nothing was changed."
        )
    return IdentityRing([new, *kept])


def _keep(archive: Archive, work: Work, collection: Collection, ring: IdentityRing, passphrase: str) -> None:
    keys, collection_id = archive.keys, collection.collection_id
    for member in work.tx.people.members(collection_id):
        agent = work.tx.people.agent(member.agent_id)
        if not agent.retired and needs_identity(agent):
            keys.grant(collection_id, agent.agent_id, ring, hybrid_recipient(agent.recipient))
    recipient = collection.content_recipient
    keys.stage_ring(collection_id, recipient, ring, passphrase)
    readers = [hybrid_recipient(recipient), hybrid_recipient(collection.recovery_recipient)]
    keys.stage_index_key(collection_id, recipient, secrets.token_bytes(32), readers)
