"""The query language as text and as JSON: what is read, what is refused, and where the finger points."""

import time

import pytest

from archive.domain.errors import InvalidRequest
from search.expression import And, Field, Near, Not, Or, Phrase, Prefix, Word, asked_words, leaves
from search.expression_json import from_json, to_json
from search.expression_text import parse, render
from search.fields import Mode

A, B, C = Word("a"), Word("b"), Word("c")
UNIT = Field("unit", ("by-mvd",))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("", None),
        (" \n ", None),
        ("  стена ", Word("стена")),
        ("a b", And((A, B))),
        ("a AND b И c", And((A, B, C))),
        ("a OR b ИЛИ c", Or((A, B, C))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a І b АБО НЕ c", Or((And((A, B)), Not(C)))),
        ("NOT NOT a", Not(Not(A))),
        ("not a and b", And((Word("not"), A, Word("and"), B))),
        ("((a))", A),
        ("(unit:by-mvd)", And((UNIT,))),
        ("((unit:by-mvd))", And((UNIT,))),
        ("NOT (unit:by-mvd)", Not(And((UNIT,)))),
        ("(NOT unit:by-mvd) a", And((And((Not(UNIT),)), A))),
        ("(a b) c", And((And((A, B)), C))),
        ('ночь "у стены" wall', And((Word("ночь"), Phrase("у стены"), Word("wall")))),
        ("«у стены»", Phrase("у стены")),
        ("„у стены“ „x y”", And((Phrase("у стены"), Phrase("x y")))),
        ("“a b”", Phrase("a b")),
        ('a"b c"', And((A, Phrase("b c")))),
        ('"«b» c"', Phrase("«b» c")),
        ('"AND"', Phrase("AND")),
        ('"избили коридоре"~5', Near("избили коридоре", 5)),
        ('place:"x~1"', Field("place", ("x~1",))),
        ("кто? [sic] а/б", And((Word("кто?"), Word("[sic]"), Word("а/б")))),
        ("избив*", Prefix("избив")),
        ("аб'ём*", Prefix("аб'ём")),
        ("12:30 слово: по-русски", And((Word("12:30"), Word("слово:"), Word("по-русски")))),
        ("unit:by-mvd,by-kgb", Field("unit", ("by-mvd", "by-kgb"))),
        ('unit:="ОМОН Минск"', Field("unit", ("ОМОН Минск",), Mode.EXACTLY)),
        ("date:!2020-08-09..2020-08-13", Field("date", ("2020-08-09..2020-08-13",), Mode.CERTAINLY)),
        ("date:~..1953", Field("date", ("..1953",))),
        ("crime:~CAH-7-1-f", Field("crime", ("CAH-7-1-f",), Mode.WIDELY)),
        ('article:"ICCPR-2(3)"', Field("article", ("ICCPR-2(3)",))),
        ("lang:be-Latn kind:Testimony", And((Field("lang", ("be",)), Field("kind", ("testimony",))))),
    ],
)
def test_a_text_is_read(text, expression):
    assert parse(text) == expression
    assert parse(render(expression)) == expression


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ('"abc', 1, "never closed"),
        ('ab "c', 4, "never closed"),
        ("x «y", 3, "never closed"),
        ("x »y", 3, "closes nothing"),
        ('a ""', 3, "words were expected"),
        ('"a b"~', 6, "number from 0 to 100"),
        ('"a b"~101', 6, "number from 0 to 100"),
        ("(a", 1, "never closed"),
        ("a (b (c)", 3, "never closed"),
        ("a)", 2, "never opened"),
        ("()", 2, "was expected"),
        ("a AND", 6, "was expected"),
        ("a AND OR b", 7, "was expected"),
        ("OR a", 1, "was expected"),
        ("NOT", 4, "was expected"),
        ("a *", 3, "would match everything"),
        ("a **", 3, "would match everything"),
        ("и*", 1, "2 to 40 letters"),
        ("'из*", 1, "2 to 40 letters"),
        (f"{'и' * 41}*", 1, "2 to 40 letters"),
        ("*бит", 1, "it ends a word"),
        ("и*бит", 1, "it ends a word"),
        ("a -слово", 3, "write NOT"),
        ("date:1937~", 6, "did you mean 1937?"),
        ("date:31.12.2020", 6, "did you mean 2020-12-31?"),
        ("date:2020-08-09/2020-08-12", 6, "did you mean 2020-08-09..2020-08-12?"),
        ("date:32.13.2020", 6, "2020-08-09..2020-08-13"),
        ("a wall~5", 3, '"two words"~5'),
        ("wall~", 1, '"two words"~5'),
        ("wall~0.8", 1, "person:~Name"),
        ('"a b" ~5', 7, 'close together are "two words"~5'),
        ("a wall^2", 3, "no weights"),
        ('"a b"^2', 6, "no weights"),
        ("(a OR b)^2", 9, "no weights"),
        ("a && b", 3, "write AND, OR or NOT"),
        ("a || b", 3, "write AND, OR or NOT"),
        ("a !wall", 3, "write NOT"),
        ("a NEAR/5 b", 3, '"two words"~5'),
        ("a w/3 b", 3, '"two words"~5'),
        ("te?t", 1, "within a word"),
        ("/te[xs]t/", 1, "no patterns here"),
        ("a [2020 TO 2021]", 3, "date:2020-08-09..2020-08-13"),
        ("unit:(a OR b)", 6, "with commas between, as in unit:a,b"),
        ("person:Карпенков~1", 8, "as in person:~Карпенков"),
        ("place:Минск^2", 7, "without ~ and ^"),
        ("unt:x", 1, "no field unt: (nearest: unit)"),
        ("a person:12", 10, "a name was expected"),
        ("person:", 8, "a value of person: was expected"),
        ("unit:", 6, "a value of unit: was expected"),
        ("unit: x", 6, "a value of unit: was expected"),
        ("unit:a,,b", 8, "a value of unit: was expected"),
        ("kind:testimny", 6, "nearest: testimony"),
        ("a date:2020-02-31", 8, "2020-08-09..2020-08-13"),
        ("date:2021..2020", 6, "not later than its last"),
        ("date:1700", 6, "1800 to 2199"),
        ("date:..", 6, "was expected"),
        ("date:вчера", 6, "was expected"),
        ("lang:беларуская", 6, "language code"),
        ("unit:!x", 6, "the mark !"),
        ("article:ICCPR-2(3)", None, ""),
        ("a \ud800", 3, "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text, position, message):
    if position is None:
        assert parse(text) == And((Field("article", ("ICCPR-2",)), Word("3")))
        return
    with pytest.raises(InvalidRequest) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert problem.where == f"text:{position}"
    assert message in problem.message
    shown, caret = problem.message.split("\n")[-2:]
    assert caret.strip() == "^"
    if position <= len(text) and text[position - 1] < "\ud800":
        assert shown[len(caret) - 1] == text[position - 1]


def test_the_caret_stands_under_the_sign_in_a_long_text_with_accents():
    text = "сло\u0301во " * 40 + "unt:x" + " слово" * 40
    with pytest.raises(InvalidRequest) as caught:
        parse(text)
    shown, caret = caught.value.problems[0].message.split("\n")[-2:]
    assert shown.replace("\u0301", "")[len(caret) - 1 :].startswith("unt:x")
    assert len(shown) < 80


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 1_000_000, "longer than 4000"),
        ("x " * 10_000, "longer than 4000"),
        ("x " * 65, "at most 64"),
        ("kind:" + ",".join(["photograph"] * 65), "at most 64"),
        ("(" * 1999 + "x" + ")" * 1999, "nested more than 16 deep"),
        ("NOT " * 900 + "x", "nested more than 16 deep"),
        ("(a OR b " * 17 + "c" + ")" * 17, "nested more than 16 deep"),
        ('"' * 3999, "words were expected"),
        ("„" * 3999, "never closed"),
    ],
    ids=[
        "megabyte",
        "ten thousand terms",
        "words",
        "values",
        "parentheses",
        "nots",
        "both",
        "quotes",
        "low quotes",
    ],
)
def test_too_much_is_refused_at_once(text, message):
    before = time.process_time()
    with pytest.raises(InvalidRequest) as caught:
        parse(text)
    assert message in caught.value.problems[0].message
    assert len(str(caught.value)) < 500
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: Word("two words"),
        lambda: Word("AND"),
        lambda: Word("unit:x"),
        lambda: Word("unit:"),
        lambda: Word("a*"),
        lambda: Word("-a"),
        lambda: Word("a~5"),
        lambda: Word(""),
        lambda: Prefix("a"),
        lambda: Phrase(" a"),
        lambda: Phrase('"»“”'),
        lambda: Near("a b", 101),
        lambda: Near("a b", -1),
        lambda: Field("person", ("x",)),
        lambda: Field("unit", ()),
        lambda: Field("kind", ("novel",)),
        lambda: Field("kind", ("photograph",), Mode.EXACTLY),
        lambda: Field("date", ("2020-13",)),
        lambda: Field("place", (" x ",)),
        lambda: And(()),
        lambda: And((A,)),
        lambda: Or((A,)),
    ],
)
def test_what_has_no_text_cannot_be_made(make):
    with pytest.raises(InvalidRequest):
        make()


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ("a", "query"),
        ({}, "query"),
        ({"word": "a", "phrase": "b"}, "query"),
        ({"word": 1}, "query"),
        ({"and": [{"word": "a"}]}, "query"),
        ({"and": [{"word": "a"}, {"not": {"word": "*"}}]}, "query.and[1].not"),
        ({"near": "a b", "within": True}, "query"),
        ({"near": "a b", "within": 101}, "query"),
        ({"field": "unit", "values": [1]}, "query"),
        ({"field": "unit", "values": ["x"], "mode": "loudly"}, "query"),
        ({"field": "unit", "values": ["x"], "mode": []}, "query"),
        ({"or": [{"word": "a"}] * 65}, "text"),
    ],
)
def test_json_that_is_no_query_is_refused_with_its_path(value, where):
    with pytest.raises(InvalidRequest) as caught:
        from_json(value)
    assert caught.value.problems[0].where == where


def test_json_nested_too_deep_is_refused():
    value: object = {"word": "a"}
    for _ in range(900):
        value = {"not": value}
    with pytest.raises(InvalidRequest, match="16 deep"):
        from_json(value)


def test_json_is_as_documented():
    expression = parse('"a b"~5 OR NOT unit:=by-mvd')
    assert to_json(expression) == {
        "or": [
            {"near": "a b", "within": 5},
            {"not": {"field": "unit", "values": ["by-mvd"], "mode": "exactly"}},
        ]
    }


def test_a_field_knows_where_it_stood_and_is_equal_without():
    (first, second) = leaves(parse("стена unit:x"))
    assert second.at == 7
    assert second == Field("unit", ("x",))
    assert first == Word("стена")


def test_what_is_denied_is_not_asked_for():
    assert asked_words(parse('a NOT b (c OR NOT "d e") unit:x a')) == (A, C)
