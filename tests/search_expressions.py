"""Random expressions over the small world of `tests.search_world`, and an oracle.

The oracle knows no token and no clause: it says what `docs/formats/query.md` says, act by act.
"""

from collections.abc import Sequence
from random import Random

from archive.domain.description import Basis, Certainty, Description, Flag, Kind, Level, Valence
from search.analysis import fold
from search.expression import And, Expression, Field, Near, Not, Or, Phrase, Prefix, Word, joins_acts
from search.fields import Mode, bounds
from search.indexer import searchable_parts
from tests import search_world as world

_BREAK = "|"


def make_leaf(rng: Random) -> Expression:
    word, other = rng.choice(world.WORDS), rng.choice(world.WORDS)
    several = " ".join(rng.sample(world.WORDS, rng.randint(2, 3)))
    return rng.choice(
        [
            Word(word),
            Word(word),
            Phrase(f"{word} {other}"),
            Near(several, rng.randint(0, 4)),
            Prefix(word[: rng.randint(2, 8)]),
            Field("kind", (rng.choice([Kind.TESTIMONY, Kind.DOCUMENT]).value,)),
            Field("lang", (rng.choice(["be", "ru"]),)),
            Field("flag", (Flag.GRAPHIC.value,)),
        ]
    )


def make_act_field(rng: Random) -> Field:
    exactly = rng.choice([Mode.PLAIN, Mode.PLAIN, Mode.EXACTLY])
    values = tuple(rng.sample(world.UNITS, rng.randint(1, 2)))
    dates = rng.choice(["2020-08-09..2020-08-11", "2020", "..1953", "2021..", "1937"])
    return rng.choice(
        [
            Field("unit", values, exactly),
            Field("violation", (rng.choice(world.VIOLATIONS),), exactly),
            Field("date", (dates,), rng.choice([Mode.PLAIN, Mode.CERTAINLY])),
            Field("certainty", (rng.choice(list(Certainty)).value,)),
            Field("level", (rng.choice(list(Level)).value,)),
            Field("basis", (rng.choice(list(Basis)).value, Basis.OTHER.value)),
            Field("valence", (rng.choice(list(Valence)).value,)),
        ]
    )


def make_expression(rng: Random, depth: int = 3) -> Expression:
    """Any tree; fields of acts are half of all leaves, so that they meet in one AND."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice([make_leaf, make_act_field])(rng)
    operands = tuple(make_expression(rng, depth - 1) for _ in range(rng.randint(2, 3)))
    single = make_act_field(rng)
    return rng.choice(
        [And(operands), And(operands), Or(operands), Not(operands[0]), And((single,)), And((Not(single),))]
    )


def says(expression: Expression, described: Description) -> bool:
    """Whether a description is what an expression asks for."""
    match expression:
        case And(operands):
            return _all_say(operands, described)
        case Or(operands):
            return any(says(each, described) for each in operands)
        case Not(operand):
            return not says(operand, described)
        case Field() if expression.of_act:
            return any(_act_says(expression, act) for act in world.acts(described))
        case Field():
            return _item_field(expression, described)
        case _:
            return _text_says(expression, described)


def _all_say(operands: Sequence[Expression], described: Description) -> bool:
    """Conditions about acts in one AND: some act makes all true, if there is anything asked of one."""
    if any(_asks_for_one_act(each) for each in operands):
        together = [each for each in operands if _asks_for_one_act(each) or joins_acts(each)]
        if not any(all(_act_says(each, act) for each in together) for act in world.acts(described)):
            return False
        operands = [each for each in operands if each not in together]
    return all(says(each, described) for each in operands)


def _asks_for_one_act(expression: Expression) -> bool:
    if isinstance(expression, Field):
        return expression.of_act
    return isinstance(expression, Or) and all(
        _asks_for_one_act(each)
        or (
            isinstance(each, And)
            and len(each.operands) > 1
            and any(map(_asks_for_one_act, each.operands))
            and all(_asks_for_one_act(inner) or joins_acts(inner) for inner in each.operands)
        )
        for each in expression.operands
    )


def _act_says(expression: Expression, act: world.Act) -> bool:
    match expression:
        case And(operands):
            return all(_act_says(each, act) for each in operands)
        case Or(operands):
            return any(_act_says(each, act) for each in operands)
        case Not(operand):
            return not _act_says(operand, act)
        case Field(name, values, mode):
            return _act_field(name, values, mode, act)
        case _:
            raise AssertionError(expression)


def _act_field(name: str, values: tuple[str, ...], mode: Mode, act: world.Act) -> bool:
    by = act.attribution
    match name:
        case "unit":
            return not set(values).isdisjoint(act.units[:1] if mode is Mode.EXACTLY else act.units)
        case "violation":
            held = act.violations[:1] if mode is Mode.EXACTLY else act.violations
            return not set(values).isdisjoint(held)
        case "date":
            return act.when is not None and any(_within(act, value, mode) for value in values)
        case "certainty":
            return by is not None and by.certainty in values
        case "basis":
            return by is not None and by.basis in values
        case "valence":
            return not set(act.allegation.valence).isdisjoint(values)
        case _:
            return by is not None and by.level in values


def _within(act: world.Act, value: str, mode: Mode) -> bool:
    assert act.when is not None
    if mode is Mode.CERTAINLY:
        return act.when.certainly_within(*bounds(value), act.quantifier)
    return act.when.possibly_within(*bounds(value))


def _item_field(field: Field, described: Description) -> bool:
    held = {
        "kind": {described.kind.value},
        "lang": {language.partition("-")[0] for language in described.languages},
        "flag": set(described.flags),
    }
    return not held[field.name].isdisjoint(field.values)


def _text_says(expression: Expression, described: Description) -> bool:
    parts = [world.ANALYZER.forms(part) for part in (described.title, *searchable_parts(described))]
    line: list[str] = []
    for part in filter(None, parts):
        line += [*([_BREAK] if line else []), *(form.folded for form in part)]
    match expression:
        case Word(text):
            stems = {stem for part in parts for form in part for stem in form.stems}
            return all(not stems.isdisjoint(form.stems) for form in world.ANALYZER.forms(text))
        case Prefix(text):
            return any(word.startswith(fold(text)) for word in line)
        case Phrase(text):
            return f" {' '.join(_folded(text))} " in f" {' '.join(line)} "
        case Near(text, distance):
            wanted = set(_folded(text))
            width = len(wanted) + distance
            return any(wanted <= set(line[at : at + width]) for at in range(len(line)))
        case _:
            raise AssertionError(expression)


def _folded(text: str) -> list[str]:
    return [form.folded for form in world.ANALYZER.forms(text)]
