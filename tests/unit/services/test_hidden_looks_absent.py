"""What consent or clearance hides takes no work that can be told from that of a world without it.

Compared is what is done, not how long it takes: requests to the engine, objects opened and bytes read,
entries and their sizes; and what is answered.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product
from string import ascii_lowercase

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose, Use
from archive.domain.custody import EventType
from archive.domain.description import Allegation, Attribution, Kind
from archive.domain.errors import InvalidRequest
from archive.services.count import count
from archive.services.indexing import catch_up
from archive.services.search import search
from search.engines.elastic import ElasticIndex
from search.expression_text import parse
from search.lexicon import MAX_EXPANDED
from search.query import Facet, SearchQuery
from search.timeline import Scale
from search.trees import Matrix
from tests.factories import admit, consent, describe, make_archive
from tests.servers import settings_of

ELASTIC = [pytest.mark.elasticsearch, pytest.mark.xdist_group("elasticsearch-node")]
STUDY = Use(Purpose.ANALYSIS)
TABLES = {"facets": tuple(Facet), "matrix": Matrix(2, 0), "timeline": Scale.DECADE}
QUERIES = {
    "everything": SearchQuery(STUDY),
    "with tables": SearchQuery(STUDY, **TABLES),
    "words": SearchQuery(STUDY, expression=parse("corridor"), facets=(Facet.KIND,)),
    "a phrase and a unit": SearchQuery(
        STUDY, expression=parse('"a text" unit:by-mvd'), facets=(Facet.UNIT,), units=("by-guvd-minsk",)
    ),
    "only what is hidden": SearchQuery(STUDY, expression=parse("qwqwqwqwqw"), **TABLES),
    "a kind that is hidden": SearchQuery(STUDY, kinds=(Kind.VIDEO,), **TABLES),
    "a page after the last": SearchQuery(STUDY, page=2),
    "another purpose": SearchQuery(Use(Purpose.PUBLICATION), **TABLES),
}
TEXTS = {
    "a beginning of many hidden words": "qu*",
    "a beginning of hidden words alone": "qux*",
    "a beginning of a name": "person:Qu*",
    "a slip near many hidden words": "corrider",
    "a slip near hidden words alone": "qwqwqwqwqv",
    "a word that is hidden, and a condition": "qwqwqwqwqw kind:testimony date:2020-08",
    "a keyboard left in Russian": "йцйцйцйцйц",
    "another script": "коридор",
    "words further apart": '"qwqwqwqwqw corridor"',
    "nothing anywhere": "unit:by-kgb date:1999 zzzz",
}
QUERIES |= {name: SearchQuery(STUDY, expression=parse(text)) for name, text in TEXTS.items()}
LETTERS = [one + other for one, other in product(ascii_lowercase, repeat=2)]


def named(person):
    return replace(allegation(), attributions=(Attribution("by-omon-minsk", person=person),))


def allegation(unit="by-omon-minsk"):
    return Allegation("integrity.torture.beating", attributions=(Attribution(unit),), when="2020-08-10")


def open_items():
    yield describe(
        "quiet", text="quiet, quick, quest; a corridor of corridors", allegations=(named("Quinn"),)
    )
    for number in range(9):
        yield describe(f"corridor {number}", allegations=(allegation(),), sensitivity=1 + number % 2)


def hidden_items():
    """By consent and by clearance; some like the others, some unlike anything; full of words."""
    many = " ".join(
        f"qu{more}{letter}" for letter in "abx" for more in (*LETTERS, *(f"x{n}" for n in LETTERS))
    )
    near = " ".join(
        f"{letter}corrider corrider{letter} corrid{letter}r CORRÍDOR" for letter in ascii_lowercase
    )
    yield describe("words", text=f"{many} {near}", sensitivity=3)
    yield describe("words", text=f"{many} {near}", consent=consent(Purpose.PROSECUTION))
    for number in range(6):
        yield describe(
            f"corridor {number}",
            allegations=(allegation(), allegation("by-kgb")),
            consent=consent(Purpose.PROSECUTION),
        )
        yield describe(f"corridor kept {number}", allegations=(allegation("by-sk"),), sensitivity=3)
    yield describe("qwqwqwqwqw", kind=Kind.VIDEO, sensitivity=3)
    yield describe("qwqwqwqwqw", kind=Kind.VIDEO, consent=consent(Purpose.PROSECUTION))


@dataclass
class Work:
    """What was done while somebody asked."""

    requests: list = field(default_factory=list)
    opened: Counter = field(default_factory=Counter)
    entries: list = field(default_factory=list)


def world(tmp_path, name, node, *more):
    """An archive with these items; its index is embedded, or on a node of Elasticsearch."""
    made = make_archive(tmp_path, name)
    if node is not None:
        index = ElasticIndex(settings_of(node), made.archive.analyzer.version)
        made.archive.index.close()
        made.archive = made.archive.with_index(index)
    admit(made, "lawyer", 2)
    made.deposit_all([((b"FICTIONAL corridor, a text",), each, None) for each in (*open_items(), *more)])
    catch_up(made.archive, made.custodian)
    return made


@pytest.fixture(scope="module", params=["embedded", pytest.param("elasticsearch", marks=ELASTIC)])
def worlds(request, tmp_path_factory):
    folder, served = tmp_path_factory.mktemp("worlds"), request.param == "elasticsearch"
    node = request.getfixturevalue("elasticsearch_node") if served else None
    both = world(folder, "without", node), world(folder, "with", node, *hidden_items())
    yield both
    for made in both:
        made.archive.index.drop()
        made.close()


def watched(made, monkeypatch, act) -> tuple[object, Work]:
    """Do something and answer with what came of it and with the work it took."""
    work, index, objects = Work(), made.archive.index, made.archive.objects
    real_search, real_each, real_open = index.search, index.search_each, objects.open_payload

    def noted(query, answer):
        work.requests.append((len(repr(query)), query.limit, len(query.tallies), len(answer.hits)))
        return answer

    def opened(digest):
        payload = real_open(digest)
        work.opened[payload.size] += 1
        return payload

    with made.archive.records.reading() as tx:
        before = tx.log.size()
    with monkeypatch.context() as patch:
        patch.setattr(type(index), "search", lambda _, query: noted(query, real_search(query)))
        patch.setattr(
            type(index), "search_each", lambda _, several: tuple(map(noted, several, real_each(several)))
        )
        patch.setattr(type(objects), "open_payload", lambda _, digest: opened(digest))
        answer = act()
    with made.archive.records.reading() as tx:
        work.entries = [(row.event_type, len(row.entry)) for row in tx.log.entries(before)]
    return answer, work


def shown(results):
    titles = sorted(found.record.description.title for found in results.found)
    passages = sorted(passage.text for found in results.found for passage in found.passages)
    return results.total, titles, passages, results.tables, results.damaged, results.suggestions


def answered(made, query):
    """What a search shows, or what is said of it."""
    try:
        return shown(search(made.archive, made.lawyer, query))
    except InvalidRequest as error:
        return [str(error), error.problems]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_search_takes_the_same_work_and_shows_the_same(worlds, monkeypatch, query):
    answers = [watched(made, monkeypatch, lambda made=made: answered(made, query)) for made in worlds]
    (without, work), (among, same_work) = answers
    assert without == among
    assert work == same_work
    assert len(work.requests) >= 3
    assert [kind for kind, _ in work.entries] == [EventType.QUERY.value]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_count_opens_nothing_and_shows_the_same(worlds, monkeypatch, query):
    answers = [
        watched(made, monkeypatch, lambda made=made: count(made.archive, made.lawyer, query))
        for made in worlds
    ]
    (without, work), (among, same_work) = answers
    assert without == among
    assert work == same_work
    assert not work.opened
    assert all(limit == hits == 0 for _, limit, _, hits in work.requests)


def test_the_worlds_differ_for_who_may_see(worlds):
    """Otherwise all of the above would be true of anything."""
    seen = []
    for made in worlds:
        admit(made, "lawyer", 3)
        seen.append({name: answered(made, query) for name, query in QUERIES.items()})
        admit(made, "lawyer", 2)
    without, among = seen
    assert (without["everything"][0], among["everything"][0]) == (10, 18)
    assert f"more than {MAX_EXPANDED} words begin" in str(among["a beginning of many hidden words"])
    assert without["a beginning of many hidden words"][0] == 1
    for name in ("a slip near many hidden words", "a slip near hidden words alone"):
        assert without[name][-1] != among[name][-1]
    assert without["a slip near many hidden words"][-1][0].query == "corridor"


def test_exact_counts_are_within_the_rights_of_the_custodian_who_asks(worlds):
    for made, expected in zip(worlds, (10, 18), strict=True):
        assert Role.CUSTODIAN in made.custodian.agent.roles
        counts = count(made.archive, made.custodian, SearchQuery(STUDY, **TABLES), exactly=True)
        assert counts.total.exact
        assert counts.total.at_least == expected
