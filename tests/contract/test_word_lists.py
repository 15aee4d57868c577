"""Lists of words beside the index: kept, merged, sealed, and refused when they are not what was written."""

import shutil

import pytest

from archive.domain.errors import StorageFull, Unavailable
from crypto.blind import BlindIndex
from search.engines.word_folder import WordFolder
from search.lexicon import MAX_EXPANDED, Lexicon, read_words, write_words
from search.word_lists import MERGED_AT_ONCE, WordKeeper, WordLists

BLIND = BlindIndex(bytes(range(32)), "6f0b1b1e-0000-4000-8000-00000000000a")
OTHER = BlindIndex(bytes(range(32)), "6f0b1b1e-0000-4000-8000-00000000000b")
WORDS = {"избит": "избіт", "избивали": "избивали", "изба": "изба", "стена": "стена", "wall": "wall"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "words"


@pytest.fixture
def lists(folder):
    return WordLists(WordFolder(folder))


def whole(lists, generation="g1"):
    lists.set_whole(generation)
    return lists.lexicon(BLIND, generation)


def test_words_are_found_by_their_beginning(lists):
    lists.add(BLIND, "g1", WORDS)
    lexicon = whole(lists)
    assert lexicon.beginning("изб") == ("изба", "избивали", "избит")
    assert lexicon.beginning("избит") == ("избит",)
    assert lexicon.beginning("избита") == lexicon.beginning("бит") == ()
    assert lexicon.beginning("w") == ("wall",)
    assert lexicon.words() == WORDS


def test_pieces_are_merged_and_lose_nothing(lists, folder):
    for number in range(MERGED_AT_ONCE * 5):
        lists.add(BLIND, "g1", {f"слово{number}": f"слово{number}", "стена": "стена"})
    assert len(list(folder.rglob("*.words"))) < MERGED_AT_ONCE * 2
    assert len(whole(lists).words()) == MERGED_AT_ONCE * 5 + 1
    assert len(whole(lists).beginning("слово", 7)) == 7


def test_generations_and_collections_are_apart(lists):
    lists.add(BLIND, "g1", WORDS)
    lists.add(OTHER, "g2", {"ночь": "ночь"})
    lists.set_whole("g2")
    assert lists.lexicon(OTHER, "g2").words() == {"ночь": "ночь"}
    assert lists.lexicon(BLIND, "g2").words() == {}
    with pytest.raises(Unavailable, match="not complete"):
        lists.lexicon(BLIND, "g1")
    assert lists.lexicon(BLIND, "").words() == {}


def test_no_word_is_on_the_disk(lists, folder):
    lists.add(BLIND, "g1", WORDS)
    for path in folder.rglob("*.words"):
        data = path.read_bytes()
        assert not any(word.encode() in data for word in WORDS)
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["flip", "truncate", "other collection", "other generation"])
def test_a_changed_or_moved_piece_is_refused(lists, folder, change):
    lists.add(BLIND, "g1", WORDS)
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
        lists.lexicon(blind, generation)


def test_lost_lists_say_so(lists, folder):
    lists.add(BLIND, "g1", WORDS)
    lists.set_whole("g1")
    shutil.rmtree(folder)
    with pytest.raises(Unavailable, match="sviedka index rebuild"):
        lists.lexicon(BLIND, "g1")


def test_a_reader_follows_a_merge(lists, monkeypatch):
    """The pieces it saw are gone when it comes to read them; what they held is in another."""
    lists.add(BLIND, "g1", WORDS)
    lists.set_whole("g1")
    real, merged = WordFolder.pieces, []

    def overtaken(self, generation, collection_id):
        found = real(self, generation, collection_id)
        if not merged:
            merged.append(True)
            lists.add(BLIND, "g1", {**WORDS, "ночь": "ночь"})
            self.remove(generation, collection_id, found)
        return found

    monkeypatch.setattr(WordFolder, "pieces", overtaken)
    assert lists.lexicon(BLIND, "g1").beginning("ноч") == ("ночь",)


def test_a_keeper_adds_each_word_once_and_all_to_a_new_generation(lists):
    words = {"стена": "стена"}
    keeper = WordKeeper(lists, BLIND, words)
    keeper.keep("g1")
    words["ночь"] = "ночь"
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
        lists.add(BLIND, "g1", WORDS)


def test_an_index_cannot_lead_out_of_the_folder(lists):
    with pytest.raises(Unavailable, match="cannot be"):
        lists.lexicon(BLIND, "../../etc")


def test_no_more_words_than_can_be_asked():
    words = {f"a{number:05}": f"a{number:05}" for number in range(MAX_EXPANDED + 50)}
    assert len(Lexicon([write_words(words)]).beginning("a")) == MAX_EXPANDED + 1
    assert read_words([write_words(words)]) == words
