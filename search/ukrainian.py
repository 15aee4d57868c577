"""A light stemmer for Ukrainian: endings from lists, then the vowels that come and go made alike.

Words are lower case, without apostrophes and marks, and not folded: і and и are different letters here. The
steps are those of the Russian Snowball stemmer (reflexive, adjective, verb, noun), with the lists of
Ukrainian grammar. Written for this project: the dictionaries that know more are non-commercial, or weigh tens
of megabytes (docs/adr/0022-language-by-passage.md).
"""

import re

_VOWEL = re.compile("[аеиіоуюяєї]")
_REFLEXIVE = re.compile("(?:ся|сь)$")


def _any_of(endings: str) -> re.Pattern[str]:
    several = sorted(endings.split(), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(several)})$")


_ADJECTIVE = _any_of(
    "ий ій ого ього ому ьому им ім а я е є у ю ої ьої ою ьою их іх ими іми ая яя ее ую юю ії"
)
_PARTICIPLE = re.compile("(?:(?<=[аяіиу])н|(?<=[аяіиоу])т|ен|єн|ован|юван)$")
_ADJECTIVAL = re.compile(
    "(?:(?:ськ|цьк|зьк|ов|ев|єв|н|т|в|л|льн|ч|ш|ж)(?:ий|ого|ому|ої|ою|ими|их|им|ій|ім))$"
)
_VERB = _any_of(
    """ ати яти іти їти ити ути юти ти аю яю ую юю аєш яєш уєш юєш аємо яємо уємо юємо аєте яєте уєте юєте
    ають яють ують юють ає яє ує ює ав яв ів їв ив ув ала яла іла їла ила ула ало яло іло їло ило уло
    али яли іли їли или ули ить їть ать ять уть ють еш єш иш їш емо ємо имо їмо ете єте ите їте
    вши авши ивши івши увши ано яно ено єно ито уто
    """
)
_NOUN = _any_of(
    """ а я о е є у ю и і ї ь й ів їв ев єв ам ям ами ями ах ях ом ем єм ою ею єю ові еві єві ей ій ію ії
    ією ія іям іями іях іє ьми ттю ттям ттях
    """
)
_FLEETING = re.compile("(?<=[^аеиіоуюяєї])[оеі](?=[нкц]$)")
_LAST_I = re.compile("і(?=[^аеиіоуюяєї]{1,2}$)")
_SHORT_VERB = re.compile("([^аеиіоуюяєї]{1,2}[аиуі])(?:в|ла|ло|ли|ти)")
_ITERATIVE = re.compile("[ую]в$")
_SHIFTED = {"ц": "к", "з": "г"}
_LETTERS = str.maketrans("іїєґ", "ииег")


def stem_ukrainian(word: str) -> tuple[str, ...]:
    """Return the stems of a word, folded: several where its ending may be of two kinds (руці, листи)."""
    first = _VOWEL.search(word)
    short = _SHORT_VERB.fullmatch(word)
    if first is None or short:
        return ((short[1] if short else word).translate(_LETTERS),)
    least = max(first.end(), 2)
    stem = _strip(word, least) if len(word) > 3 else word
    stems = [stem]
    if word.endswith("ти") and len(word) > 4:
        stems.append(word[:-1])  # an infinitive, or the plural of a noun: бити, листи
    if word.endswith("і") and len(stem) == len(word) - 1 and stem[-1] in _SHIFTED and stem[-2] not in "иії":
        stems.append(stem[:-1] + _SHIFTED[stem[-1]])
    return tuple(dict.fromkeys(_alike(each).translate(_LETTERS) for each in stems))


def _strip(word: str, least: int) -> str:
    """Take one ending away, keeping at least so many letters."""
    bare = _REFLEXIVE.sub("", word) if len(word) > least + 3 else word
    if bare.endswith(("ння", "нню", "нням", "нні", "ннями", "ннях", "нь")) and len(bare) > least + 4:
        return re.sub("н+[яюьі]?(?:м|ми|х)?$", "", bare) + "н"
    for pattern in (_ADJECTIVAL, _VERB, _NOUN):
        match = pattern.search(bare)
        while match is not None and match.start() < least:
            match = pattern.search(bare, match.start() + 1)
        if match is None:
            continue
        if pattern is _ADJECTIVAL:
            return _ADJECTIVE.sub("", bare)
        bare = bare[: match.start()]
        return _ITERATIVE.sub("", bare) if pattern is _VERB and len(bare) > least + 2 else bare
    return bare


def _alike(stem: str) -> str:
    """Make alike what changes between forms: ніч and ночі, свідок and свідка, хлопець and хлопця."""
    stem = stem.rstrip("ь")
    if len(stem) > 3:
        stem = _FLEETING.sub("", stem)
    stem = re.sub("([нтл])\\1$", "\\1", stem)
    return _LAST_I.sub("о", stem)
