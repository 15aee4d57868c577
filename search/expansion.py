"""What the registers add to an expression: unit ids for names, violation types for crimes and articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.domain.dayset import Days
from archive.domain.errors import InvalidRequest, Problem, UnknownTerm
from archive.domain.sentences import sentence
from archive.domain.vocabulary import Vocabularies
from search.expression import And, Expression, Field, Not, Or, joins_acts
from search.fields import Mode
from search.translation import about_one_act
from search.unit_names import Followed, Following, Resolved, days_of_field, follow, resolve, with_followed

FITS = ("core", "component")
"""How a violation type must bear on a crime for `crime:` to mean it; with `~` any way will do."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """An expression in ids alone, with what the answer has to say of how it was read."""

    expression: Expression | None
    followed: tuple[Followed, ...] = ()
    resolved: tuple[Resolved, ...] = ()


def expand(
    expression: Expression | None, vocabularies: Vocabularies, following: Following | None = None
) -> Expanded:
    """Return the expression in ids of units and violation types alone.

    A name is read with the dates that hold of the same act. What is denied is not followed: `NOT unit:` means
    the unit that it names. Raises UnknownTerm for what no register knows and InvalidRequest for a name of
    several units; both become an InvalidRequest with a position when the field stood in a text.
    """
    if expression is None:
        return Expanded(None)
    expander = _Expander(vocabularies, following or Following())
    found = expander.expand(expression, Days.every(), denied=False)
    return Expanded(found, tuple(expander.followed), tuple(expander.resolved))


def settled(expression: Expression | None, resolved: Sequence[Resolved]) -> Expression | None:
    """Return the expression with the names that dates settled as ids: so they stay when a date goes."""
    units = {one.name: one.unit for one in resolved}
    match expression:
        case And(operands) | Or(operands):
            return replace(expression, operands=tuple(settled(each, resolved) or each for each in operands))
        case Not(operand):
            return Not(settled(operand, resolved) or operand)
        case Field(name="unit", values=values):
            return replace(expression, values=tuple(units.get(value, value) for value in values))
        case _:
            return expression


class _Expander:
    """One walk down an expression. `followed` and `resolved` fill on the way, each thing once."""

    def __init__(self, vocabularies: Vocabularies, following: Following) -> None:
        self._vocabularies = vocabularies
        self._following = following
        self.followed: dict[Followed, None] = {}
        self.resolved: dict[Resolved, None] = {}

    def expand(self, expression: Expression, days: Days, *, denied: bool) -> Expression:
        """Expand one node; `days`: those on which the act that it speaks of is asked to have been."""
        match expression:
            case And((operand,)):
                return _apart(self.expand(operand, Days.every(), denied=denied))
            case And(operands):
                inner = self._days_beside(operands, days)
                return And(tuple(self.expand(each, inner, denied=denied) for each in operands))
            case Or(operands):
                inner = days if about_one_act(expression) else Days.every()
                return Or(tuple(self.expand(each, inner, denied=denied) for each in operands))
            case Not(operand):
                inner = days if isinstance(operand, Field) else Days.every()
                return Not(self.expand(operand, inner, denied=True))
            case Field():
                try:
                    return self._field(expression, days, denied=denied)
                except InvalidRequest as error:
                    if not expression.at:
                        raise
                    problem = Problem(f"text:{expression.at}", error.message, error.code)
                    message = sentence("the search cannot be run as it stands")
                    raise InvalidRequest(message, problems=(problem,)) from error
            case _:
                return expression

    @staticmethod
    def _days_beside(operands: tuple[Expression, ...], days: Days) -> Days:
        """The days that the dates among the operands of one AND leave."""
        for each in operands:
            if isinstance(each, Field) and each.name == "date":
                days &= days_of_field(each)
        return days

    def _field(self, field: Field, days: Days, *, denied: bool) -> Expression:
        match field.name:
            case "unit":
                return self._units(field, days, denied=denied)
            case "violation":
                terms = self._vocabularies.violations
                return replace(field, values=tuple(terms.term(value).id for value in field.values))
            case "crime":
                found = [_of_crime(value, self._vocabularies, field.mode) for value in field.values]
            case "article":
                found = [_of_article(value, self._vocabularies) for value in field.values]
            case _:
                return field
        types = tuple(dict.fromkeys(one for each in found for one in each))
        return Field("violation", types, Mode.EXACTLY, field.at)

    def _units(self, field: Field, days: Days, *, denied: bool) -> Expression:
        units = self._vocabularies.units
        read = [resolve(units, name, days) for name in field.values]
        self.resolved.update((how, None) for _, how in read if how is not None)
        named = replace(field, values=tuple(dict.fromkeys(unit for unit, _ in read)))
        followed = () if denied else follow(units, named, days, self._following)
        self.followed.update((one, None) for one in followed)
        return with_followed(named, followed)


def _apart(expression: Expression) -> Expression:
    """Parentheses of one condition, kept when it became an OR: denied twice, it is no part of an act."""
    return And((expression,)) if joins_acts(expression) else Not(Not(expression))


def _of_crime(crime_id: str, vocabularies: Vocabularies, mode: Mode) -> tuple[str, ...]:
    """The types mapped to a crime; a narrower type does not inherit the mapping."""
    links = vocabularies.violations.violations_of(vocabularies.crime(crime_id).id)
    found = tuple(link.violation for link in links if mode is Mode.WIDELY or link.fit in FITS)
    if not found:
        if not links:
            raise UnknownTerm(sentence("No violation type is mapped to the crime %(crime)s.", crime=crime_id))
        said = sentence(
            "No violation type is mapped to the crime %(crime)s; may fit or are its context: %(count)d. "
            "Ask crime:~%(crime)s.",
            crime=crime_id,
            count=len(links),
        )
        raise UnknownTerm(said)
    return found


def _of_article(reference: str, vocabularies: Vocabularies) -> tuple[str, ...]:
    """The types whose legal basis names an article or one of its paragraphs, or an instrument at all."""
    instrument = vocabularies.instrument(reference)
    terms = vocabularies.violations.all()
    found = tuple(term.id for term in terms if any(_within(basis, reference) for basis in term.legal_basis))
    if not found:
        said = sentence(
            "No violation type rests on %(article)s (%(title)s).",
            article=reference[:60],
            title=instrument.title,
        )
        raise UnknownTerm(said)
    return found


def _within(basis: str, reference: str) -> bool:
    rest = basis.removeprefix(reference)
    return basis.startswith(reference) and not rest[:1].isalnum()
