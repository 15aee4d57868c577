"""Lists of words beside the index: kept, merged, sealed, and refused when they are not what was written."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.consent import Purpose, Use
from archive.domain.errors import StorageFull, Unavailable
from crypto.blind import BlindIndex
from search import word_lists
from search.engines.word_folder import WordFolder
from search.lexicon import (
    MAX_EXPANDED,
    Conditions,
    Lexicon,
    ListedWords,
    listed_word,
    read_blocks,
    read_words,
    write_words,
)
from search.terms import use_terms
from search.word_lists import MERGED_AT_ONCE, WordKeeper, WordLists

BLIND = BlindIndex(bytes(range(32)), "6f0b1b1e-0000-4000-8000-00000000000a")
OTHER = BlindIndex(bytes(range(32)), "6f0b1b1e-0000-4000-8000-00000000000b")
STUDY = Use(Purpose.ANALYSIS)
OPEN = Conditions(1, tuple(use_terms(STUDY)))
WORDS = {"избит": "избіт", "избивали": "избивали", "изба": "изба", "стена": "стена", "wall": "wall"}


def listed(words, conditions=OPEN):
    return ListedWords({conditions: dict.fromkeys(listed_word(*pair) for pair in words.items())})


def seen(lists, generation="g1", blind=BLIND, clearance=3, use=STUDY):
    return lists.lexicon(blind, generation, clearance, use)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "words"


@pytest.fixture
def lists(folder):
    return WordLists(WordFolder(folder))


def whole(lists, generation="g1"):
    lists.set_whole(generation)
    return seen(lists, generation)


def test_words_are_found_by_their_beginning(lists):
    lists.add(BLIND, "g1", listed(WORDS))
    lexicon = whole(lists)
    assert lexicon.beginning("изб") == ("изба", "избивали", "избит")
    assert lexicon.beginning("избит") == ("избит",)
    assert lexicon.beginning("избита") == lexicon.beginning("бит") == ()
    assert lexicon.beginning("w") == ("wall",)
    assert lexicon.words() == WORDS


def test_pieces_are_merged_and_lose_nothing(lists, folder):
    for number in range(MERGED_AT_ONCE * 5):
        lists.add(BLIND, "g1", listed({f"слово{number}": f"слово{number}", "стена": "стена"}))
    assert len(list(folder.rglob("*.words"))) < MERGED_AT_ONCE * 2
    assert len(whole(lists).words()) == MERGED_AT_ONCE * 5 + 1
    assert len(whole(lists).beginning("слово", 7)) == 7


def test_generations_and_collections_are_apart(lists):
    lists.add(BLIND, "g1", listed(WORDS))
    lists.add(OTHER, "g2", listed({"ночь": "ночь"}))
    lists.set_whole("g2")
    assert seen(lists, "g2", OTHER).words() == {"ночь": "ночь"}
    assert seen(lists, "g2").words() == {}
    with pytest.raises(Unavailable, match="not complete"):
        seen(lists)
    assert seen(lists, "").words() == {}


def test_no_word_is_on_the_disk(lists, folder):
    lists.add(BLIND, "g1", listed(WORDS))
    for path in folder.rglob("*.words"):
        data = path.read_bytes()
        assert not any(word.encode() in data for word in WORDS)
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["flip", "truncate", "other collection", "other generation"])
def test_a_changed_or_moved_piece_is_refused(lists, folder, change):
    lists.add(BLIND, "g1", listed(WORDS))
    lists.set_whole("g1")
    (path,) = folder.rglob("*.words")
    data = path.read_bytes()
    generation, blind = "g1", BLIND
    if change == "flip":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif change == "truncate":
        path.write_bytes(data[:8])
    elif change == "other collection":
        path.parent.rename(path.parent.with_name(OTHER.collection_id))
        blind = OTHER
    else:
        (folder / "g1").rename(folder / "g2")
        generation = "g2"
    with pytest.raises(Unavailable, match="not what was written"):
        seen(lists, generation, blind)


def test_lost_lists_say_so(lists, folder):
    lists.add(BLIND, "g1", listed(WORDS))
    lists.set_whole("g1")
    shutil.rmtree(folder)
    with pytest.raises(Unavailable, match="sviedka index rebuild"):
        seen(lists)


def test_a_reader_follows_a_merge(lists, monkeypatch):
    """The pieces it saw are gone when it comes to read them; what they held is in another."""
    lists.add(BLIND, "g1", listed(WORDS))
    lists.set_whole("g1")
    real, merged = WordFolder.pieces, []

    def overtaken(self, generation, collection_id):
        found = real(self, generation, collection_id)
        if not merged:
            merged.append(True)
            lists.add(BLIND, "g1", listed({**WORDS, "ночь": "ночь"}))
            self.remove(generation, collection_id, found)
        return found

    monkeypatch.setattr(WordFolder, "pieces", overtaken)
    assert seen(lists).beginning("ноч") == ("ночь",)


def test_a_keeper_adds_each_word_once_and_all_to_a_new_generation(lists):
    words = {"стена": "стена"}
    known = listed(words)
    keeper = WordKeeper(lists, BLIND, known)
    keeper.keep("g1")
    words["ночь"] = "ночь"
    known.of(OPEN)["ночь"] = None
    known.of(Conditions(3))["hidden"] = None
    keeper.keep("g1")
    keeper.keep("g1")
    assert whole(lists).words() == words
    keeper.keep("g2")
    assert whole(lists, "g2").words() == words


def test_a_full_disk_is_said(lists, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.engines.word_folder._write", full)
    with pytest.raises(StorageFull):
        lists.add(BLIND, "g1", listed(WORDS))


def test_an_index_cannot_lead_out_of_the_folder(lists):
    with pytest.raises(Unavailable, match="cannot be"):
        seen(lists, "../../etc")


def test_no_more_words_than_can_be_asked(lists):
    words = {f"a{number:05}": f"a{number:05}" for number in range(MAX_EXPANDED + 50)}
    spelt_twice = listed(words)
    spelt_twice.of(OPEN).update(dict.fromkeys(listed_word(word, f"{word}'s") for word in words))
    lists.add(BLIND, "g1", spelt_twice)
    lexicon = whole(lists)
    assert lexicon.beginning("a") == lexicon.beginning("") == tuple(words)[: MAX_EXPANDED + 1]
    assert lexicon.spelt("a0", 3) == ("a00000", "a00001", "a00002")
    assert lexicon.words() == words
    assert read_words(write_words(spelt_twice)) == spelt_twice


def test_a_beginning_unpacks_the_words_with_its_first_letter_alone(lists, monkeypatch):
    lists.add(BLIND, "g1", listed(WORDS))
    lexicon, unpacked = whole(lists), []
    real = word_lists._unpack
    monkeypatch.setattr(word_lists, "_unpack", lambda page: unpacked.append(real(page)) or unpacked[-1])
    assert lexicon.beginning("сте") == ("стена",)
    assert unpacked == [[(OPEN, "стена\n")]]
    assert lexicon.beginning("я") == ()


LETTERS = st.text(st.characters(categories=["L", "M", "N"]), min_size=1)


@given(
    st.dictionaries(
        st.builds(
            Conditions,
            st.integers(1, 3),
            st.lists(st.sampled_from(use_terms(STUDY)), max_size=2).map(tuple),
            st.lists(st.sampled_from(use_terms(STUDY)), max_size=1).map(tuple),
        ),
        st.dictionaries(
            st.text(st.characters(categories=["L", "M", "N"]), min_size=1), st.none(), max_size=20
        ),
        max_size=4,
    ),
    st.integers(0, 3),
    st.text(max_size=2),
)
def test_a_reader_finds_the_words_of_what_he_may_see_and_no_other(words, clearance, beginning):
    piece = word_lists._Piece(word_lists._pack(ListedWords(words)))
    open_words = {w for conditions, some in words.items() if conditions.hold(clearance, STUDY) for w in some}
    lexicon = Lexicon.open_to(clearance, STUDY, [piece])
    assert lexicon.words() == {word: word for word in open_words}
    assert lexicon.beginning(beginning) == tuple(sorted(w for w in open_words if w.startswith(beginning)))


HIDDEN = {
    "clearance": Conditions(2, OPEN.allowed),
    "no answer": Conditions(1),
    "another answer": Conditions(1, ("icc\x1f*\x1f*",)),
    "a no": Conditions(1, OPEN.allowed, OPEN.allowed[:1]),
}


@pytest.mark.parametrize("conditions", HIDDEN.values(), ids=HIDDEN)
def test_words_are_listed_under_the_conditions_of_their_items(lists, conditions):
    lists.add(BLIND, "g1", listed({"стена": "стена", "ночь": "ночь"}))
    lists.add(BLIND, "g1", listed({"стена": "стéна", "стекло": "стекло"}, conditions))
    lists.set_whole("g1")
    lexicon = seen(lists, clearance=1)
    assert lexicon.words() == {"стена": "стена", "ночь": "ночь"}
    assert lexicon.beginning("сте") == ("стена",)
    assert seen(lists, clearance=0).words() == {}
    assert seen(lists, use=Use(Purpose.STORAGE)).words() == {}
    assert seen(lists, use=Use(Purpose.ICC)).words() == (
        {"стена": "стéна", "стекло": "стекло"} if conditions is HIDDEN["another answer"] else {}
    )


def test_what_is_no_list_is_refused():
    for text in ("word\n", "\t{\nword\n", "\tnull\n"):
        with pytest.raises(ValueError, match=r"conditions|JSON|Expecting"):
            read_blocks(text)
