"""Whether a clause is true of a document: the plain meaning of clauses, without an index.

The reference engine answers by it, and so does everybody who holds an opened record and asks which of its
acts a query was about.
"""

from search.clauses import AnyOf, Clause, Either, Every, InOneAct, Near, Not, Phrase
from search.documents import ActDocument, ItemDocument
from search.positions import occurrences, windows


def holds(clause: Clause, part: ItemDocument | ActDocument) -> bool:
    """Whether a clause is true of an item or an act."""
    match clause:
        case AnyOf(field=name, tokens=tokens):
            return not set(tokens).isdisjoint(tokens_of(part, name))
        case Phrase(field=name, tokens=tokens):
            return occurrences(tokens, tokens_of(part, name)) > 0
        case Near(field=name, tokens=tokens, distance=distance):
            return any(True for _ in windows(tokens, tokens_of(part, name), distance))
        case Every(clauses=clauses):
            return all(holds(each, part) for each in clauses)
        case Either(clauses=clauses):
            return any(holds(each, part) for each in clauses)
        case Not(clause=inner):
            return not holds(inner, part)
        case InOneAct(clause=inner):
            return isinstance(part, ItemDocument) and any(holds(inner, act) for act in part.acts)


def tokens_of(part: ItemDocument | ActDocument, name: str) -> tuple[str, ...]:
    """Return the tokens of a field, in order where it has one."""
    held: str | tuple[str, ...] = getattr(part, name)
    return tuple(held.split()) if isinstance(held, str) else held
