"""The index of an archive whose engine is not set up: every question answers why, and deposits go on."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from archive.domain.errors import Unavailable
from search.clauses import BlindedQuery
from search.documents import ItemDocument
from search.ports import IndexAnswer, IndexBuilder, IndexState, PutReport, SearchIndex


class AbsentIndex:
    """Deposits and reading go on without it; what waits for the index goes on waiting."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:  # noqa: ARG002
        """Raise Unavailable, as all the methods do."""
        self._refuse()

    def remove(self, doc_ids: Iterable[str], version: int) -> None:  # noqa: ARG002
        """Raise Unavailable."""
        self._refuse()

    def search(self, query: BlindedQuery) -> IndexAnswer:  # noqa: ARG002
        """Raise Unavailable."""
        self._refuse()

    def search_each(self, queries: Sequence[BlindedQuery]) -> tuple[IndexAnswer, ...]:  # noqa: ARG002
        """Raise Unavailable."""
        self._refuse()

    def count(self) -> int:
        """Raise Unavailable."""
        self._refuse()

    def refresh(self) -> None:
        """Raise Unavailable."""
        self._refuse()

    def state(self) -> IndexState:
        """Raise Unavailable."""
        self._refuse()

    def cluster(self) -> str:
        """Raise Unavailable."""
        self._refuse()

    def ailments(self) -> tuple[str, ...]:
        """Raise Unavailable."""
        self._refuse()

    def set_high_water(self, log_index: int) -> None:  # noqa: ARG002
        """Raise Unavailable."""
        self._refuse()

    def begin_rebuild(self) -> IndexBuilder:
        """Raise Unavailable."""
        self._refuse()

    def drop(self) -> None:
        """Raise Unavailable."""
        self._refuse()

    def close(self) -> None:
        """Nothing is open."""

    def _refuse(self) -> NoReturn:
        raise Unavailable(self._reason, safe="Deposits, reading and the custody log do not depend on it.")


_: type[SearchIndex] = AbsentIndex
