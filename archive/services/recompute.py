"""A pattern exhibit asked again: the same, or why not, item by item, with the entries that prove it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.domain.agent import Act
from archive.domain.pattern import (
    Because,
    Difference,
    ItemDifference,
    Pattern,
    PatternItem,
    Reason,
    compared,
)
from archive.ports import Transaction
from archive.services.context import Actor, Archive
from archive.services.desk import Desk, open_desk
from archive.services.ledger import require
from archive.services.pattern import KeptPattern, find_all, show_pattern
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_of_json

_NOT_SHOWN = "-"
_PROOFS = {
    Difference.ADDED: (Reason.ACCESSION, Reason.CONSENT_CHANGE, Reason.DESCRIPTION),
    Difference.GONE: (Reason.WITHDRAWAL, Reason.CONSENT_CHANGE, Reason.DESCRIPTION),
    Difference.CHANGED: (Reason.CONSENT_CHANGE, Reason.DESCRIPTION),
}
"""The custody entries of an item that can make each difference."""
REASONS = frozenset(reason.value for reasons in _PROOFS.values() for reason in reasons)
"""Types of all of them."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What the question of a pattern finds now. `counts`: (facet, value, then, now) where they differ.

    `vocabulary` and `analysis`: those of now; where they are other ones, the question itself was read anew.
    """

    kept: KeptPattern
    total: int
    differences: tuple[ItemDifference, ...]
    counts: tuple[tuple[str, str, str, str], ...]
    vocabulary: str
    analysis: str

    @property
    def is_same(self) -> bool:
        """Whether items, their records and all counts are what they were."""
        return not self.differences and not self.counts


def recompute_pattern(archive: Archive, actor: Actor, number: str) -> Recomputed:
    """Ask the question of a pattern exhibit again, with its use and its clearance, and compare.

    Reading and question are logged, with how many items differ and why, in numbers. Raise what `show_pattern`
    raises, and Unavailable when the index does not answer or does not know everything yet.
    """
    require(archive, actor, Act.SEARCH)
    kept = show_pattern(archive, actor, number)
    pattern = kept.pattern
    query = query_of_json(pattern.question)
    result = find_all(archive, _cleared(open_desk(archive, actor), pattern), query)
    with archive.records.reading() as tx:
        differences = tuple(
            ItemDifference(item.number, difference, _because(archive, tx, pattern, item, difference))
            for item, difference in compared(pattern.items, result.items)
        )
    told = {
        "pattern": kept.leaf_index,
        "differences": Counter(each.difference.value for each in differences),
        "because": Counter(why.reason.value for each in differences for why in each.because),
    }
    asked = Asked(pattern.question, query.use, len(result.items), result.matched.hidden, detail=told)
    log_query(archive, actor, asked, ())
    return Recomputed(
        kept=kept,
        total=len(result.items),
        differences=differences,
        counts=_counts(pattern, result.counts),
        vocabulary=archive.vocabularies.version,
        analysis=archive.analyzer.version,
    )


def _cleared(desk: Desk, pattern: Pattern) -> Desk:
    """The desk with the clearance that the pattern was made with, which the actor has or exceeds."""
    level = pattern.clearance
    return replace(
        desk,
        clearances={key: min(held, level) for key, held in desk.clearances.items()},
        scopes=tuple(replace(scope, clearance=min(scope.clearance, level)) for scope in desk.scopes),
    )


def _because(
    archive: Archive, tx: Transaction, pattern: Pattern, item: PatternItem, difference: Difference
) -> tuple[Because, ...]:
    """Entries of the item since the pattern was made; without any, what else is another than it was."""
    proofs = tuple(
        Because(Reason(row.event_type), row.leaf_index)
        for row in tx.log.of_item(item.item_id)
        if row.leaf_index >= pattern.entries and row.event_type in _PROOFS[difference]
    )
    if proofs:
        return proofs
    others = []
    if archive.vocabularies.version != pattern.vocabulary:
        others.append(Because(Reason.VOCABULARY))
    if archive.analyzer.version != pattern.analysis:
        others.append(Because(Reason.ANALYSIS))
    return tuple(others) or (Because(Reason.UNEXPLAINED),)


def _counts(pattern: Pattern, now: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str, str, str], ...]:
    found: list[tuple[str, str, str, str]] = []
    for facet in sorted({*pattern.counts, *now}):
        before, after = pattern.counts.get(facet, {}), now.get(facet, {})
        pairs = (
            (value, before.get(value, _NOT_SHOWN), after.get(value, _NOT_SHOWN))
            for value in sorted({*before, *after})
        )
        found += [(facet, value, then, later) for value, then, later in pairs if then != later]
    return tuple(found)
