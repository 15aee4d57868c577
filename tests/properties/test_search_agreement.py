"""Random worlds and queries: what engines answer about tokens is what descriptions say in plain text."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.consent import Answer, Purpose
from search.engines.memory import MemoryIndex
from search.engines.sqlite import SqliteIndex
from search.query import Facet
from search.terms import consent_terms, use_terms
from tests import search_world as world
from tests.search_counts import expected_facet

seeds = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    sqlite = SqliteIndex(tmp_path_factory.mktemp("search") / "index.sqlite3")
    yield [MemoryIndex(), sqlite]
    sqlite.close()


def check_agreement(engine, deposits, rng, clearance, rounds):
    """Ask `rounds` queries and return how many found something."""
    found = 0
    for _ in range(rounds):
        query = world.make_query(rng)
        search = world.blinded(query, clearance)
        answer = search.read(engine.search(search.query))
        wanted = world.expected(query, deposits, clearance)
        assert {item.item_id for item in answer.items} == wanted
        assert answer.total == len(wanted)
        for facet in Facet:
            assert answer.facets[facet] == expected_facet(facet, query, deposits, clearance), facet
        found += bool(wanted)
    return found


@settings(max_examples=60)
@given(seeds, st.integers(0, 25), st.integers(1, 3))
def test_both_engines_find_and_count_what_the_oracle_does(engines, seed, size, clearance):
    deposits = world.make_world(seed, size)
    for engine in engines:
        engine.drop()
        assert engine.put([deposit.document() for deposit in deposits]).stored == size
        check_agreement(engine, deposits, Random(seed), clearance, 6)


def test_random_queries_find_something_more_often_than_not(engines):
    deposits = world.make_world(1, 40)
    engine = engines[0]
    engine.drop()
    engine.put([deposit.document() for deposit in deposits])
    assert check_agreement(engine, deposits, Random(1), 3, 60) > 30


@settings(max_examples=30)
@given(seeds, st.integers(1, 3))
def test_hidden_counts_are_those_of_the_oracle(engines, seed, clearance):
    deposits = world.make_world(seed, 15)
    query = world.make_query(Random(seed))
    for engine in engines:
        engine.drop()
        engine.put([deposit.document() for deposit in deposits])
        blinded = world.blinded(query, clearance)
        _, hidden = blinded.ask(engine)
        seen = world.expected(query, deposits, clearance)
        free = [deposit for deposit in deposits if deposit.description.sensitivity <= clearance]
        without_consent = sum(world.matches_without_rights(query, deposit) for deposit in free)
        without_both = sum(world.matches_without_rights(query, deposit) for deposit in deposits)
        assert hidden.by_consent == without_consent - len(seen)
        assert hidden.by_clearance == without_both - without_consent


@given(seeds)
def test_consent_in_tokens_is_consent_in_words(seed):
    rng = Random(seed)
    consent, use = world.make_consent(rng), world.make_use(rng)
    asked = set(use_terms(use))
    allowed = not asked.isdisjoint(consent_terms(consent, Answer.YES)) and asked.isdisjoint(
        consent_terms(consent, Answer.NO)
    )
    assert (allowed and use.purpose is not Purpose.STORAGE) == consent.allows(use)
