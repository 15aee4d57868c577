import pytest

from search.languages import Recogniser, plausible
from search.multilingual import LanguageAnalyzer

RECOGNISER = Recogniser()
BELARUSIAN = "Яго білі ў калідоры ўсю ноч."
RUSSIAN = "Его били в коридоре всю ночь, и это видели все."
UKRAINIAN = "Його били в коридорі всю ніч, і це бачили всі."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BELARUSIAN, "be"),
        ("Сьледчы крычаў на сьведку.", "be"),
        (RUSSIAN, "ru"),
        ("Допрос был в полночь.", "ru"),
        ("Допрос начался в полночь.", ""),
        (UKRAINIAN, "uk"),
        ("Наприкінці коридору горіла лампа.", "uk"),
        ("Камера.", ""),
        ("He was beaten all night.", ""),
    ],
)
def test_a_sentence_is_recognised(text, language):
    assert [name for name, _, _ in RECOGNISER.passages(text)] == [language]


def test_a_text_falls_into_passages_without_gaps():
    text = f"{BELARUSIAN} {RUSSIAN}\n{UKRAINIAN}"
    passages = RECOGNISER.passages(text)
    assert [name for name, _, _ in passages] == ["be", "ru", "uk"]
    assert "".join(text[start:end] for _, start, end in passages) == text


def test_a_sentence_that_does_not_say_goes_with_its_neighbours():
    assert [name for name, _, _ in RECOGNISER.passages(f"Камера. {BELARUSIAN} Камера. Ноч.")] == ["be"]


@pytest.mark.parametrize(
    ("word", "languages"),
    [
        ("камера", ("be", "ru", "uk")),
        ("воўк", ("be",)),
        ("стена", ("ru", "uk")),
        ("сцяна", ("be", "ru", "uk")),
        ("їжа", ("uk",)),
        ("объект", ("ru",)),
        ("столы", ("be", "ru")),
        ("б'ють", ("uk",)),
        ("ўщї", ("be", "ru", "uk")),
    ],
)
def test_letters_say_what_a_word_cannot_be(word, languages):
    assert plausible(word) == languages


@pytest.mark.parametrize("text", [BELARUSIAN, RUSSIAN, UKRAINIAN, f"{RUSSIAN} {BELARUSIAN}", "Воўк и їжа."])
def test_a_query_has_every_stem_that_a_passage_may_have(text):
    analyzer = LanguageAnalyzer()
    for word in analyzer.locate(text):
        (asked,) = analyzer.query_forms(text[word.start : word.end])
        assert asked.folded == word.form.folded
        assert set(word.form.stems) <= set(asked.stems)


def test_forms_and_places_agree():
    analyzer = LanguageAnalyzer()
    text = f"{BELARUSIAN} {RUSSIAN} {UKRAINIAN} Beaten with batons, ИК-1."
    assert [word.form for word in analyzer.locate(text)] == analyzer.forms(text)


def test_the_memo_is_bounded(monkeypatch):
    monkeypatch.setattr("search.multilingual.MEMO_WORDS", 5)
    analyzer = LanguageAnalyzer()
    text = " ".join(f"слово{n}" for n in range(50))
    assert analyzer.forms(text) == analyzer.forms(text)
    assert max(map(len, analyzer._memos.values())) <= 5


@pytest.mark.parametrize(
    "words",
    [
        "камера камери камері камеру камерах камер",
        "свідок свідка свідки свідків свідкам",
        "ніч ночі ночами",
        "затримали затримав затримає затримати",
        "в'язень в'язні в’язнів вʼязням",
        "хлопець хлопця",
        "рука руці рук",
        "листи листа листів",
        "били бив била",
        "погрожував погрожували погрожують погрожувати",
        "катування катувань катуванням",
    ],
)
def test_ukrainian_forms_meet(words):
    analyzer = LanguageAnalyzer()
    stems = [set(analyzer.words("uk", word)[0].form.stems) for word in words.split()]
    assert set.intersection(*stems), stems


def test_ukrainian_words_that_differ_stay_apart():
    analyzer = LanguageAnalyzer()
    words = ["камера", "камінь", "затримка", "суд", "суддя", "лікар", "лікарня", "коридор", "стіна", "стіл"]
    stems = [analyzer.words("uk", word)[0].form.stems for word in words]
    assert len({stem for several in stems for stem in several}) == sum(map(len, stems))
