import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import ScriptAnalyzer, fold
from search.stopwords import STOP_WORDS

ANALYZER = ScriptAnalyzer()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ёлка", "елка"),
        ("ў", "у"),
        ("аўтазак", "аутазак"),
        ("білі", "били"),
        ("п'яць", "пяць"),
        ("п’яць", "пʼяць"),
        ("за\u0301мок", "замок"),
        ("сви\u00adдетель", "свидетель"),
        ("Їжак", "ижак"),
        ("ґанок", "ганок"),
        ("Łukašenka", "lukasenka"),
        ("witness's", "witness"),
        ("witness’s", "WITNESS"),
        ("ﬁle", "file"),
        ("１２", "12"),
        ("и\u0306", "й"),
        ("у\u0306", "ў"),
    ],
)
def test_spellings_of_one_word_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("й", "и"), ("камера", "камеры"), ("ик", "uk"), ("э", "е")])
def test_different_words_stay_apart(one, other):
    assert fold(one) != fold(other)


letters = st.text("абвёйўіїєґ'’\u0301\u00adabcłčšøs ", max_size=12)


@given(st.one_of(st.text(max_size=12), letters))
def test_folding_twice_changes_nothing(word):
    assert fold(fold(word)) == fold(word)


@given(st.one_of(st.text(max_size=80), letters))
def test_places_and_forms_agree(text):
    located = ANALYZER.locate(text)
    assert [word.form for word in located] == ANALYZER.forms(text)
    for start, end, form in located:
        assert form.folded == fold(text[start:end])
        assert form.stems


def test_inflections_meet_and_stop_words_are_left_out():
    forms = ANALYZER.forms("Стояли у стены, в коридорах; beaten with batons and walls")
    assert [form.stems[0] for form in forms] == ["стоя", "стен", "коридор", "beaten", "baton", "wall"]
    assert ANALYZER.forms(" ".join(STOP_WORDS)) == []


def test_words_end_at_punctuation_and_underscores():
    forms = ANALYZER.forms("ИК-1, file_name; «ночь»… (Ф-112)")
    assert [form.folded for form in forms] == ["ик", "1", "file", "name", "ночь", "ф", "112"]


def test_the_memo_is_bounded(monkeypatch):
    monkeypatch.setattr("search.analysis.MEMO_WORDS", 5)
    analyzer = ScriptAnalyzer()
    text = " ".join(f"слово{n}" for n in range(50))
    assert analyzer.forms(text) == analyzer.forms(text)
    assert len(analyzer._memo) <= 5
