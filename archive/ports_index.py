"""What the store of record remembers of the index, to notice when it is not as it was left."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class IndexLeft:
    """How an engine was left: the generation that answered, and its high-water mark (`search.ports`)."""

    generation: str
    high_water: int


class IndexRecords(Protocol):
    """One row for each kind of index task, and so for each engine."""

    def left(self, kind: str) -> IndexLeft | None:
        """How the engine was left; None before anything was indexed in it."""
        ...

    def leave(self, kind: str, state: IndexLeft) -> None:
        """Remember how it is left now; replaces what was remembered."""
        ...
