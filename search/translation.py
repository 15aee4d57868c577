"""From an expression to clauses of tokens: what a query means, said exactly.

Fields of an act that stand beside each other in one AND hold in one act, together with the alternatives of an
OR that speaks of acts alone; `NOT` before a field joins them when there is something for it to be left out
of. Whatever else stands in parentheses is a condition of its own, and `NOT` of it is true of exactly the
items of which it is not. `docs/formats/query.md` says the same with examples.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import sentence
from crypto.blind import BlindIndex
from search.analysis import Analyzer, fold
from search.calendar import ancestors, cover
from search.clauses import AnyOf, Clause, Either, Every, InOneAct
from search.clauses import Near as NearClause
from search.clauses import Not as NotClause
from search.clauses import Phrase as PhraseClause
from search.expression import (
    And,
    Expression,
    Field,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Text,
    Word,
    joins_acts,
    leaves,
)
from search.fields import FIELDS, Mode, bounds, years
from search.lexicon import MAX_EXPANDED, Lexicon, no_words
from search.persons import person_clause
from search.terms import language_term, person_term

_EXPANDED = ("unit", "violation", "crime", "article")
_AS_WRITTEN = FIELDS.keys() - {*_EXPANDED, "date", "place", "lang", "person", "posted", "superior", "review"}
"""Fields whose values are their terms."""


@dataclass(frozen=True, slots=True)
class Translated:
    """`filters` and `text` hold of an item; `text` ranks. `acts`: which acts facets of acts count."""

    filters: tuple[Clause, ...] = ()
    text: Clause | None = None
    acts: Clause | None = None


class Translator:
    """Translates expressions for one collection."""

    def __init__(
        self, blind: BlindIndex, analyzer: Analyzer, lexicon: Callable[[], Lexicon] = no_words
    ) -> None:
        self._blind = blind
        self._analyzer = analyzer
        self._lexicon = lexicon

    def translate(self, expression: Expression | None) -> Translated:
        """Return the clauses of an expression, those with words apart from those without."""
        if expression is None:
            return Translated()
        grouped = isinstance(expression, And) and len(expression.operands) > 1
        operands = expression.operands if grouped and isinstance(expression, And) else (expression,)
        act, others = self._act_and_others(operands)
        filters: list[Clause] = [] if act is None else [InOneAct(act)]
        texts: list[Clause] = []
        for each in others:
            clause = self.item(each)
            if clause is not None:
                ranked = any(not isinstance(leaf, Field | Prefix) for leaf in leaves(each, denied=False))
                (texts if ranked else filters).append(clause)
        return Translated(tuple(filters), Every(tuple(texts)) if texts else None, act)

    def item(self, expression: Expression) -> Clause | None:
        """Return the condition on an item; None for words that are too common to be indexed."""
        match expression:
            case Field():
                clause = self._field(expression)
                return InOneAct(clause) if expression.of_act else clause
            case Not(operand):
                inner = self.item(operand)
                return None if inner is None else NotClause(inner)
            case Or(operands):
                return self._joined(Either, map(self.item, operands))
            case And(operands):
                act, others = self._act_and_others(operands)
                first = None if act is None else InOneAct(act)
                return self._joined(Every, (first, *map(self.item, others)))
            case _:
                return self._text(expression)

    def _act_and_others(self, operands: Sequence[Expression]) -> tuple[Clause | None, list[Expression]]:
        """Split the operands of one AND: the condition on one act, and what is left to say of the item."""
        if not any(map(about_one_act, operands)):
            return None, list(operands)
        together = [each for each in operands if about_one_act(each) or joins_acts(each)]
        others = [each for each in operands if not (about_one_act(each) or joins_acts(each))]
        return Every(tuple(map(self._act, together))), others

    def _act(self, expression: Expression) -> Clause:
        match expression:
            case Field():
                return self._field(expression)
            case Not(operand):
                return NotClause(self._act(operand))
            case Or(operands):
                return Either(tuple(map(self._act, operands)))
            case And(operands):
                return Every(tuple(map(self._act, operands)))
            case _:
                raise InvalidRequest("words are no condition about an act")

    @staticmethod
    def _joined(make: type[Every | Either], clauses: Iterable[Clause | None]) -> Clause | None:
        known = tuple(clause for clause in clauses if clause is not None)
        return (known[0] if len(known) == 1 else make(known)) if known else None

    def _any(self, field: str, values: Iterable[str]) -> AnyOf:
        return AnyOf(field, self._blind.tokens(field, *values))

    def _text(self, leaf: Text) -> Clause | None:
        folded = self._blind.field("text")
        match leaf:
            case Word(text):
                forms = dict.fromkeys(form.stems for form in self._analyzer.query_forms(text))
                return self._joined(Every, [self._any("stem", stems) for stems in forms])
            case Prefix(text) if isinstance(leaf, Prefix):
                words = self._lexicon().beginning(fold(text))
                if len(words) > MAX_EXPANDED:
                    raise _too_wide(leaf)
                return self._any("text", words)
            case Phrase(text):
                tokens = tuple(folded[form.folded] for form in self._analyzer.query_forms(text))
                return PhraseClause(tokens) if tokens else None
            case Near(text, distance):
                forms_near = self._analyzer.query_forms(text)
                tokens = tuple(dict.fromkeys(folded[form.folded] for form in forms_near))
                if len(tokens) < 2:
                    return PhraseClause(tokens) if tokens else None
                return NearClause(tokens, distance)

    def _field(self, field: Field) -> Clause:
        exactly = "_exact" if field.mode is Mode.EXACTLY else ""
        match field.name:
            case "unit" | "violation":
                return self._any(field.name + exactly, field.values)
            case "date":
                return _either([date_clause(*bounds(each), self._blind, field.mode) for each in field.values])
            case "place":
                return _either([self._place(value) for value in field.values])
            case "lang":
                return self._any("language", map(language_term, field.values))
            case _ if field.name in _AS_WRITTEN:
                return self._any(field.name, field.values)
            case "review":
                return self._any(
                    field.name, dict.fromkeys(year for each in field.values for year in years(each))
                )
            case "person":
                return person_clause(field, self._blind, self._lexicon)
            case "posted" | "superior":
                return self._any(field.name, map(person_term, field.values))
            case _:
                raise InvalidRequest(f"the field {field.name}: has to be expanded by the vocabulary first")

    def _place(self, value: str) -> Clause:
        forms = self._analyzer.query_forms(value)
        return Every(tuple(self._any("place", form.stems) for form in forms)) if forms else Either(())


def _too_wide(prefix: Prefix) -> InvalidRequest:
    message = sentence(
        "more than %(most)d words begin with %(letters)s: write more letters before the star",
        most=MAX_EXPANDED,
        letters=repr(prefix.text),
    )
    where = f"text:{prefix.at}" if prefix.at else "text"
    return InvalidRequest(
        sentence("the search cannot be run as it stands"), problems=(Problem(where, message),)
    )


def _either(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Either(tuple(clauses))


def about_one_act(expression: Expression) -> bool:
    """Whether an expression asks for an act, and for nothing but one act.

    A field of an act; an OR of such; within an OR also an AND of such, with or without denied fields.
    """
    match expression:
        case Field():
            return expression.of_act
        case Or(operands):
            return all(about_one_act(each) or _groupabout_one_act(each) for each in operands)
        case _:
            return False


def _groupabout_one_act(expression: Expression) -> bool:
    if not isinstance(expression, And) or len(expression.operands) < 2:
        return False
    asked = [about_one_act(each) for each in expression.operands]
    return any(asked) and all(
        yes or joins_acts(each) for yes, each in zip(asked, expression.operands, strict=True)
    )


def date_clause(first: date | None, last: date | None, blind: BlindIndex, mode: Mode) -> Clause:
    """Return the condition that an act was certainly, or possibly, within the days `first` to `last`."""

    def any_of(field: str, nodes: Iterable[str]) -> AnyOf:
        return AnyOf(field, blind.tokens(field, *nodes))

    if mode is Mode.CERTAINLY:
        return Every((any_of("date_from", cover(first, None)), any_of("date_to", cover(None, last))))
    nodes = cover(first, last)
    wider = dict.fromkeys(above for node in nodes for above in ancestors(node))
    return Either((any_of("date_over", nodes), any_of("date_in", wider)))
