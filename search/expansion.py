"""What the registers add to an expression: unit ids for names, violation types for crimes and articles."""

from dataclasses import replace

from archive.domain.errors import InvalidRequest, Problem, UnknownTerm
from archive.domain.vocabulary import Vocabularies
from search.expression import And, Expression, Field, Not, Or
from search.fields import Mode

FITS = ("core", "component")
"""How a violation type must bear on a crime for `crime:` to mean it; with `~` any way will do."""


def expand(expression: Expression | None, vocabularies: Vocabularies) -> Expression | None:
    """Return the expression in ids of units and violation types alone.

    Raises UnknownTerm for what no register knows and InvalidRequest for a name of several units; both become
    an InvalidRequest with a position when the field stood in a text.
    """
    match expression:
        case And(operands):
            return And(tuple(_expanded(operand, vocabularies) for operand in operands))
        case Or(operands):
            return Or(tuple(_expanded(operand, vocabularies) for operand in operands))
        case Not(operand):
            return Not(_expanded(operand, vocabularies))
        case Field():
            try:
                return _field(expression, vocabularies)
            except InvalidRequest as error:
                if not expression.at:
                    raise
                problem = Problem(f"text:{expression.at}", error.message, error.code)
                raise InvalidRequest("the search cannot be run as it stands", problems=(problem,)) from error
        case _:
            return expression


def _expanded(expression: Expression, vocabularies: Vocabularies) -> Expression:
    return expand(expression, vocabularies) or expression


def _field(field: Field, vocabularies: Vocabularies) -> Field:
    match field.name:
        case "unit":
            return replace(field, values=tuple(unit_named(vocabularies, name) for name in field.values))
        case "violation":
            return replace(
                field, values=tuple(vocabularies.violations.term(value).id for value in field.values)
            )
        case "crime":
            found = [_of_crime(value, vocabularies, field.mode) for value in field.values]
        case "article":
            found = [_of_article(value, vocabularies) for value in field.values]
        case _:
            return field
    types = tuple(dict.fromkeys(one for each in found for one in each))
    return Field("violation", types, Mode.EXACTLY, field.at)


def unit_named(vocabularies: Vocabularies, name: str) -> str:
    """Return a unit id, or that of the one unit a name can mean.

    Raises UnknownTerm, and InvalidRequest with all candidates if there are several.
    """
    candidates = vocabularies.units.resolve(name)
    if not candidates:
        raise UnknownTerm(f"No unit is called {name!r}.", nearest=vocabularies.units.suggest(name))
    if candidates[0].unit.id == name or len(candidates) == 1:
        return candidates[0].unit.id
    listed = "; ".join(f"{c.unit.id} ({c.unit.names['en']})" for c in candidates)
    raise InvalidRequest(f"{name!r} can mean several units: {listed}. Name one by its id.")


def _of_crime(crime_id: str, vocabularies: Vocabularies, mode: Mode) -> tuple[str, ...]:
    """The types mapped to a crime; a narrower type does not inherit the mapping."""
    links = vocabularies.violations.violations_of(vocabularies.crime(crime_id).id)
    found = tuple(link.violation for link in links if mode is Mode.WIDELY or link.fit in FITS)
    if not found:
        more = f"; {len(links)} may fit or are its context: ask crime:~{crime_id}" if links else ""
        raise UnknownTerm(f"No violation type is mapped to the crime {crime_id}{more}.")
    return found


def _of_article(reference: str, vocabularies: Vocabularies) -> tuple[str, ...]:
    """The types whose legal basis names an article or one of its paragraphs, or an instrument at all."""
    instrument = vocabularies.instrument(reference)
    terms = vocabularies.violations.all()
    found = tuple(term.id for term in terms if any(_within(basis, reference) for basis in term.legal_basis))
    if not found:
        raise UnknownTerm(f"No violation type rests on {reference[:60]} ({instrument.title}).")
    return found


def _within(basis: str, reference: str) -> bool:
    rest = basis.removeprefix(reference)
    return basis.startswith(reference) and not rest[:1].isalnum()
