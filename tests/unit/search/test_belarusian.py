"""Belarusian by the lemma table, from a small dictionary of our own and from the one that set-up installs."""

import pytest

from archive.bootstrap_search import LEMMAS
from archive.domain.errors import InvalidRequest
from scripts import lemmas as builder
from scripts.affixes import read_affixes
from search.analysis import fold
from search.belarusian import BelarusianStemmer, NoLemmas, spelling
from search.lemmas import LemmaTable

AFFIXES = """SET UTF-8
PFX p Y 1
PFX p 0 па .
SFX D Y 3
SFX D а ы [бвд]а
SFX D а е [бв]а
SFX D да дзе да
SFX P Y 1
SFX P ы аў ы
SFX f Y 2
SFX f ць ў ць
SFX f ць лі ць
SFX o Y 1
SFX o іць яць іць
SFX H Y 1
SFX H 0 у [бнрс]
"""
WORDS = "8\nвада/D\nводы/P\nзрабіць/f\nзробіць/o\nсекчы\nклас/H\nбіць/fp\nметад\n"


@pytest.fixture
def small(tmp_path):
    (tmp_path / "be_BY.aff").write_text(AFFIXES, encoding="utf-8")
    (tmp_path / "be_BY.dic").write_text(WORDS, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def stemmer():
    assert LEMMAS.exists(), "the lemma table is not built: run scripts/setup.sh test"
    return BelarusianStemmer(LemmaTable(LEMMAS))


def stems(stemmer, words: str) -> list[set[str]]:
    return [set(stemmer.stems(fold(word))) for word in words.split()]


def test_a_small_dictionary_becomes_a_table(small, tmp_path):
    target = tmp_path / "made" / "be.txt"
    assert builder.build(small, target) > 10
    assert builder.build(small, target) == 0, "the same again is not built twice"
    table = LemmaTable(target)
    expected = {
        "вадзе": "вада", "воды": "вада", "водау": "вада", "зробяць": "зрабиць", "зрабили": "зрабиць",
        "класу": "клас", "пабиу": "пабиць", "биу": "биць", "секчы": "секчы",
    }  # fmt: skip
    assert {word: table.find(word) for word in expected} == {w: (lemma,) for w, lemma in expected.items()}
    for absent in ("", "а", "вад", "вадзея", "яя", "word", "語"):
        assert table.find(absent) == ()


def test_another_dictionary_is_another_version(small, tmp_path):
    target = tmp_path / "be.txt"
    builder.build(small, target)
    before = LemmaTable(target).version
    (small / "be_BY.dic").write_text(WORDS + "суд/H\n", encoding="utf-8")
    assert builder.build(small, target) > 0
    assert LemmaTable(target).version != before


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"[]\n", b"\xff\xfe\n", b'{"format": "other", "digest": ""}\n']
)
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "be.txt"
    path.write_bytes(content)
    with pytest.raises(InvalidRequest, match="lemma table"):
        LemmaTable(path)


@pytest.mark.parametrize("line", ["COMPOUNDFLAG x", "FLAG num", "SFX D Y 1\nSFX D а ы/P а"])
def test_affixes_that_are_not_understood_are_refused(tmp_path, line):
    path = tmp_path / "x.aff"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.aff"):
        read_affixes(path)


@pytest.mark.parametrize(
    "words",
    [
        "зрабіў зрабілі зробіць зраблю зробяць зрабіць",
        "нясу нясе несці нёс неслі",
        "пішу піша пісалі",
        "б'ю б’юць білі біць біў",
        "вада вады воды вод вадой",
        "горад гарады гарадоў",
        "вязень вязня вязняў вязні",
        "пайшоў пайшла пайду пайсці",
        "чалавек людзі людзей людзям людзьмі",
        "снег сьнег снегам снезе сьнезе",
        "клуб клюб клюбе клубы",
        "метад мэтад мэтадамі метады",
        "прэзідэнт прэзыдэнта",
        "клас кляса",
        "суддзя судзьдзя суддзі судзьдзі",
        "катаванне катаваньне катаванняў катаваньняў",
        "лагер лягеры лягер",
        "допыт допыту допытаў",
        "вёў вялі вядуць весці",
        "следчы сьледчага",
    ],
)
def test_forms_and_orthographies_meet(stemmer, words):
    found = stems(stemmer, words)
    assert set.intersection(*found), found


@pytest.mark.parametrize(
    "words", ["весці везці ведаць", "суд суддзя", "камера камень", "полька палка", "лес лось"]
)
def test_different_words_stay_apart(stemmer, words):
    found = stems(stemmer, words)
    assert len(set.union(*found)) == sum(map(len, found)), found


def test_without_a_table_endings_are_taken_off():
    bare = BelarusianStemmer(NoLemmas())
    assert bare.stems(fold("Прыкладовіча")) == bare.stems(fold("Прыкладовічам"))
    assert bare.stems("ик") == ("ик",)


@pytest.mark.parametrize(
    ("other", "plain"),
    [
        ("сьвет", "свет"),
        ("жыцьцё", "жыццё"),
        ("судзьдзя", "суддзя"),
        ("больш", "больш"),
        ("пісьмо", "пісьмо"),
    ],
)
def test_soft_signs_before_soft_consonants_go(other, plain):
    assert spelling(fold(other)) == fold(plain)
