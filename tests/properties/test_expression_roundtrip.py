"""Every expression has one text and one JSON form; any text has one meaning or an error with a place."""

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.anomalies import AnomalyKind
from archive.domain.claims import Channel, Expectation, Ground, Hearing, Response
from archive.domain.completeness import Gap
from archive.domain.consent import Purpose, Use
from archive.domain.description import (
    Basis,
    Certainty,
    Consistency,
    Flag,
    Involvement,
    Kind,
    Level,
    Named,
    Valence,
)
from archive.domain.errors import InvalidRequest
from search.engines.memory import MemoryIndex
from search.engines.sqlite import SqliteIndex
from search.expression import And, Field, Near, Not, Or, Phrase, Prefix, Word, joins_acts, problems_of
from search.expression_json import from_json, to_json
from search.expression_text import parse, render
from search.fields import FIELDS
from search.query import SearchQuery
from search.terms import Harmed
from tests import search_world as world
from tests.search_expressions import make_expression, says


def made(make, *strategies):
    """What a constructor accepts."""

    def attempt(arguments):
        try:
            return make(*arguments)
        except InvalidRequest:
            return None

    return st.tuples(*strategies).map(attempt).filter(lambda node: node is not None)


SIGNS = "абўёизНЕИІORANDnot01 \t\"«»„“”()*:,.~!=-−'’\u0301漢x"
texts = st.text(st.sampled_from(SIGNS), min_size=1, max_size=12) | st.text(min_size=1, max_size=8)
dates = st.sampled_from(["2020", "2020-08", "2020-08-09..", "..1953", "1937..2020-08-09"])
LISTED = [
    value.value
    for kind in (
        *(AnomalyKind, Basis, Certainty, Channel, Consistency, Expectation, Flag, Gap, Ground, Harmed),
        *(Hearing, Involvement, Kind, Level, Named, Response, Valence),
    )
    for value in kind
] + ["be", "ru", "rus", "2028", "..2028", "BY-CC-361-4", "BY-CC-361-4/1"]


def fields_called(name):
    """Fields of one name; most of the values are such as it takes."""
    taken = [value for value in LISTED if not FIELDS[name].fault(value)]
    values = dates if name == "date" else st.sampled_from(taken) if len(taken) < len(LISTED) else texts
    modes = st.sampled_from(sorted(FIELDS[name].modes))
    return made(Field, st.just(name), st.lists(values, min_size=1, max_size=3).map(tuple), modes)


fields = st.sampled_from(sorted(FIELDS)).flatmap(fields_called)
words = made(Word, texts)
phrases = made(Phrase, texts.map(str.strip))
near = made(Near, texts.map(str.strip), st.integers(0, 100))
prefixes = made(Prefix, st.text(st.sampled_from("абўёизx1"), min_size=3, max_size=8))


def branches(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    single = inner.filter(joins_acts).map(lambda node: And((node,)))
    return st.one_of(several.map(And), several.map(Or), inner.map(Not), single)


expressions = st.recursive(st.one_of(words, phrases, near, prefixes, fields), branches, max_leaves=12).filter(
    lambda node: not list(problems_of(node))
)


@settings(max_examples=500)
@given(expressions)
def test_an_expression_comes_back_from_its_text_and_its_json(expression):
    assert parse(render(expression)) == expression
    assert from_json(to_json(expression)) == expression


PIECES = st.sampled_from(
    [
        "(",
        ")",
        '"',
        "«",
        "»",
        "„",
        "“",
        "~",
        "~3",
        "^2",
        "?",
        "*",
        ",",
        ":",
        "unit:",
        "date:!",
        "kind:",
        "AND",
        "ИЛИ",
        "НЕ",
        "стена",
        "2020",
    ]
)


@settings(max_examples=1000)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES | st.just(" "), max_size=25).map("".join)))
def test_any_text_is_read_or_pointed_at_and_its_spelling_is_final(text):
    try:
        expression = parse(text)
    except InvalidRequest as error:
        (problem,) = error.problems
        place = re.fullmatch(r"text:(\d+)", problem.where)
        assert place
        assert 1 <= int(place[1]) <= len(text) + 1
        return
    canonical = render(expression)
    assert parse(canonical) == expression
    assert render(parse(canonical)) == canonical


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    sqlite = SqliteIndex(tmp_path_factory.mktemp("search") / "index.sqlite3")
    yield [MemoryIndex(), sqlite]
    sqlite.close()


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_both_engines_find_what_descriptions_say(engines, seed):
    rng = Random(seed)
    deposits = world.make_world(seed, 12)
    use = Use(Purpose.ANALYSIS)
    allowed = [deposit for deposit in deposits if deposit.description.consent.allows(use)]
    for engine in engines:
        engine.drop()
        engine.put([deposit.document() for deposit in deposits])
    for _ in range(8):
        expression = parse(render(make_expression(rng)))
        search = world.blinded(SearchQuery(use, expression, page_size=100))
        wanted = {deposit.item_id for deposit in allowed if says(expression, deposit.description)}
        answers = [search.read(engine.search(search.query)) for engine in engines]
        for answer in answers:
            assert {hit.item_id for hit in answer.items} == wanted, render(expression)
            assert answer.total == len(wanted)
