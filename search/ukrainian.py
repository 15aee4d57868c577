"""A light stemmer for Ukrainian: endings from lists, then the vowels that come and go made alike.

Words are lower case, without apostrophes and marks, and not folded: і and и are different letters here. The
steps are those of the Russian Snowball stemmer (reflexive, adjective, verb, noun), with the lists of
Ukrainian grammar. Written for this project: the dictionaries that know more are non-commercial, or weigh tens
of megabytes (docs/adr/0022-language-by-passage.md).
"""

import re
from functools import lru_cache

_VOWELS = frozenset("аеиіоуюяєї")
_VOWEL = re.compile("[аеиіоуюяєї]")
_ADJECTIVE = frozenset(
    "ий ій ого ього ому ьому им ім а я е є у ю ої ьої ою ьою их іх ими іми ая яя ее ую юю ії".split()  # noqa: SIM905
)
_ADJECTIVAL = frozenset(
    stem + ending
    for stem in ("ськ", "цьк", "зьк", "ов", "ев", "єв", *"нтвлчшж", "льн")
    for ending in ("ий", "ого", "ому", "ої", "ою", "ими", "их", "им", "ій", "ім")
)
_VERB = frozenset(
    """ ати яти іти їти ити ути юти ти аю яю ую юю аєш яєш уєш юєш аємо яємо уємо юємо аєте яєте уєте юєте
    ають яють ують юють ає яє ує ює ав яв ів їв ив ув ала яла іла їла ила ула ало яло іло їло ило уло
    али яли іли їли или ули ить їть ать ять уть ють еш єш иш їш емо ємо имо їмо ете єте ите їте
    вши авши ивши івши увши ано яно ено єно ито уто
    """.split()  # noqa: SIM905
)
_NOUN = frozenset(
    """ а я о е є у ю и і ї ь й ів їв ев єв ам ям ами ями ах ях ом ем єм ою ею єю ові еві єві ей ій ію ії
    ією ія іям іями іях іє ьми ттю ттям ттях
    """.split()  # noqa: SIM905
)
_LONGEST = max(map(len, _ADJECTIVE | _ADJECTIVAL | _VERB | _NOUN))
_SHORT_VERB = re.compile("([^аеиіоуюяєї]{1,2}[аиуі])(?:в|ла|ло|ли|ти)")
_SHIFTED = {"ц": "к", "з": "г"}


def stem_ukrainian(word: str) -> tuple[str, ...]:
    """Return the stems of a word, folded: several where its ending may be of two kinds (руці, листи)."""
    first = _VOWEL.search(word)
    short = _SHORT_VERB.fullmatch(word)
    if first is None or short:
        return (_folded(short[1] if short else word),)
    least = max(first.end(), 2)
    stem = _strip(word, least) if len(word) > 3 else word
    stems = [stem]
    if word.endswith("ти") and len(word) > 4:
        stems.append(word[:-1])  # an infinitive, or the plural of a noun: бити, листи
    if word.endswith("і") and len(stem) == len(word) - 1 and stem[-1] in _SHIFTED and stem[-2] not in "иії":
        stems.append(stem[:-1] + _SHIFTED[stem[-1]])
    return tuple(dict.fromkeys([_folded(_alike(each)) for each in stems]))


def _folded(stem: str) -> str:
    return stem.replace("і", "и").replace("ї", "и").replace("є", "е").replace("ґ", "г")


def _strip(word: str, least: int) -> str:
    """Take one ending away, keeping at least so many letters."""
    bare = word[:-2] if len(word) > least + 3 and word.endswith(("ся", "сь")) else word
    if bare.endswith(("ння", "нню", "нням", "нні", "ннями", "ннях", "нь")) and len(bare) > least + 4:
        return re.sub("н+[яюьі]?(?:м|ми|х)?$", "", bare) + "н"
    adjectival, verb, noun = _endings(bare[least:][-_LONGEST:])
    if adjectival:
        return bare[: len(bare) - _longest(_ADJECTIVE, bare)]
    if verb:
        stem = bare[:-verb]
        return stem[:-2] if len(stem) > least + 2 and stem.endswith(("ув", "юв")) else stem
    return bare[: len(bare) - noun]


@lru_cache(20_000)
def _endings(tail: str) -> tuple[int, int, int]:
    """Return how many letters the longest ending of each kind has in a tail; 0 if there is none."""
    return _longest(_ADJECTIVAL, tail), _longest(_VERB, tail), _longest(_NOUN, tail)


def _longest(endings: frozenset[str], word: str) -> int:
    return max((n for n in range(1, min(_LONGEST, len(word)) + 1) if word[-n:] in endings), default=0)


def _alike(stem: str) -> str:
    """Make alike what changes between forms: ніч and ночі, свідок and свідка, хлопець and хлопця."""
    stem = stem.rstrip("ь")
    if len(stem) > 3 and stem[-1] in "нкц" and stem[-2] in "оеі" and stem[-3] not in _VOWELS:
        stem = stem[:-2] + stem[-1]
    if stem.endswith(("нн", "тт", "лл")):
        stem = stem[:-1]
    for place in (-2, -3):
        if stem[place:][:1] == "і" and len(stem) >= -place and _VOWELS.isdisjoint(stem[place + 1 :]):
            return f"{stem[:place]}о{stem[place + 1 :]}"
    return stem
