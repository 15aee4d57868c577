"""What holds of all names: order does not matter, nothing crashes, every scheme finds its way back."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from search.names import Verdict, condition_of, decide, parse_name, terms_of
from search.names.edits import edits, one_letter_apart
from search.names.letters import normalise
from search.names.sounds import Sounds, sounds_of
from search.names.terms import holds
from tests.transliterations import belarusian, russian, ukrainian

STEMS = """прыклад хмар журав саладк баранав ганчар кавал шчарб цішк яфім юрк верас мялеш чарняв лапац
крупенік пташн барсук дзяруг рагаж хвашч ясюк""".split()  # noqa: SIM905
RUSSIAN_STEMS = """приклад хмар журавл солодк баранов гончар ковал щерб тишк ефим юрк верес мелеш чернав
лопат крупенин птичн барсук деруг рогож хвощ ясюк фёдор богдан""".split()  # noqa: SIM905
GIVEN = "Аляксандр Сяргей Дзмітрый Ганна Вольга Ян Пётр Юрый Іван Фёдар Яўген Таццяна".split()  # noqa: SIM905
WORDS = "Петров Карпенко Иванова Прыкладовіч Саша Иван Пётр Ильич Анна А. П. Ю.".split()  # noqa: SIM905

belarusian_surnames = st.builds(
    str.__add__, st.sampled_from(STEMS), st.sampled_from(["овіч", "інскі", "ук", "аў"])
)
russian_surnames = st.builds(
    str.__add__,
    st.sampled_from(RUSSIAN_STEMS),
    st.sampled_from(["ович", "енко", "инский", "ова", "иков", "ук"]),
)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_may_be_compared_and_the_order_does_not_matter(first, second):
    assert decide(first, second).verdict is decide(second, first).verdict
    assert decide(first, second, one_edit=True).verdict is decide(second, first, one_edit=True).verdict
    assert decide(first, second).reasons


@settings(max_examples=300)
@given(names, names)
def test_the_order_of_two_names_does_not_matter(first, second):
    assert decide(first, second).verdict is decide(second, first).verdict


@given(names.filter(lambda name: "." not in name))
def test_a_name_is_the_same_as_itself(name):
    assert decide(name, name).verdict is Verdict.SAME


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(categories=["Ll", "Lu"]), max_size=20))
def test_composed_and_decomposed_letters_sound_alike(word):
    assert sounds_of(unicodedata.normalize("NFD", word)) == sounds_of(unicodedata.normalize("NFC", word))


@given(belarusian_surnames)
def test_every_belarusian_scheme_leads_back(surname):
    for scheme, written in belarusian(surname).items():
        assert decide(surname.capitalize(), written).verdict is Verdict.SAME, (scheme, written)


@given(russian_surnames)
def test_every_russian_scheme_leads_back(surname):
    for scheme, written in russian(surname).items():
        assert decide(surname.capitalize(), written).verdict is Verdict.SAME, (scheme, written)


@given(russian_surnames.map(lambda word: word.translate(str.maketrans("иыёэ", "іиее"))))
def test_the_ukrainian_scheme_leads_back(surname):
    for scheme, written in ukrainian(surname).items():
        assert decide(surname.capitalize(), written).verdict is Verdict.SAME, (scheme, written)


@given(russian_surnames, russian_surnames)
def test_two_russian_surnames_are_the_same_only_when_their_sounds_are_shared(first, second):
    same = decide(first.capitalize(), second.capitalize()).verdict is Verdict.SAME
    assert same == bool(sounds_of(first).literal & sounds_of(second).literal)


@given(st.sampled_from(GIVEN), belarusian_surnames)
def test_word_order_does_not_matter(first, surname):
    name = surname.capitalize()
    assert decide(f"{first} {name}", f"{name} {first}").verdict is Verdict.SAME
    assert parse_name(f"{first} {name}")


@given(st.text("абвгдежзик", min_size=1, max_size=9))
def test_edits_are_what_is_one_letter_apart(word):
    heard = Sounds(frozenset({f"e{word}"}))
    for other in edits(f"e{word}"):
        assert one_letter_apart(heard, Sounds(frozenset({other})))
        assert f"e{word}" in set(edits(other))


@settings(max_examples=300)
@given(names, names, st.booleans())
def test_terms_of_a_name_meet_the_condition_of_every_name_that_is_not_different(first, second, one_edit):
    shown = decide(first, second, one_edit=one_edit).verdict is not Verdict.DIFFERENT
    met = holds(condition_of(first, one_edit=one_edit), terms_of(second))
    assert met or not shown
    if len(parse_name(first)) == len(parse_name(second)) == 1:
        assert met == shown


@given(st.text(max_size=60))
def test_any_text_has_terms_or_is_no_name(text):
    assert bool(terms_of(text)) == bool(parse_name(text))
    assert not parse_name(text) or holds(condition_of(text), terms_of(text)) or "." in text
