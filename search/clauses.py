"""A blinded query: what an engine is given. Tokens and structure, no word, id or date.

A clause is true of an item, or, inside `InOneAct`, of one of its acts. Engines translate clauses and add
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The field has at least one of the tokens. No tokens: never true."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens stand next to each other, in this order, in a field with an order (`text` or `stem`)."""

    tokens: tuple[str, ...]
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Near:
    """The tokens, all different and at least two, lie in any order in one window of a field with an order.

    The window is as many places wide as there are tokens, and `distance` more.
    """

    tokens: tuple[str, ...]
    distance: int
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Every:
    """All of the clauses are true. None: always true."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of the clauses is true. None: never true."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The clause is not true."""

    clause: "Clause"


@dataclass(frozen=True, slots=True)
class InOneAct:
    """One act of the item makes the whole inner clause true; inner fields are those of an act."""

    clause: "Clause"


Clause = AnyOf | Phrase | Near | Every | Either | Not | InOneAct


def ranks(clause: Clause) -> bool:
    """Whether matches are ranked by it: phrases, windows and stems, not words that merely begin alike."""
    return isinstance(clause, Phrase | Near) or (isinstance(clause, AnyOf) and clause.field == "stem")


@dataclass(frozen=True, slots=True)
class Branch:
    """The query as asked of one collection. Branches are alternatives, and no item matches two.

    An item matches when it carries the `collection` token and every clause is true: `consent`, `clearance`
    (both None only in the auditor's counts), `filters`, `text`. It is ranked by what `text` asks for in
    fields with an order, and by nothing else. `acts` says which acts the facets of acts count (None: all); it
    is inside `filters` as well. `excluded` documents never match.
    """

    collection: str
    consent: Clause | None
    clearance: Clause | None
    filters: tuple[Clause, ...] = ()
    text: Clause | None = None
    acts: Clause | None = None
    excluded: tuple[str, ...] = ()

    def gate(self) -> Every:
        """Everything but the text: the first clauses are consent and clearance."""
        first = (clause for clause in (self.consent, self.clearance) if clause is not None)
        return Every((*first, AnyOf("collection", (self.collection,)), *self.filters))


@dataclass(frozen=True, slots=True)
class FieldTally:
    """Items by each token of a field that can be counted. In a field of acts: those of acts spoken of."""

    field: str


@dataclass(frozen=True, slots=True)
class PairTally:
    """Items and acts by pairs of tokens, both held by one act, and by each token whatever the other.

    Only the tokens of `rows` and `columns` are counted. A row, a column and the whole have "" in the place of
    what does not matter.
    """

    row: str
    column: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseTally:
    """Items and acts by clauses about an act, each numbered by its place."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """One thing to count over everything that matches `branches`, whatever the page.

    Acts are those that the branches speak of (`Branch.acts`); an act counts as often as it is in the index,
    an item once.
    """

    name: str
    by: FieldTally | PairTally | ClauseTally
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class BlindedQuery:
    """Branches, the page wanted (`offset`, `limit`; 0 hits is a count), and what to count besides.

    Order of hits: score, best first, then document id. Tallies have branches of their own; many share them.
    """

    branches: tuple[Branch, ...]
    offset: int = 0
    limit: int = 10
    tallies: tuple[Tally, ...] = ()

    def tallies_by_branches(self) -> list[tuple[tuple[Branch, ...], tuple[Tally, ...]]]:
        """Return the tallies by what they count over; the branches of the query come first, and always."""
        found: list[tuple[tuple[Branch, ...], tuple[Tally, ...]]] = [(self.branches, ())]
        for tally in self.tallies:
            at = next((n for n, (over, _) in enumerate(found) if over == tally.branches), None)
            if at is None:
                found.append((tally.branches, (tally,)))
            else:
                found[at] = (tally.branches, (*found[at][1], tally))
        return found

    def count_only(self) -> "BlindedQuery":
        """Return the same query without hits and tallies."""
        return replace(self, offset=0, limit=0, tallies=())

    def without_consent(self) -> "BlindedQuery":
        """Return the count of what matches whatever consent says; for the auditor, never for the reader."""
        return replace(
            self.count_only(), branches=tuple(replace(branch, consent=None) for branch in self.branches)
        )

    def without_clearance(self) -> "BlindedQuery":
        """Return the count of what matches whatever consent and clearance say; for the auditor."""
        return replace(
            self.without_consent(),
            branches=tuple(replace(branch, consent=None, clearance=None) for branch in self.branches),
        )


def spoken_of(branches: Sequence[Branch]) -> Clause | None:
    """Return what is true of the acts to be counted, None for all; no act can meet another branch's."""
    acts = [branch.acts for branch in branches]
    known = tuple(clause for clause in acts if clause is not None)
    return Either(known) if known and len(known) == len(acts) else None
