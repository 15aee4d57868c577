"""From what somebody wrote to the readings of a name: which word is surname, given name, and so on.

Order, ranks, initials with or without spaces, double surnames and nicknames are understood; where the words
do not tell their parts, every likely reading is returned.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from search.names.letters import APOSTROPHES, normalise
from search.names.parts import (
    Name,
    Nickname,
    Surname,
    father_initial_of,
    father_of,
    given_of,
    initial_of,
    surname_of,
)
from search.names.sounds import MEMO_WORDS, sounds_of

MAX_TEXT = 200
MAX_WORDS = 6
MAX_SURNAMES = 3

_QUOTED = re.compile('«([^»]*)»|[“„"]([^”“"]*)[”“"]|\\(([^)]*)\\)')
_CALLED = re.compile(
    r"\b(?:по\s+)?(?:прозвищу|прозвище|кличке|кличка|мянушка|мянушцы|псевдо|псевдоним|псеўданім|позывной|пазыўны"
    r"|позивний|прізвисько|alias|aka|a\.k\.a\.|nicknamed|known as)[:\s]+([^\W\d_]+)",
    re.IGNORECASE,
)
_BORN = re.compile(r"^\s*(?:урожд|дев|народж|née|nee\b|born|z domu|в девичестве)\S*\s*", re.IGNORECASE)
_WORD = re.compile(rf"[^\W\d_]+\.?(?:[{APOSTROPHES}\-‐‑–][^\W\d_]+)*[{APOSTROPHES}]?|,")
_HYPHEN = re.compile("[-‐‑–]")
_RANKS = frozenset(
    """майор маёр капитан капітан полковник палкоўнік подполковник падпалкоўнік лейтенант лейтэнант сержант
    сяржант старшина старшына прапорщик прапаршчык генерал гражданин гражданка грамадзянін грамадзянка товарищ
    господин спадар спадарыня пан пані следователь следчы слідчий судья суддзя оперуполномоченный доктор
    гр сотрудник супрацоўнік надзиратель наглядчык major maj captain capt colonel col lieutenant lt sergeant
    sgt general gen mr mrs ms dr judge investigator officer inspector comrade""".split()  # noqa: SIM905
)
_SURNAME_LIKE = re.compile(
    "(?:[оае]ва?|ина?|[сц]к(?:и|аиа|а|ои)|нк[оа]|ук|иук|чик|ович|евич|авич|ич|аиа|ец|ка|ук|ак|ик)$"
)


@dataclass(frozen=True, slots=True)
class _Item:
    """A word of a name with what its writing tells."""

    text: str
    initial: bool
    shouted: bool
    before_comma: bool


@lru_cache(MEMO_WORDS)
def parse_name(text: str) -> tuple[Name, ...]:
    """Return the readings of a name, the likeliest first; none when the text is no name."""
    text = text[:MAX_TEXT]
    called = _CALLED.findall(text)
    rest = _CALLED.sub(" ", text)
    born: list[str] = []
    for found in _QUOTED.finditer(rest):
        inner = next(filter(None, found.groups()), "")
        (born if _BORN.match(inner) else called).append(_BORN.sub("", inner))
    nicknames = tuple(nickname for name in called for nickname in _nicknames(name))
    maiden = tuple(surname for name in born for surname in _surnames(name.partition(" ")[0]))
    readings = [
        replace(
            name,
            surnames=name.surnames + (maiden if name.surnames else ()),
            nicknames=name.nicknames + nicknames,
        )
        for name in _readings(_items(_QUOTED.sub(" ", rest)))
    ]
    if not readings and (nicknames or maiden):
        readings = [Name(maiden, None, None, nicknames)]
    return tuple(dict.fromkeys(readings))


def _nicknames(text: str) -> tuple[Nickname, ...]:
    """The first two words that somebody is called."""
    called = [Nickname(word, sounds_of(word)) for word in text.split()[:2]]
    return tuple(each for each in called if each.sounds.literal)


def _items(text: str) -> list[_Item]:
    """The words that may belong to a name: without ranks, without words in lower case beside others."""
    words = _WORD.findall(text)
    plain = [word for word in words if word != "," and normalise(word.rstrip(".")) not in _RANKS]
    written = [word for word in plain if word[0].isupper()]
    if written:
        plain = written
    if not plain or len(plain) > MAX_WORDS or (not written and len(plain) > 4):
        return []
    shouting = any(len(word) > 2 and not word.isupper() for word in plain)
    items = []
    for word in plain:
        bare = word.rstrip(".")
        at = words.index(word)
        items.append(
            _Item(
                bare,
                initial=len(bare) == 1 or (word.endswith(".") and len(bare) <= 4),
                shouted=shouting and len(bare) > 2 and bare.isupper(),
                before_comma=words[at + 1 : at + 2] == [","],
            )
        )
    return [item for item in items if item.initial or sounds_of(item.text).literal]


def _readings(items: Sequence[_Item]) -> Iterator[Name]:
    initials = [item.text for item in items if item.initial]
    words = [item for item in items if not item.initial]
    if not words:
        return
    if initials:
        yield from _with_initials(words, initials, first_is_initial=items[0].initial)
        return
    marked = [item for item in words if item.shouted or item.before_comma]
    if len(marked) == 1 and len(words) > 1:
        others = [item.text for item in words if item is not marked[0]]
        yield _name(marked[0].text, *others[:2])
        return
    texts = [item.text for item in words]
    match len(texts):
        case 1:
            yield from _alone(texts[0])
        case 2:
            yield from _two(*texts)
        case _:
            yield from _more(texts)


def _with_initials(
    words: Sequence[_Item], initials: Sequence[str], *, first_is_initial: bool
) -> Iterator[Name]:
    first = words[0].text
    if len(words) > 1 and not first_is_initial and given_of(first).known.classes:
        yield Name(_surnames(words[-1].text), given_of(first), father_initial_of(initials[0]))
        return
    father = father_initial_of(initials[1]) if initials[1:] else None
    if len(words) > 1 and (named := father_of(words[-1].text)) is not None and named.sure:
        father, words = named, words[:-1]
    yield Name(_surnames(words[-1].text), initial_of(initials[0]), father)
    if len(words) == 1 and not first_is_initial and len(initials) == 1 and given_of(first).known.classes:
        yield Name((), given_of(first))


def _alone(word: str) -> Iterator[Name]:
    """A word alone may be a surname, a given name, a patronymic, and what somebody is called."""
    given, father = given_of(word), father_of(word)
    if given.known.classes:
        yield Name(given=given)
    if not given.known.full:
        yield Name(surnames=_surnames(word))
    if father is not None and father.sure:
        yield Name(patronymic=father)
    yield Name(nicknames=_nicknames(word))


def _two(first: str, second: str) -> Iterator[Name]:
    given_first, given_second = _is_given(first), _is_given(second)
    father = father_of(second)
    if given_first and father is not None and father.sure:
        yield Name((), given_of(first), father)
    if given_first == given_second:
        surname_first = bool(_looks_like_surname(first)), bool(_looks_like_surname(second))
        if surname_first != (False, True) or given_first:
            yield _name(first, second)
        if surname_first != (True, False) or given_first:
            yield _name(second, first)
    elif given_first:
        yield _name(second, first)
    else:
        yield _name(first, second)


def _more(words: Sequence[str]) -> Iterator[Name]:
    """Three words and more: a given name with the patronymic after it, and the rest is surname."""
    at = _patronymic_among(words)
    if at:
        rest = [*words[: at - 1], *words[at + 1 :]]
        yield Name(_several(rest), given_of(words[at - 1]), father_of(words[at]))
        return
    given = next((at for at, word in enumerate(words) if _is_given(word)), None)
    if given is None:
        yield _name(words[0], words[1])
        yield _name(words[-1], words[0])
        return
    rest = [word for at, word in enumerate(words) if at != given and not _is_given(word)] or [words[-1]]
    yield Name(_several(rest), given_of(words[given]))


def _patronymic_among(words: Sequence[str]) -> int:
    """Where the patronymic stands: after a given name that is known, else second or last; 0 if nowhere."""
    fathers = {at: said for at in range(1, len(words)) if (said := father_of(words[at])) is not None}
    after_given = [at for at in fathers if _is_given(words[at - 1])]
    placed = [at for at, said in fathers.items() if said.sure and at in {1, len(words) - 1}]
    return next(iter([*after_given, *placed]), 0)


def _several(words: Sequence[str]) -> tuple[Surname, ...]:
    return tuple(surname for word in words for surname in _surnames(word))[:MAX_SURNAMES]


def _name(surname: str, given: str, father: str = "") -> Name:
    named = father_of(father) if father else None
    return Name(_surnames(surname), given_of(given), named)


def _surnames(text: str) -> tuple[Surname, ...]:
    """The surnames of a word, several when it is hyphenated."""
    parts = [part for part in _HYPHEN.split(text) if len(part) > 1]
    return tuple(dict.fromkeys(surname_of(part) for part in parts if sounds_of(part).literal))[:MAX_SURNAMES]


def _is_given(word: str) -> bool:
    return bool(given_of(word).known.classes)


def _looks_like_surname(word: str) -> bool:
    return any(_SURNAME_LIKE.search(heard) for heard in sounds_of(word).literal)
