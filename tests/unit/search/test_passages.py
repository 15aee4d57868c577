from hypothesis import given
from hypothesis import strategies as st

from search.analysis import ScriptAnalyzer, fold
from search.expression import Or, Phrase, Prefix
from search.passages import WIDTH, Sought, marks_in, passages_of
from tests.search_helpers import text as words_and_phrases
from tests.search_world import WORDS

ANALYZER = ScriptAnalyzer()


def marked(passage):
    return [passage.text[start:end] for start, end in passage.spans]


def test_words_are_marked_as_they_were_written():
    text = "Нас поставили лицом к стене в коридоре. Потом увели. ВДОЛЬ СТЕНЫ стояли люди."
    (passage,) = passages_of([text], words_and_phrases("стена", "коридоры"), ANALYZER)
    assert marked(passage) == ["стене", "коридоре", "СТЕНЫ"]
    assert passage.text == text


def test_a_phrase_is_marked_whole_with_the_common_words_within():
    text = "Стояли у стены; стояли стеной."
    (passage,) = passages_of([text], Phrase("стояли у стены"), ANALYZER)
    assert marked(passage) == ["Стояли у стены"]


def test_the_passage_with_most_of_the_query_comes_first_and_none_overlap():
    filler = "Ничего особенного не было сказано. " * 20
    text = f"Коридор. {filler}В коридоре били. {filler}Били."
    passages = passages_of([text, "коридор"], words_and_phrases("били", "коридор"), ANALYZER, 3)
    assert [marked(passage) for passage in passages] == [["коридоре", "били"], ["Коридор"], ["Били"]]
    assert [passage.source for passage in passages] == [0, 0, 0]
    assert all(text[p.start : p.start + len(p.text)] == p.text for p in passages)
    assert passages[0].text.startswith("В коридоре")


def test_words_met_before_and_words_among_punctuation_are_marked_alike():
    text = "(Стена) стена, «стене». Били: били, не били-били! Стенгазета"
    query = words_and_phrases("стена", "били")
    words = {stem: form for form in ANALYZER.query_forms("стена били") for stem in form.stems}
    located = [word for word in ANALYZER.locate(text) if not words.keys().isdisjoint(word.form.stems)]
    for analyzer in (ScriptAnalyzer(), ANALYZER):
        assert marks_in(text, query, analyzer) == tuple((word.start, word.end) for word in located)
    assert len(located) == 7


def test_nothing_matched_gives_no_passage():
    assert passages_of(["Другое."], words_and_phrases("стена"), ANALYZER) == ()
    assert passages_of([], words_and_phrases("стена"), ANALYZER) == ()
    assert passages_of(["и в на"], Phrase("и в"), ANALYZER) == ()


texts = st.lists(st.sampled_from([*WORDS, "и", "Сте\u0301ны.", "\n", "«ночь»", "x" * 300]), max_size=120).map(
    " ".join
)


@given(st.lists(texts, max_size=3), st.lists(st.sampled_from(WORDS), max_size=3), st.integers(0, 4))
def test_passages_are_pieces_of_the_texts_and_marks_are_words_of_the_query(originals, words, most):
    passages = passages_of(originals, words_and_phrases(*words), ANALYZER, most)
    stems = {form.stems[0] for word in words for form in ANALYZER.forms(word)}
    assert len(passages) <= most
    for passage in passages:
        assert originals[passage.source][passage.start :].startswith(passage.text)
        assert len(passage.text) <= WIDTH + 400
        assert passage.spans == tuple(sorted(passage.spans))
        assert passage.spans
        for word in marked(passage):
            assert ANALYZER.forms(word)[0].stems[0] in stems
            assert fold(word)


@given(st.lists(texts, max_size=4), st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_what_serves_all_texts_of_a_search_finds_in_each_what_one_of_its_own_finds(originals, word, other):
    query = Or((words_and_phrases(word), Prefix(other[:3]), Phrase(f"{word} {other}")))
    together = Sought(query, ANALYZER)
    for text in (*originals, *originals):
        assert together.passages([text], 3) == passages_of([text], query, ANALYZER, 3)
        assert together.matches(text) == Sought(query, ScriptAnalyzer()).matches(text)
