from datetime import date

import pytest

from archive.domain.consent import Purpose, Use
from archive.domain.errors import InvalidRequest
from search.analysis import ScriptAnalyzer
from search.blinding import Labels, blind_query
from search.expression import And, Word
from search.expression_text import parse
from search.query import Facet, SearchQuery
from search.trees import Tree
from tests.search_world import scopes

USE = Use(Purpose.ANALYSIS)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(InvalidRequest) as caught:
        SearchQuery(
            USE,
            expression=And(tuple(Word(f"w{n}") for n in range(65))),
            units=("",),
            violations=("v",) * 300,
            charges=("BY-CC-342", "Art. 342"),
            date_from=date(1750, 1, 1),
            date_to=date(1749, 1, 1),
            page=0,
            page_size=101,
            facets=(Facet.UNIT, Facet.UNIT),
        )
    where = [problem.where for problem in caught.value.problems]
    assert where == [
        *(
            "text",
            "units",
            "violations",
            "charges[1]",
            "date_from",
            "date_to",
            "date_from",
            "page",
            "page_size",
            "facets",
        )
    ]


@pytest.mark.parametrize("page", [101, 10**9])
def test_pages_beyond_the_depth_limit_are_refused(page):
    with pytest.raises(InvalidRequest, match="beyond hit 10000"):
        SearchQuery(USE, page=page, page_size=100)


def test_a_text_of_a_megabyte_is_refused():
    with pytest.raises(InvalidRequest, match="longer than"):
        SearchQuery(USE, expression=parse("x" * 1_000_000))


@pytest.mark.parametrize("text", ["и", "the", "«не был»", "и OR the", "?!"])
def test_only_common_words_are_refused_with_the_reason(text):
    query = SearchQuery(USE, expression=parse(text))
    with pytest.raises(InvalidRequest, match="too common"):
        blind_query(query, scopes(), ScriptAnalyzer(), Labels(Tree({}), Tree({})))


def test_common_words_beside_others_drop_out():
    query = SearchQuery(USE, expression=parse("the wall и"))
    (first, _) = blind_query(query, scopes(), ScriptAnalyzer(), Labels(Tree({}), Tree({}))).query.branches
    assert len(first.text.clauses) == 1


def test_a_blinded_query_holds_nothing_that_was_typed():
    query = SearchQuery(
        Use(Purpose.PROSECUTION, "OHCHR", "DE"),
        expression=parse('коридор "у стены лицом"'),
        units=("by-omon-minsk",),
        violations=("integrity.torture",),
        date_from=date(2020, 8, 9),
        date_to=date(2020, 8, 12),
        languages=("ru",),
        collections=(scopes()[0].blind.collection_id,),
    )
    blinded = repr(blind_query(query, scopes(), ScriptAnalyzer(), Labels(Tree({}), Tree({}))).query)
    typed = (
        "корид",
        "стен",
        "лиц",
        "omon",
        "torture",
        "2020",
        "OHCHR",
        "prosecution",
        "'DE'",
        "'ru'",
        scopes()[0].blind.collection_id,
    )
    assert [word for word in typed if word.casefold() in blinded.casefold()] == []
