"""Few facts of every entry, kept in memory while the archive is open: filters ask them, and not the log.

Entries never change and the log only grows, so each is read once. They are derived, and trusted for nothing
but finding the entries that are then shown.
"""

import json
import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.errors import NotFound
from archive.ports import Transaction
from crypto.dsse import parse_envelope


@dataclass(frozen=True, slots=True)
class Facts:
    """One entry. `at`: to the second, in UTC. `item_id` is empty for what is about no item."""

    leaf_index: int
    leaf_hash: bytes
    at: str
    agent_id: str
    event_type: str
    outcome: str
    item_id: str


class LogFacts:
    """The facts read so far; several threads may ask."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._facts: list[Facts] = []
        self._words: dict[str, str] = {}

    def of(self, tx: Transaction) -> Sequence[Facts]:
        """The facts of all entries that the transaction sees, in the order of the log."""
        size = tx.log.size()
        with self._turn:
            both = self._below(size)
            if both and not _stands(tx, self._facts[both - 1]):
                # Another database stands in the place of the one that was read.
                self._facts = []
            known = self._facts[-1].leaf_index + 1 if self._facts else 0
            for row in tx.log.entries(known, size):
                predicate = json.loads(parse_envelope(row.entry).payload)["predicate"]
                self._facts.append(
                    Facts(
                        row.leaf_index,
                        row.leaf_hash,
                        predicate["at"][:19],
                        self._once(predicate["agent_id"]),
                        self._once(row.event_type),
                        self._once(predicate["outcome"]),
                        self._once(row.item_id or ""),
                    )
                )
            return self._facts[: self._below(size)]

    def _below(self, size: int) -> int:
        """How many are of places below `size`: fewer than that where entries are missing."""
        return bisect_left(self._facts, size, key=lambda each: each.leaf_index)

    def _once(self, word: str) -> str:
        """One object for each repeated word: a tenth of the memory."""
        return self._words.setdefault(word, word)


def _stands(tx: Transaction, known: Facts) -> bool:
    try:
        return tx.log.entry(known.leaf_index).leaf_hash == known.leaf_hash
    except NotFound:
        return False
