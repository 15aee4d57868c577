"""Documents made in processes are those made here, one for one."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.adapters.making import processes
from archive.adapters.making.processes import MakingProcesses
from search.documents import ItemDocument, document_from_lists, document_to_lists
from search.lexicon import ListedWords
from search.making import Alone, CollectionKeys
from tests.properties.record_strategies import instances
from tests.ready_makers import job, ready_maker, ready_makers
from tests.search_world import FIRST_COLLECTION, KEY, SECOND_COLLECTION, make_description

KEYS = [CollectionKeys(FIRST_COLLECTION, 3, KEY), CollectionKeys(SECOND_COLLECTION, 1, KEY)]


@pytest.fixture(scope="module")
def both():
    """Makers in three processes and here, each with the words that it met from one example to the next."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(processes, "MET", 2)  # the first becomes two, and these three, among the examples
        beside = MakingProcesses(ready_makers, 3)
        yield [(makers, {keys: ListedWords() for keys in KEYS}) for makers in (beside, Alone(ready_maker))]
        assert len(beside._all) == 3
        beside.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KEYS), st.integers(0, 2**32), st.integers(0, 60), st.sets(st.integers(0, 59)))
def test_both_make_the_same_documents_in_the_same_order(both, keys, seed, count, impossible):
    """Also of what cannot be made: a date that is none."""
    rng = Random(seed)
    jobs = [job(number, make_description(rng)) for number in range(count)]
    for number in impossible & set(range(count)):
        jobs[number] = job(number, impossible_one(jobs[number].description))
    made, expected = (list(makers.make(keys, jobs, words[keys])) for makers, words in both)
    assert made == expected
    assert len(made) == count
    listed, here = (words[keys].by_conditions for _, words in both)
    assert listed == here


def impossible_one(description):
    return replace(description, when="August", allegations=())


@settings(max_examples=60, deadline=None)
@given(instances(ItemDocument))
def test_a_document_comes_back_from_json_as_it_was(document: ItemDocument):
    assert document_from_lists(json.loads(json.dumps(document_to_lists(document)))) == document
