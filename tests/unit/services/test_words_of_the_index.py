"""The list of words follows the index: what is indexed, rebuilt, wiped, and what was never there."""

import shutil

import pytest

from archive.domain.errors import Unavailable
from archive.services.indexing import catch_up, rebuild
from archive.services.search import search
from search.expression_text import parse
from search.query import SearchQuery
from tests.factories import PROSECUTION


def found(own, text: str) -> int:
    return search(own.archive, own.lawyer, SearchQuery(use=PROSECUTION, expression=parse(text))).total


def test_beginnings_are_found_as_soon_as_words(own):
    catch_up(own.archive, own.lawyer)
    assert found(own, "zor*") == 0
    own.deposit([b"FICTIONAL zorka"])
    catch_up(own.archive, own.lawyer)
    own.deposit([b"FICTIONAL zornica"])
    catch_up(own.archive, own.lawyer)
    assert (found(own, "zor*"), found(own, "zork*"), found(own, "zorkas*")) == (2, 1, 0)


def test_a_rebuild_brings_back_what_was_lost(own):
    own.deposit([b"FICTIONAL zorka"])
    catch_up(own.archive, own.lawyer)
    shutil.rmtree(own.root / "words")
    with pytest.raises(Unavailable, match="index rebuild"):
        found(own, "zor*")
    assert found(own, "zorka") == 1
    rebuild(own.archive, own.lawyer)
    assert found(own, "zor*") == 1
    own.deposit([b"FICTIONAL zornica"])
    catch_up(own.archive, own.lawyer)
    assert found(own, "zor*") == 2
    assert len(list((own.root / "words" / "embedded").iterdir())) == 1


def test_an_index_that_was_wiped_gets_its_words_again(own):
    own.deposit([b"FICTIONAL zorka"])
    catch_up(own.archive, own.lawyer)
    own.archive.index.drop()
    catch_up(own.archive, own.lawyer)
    assert found(own, "zor*") == 1


def test_words_that_could_not_be_kept_leave_the_work_undone(own, monkeypatch):
    own.deposit([b"FICTIONAL zorka"])

    def broken(*_):
        raise Unavailable("no disk")

    with monkeypatch.context() as patch:
        patch.setattr("search.word_lists.WordLists.add", broken)
        with pytest.raises(Unavailable):
            catch_up(own.archive, own.lawyer)
    assert catch_up(own.archive, own.lawyer).indexed == 1
    assert found(own, "zor*") == 1
