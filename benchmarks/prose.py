"""Generated prose in four languages: sentences of words drawn by Zipf's law; the same for the same seed.

The frequent words of each language are those of the relevance set, all written for it. Below them, Belarusian
has forms from the lemma table, and the other languages invented words with the letters and endings they
have: what costs an analyzer time is how many different words there are, how long and how often.
"""

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator

from archive.bootstrap_search import LEMMAS
from benchmarks.relevance_set import read_set
from search.analysis import STOPPED, fold
from search.lemmas import ENCODING

LANGUAGES = ("be", "ru", "uk", "en")
SHARES = (40, 35, 15, 10)
"""Of a hundred documents, how many are in each language; every tenth sentence is in another one."""
VOCABULARY = 30_000
_AFTER_VOWEL = re.compile("(?<=[аеиоуыэюяі])у")
_SYLLABLES = {
    "ru": "ка ро мин ста ле ви под зна бо тер ск ни да го пе шо лу ж ры вы тя щи объ э".split(),  # noqa: SIM905
    "uk": "ка ро мін ста ле ви під зна бо тер ськ ні да го пе шо лу ж ї є ці ря зді".split(),  # noqa: SIM905
    "en": "ca ro min sta le vi pod na bo ter sk ni da go pe sho lu th ing er con re".split(),  # noqa: SIM905
}
_ENDINGS = {
    "ru": ("", "а", "ы", "ом", "ами", "ого", "ил", "ала", "ение"),
    "uk": ("", "а", "и", "ом", "ами", "ого", "ив", "ала", "ення"),
    "en": ("", "s", "ed", "ing", "ly"),
}


class Tongue:
    """The words of one language by rank, and sentences of them."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self._rng = rng
        passages, _ = read_set()
        known = Counter(
            word.strip('.,:;!?()«»"—-').lower()
            for passage in passages
            if passage.language == language
            for word in passage.text.split()
        )
        words = dict.fromkeys(word for word, _ in known.most_common() if word)
        rarer = _belarusian(rng) if language == "be" else _invented(language, rng)
        while len(words) < VOCABULARY:
            words[next(rarer)] = None
        self.words = list(words)
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def sentence(self) -> str:
        """Return five to twenty words with a capital, some commas and a full stop."""
        count = self._rng.randint(5, 20)
        chosen = self._rng.choices(self.words, cum_weights=self._weights, k=count)
        if count > 9:
            chosen[count // 2] += ","
        return " ".join(chosen).capitalize() + "."


def _belarusian(rng: random.Random) -> Iterator[str]:
    """Forms of the dictionary, spelt as Belarusian is: the table has them folded."""
    with LEMMAS.open("rb") as file:
        file.readline()
        forms = [line.partition(b"\t")[0].decode(ENCODING) for line in file]
    for form in rng.sample(forms, 2 * VOCABULARY):
        yield _AFTER_VOWEL.sub("ў", form.replace("и", "і"))


def _invented(language: str, rng: random.Random) -> Iterator[str]:
    while True:
        yield "".join(rng.choices(_SYLLABLES[language], k=rng.randint(1, 4))) + rng.choice(_ENDINGS[language])


class Prose:
    """Draws documents in the languages of testimonies."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.tongues = {language: Tongue(language, self.rng) for language in LANGUAGES}

    def text(self, size: int) -> str:
        """Return prose of about `size` bytes of UTF-8, mostly in one language."""
        (main,) = self.rng.choices(LANGUAGES, SHARES)
        sentences: list[str] = []
        while size > 0:
            language = main if self.rng.random() < 0.9 else self.rng.choice(LANGUAGES)
            sentences.append(self.tongues[language].sentence())
            size -= len(sentences[-1].encode()) + 1
        return " ".join(sentences)

    def word(self, first: int, last: int) -> str:
        """Return a word of some language by its rank in frequency; none that is too common to be indexed."""
        while True:
            (language,) = self.rng.choices(LANGUAGES, SHARES)
            word = self.tongues[language].words[self.rng.randint(first, last)]
            if fold(word) not in STOPPED:
                return word
