"""A blinded query: what an engine is given. Tokens and structure, no word, id or date.

A clause is true of an item, or, inside `InOneAct`, of one of its acts. Engines translate clauses and add
nothing.
"""

from dataclasses import dataclass, field, replace


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
class BlindedQuery:
    """Branches, the page wanted (`offset`, `limit`; 0 hits is a count) and facets, each a field to count.

    Order of hits: score, best first, then document id. Facets are counted by item over all matches, not the
    page.
    """

    branches: tuple[Branch, ...]
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = field(default=())

    def count_only(self) -> "BlindedQuery":
        """Return the same query without hits and facets."""
        return replace(self, offset=0, limit=0, facets=())

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
