"""Collections: compartments with their own recipients, members and index keys."""

import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from archive.domain.account import Approval, GuardedAct
from archive.domain.agent import Act, Membership
from archive.domain.custody import EventType, Subject
from archive.domain.errors import InvalidRequest, UnknownTerm
from archive.domain.item import Collection
from archive.domain.passphrase import check_passphrase
from archive.services.agents import MAX_CLEARANCE, hybrid_recipient
from archive.services.approvals import claim, expect, request_approval
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, agent_subject, require
from archive.services.recipients import recipients_of
from crypto.age.hybrid import HybridIdentity
from crypto.age.ring import IdentityRing
from crypto.digest import sha256_hex

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_PREFIX = re.compile(r"[A-Z]{2,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CollectionRequest:
    """What a custodian asks for. `recipient`: an `age1pq1…` of others, for a sealed collection."""

    name: str
    prefix: str
    recipient: str = ""
    ceiling: int = MAX_CLEARANCE

    def particulars(self) -> dict[str, object]:
        """What a second person approves."""
        return {
            "collection": self.name,
            "prefix": self.prefix,
            "ceiling": self.ceiling,
            "recipient": self.recipient,
        }

    def check(self) -> None:
        """Raise InvalidRequest with all problems."""
        if not _NAME.fullmatch(self.name):
            raise InvalidRequest(f"{self.name!r} is no collection name: use 1 to 40 of a-z, 0-9 and dash.")
        if not _PREFIX.fullmatch(self.prefix):
            raise InvalidRequest(
                f"{self.prefix!r} is no number prefix: use two to eight capital letters, such as BYA."
            )
        if not 0 <= self.ceiling <= MAX_CLEARANCE:
            raise InvalidRequest(
                "The index ceiling is 0 (index no text) to 3 (index the text of everything)."
            )


def create_collection(
    archive: Archive, actor: Actor, request: CollectionRequest, passphrase: str
) -> Collection:
    """A new compartment. The identity and index key are made here, unless the request names a recipient.

    Raise NotPermitted, ApprovalNeeded, InvalidRequest.
    """
    require(archive, actor, Act.MANAGE_COLLECTIONS)
    request.check()
    if not request.recipient:
        check_passphrase(passphrase)
    expect(archive, actor, GuardedAct.KEY_CEREMONY, request.particulars())
    with archive.records.reading() as tx:
        first = tx.people.collections()[0]
    with acting(archive, actor) as work:
        approval = claim(archive, work, actor, GuardedAct.KEY_CEREMONY, request.particulars())
        return found_collection(
            archive,
            work,
            actor,
            request,
            first.recovery_recipient,
            first.vault_recipient,
            passphrase,
            approval,
        )


def request_collection(archive: Archive, actor: Actor, request: CollectionRequest, reason: str) -> Approval:
    """Ask for the approval of exactly this collection: its keys decide who can read what is sealed to it."""
    request.check()
    if request.recipient:
        hybrid_recipient(request.recipient)
    return request_approval(archive, actor, GuardedAct.KEY_CEREMONY, request.particulars(), reason)


def found_collection(
    archive: Archive,
    work: Work,
    actor: Actor,
    request: CollectionRequest,
    recovery_recipient: str,
    vault_recipient: str,
    passphrase: str,
    approval: Mapping[str, object],
) -> Collection:
    """Record the collection and make its keys, inside a transaction that is already open.

    `approval`: what the entry says of the second person.
    """
    identity = None if request.recipient else HybridIdentity.generate()
    content = request.recipient if identity is None else str(identity.recipient())
    hybrid_recipient(content)
    collection = Collection(
        collection_id=str(uuid.uuid4()),
        name=request.name,
        prefix=request.prefix,
        content_recipient=content,
        recovery_recipient=recovery_recipient,
        vault_recipient=vault_recipient,
        sealed=identity is None,
        ceiling=request.ceiling,
    )
    work.tx.people.add_collection(collection)
    work.ledger.record(
        EventType.COLLECTION_CREATION,
        [Subject("collection", sha256_hex(content.encode()))],
        collection_id=collection.collection_id,
        detail={
            "name": collection.name,
            "prefix": collection.prefix,
            "ceiling": collection.ceiling,
            "sealed": collection.sealed,
            "recipients": [
                {"purpose": purpose, "recipient": recipient}
                for purpose, recipient in recipients_of(collection)
            ],
            **approval,
        },
    )
    archive.keys.save_intake_key(collection.collection_id, secrets.token_bytes(32))
    if identity is not None:
        _keep_identity(archive, work, actor, collection, identity, passphrase)
    return collection


def _keep_identity(
    archive: Archive,
    work: Work,
    actor: Actor,
    collection: Collection,
    identity: HybridIdentity,
    passphrase: str,
) -> None:
    keys = archive.keys
    ring = IdentityRing([identity])
    keys.save_collection_identity(collection.collection_id, ring, passphrase)
    readers = [identity.recipient(), hybrid_recipient(collection.recovery_recipient)]
    keys.save_index_key(collection.collection_id, secrets.token_bytes(32), readers)
    if actor.agent.may(Act.INDEX):
        work.tx.people.set_membership(
            Membership(collection.collection_id, actor.agent.agent_id, MAX_CLEARANCE)
        )
        work.ledger.record(
            EventType.MEMBERSHIP_CHANGE,
            [agent_subject(actor.agent.public_key)],
            collection_id=collection.collection_id,
            detail={
                "agent_id": actor.agent.agent_id,
                "clearance": MAX_CLEARANCE,
                "holds_identity": True,
            },
        )
        keys.grant(
            collection.collection_id, actor.agent.agent_id, ring, hybrid_recipient(actor.agent.recipient)
        )


def find_collection(archive: Archive, name: str = "") -> Collection:
    """By name; the only one if no name is given. Raise UnknownTerm with the names there are."""
    with archive.records.reading() as tx:
        collections = tx.people.collections()
    names = tuple(c.name for c in collections)
    if not name and len(collections) == 1:
        return collections[0]
    for collection in collections:
        if collection.name == name:
            return collection
    if not name:
        raise UnknownTerm("This archive has several collections: say which with --collection.", nearest=names)
    raise UnknownTerm(
        f"There is no collection {name!r}.", nearest=tuple(get_close_matches(name, names, cutoff=0.0)[:3])
    )
