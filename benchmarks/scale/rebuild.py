"""A rebuild by the service, against sending ready lines to a plain index: items per second in the same run.

The items of the rebuild are rows of the store of record, each with a sealed record that is opened, decrypted,
analysed, blinded and sent, as in every rebuild. Sealed records are made for `RECORDS` of them; rows beyond
those share records, so a rebuild of 100,000 reads 100,000 objects, but not 100,000 different ones.
"""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from archive.domain.item import Item
from archive.ports import Task
from archive.services.indexing import rebuild
from benchmarks.scale.filling import PLAIN_BULK, STEP
from benchmarks.scale.plain import create_plain, plain_lines, send_plain
from benchmarks.scale.stand import DEPOSIT_BATCH, Stand
from benchmarks.scale.world import ranges
from search.documents import ItemDocument
from search.engines.elastic import ElasticIndex

RECORDS = 2000


@dataclass(frozen=True, slots=True)
class Rates:
    """Items per second."""

    rebuilt: float
    raw: float


def compare(stand: Stand) -> Rates:
    """Rebuild `stand.size` items, between two halves of the raw bulk indexing of as many."""
    _store_items(stand)
    begin = time.perf_counter()
    _fresh_plain(stand)
    raw = _send(stand, range(stand.size // 2))
    begin = time.perf_counter()
    archive = stand.archive.with_index(stand.index)
    report = rebuild(archive, stand.lawyer)
    seconds = time.perf_counter() - begin
    if report.indexed != stand.size:
        raise RuntimeError(f"the rebuild did not index everything: {report}")
    raw += _send(stand, range(stand.size // 2, stand.size))
    return Rates(stand.size / seconds, stand.size / raw)


def _store_items(stand: Stand) -> None:
    """Deposit items until there are `RECORDS`, then add rows that share their records."""
    with stand.archive.records.reading() as tx:
        held = list(tx.items.items())
    for numbers in ranges(min(RECORDS, stand.size) - len(held), DEPOSIT_BATCH):
        stand.deposit(numbers)
    with stand.archive.records.reading() as tx:
        held = list(tx.items.items())
    rows = islice(_shared(held), stand.size - len(held))
    with stand.archive.records.transaction() as tx:
        while part := list(islice(rows, STEP)):
            tx.items.add(part, [])
            tx.outbox.done([Task(stand.archive.index_task, one.item_id, 1) for one in part])


def _shared(held: list[Item]) -> Iterator[Item]:
    number = 0
    while True:
        for one in held:
            number += 1
            name = uuid.uuid4()
            yield replace(one, item_id=str(name), number=f"BYB-2026-{number:07d}", fingerprint=name.hex)


def _fresh_plain(stand: Stand) -> None:
    if isinstance(stand.index, ElasticIndex):
        create_plain(stand.index.client, stand.plain_name)
    elif stand.plain:
        stand.plain.index.drop()


def _send(stand: Stand, numbers: range) -> float:
    """Return the seconds that sending ready items takes; making them is not counted."""
    seconds = 0.0
    for step in ranges(len(numbers), STEP):
        items = [stand.world.item(numbers[at]) for at in step]
        if stand.plain:
            documents: list[ItemDocument] = [stand.plain_builder.build(item) for item in items]
            begin = time.perf_counter()
            stand.plain.put(documents)
            seconds += time.perf_counter() - begin
            continue
        assert isinstance(stand.index, ElasticIndex)
        lines = [plain_lines(stand.plain_builder, item) for item in items]
        begin = time.perf_counter()
        for start in range(0, len(lines), PLAIN_BULK):
            bulk = [line for pair in lines[start : start + PLAIN_BULK] for line in pair]
            send_plain(stand.index.client, stand.plain_name, bulk)
        seconds += time.perf_counter() - begin
    return seconds
