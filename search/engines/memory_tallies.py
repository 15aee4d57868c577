"""Counting in the reference engine: one pass over the acts of every match."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from search.clauses import Branch, ClauseTally, FieldTally, PairTally
from search.documents import ACT_FIELDS, ActDocument, ItemDocument
from search.matching import holds
from search.ports import Cells, Counted


def counted(
    by: FieldTally | PairTally | ClauseTally, matches: Iterable[tuple[Branch, Sequence[ItemDocument]]]
) -> Cells:
    """Return the counts over the matches of every branch."""
    items: Counter[str] = Counter()
    acts: Counter[str] = Counter()
    for branch, documents in matches:
        for document in documents:
            cells = list(_cells(by, branch, document))
            items.update(set(cells))
            if not isinstance(by, FieldTally):
                acts.update(cells)
    return {cell: Counted(count, acts[cell]) for cell, count in items.items()}


def _cells(by: FieldTally | PairTally | ClauseTally, branch: Branch, document: ItemDocument) -> Iterator[str]:
    """Yield the cell of every act that is counted, or of the item itself."""
    if isinstance(by, FieldTally) and by.field not in ACT_FIELDS:
        yield from getattr(document, by.field)
        return
    for act in document.acts:
        if branch.acts is None or holds(branch.acts, act):
            yield from _cells_of_act(by, act)


def _cells_of_act(by: FieldTally | PairTally | ClauseTally, act: ActDocument) -> Iterator[str]:
    match by:
        case FieldTally(field=name):
            yield from getattr(act, name)
        case PairTally(row=row, column=column, rows=rows, columns=columns):
            across = [token for token in getattr(act, row) if token in rows]
            down = [token for token in getattr(act, column) if token in columns]
            yield from (f"{one} {other}" for one in ("", *across) for other in ("", *down))
        case ClauseTally(clauses=clauses):
            yield from (str(number) for number, clause in enumerate(clauses) if holds(clause, act))
