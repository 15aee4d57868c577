"""Persons that a query asks for by name: as clauses of tokens, and decided again on the opened record.

The index answers by terms of names (`search.names.terms`); what it says is trusted for nothing, so the names
of an opened item are compared as they are written before it is shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.domain.description import Description
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence
from crypto.blind import BlindIndex
from search import names
from search.analysis import fold
from search.clauses import AnyOf, Clause, Either, Every
from search.expression import And, Expression, Field, Or, leaves
from search.fields import Mode
from search.lexicon import MAX_EXPANDED, Lexicon
from search.names.terms import All, Condition, Terms

FIELD = "person"


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person whom an item names, as written there, and what was decided of the name that was asked for."""

    person: str
    asked: str
    decision: names.Decision


def person_clause(field: Field, blind: BlindIndex, lexicon: Callable[[], Lexicon]) -> Clause:
    """Return the condition that an act names one of the persons.

    The beginning of a surname stands for the words of the collection that begin so. Raises InvalidRequest for
    one of too many words.
    """
    clauses = []
    for value in field.values:
        if value.endswith("*"):
            condition = names.surname_condition(_beginning(value.removesuffix("*"), field.at, lexicon()))
        else:
            condition = names.condition_of(value, one_edit=field.mode is Mode.WIDELY)
        clauses.append(_clause(condition, blind))
    return clauses[0] if len(clauses) == 1 else Either(tuple(clauses))


def _beginning(letters: str, at: int, lexicon: Lexicon) -> tuple[str, ...]:
    words = lexicon.spelt(fold(letters))
    if len(words) > MAX_EXPANDED:
        message = sentence(
            "more than %(most)d words begin with %(letters)s: write more letters before the star",
            most=MAX_EXPANDED,
            letters=repr(letters),
        )
        where = f"text:{at}" if at else "text"
        raise InvalidRequest(
            sentence("the search cannot be run as it stands"), problems=(Problem(where, message),)
        )
    return words


def _clause(condition: Condition, blind: BlindIndex) -> Clause:
    match condition:
        case Terms(terms):
            return AnyOf(FIELD, blind.tokens(FIELD, *sorted(terms)))
        case All(conditions):
            return Every(tuple(_clause(each, blind) for each in conditions))
        case names.terms.Any(conditions):
            return Either(tuple(_clause(each, blind) for each in conditions))


def persons_of(described: Description) -> Iterator[str]:
    """Yield the persons that allegations are attributed to, as written, each once."""
    seen = {
        attribution.person: None
        for allegation in described.allegations
        for attribution in allegation.attributions
        if attribution.person
    }
    yield from seen


def named_persons(asked: Expression | None, described: Description) -> tuple[NamedPerson, ...]:
    """Return the persons of an item that are, or may be, those asked for; those denied are not looked for."""
    found = []
    for field in leaves(asked, denied=False):
        if isinstance(field, Field) and field.name == FIELD:
            found += [one for value in field.values for one in _named(value, field, described)]
    return tuple(dict.fromkeys(found))


def _named(value: str, field: Field, described: Description) -> Iterator[NamedPerson]:
    if value.endswith("*"):
        return
    for person in persons_of(described):
        decision = names.decide(value, person, one_edit=field.mode is Mode.WIDELY)
        if decision.verdict is not names.Verdict.DIFFERENT:
            yield NamedPerson(person, value, decision)


def may_match(asked: Expression | None, described: Description) -> bool:
    """Whether the persons of an opened item allow that it matches.

    False only where a person that the query cannot do without is named nowhere in the item. Everything else,
    and beginnings of names, is what the index said.
    """
    match asked:
        case And(operands):
            return all(may_match(each, described) for each in operands)
        case Or(operands):
            return any(may_match(each, described) for each in operands)
        case Field("person", values):
            return any(value.endswith("*") or any(_named(value, asked, described)) for value in values)
        case _:
            return True
