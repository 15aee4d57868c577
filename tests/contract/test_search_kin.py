"""What belongs together, on every engine: near duplicates by bands, accounts by their witness."""

from dataclasses import replace

from archive.domain.consent import Consent, ConsentBasis
from archive.domain.description import Source
from crypto.blind import BlindIndex
from search.blinding import Scope, blind_kin
from search.terms import witness_terms
from tests import search_world as world
from tests.search_helpers import STUDY, find, item, numbers, put, text

STORY = " ".join(f"part{number} of a story" for number in range(40))
RETOLD = STORY.replace("part7", "another").replace("part21", "a different")
OTHER = " ".join(f"piece{number} of something else" for number in range(40))


def near(index, deposit, clearance=3, limit=10):
    bands = deposit.document().near
    search = blind_kin(STUDY, scopes(clearance), "near", lambda _: bands, limit)
    return search.read(index.search(search.query))


def of_witness(index, witness, clearance=3):
    terms = witness_terms(witness)
    search = blind_kin(
        STUDY, scopes(clearance), "witness", lambda scope: scope.blind.tokens("witness", *terms), 10
    )
    return search.ask(index)


def scopes(clearance):
    return [Scope(world.BLIND[world.FIRST_COLLECTION], clearance)]


def told_by(number, witness, **fields):
    return item(number, "FICTIONAL", "wall", source=Source(witness=witness), **fields)


def test_near_duplicates_are_found_and_strangers_are_not(index):
    put(index, item(1, "", STORY), item(2, "", RETOLD), item(3, "", OTHER), item(4, "", ""))
    assert set(numbers(near(index, item(1, "", STORY)))) == {1, 2}
    assert set(numbers(near(index, item(3, "", OTHER)))) == {3}
    assert near(index, item(4, "", "")).total == 0
    assert near(index, item(9, "", STORY), limit=1).total == 2


def test_near_duplicates_are_those_of_the_present_version(index):
    put(index, item(1, "", STORY), item(2, "", RETOLD))
    put(index, item(2, "", OTHER, version=2))
    assert numbers(near(index, item(1, "", STORY))) == [1]
    assert numbers(near(index, item(8, "", OTHER))) == [2]
    index.remove([item(2).document().doc_id], version=3)
    index.refresh()
    assert near(index, item(8, "", OTHER)).total == 0


def test_the_witness_finds_all_accounts_whose_tokens_are_not_the_same(index):
    accounts = [
        replace(told_by(1, "W-FICTION"), item_id=f"0000000{number}-0000-4000-8000-000000000000")
        for number in range(1, 5)
    ]
    put(index, *accounts, told_by(9, "W-OTHER"), item(10, "", "wall"))
    tokens = [each.document().witness for each in accounts]
    assert len(set(tokens)) == len(tokens), "equal tokens would show who gave several accounts"
    found, _ = of_witness(index, "W-FICTION")
    assert {each.item_id for each in found.items} == {each.item_id for each in accounts}
    assert of_witness(index, "W-NOBODY")[0].total == 0


def test_consent_and_clearance_come_before_kin(index):
    silent = Consent(ConsentBasis.SOURCE)
    put(
        index,
        told_by(1, "W-FICTION", sensitivity=1),
        told_by(2, "W-FICTION", sensitivity=3),
        told_by(3, "W-FICTION", consent=silent),
    )
    found, hidden = of_witness(index, "W-FICTION", clearance=1)
    assert numbers(found) == [1]
    assert (hidden.by_consent, hidden.by_clearance) == (1, 1)


def test_another_key_finds_nothing(index):
    put(index, told_by(1, "W-FICTION"))
    blind = BlindIndex(bytes(32), world.FIRST_COLLECTION)
    search = blind_kin(
        STUDY, [Scope(blind, 3)], "witness", lambda scope: scope.blind.tokens("witness", "W-FICTION"), 10
    )
    assert index.search(search.query).total == 0


def test_kin_changes_no_ranking_of_words(index):
    """A document is not longer for having bands."""
    put(index, item(1, "", "wall " * 3), item(2, "", "wall " * 3, source=Source(witness="W-FICTION")))
    first, second = find(index, expression=text("wall")).items
    assert first.score == second.score


def test_above_the_ceiling_nothing_says_what_belongs_together():
    document = told_by(1, "W-FICTION").document(ceiling=0)
    assert (document.near, document.witness) == ((), ())
