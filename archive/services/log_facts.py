"""Few facts of every entry, kept in memory while the archive is open: filters ask them, and not the log.

Entries never change and the log only grows, so each is read once. They are derived, and trusted for nothing
but finding the entries that are then shown.
"""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass

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
            known = len(self._facts)
            both = min(known, size)
            if both and tx.log.entry(both - 1).leaf_hash != self._facts[both - 1].leaf_hash:
                # Another database stands in the place of the one that was read.
                self._facts, known = [], 0
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
            return self._facts[:size]

    def _once(self, word: str) -> str:
        """One object for each repeated word: a tenth of the memory."""
        return self._words.setdefault(word, word)
