"""Which of the Cyrillic languages a passage is in: letters that a language never writes, then frequent words.

No model and no library: Belarusian, Russian and Ukrainian exclude each other by letters in nearly every
sentence, and a word is judged once and remembered. Words in Latin letters are English here.
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
_SHIFT = 20
_MASK = (1 << _SHIFT) - 1
_MEMO = 200_000
SURE = 2
"""By how many votes a language must lead before a passage counts as being in it."""


def plausible(word: str) -> tuple[str, ...]:
    """Return the Cyrillic languages whose spelling a lower-case word may be; all if none would do."""
    return tuple(name for name in LANGUAGES if not _NEVER[name].search(word)) or LANGUAGES


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
        votes = self._votes
        windows: list[tuple[str, int, int]] = []
        total = 0
        for match in _WINDOW.finditer(text):
            counted = sum(map(votes.__getitem__, match.group().split()))
            total += counted
            windows.append((_winner(counted, SURE), match.start(), match.end()))
        current = _winner(total, 1)
        merged: list[tuple[str, int, int]] = []
        for language, start, end in windows:
            current = language or current
            if merged and merged[-1][0] == current:
                merged[-1] = (current, merged[-1][1], end)
            else:
                merged.append((current, start, end))
        return merged


def _winner(votes: int, lead: int) -> str:
    """The language that leads by so many votes, else UNKNOWN."""
    if not votes:
        return UNKNOWN
    counts = sorted(((votes >> (_SHIFT * at)) & _MASK, name) for at, name in enumerate(LANGUAGES))
    return counts[-1][1] if counts[-1][0] >= counts[-2][0] + lead else UNKNOWN
