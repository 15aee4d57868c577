"""What somebody may have meant by a word: another spelling, another script, another keyboard layout.

All works on folded words (`search.analysis.fold`), and proposes only words of a lexicon.
"""

from collections.abc import Collection

MIN_LETTERS = 4
"""Shorter words have so many neighbours that none is a hint."""
FAR_LETTERS = 6
"""From this length a word may also be two changes away."""

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюе"
_BELARUSIAN_KEYS = "йцукенгшузх'фывапролджэячсмитьбюе"
_LAYOUTS = (
    str.maketrans(_KEYS, _RUSSIAN_KEYS),
    str.maketrans(_KEYS, _BELARUSIAN_KEYS),
    str.maketrans(_RUSSIAN_KEYS[:-1], _KEYS[:-1]),
)
_LOOKALIKES = str.maketrans("aceopxykmtbhn", "асеорхукмтвнп")
_TO_LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
    }
)
_TO_CYRILLIC = (
    *(("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц")),
    *(("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("ya", "я"), ("ia", "я"), ("ja", "я"), ("yo", "е"), ("ye", "е")),
    *zip("abvgdeziyjklmnoprstufhcw", "абвгдезиийклмнопрстуфхцв", strict=True),
    *(("q", "к"), ("x", "кс")),
)


def near(word: str, known: Collection[str], changes: int = 1) -> list[str]:
    """Return the known words that are exactly this many changes away, 1 or 2, in order.

    A change is one letter more, less or other, or a swap of neighbours. Of three parts of the word one stays
    whole; words with two swaps just there are missed.
    """
    length = len(word)
    if length < (MIN_LETTERS if changes == 1 else FAR_LETTERS):
        return []
    first, second = length // 3, length - length // 3
    head, middle, tail = word[:first], word[first:second], word[second:]
    like = (
        other
        for other in known
        if -changes <= len(other) - length <= changes
        and (other.startswith(head) or other.endswith(tail) or middle in other)
    )
    return sorted(other for other in like if distance(word, other) == changes)


def distance(one: str, other: str) -> int:
    """Return the changes between two words: insertions, removals, replacements, swaps of neighbours."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one):
        last, before, row = before, row, [at + 1]
        for place, sign in enumerate(other):
            best = min(before[place] + (letter != sign), before[place + 1] + 1, row[place] + 1)
            if at and place and letter == other[place - 1] and one[at - 1] == sign:
                best = min(best, last[place - 1] + 1)
            row.append(best)
    return row[-1]


def in_other_layout(word: str, known: Collection[str]) -> list[str]:
    """Return the known words that the same keys give in another layout, or the same shapes in Cyrillic."""
    return sorted(_retyped(word).intersection(known))


def rewritten(word: str) -> list[str]:
    """Return what a word may be in the other script or layout, known or not."""
    if len(word) < MIN_LETTERS:
        return []
    return sorted(each for each in {_transcribed(word), *_retyped(word)} if each.isalpha() and each != word)


def _retyped(word: str) -> set[str]:
    typed = (word.translate(layout).replace("'", "") for layout in _LAYOUTS)
    return {*typed, word.translate(_LOOKALIKES)} - {word}


def in_other_script(word: str, known: Collection[str]) -> list[str]:
    """Return the known words that this one may be, written in the other script; one letter may differ."""
    written = _transcribed(word)
    return sorted({*([written] if written in known else []), *near(written, known)} - {word})


def _transcribed(word: str) -> str:
    if not word.isascii():
        return word.translate(_TO_LATIN)
    for latin, cyrillic in _TO_CYRILLIC:
        word = word.replace(latin, cyrillic)
    return word
