"""Receipts: what a documenter keeps to prove, offline and years later, what was handed over."""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

from archive.domain.custody import EventType, batched
from archive.domain.item import Collection
from archive.ports import LogRow, Transaction
from archive.services.context import Archive
from archive.services.deposit import Outcome, ReceiptExhibit
from archive.services.publish import Prover

SCHEMA = "sviedka/receipt/1"
_AT_ONCE = 256
"""Items whose entries are read in one snapshot."""


def make_receipts(
    archive: Archive, collection: Collection, outcomes: Sequence[Outcome]
) -> Iterator[dict[str, Any]]:
    """Receipts as JSON values (docs/formats/receipt.md), in order. A checkpoint must cover the accessions."""
    prover, log_keys = Prover(archive), list(archive.keys.log_vkeys())
    for part in batched(outcomes, _AT_ONCE):
        with archive.records.reading() as tx:
            rows = [_entries(tx, outcome) for outcome in part]
        for outcome, entries in zip(part, rows, strict=True):
            yield {
                "schema": SCHEMA,
                "archive_id": archive.archive_id,
                "collection": collection.name,
                "item_number": outcome.number,
                "item_id": outcome.item_id,
                "result": outcome.result.value,
                "exhibits": [_exhibit(exhibit) for exhibit in outcome.exhibits],
                "log_keys": log_keys,
                **({"entries": [_entry(row, prover) for row in entries]} if entries else {}),
            }


def _entries(tx: Transaction, outcome: Outcome) -> list[LogRow]:
    """The entries that the deposit made: digests first, the accession last."""
    if outcome.leaf_index is None:
        return []
    rows = tx.log.of_item(outcome.item_id)
    digests = [row for row in rows if row.event_type == EventType.MESSAGE_DIGEST_CALCULATION]
    return [*digests, *(row for row in rows if row.leaf_index == outcome.leaf_index)]


def _entry(row: LogRow, prover: Prover) -> dict[str, Any]:
    return {
        "leaf_index": row.leaf_index,
        "event_type": row.event_type,
        "entry": base64.b64encode(row.entry).decode(),
        "proof": prover.prove(row.leaf_index).decode(),
    }


def _exhibit(exhibit: ReceiptExhibit) -> dict[str, Any]:
    return {
        "name": exhibit.name,
        "size": exhibit.size,
        "sha256": exhibit.plaintext_digest,
        **({"object": exhibit.digest, "salt": exhibit.salt} if exhibit.digest else {}),
    }


def format_receipt(receipt: dict[str, Any]) -> str:
    """Readable JSON, one member a line, ending in a newline.

    The standard library indents in Python alone: for ten thousand receipts that took a second.
    """
    members = (f"  {_encode(name)}: {_encode(value)}" for name, value in sorted(receipt.items()))
    return "{\n" + ",\n".join(members) + "\n}\n"


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
