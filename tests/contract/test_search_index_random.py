"""Random worlds and random queries on every engine, held against descriptions and the reference engine."""

from random import Random

import pytest

from search.clauses import AnyOf, BlindedQuery, Branch, Either, Every, InOneAct, Not, Phrase
from search.engines.memory import holds, tokens_of
from search.query import Facet
from tests import search_world as world
from tests.search_counts import expected_facet
from tests.search_helpers import put


@pytest.mark.parametrize("seed", [11, 12])
def test_random_worlds_agree_with_their_descriptions(index, seed):
    deposits, rng, found = world.make_world(seed, 60), Random(seed), 0
    put(index, *deposits)
    for _ in range(60):
        query, clearance = world.make_query(rng), rng.randint(1, 3)
        search = world.blinded(query, clearance)
        answer = search.read(index.search(search.query))
        wanted = world.expected(query, deposits, clearance)
        assert {hit.item_id for hit in answer.items} == wanted
        assert answer.total == len(wanted)
        for facet in Facet:
            assert answer.facets[facet] == expected_facet(facet, query, deposits, clearance), facet
        found += bool(wanted)
    assert found > 25


def make_clause(rng, tokens, depth=3):
    """A random clause over the tokens that documents have, and one that none has."""
    kinds = ["any", "any", "phrase"] if depth == 0 else ["any", "every", "either", "not", "act", "phrase"]
    match rng.choice(kinds):
        case "any":
            name = rng.choice(["stem", "kind", "language"])
            return AnyOf(name, tuple(rng.sample(tokens[name], min(len(tokens[name]), rng.randint(0, 2)))))
        case "phrase":
            return Phrase(tuple(rng.choices(tokens["text"], k=rng.randint(1, 2))))
        case "every":
            return Every(tuple(make_clause(rng, tokens, depth - 1) for _ in range(rng.randint(0, 3))))
        case "either":
            return Either(tuple(make_clause(rng, tokens, depth - 1) for _ in range(rng.randint(0, 3))))
        case "not":
            return Not(make_clause(rng, tokens, depth - 1))
        case _:
            units = [
                AnyOf("unit", tuple(rng.sample(tokens["unit"], 2))),
                Not(AnyOf("year", tokens["year"][:9])),
            ]
            return InOneAct(
                rng.choice([*units, Every(tuple(units)), Either(tuple(units)), Every((units[1],)), Every(())])
            )


def test_any_tree_of_clauses_means_the_same_everywhere(index):
    documents = [deposit.document() for deposit in world.make_world(3, 40)]
    index.put(documents)
    index.refresh()
    tokens = {
        name: [*sorted({token for d in documents for token in tokens_of(d, name)}), "A" * 12]
        for name in ("text", "stem", "kind", "language")
    }
    for name in ("unit", "year"):
        tokens[name] = sorted({token for d in documents for act in d.acts for token in getattr(act, name)})
    collection = documents[0].collection[0]
    rng, sizes = Random(4), set()
    for _ in range(150):
        clause = make_clause(rng, tokens)
        in_text = rng.random() < 0.3
        branch = Branch(
            collection, None, None, filters=() if in_text else (clause,), text=clause if in_text else None
        )
        answer = index.search(BlindedQuery((branch,), limit=100))
        wanted = {d.doc_id for d in documents if d.collection == (collection,) and holds(clause, d)}
        assert {hit.doc_id for hit in answer.hits} == wanted, clause
        assert answer.total == len(wanted)
        sizes.add(len(wanted))
    assert len(sizes) > 8
