"""Which of the Cyrillic languages a passage is in: letters that a language never writes, then frequent words.

No model and no library: Belarusian, Russian and Ukrainian exclude each other by three letters in nearly every
sentence. Where those do not tell, its words do; each is judged once and remembered. Words in Latin letters
are English here.
"""

import re

BELARUSIAN, RUSSIAN, UKRAINIAN = "be", "ru", "uk"
LANGUAGES = (BELARUSIAN, RUSSIAN, UKRAINIAN)
UNKNOWN = ""

_NEVER = {
    BELARUSIAN: re.compile("[ищъґєї]|[тд][еиіёюяь]|[рчшж][еёюяьі]"),
    RUSSIAN: re.compile("[іїєґў'’ʼ‘´`ʹ]|цц|[жшч][ыэ]|шч|ць$|дзь"),
    UKRAINIAN: re.compile("[ыэёъў]|цц|ье"),
}
"""What no word of a language has, at least none of those that count."""

_FREQUENT = {
    BELARUSIAN: """ і што гэта быў яго яна яны калі пасля якія які нас мяне былі ён ад каб дзе як
        за ня не толькі
        потым таксама вельмі усе усіх мы нам людзі але праз пад над ужо там зь без бяз са яму іх свае свой""",
    RUSSIAN: """ и что это был его она они когда после которые который нас меня были он от чтобы
        где как за не
        только потом также очень все всех мы нам люди но через под над уже там с без со ему их свои свой
        в к об
        же ли по из мне нет был бы""",
    UKRAINIAN: """ і що це був його вона вони коли після які який нас мене були він від щоб де як за не тільки
        потім також дуже усі всіх ми нам люди але через під над вже там з без зі йому їх свої свій у в та й до
        було мені нема бо""",
}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’ʼ‘´`ʹ][^\W\d_]+)*")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_WINDOW = re.compile(r"[^.!?…\n]+[.!?…\n]*|[.!?…\n]+")
_LETTERS_PER_VOTE = 4
"""A sentence known by its letters counts for the whole text as if its words had been judged."""
_SHIFT = 40
_SHIFTS = {name: _SHIFT * at for at, name in enumerate(LANGUAGES)}
_MASK = (1 << _SHIFT) - 1
_MEMO = 200_000
SURE = 2
"""By how many votes a language must lead before a passage counts as being in it."""


_NOT_BE, _NOT_RU, _NOT_UK = (_NEVER[name].search for name in LANGUAGES)
_SETS = tuple(
    tuple(name for at, name in enumerate(LANGUAGES) if bits >> at & 1) or LANGUAGES for bits in range(8)
)


def plausible(word: str) -> tuple[str, ...]:
    """Return the Cyrillic languages whose spelling a lower-case word may be; all if none would do."""
    return _SETS[(not _NOT_BE(word)) | (not _NOT_RU(word)) << 1 | (not _NOT_UK(word)) << 2]


def possible(language: str, word: str) -> bool:
    """Whether a lower-case word may be of a language by its spelling."""
    return not _NEVER[language].search(word)


class _Votes(dict[str, int]):
    """For a piece of text the votes of its words, those of the languages side by side in one number."""

    def __init__(self) -> None:
        super().__init__()
        self._frequent = {name: frozenset(words.split()) for name, words in _FREQUENT.items()}

    def __missing__(self, piece: str) -> int:
        votes = 0
        for word in _LETTERS.findall(piece.casefold()):
            if not _CYRILLIC.search(word):
                continue
            candidates = plausible(word)
            weight = (0, 2, 1, 0)[len(candidates)]
            for at, name in enumerate(LANGUAGES):
                count = weight * (name in candidates) + (word in self._frequent[name])
                votes += count << (_SHIFT * at)
        if len(self) >= _MEMO:
            self.clear()
        self[piece] = votes
        return votes


class Recogniser:
    """Recognises the language of passages; keeps a memo of words, and is safe to share between threads."""

    def __init__(self) -> None:
        self._votes = _Votes()

    def passages(self, text: str) -> list[tuple[str, int, int]]:
        """Return language, start and end of the passages of a text, in order and without gaps.

        A sentence that does not say is taken for the language of the one before it, the first ones for that
        of the whole text. Neighbours of one language are one passage.
        """
        votes = self._votes.__getitem__
        total = 0
        runs: list[tuple[str, int]] = []  # language, and where the passage ends
        last, end = None, 0
        for sentence in _WINDOW.findall(text):
            language = by_letters(sentence)
            if language:
                total += len(sentence) // _LETTERS_PER_VOTE << _SHIFTS[language]
            elif not sentence.isascii():
                # No word has a stop or a comma in it: the fewer different pieces, the fewer are judged.
                counted = sum(map(votes, sentence.replace(",", " ").replace(".", " ").split()))
                total += counted
                language = _winner(counted, SURE)
            end += len(sentence)
            if (language and language != last) or last is None:
                runs.append((language, end))
                last = language
            else:
                runs[-1] = (last, end)
        return _placed(runs, _winner(total, 1))

    def forget(self) -> None:
        """Let go of the words that were seen."""
        self._votes.clear()


def by_letters(sentence: str) -> str:
    """Return the one language that writes the letters і, ы and и of a sentence, UNKNOWN if they do not tell.

    Belarusian has no и, Russian no і, Ukrainian no ы: two of the three leave one language, all of them are
    of a mixed sentence, which is for its words to decide. Nearly every sentence of prose has exactly two.
    """
    if "і" in sentence:
        if "ы" in sentence:
            return UNKNOWN if "и" in sentence else BELARUSIAN
        return UKRAINIAN if "и" in sentence else UNKNOWN
    return RUSSIAN if "ы" in sentence and "и" in sentence else UNKNOWN


def _placed(runs: list[tuple[str, int]], whole: str) -> list[tuple[str, int, int]]:
    """Return passages with their beginnings; those before the first known language are taken for `whole`."""
    placed: list[tuple[str, int, int]] = []
    begin = 0
    for language, end in runs:
        if placed and placed[-1][0] == (language or whole):
            placed[-1] = (placed[-1][0], placed[-1][1], end)
        else:
            placed.append((language or whole, begin, end))
        begin = end
    return placed


def _winner(votes: int, lead: int) -> str:
    """The language that leads by so many votes, else UNKNOWN."""
    if not votes:
        return UNKNOWN
    counts = sorted(((votes >> (_SHIFT * at)) & _MASK, name) for at, name in enumerate(LANGUAGES))
    return counts[-1][1] if counts[-1][0] >= counts[-2][0] + lead else UNKNOWN
