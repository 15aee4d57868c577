"""Every question put to the index is one custody entry, written before its answer is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.domain.consent import Use
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject
from archive.domain.errors import Unavailable
from archive.ports import LogRow
from archive.services.context import Actor, Archive
from archive.services.ledger import acting
from archive.services.reading import use_detail
from crypto.canonical import canonical_json
from crypto.commitment import commit, new_salt
from search.blinding import Hidden

QUERY_TAG = "query"
_HIDDEN_DIGITS = 20
"""Digits and padding of the two numbers of what was hidden."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what came of it. `question`: JSON values; it stays sealed, the entry commits to it.

    `beside`: what else is sealed with it; `detail`: what else the entry says in clear, never anything asked.
    """

    question: Mapping[str, Any]
    use: Use
    total: int
    hidden: Hidden
    beside: Mapping[str, Any] | None = None
    detail: Mapping[str, Any] | None = None


def log_query(archive: Archive, actor: Actor, asked: Asked, shown: Sequence[Subject]) -> LogRow:
    """Write one entry: a commitment to the question, what is shown of whom, how many were hidden and why.

    An entry is as long whether anything was hidden or not.
    """
    hidden = {"consent": asked.hidden.by_consent, "clearance": asked.hidden.by_clearance}
    salt = new_salt()
    digest = commit(QUERY_TAG, salt, canonical_json(dict(asked.question))).hex()
    with acting(archive, actor) as work:
        return work.ledger.record(
            EventType.QUERY,
            [Subject(QUERY_TAG, digest), *shown[: MAX_SUBJECTS - 1]],
            detail={
                **use_detail(asked.use),
                "total": asked.total,
                "hidden": hidden,
                "padding": "." * max(0, _HIDDEN_DIGITS - sum(len(str(number)) for number in hidden.values())),
                **(asked.detail or {}),
            },
            private={"query": dict(asked.question), "salt": salt.hex(), **(asked.beside or {})},
        )


def index_is_down(error: Unavailable) -> Unavailable:
    """The error for people when the engine did not answer."""
    return Unavailable(
        f"The index does not answer, so nothing can be searched just now: {error.message}",
        safe="Deposits, reading by number and the custody log go on; the index will catch up by itself.",
    )
