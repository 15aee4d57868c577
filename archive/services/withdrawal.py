"""Withdrawal: the source takes consent back. Custody stays, what opens the content is destroyed."""

from archive.domain.account import GuardedAct
from archive.domain.agent import Act
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject, batched
from archive.domain.errors import Conflict, NotFound
from archive.domain.item import ItemState
from archive.ports import Task
from archive.services.approvals import claim, expect, of_item
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, require
from archive.services.reading import find_item

SHRED_TASK = "shred"


def withdraw(archive: Archive, actor: Actor, number: str, reason: str) -> int:
    """Withdraw an item and shred every object of it; answers how many headers were destroyed.

    Raise ApprovalNeeded, NotFound, Conflict.

    The log is written first. Destroying then happens from a queue that survives a crash: until it is empty,
    `sviedka verify` reports the headers that still exist.
    """
    require(archive, actor, Act.WITHDRAW)
    item = find_item(archive, number)
    if item.state is ItemState.WITHDRAWN:
        raise Conflict(f"{item.number} has been withdrawn already.", safe="Nothing was changed.")
    particulars = of_item(item.number)
    expect(archive, actor, GuardedAct.ERASURE, particulars)
    with acting(archive, actor) as work:
        approval = claim(archive, work, actor, GuardedAct.ERASURE, particulars)
        objects = [o for o in work.tx.items.objects(item.item_id) if not o.shredded]
        withdrawn = work.tx.items.withdraw(item.item_id, based_on=item.version)
        work.ledger.record(
            EventType.WITHDRAWAL,
            [Subject("record", item.record)],
            detail={"version": withdrawn.version, **approval},
            private={"reason": reason},
            collection_id=item.collection_id,
            item_id=item.item_id,
        )
        for part in batched(objects, MAX_SUBJECTS):
            work.ledger.record(
                EventType.ERASURE,
                [Subject(o.role.value, o.digest) for o in part],
                detail={"headers": [o.header_digest for o in part]},
                collection_id=item.collection_id,
                item_id=item.item_id,
            )
        work.tx.items.mark_shredded([o.digest for o in objects])
        work.tx.rotation.drop_headers([o.digest for o in objects])
        work.tx.outbox.add(
            [
                Task(SHRED_TASK, item.item_id, withdrawn.version),
                Task(archive.index_task, item.item_id, withdrawn.version),
            ]
        )
    return finish_shredding(archive)


def finish_shredding(archive: Archive) -> int:
    """Destroy the headers of everything withdrawn that still has them; safe to repeat."""
    destroyed = 0
    with archive.records.reading() as tx:
        tasks = tx.outbox.pending(SHRED_TASK)
        doomed = [(task, tx.items.objects(task.item_id)) for task in tasks]
    for task, objects in doomed:
        for stored in objects:
            try:
                archive.objects.destroy_header(stored.digest)
                destroyed += 1
            except NotFound:
                continue
        with archive.records.transaction() as tx:
            tx.outbox.done([task])
    return destroyed
