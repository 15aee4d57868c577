"""The identity vault: who a source really is, opened by custodians who know its passphrase, and logged."""

from archive.domain.account import GuardedAct
from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import KeyUnavailable, NotFound
from archive.domain.item import ObjectRole
from archive.domain.record import IdentityRecord
from archive.services.approvals import claim, expect, of_item
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, record_refusal, require
from archive.services.opening import read_small
from archive.services.reading import find_item


def reveal_identity(
    archive: Archive, actor: Actor, number: str, passphrase: str, reason: str
) -> IdentityRecord:
    """Open an item's identity record; the disclosure is in the log before the name is shown.

    A passphrase that does not open the vault is an entry too, and leaves the approval as it is.
    Raise NotPermitted, ApprovalNeeded, KeyUnavailable (wrong passphrase), NotFound (item or identity).
    """
    require(archive, actor, Act.REVEAL_IDENTITY)
    item = find_item(archive, number)
    with archive.records.reading() as tx:
        sealed = [
            o for o in tx.items.objects(item.item_id) if o.role is ObjectRole.IDENTITY and not o.shredded
        ]
    if not sealed:
        raise NotFound(f"No identity was deposited with {item.number}.")
    particulars = of_item(item.number)
    expect(archive, actor, GuardedAct.REVEAL_IDENTITY, particulars)
    try:
        vault = archive.keys.open_vault(passphrase)
    except KeyUnavailable:
        record_refusal(archive, actor, Act.REVEAL_IDENTITY, reason="passphrase", item_id=item.item_id)
        raise
    record = archive.codec.load_identity(read_small(archive.objects, sealed[-1].digest, [vault]))
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.IDENTITY_DISCLOSURE,
            [Subject(ObjectRole.IDENTITY.value, sealed[-1].digest)],
            detail=claim(archive, work, actor, GuardedAct.REVEAL_IDENTITY, particulars),
            collection_id=item.collection_id,
            item_id=item.item_id,
            private={"reason": reason},
        )
    return record
