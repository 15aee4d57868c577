"""Receipts: what a documenter keeps to prove, offline and years later, what was handed over."""

import base64
import json
from typing import Any

from archive.domain.item import Collection
from archive.services.context import Archive
from archive.services.deposit import Outcome
from archive.services.publish import log_proof

SCHEMA = "sviedka/receipt/1"


def make_receipt(archive: Archive, collection: Collection, outcome: Outcome) -> dict[str, Any]:
    """A receipt as JSON values (docs/formats/receipt.md). The accession must be covered by a checkpoint."""
    receipt: dict[str, Any] = {
        "schema": SCHEMA,
        "archive_id": archive.archive_id,
        "collection": collection.name,
        "item_number": outcome.number,
        "item_id": outcome.item_id,
        "result": outcome.result.value,
        "exhibits": [
            {
                "name": exhibit.name,
                "size": exhibit.size,
                "sha256": exhibit.plaintext_digest,
                **({"object": exhibit.digest, "salt": exhibit.salt} if exhibit.digest else {}),
            }
            for exhibit in outcome.exhibits
        ],
        "log_keys": list(archive.keys.log_vkeys()),
    }
    if outcome.leaf_index is not None:
        with archive.records.reading() as tx:
            row = tx.log.entry(outcome.leaf_index)
            digests = [
                r for r in tx.log.of_item(outcome.item_id) if r.event_type == "message_digest_calculation"
            ]
        receipt["entries"] = [
            {
                "leaf_index": entry.leaf_index,
                "event_type": entry.event_type,
                "entry": base64.b64encode(entry.entry).decode(),
                "proof": log_proof(archive, entry.leaf_index).decode(),
            }
            for entry in (*digests, row)
        ]
    return receipt


def format_receipt(receipt: dict[str, Any]) -> str:
    """Readable JSON, ending in a newline."""
    return json.dumps(receipt, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
