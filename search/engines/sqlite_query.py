"""Clauses as SQL over the tables of `search.engines.sqlite_schema`.

A clause becomes a condition on the id of a document (or act). What FTS5 can say by itself becomes one MATCH
expression, so that it intersects its own lists; the rest is composed in SQL. Values are only ever hexadecimal
digits.
"""

# ruff: noqa: S608 -- tables are named by the number of their generation; every value is bound

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search.clauses import AnyOf, Branch, Clause, Either, Every, InOneAct, Near, Not, Phrase, ranks
from search.documents import BESIDE_FIELDS, WORD_FIELDS
from search.engines.sqlite_schema import ACT_BITS, spell


@dataclass(slots=True)
class Condition:
    """A piece of SQL with the values of its placeholders, in order."""

    sql: str
    values: list[str] = field(default_factory=list)


def match_expression(clause: Clause, *, act: bool = False) -> str | None:
    """Return the clause as an FTS5 expression, or None when FTS5 cannot say it."""
    match clause:
        case AnyOf(field=name, tokens=tokens) if tokens and name not in BESIDE_FIELDS:
            column = "" if act else f"{name if name in WORD_FIELDS else 'terms'} : "
            return f"({column}({spell(tokens).replace(' ', ' OR ')}))"
        case Phrase(field=name, tokens=tokens) if tokens and not act:
            return f'({name} : "{spell(tokens)}")'
        case Near(field=name, tokens=tokens, distance=distance) if not act:
            # FTS5 counts what lies between the end of the first word and the beginning of the last.
            between = len(tokens) + distance - 2
            return f"({name} : NEAR({spell(tokens)}, {between}))"
        case Every(clauses=clauses):
            return _conjunction(clauses, act=act)
        case Either(clauses=clauses) if clauses:
            parts = [match_expression(each, act=act) for each in clauses]
            known = [part for part in parts if part is not None]
            return f"({' OR '.join(known)})" if len(known) == len(parts) else None
        case _:
            return None


def _conjunction(clauses: Iterable[Clause], *, act: bool) -> str | None:
    """AND of what is asked for, NOT of what is denied; FTS5 needs something asked for."""
    wanted: list[str] = []
    denied: list[str] = []
    for each in clauses:
        inner = each.clause if isinstance(each, Not) else each
        part = match_expression(inner, act=act)
        if part is None:
            return None
        (denied if isinstance(each, Not) else wanted).append(part)
    if not wanted:
        return None
    all_of = " AND ".join(wanted)
    return f"({' NOT '.join((f'({all_of})', *denied))})"


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates clauses for the tables of one generation."""

    generation: int

    def of_item(self, clause: Clause) -> Condition:
        """Return the condition on `d.id`."""
        return self._condition(clause, act=False)

    def of_act(self, clause: Clause) -> Condition:
        """Return the condition on `a.id`."""
        return self._condition(clause, act=True)

    def branch(self, branch: Branch) -> Condition:
        """Return the condition on `d` for everything a branch asks."""
        text = () if branch.text is None else (branch.text,)
        return self.of_item(Every(tuple(_flat((*branch.gate().clauses, *text)))))

    def _condition(self, clause: Clause, *, act: bool) -> Condition:
        row, table = ("a.id", f"acts_{self.generation}") if act else ("d.id", f"words_{self.generation}")
        expression = match_expression(clause, act=act)
        if expression is not None:
            return Condition(f"{row} IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", [expression])
        match clause:
            case AnyOf(field=name, tokens=tokens) if tokens and name in BESIDE_FIELDS and not act:
                table = f"beside_{self.generation}"
                either = spell(tokens).replace(" ", " OR ")
                return Condition(f"d.id IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", [either])
            case Every(clauses=clauses):
                return self._joined(_grouped(clauses, act=act), " AND ", "1", act=act)
            case Either(clauses=clauses):
                return self._joined(clauses, " OR ", "0", act=act)
            case Not(clause=inner):
                denied = self._condition(inner, act=act)
                return Condition(f"NOT ({denied.sql})", denied.values)
            case InOneAct(clause=inner) if not act:
                inside = match_expression(inner, act=True)
                if inside is not None:
                    table = f"acts_{self.generation}"
                    acts = f"SELECT rowid >> {ACT_BITS} FROM {table} WHERE {table} MATCH ?"
                    return Condition(f"d.id IN ({acts})", [inside])
                wanted = self.of_act(inner)
                acts = f"SELECT a.id >> {ACT_BITS} FROM act_{self.generation} AS a WHERE {wanted.sql}"
                return Condition(f"d.id IN ({acts})", wanted.values)
            case _:
                return Condition("0")

    def _joined(self, clauses: Iterable[Clause], word: str, empty: str, *, act: bool) -> Condition:
        parts = [self._condition(each, act=act) for each in clauses]
        sql = word.join(f"({part.sql})" for part in parts) or empty
        return Condition(sql, [value for part in parts for value in part.values])


def _grouped(clauses: Iterable[Clause], *, act: bool) -> list[Clause]:
    """Put what FTS5 can say together, so that it becomes one expression; order does not matter to AND."""
    sayable: list[Clause] = []
    others: list[Clause] = []
    for each in clauses:
        inner = each.clause if isinstance(each, Not) else each
        (sayable if match_expression(inner, act=act) is not None else others).append(each)
    if any(not isinstance(each, Not) for each in sayable):
        return [Every(tuple(sayable)), *others]
    return [*sayable, *others]


def _flat(clauses: Iterable[Clause]) -> Iterator[Clause]:
    for each in clauses:
        if isinstance(each, Every):
            yield from _flat(each.clauses)
        else:
            yield each


def score_expression(clause: Clause | None) -> str | None:
    """Return the FTS5 expression that ranks what a text clause matches; None when it has no words."""
    if clause is None:
        return None
    if all(ranks(each) for each in _flat((clause,))):
        # The same words, and FTS5 has fewer rows to look at.
        return match_expression(clause)
    leaves = [match_expression(leaf) for leaf in _asked_for(clause)]
    known = [leaf for leaf in leaves if leaf is not None]
    return " OR ".join(known) or None


def _asked_for(clause: Clause) -> Iterator[Clause]:
    match clause:
        case AnyOf() | Phrase() | Near():
            if ranks(clause):
                yield clause
        case Every(clauses=clauses) | Either(clauses=clauses):
            for each in clauses:
                yield from _asked_for(each)
        case _:
            return
