"""Articles of domestic law under which people were charged: their names, and when they were in force.

A charge in a record is what a source says; whether it stood in the register is no condition. Numbers change
their meaning with the edition of a code, so that an id may have several entries, each with its time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.domain.claims import CHARGE
from archive.domain.dates import Period
from archive.domain.hierarchy import life_answer
from archive.domain.labels import Labels, fold, nearest
from archive.domain.unit import Presence, When

_PART: Final = re.compile(r"\b(?:ч(?:\.|аст\w*)|part|para)\s*([0-9]{1,3})")
_ARTICLE: Final = re.compile(r"[0-9]+(?:[.-][0-9]+)*[a-z]?\b")
_CYRILLIC: Final = str.maketrans("абв", "abv")
_CODES: Final = (
    (re.compile(r"\b(?:коап|каап|cao)\b"), ("BY-CAO",)),
    (re.compile(r"\bбсср\b|\bbssr\b"), ("SU-BSSR",)),
    (re.compile(r"\bрсфср\b|\brsfsr\b"), ("SU-RSFSR",)),
    (re.compile(r"\b(?:ук|кк|cc)\b"), ("BY-CC", "SU-BSSR", "SU-RSFSR")),
)
"""Words for codes, and the codes they may mean: the first that is said counts."""


@dataclass(frozen=True, slots=True)
class Code:
    """An edition of a code, such as the Criminal Code of 1999 (`BY-CC`). `life`: when it was in force."""

    id: str
    edition: str
    labels: Labels
    life: Period
    valid_from: str = ""
    valid_to: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """An article in one edition of its code, and when it was in force. `labels`: short names, no titles."""

    id: str
    code: Code
    labels: Labels
    life: Period
    valid_from: str = ""
    valid_to: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: str = ""

    @property
    def article(self) -> str:
        """The number within its code."""
        return self.id.removeprefix(f"{self.code.id}-")

    def in_force(self, when: When) -> Presence:
        """Whether it was in force at that time: itself, and the edition of its code."""
        answers = {life_answer(self.life, when), life_answer(self.code.life, when)}
        if Presence.NO in answers:
            return Presence.NO
        return Presence.POSSIBLY if Presence.POSSIBLY in answers else Presence.CERTAINLY


class ChargeRegister:
    """The articles that are known by name. Immutable; an id that it does not have is no mistake."""

    def __init__(self, charges: Iterable[Charge]) -> None:
        self._charges = tuple(charges)
        self._by_id: dict[str, tuple[Charge, ...]] = {}
        for each in self._charges:
            self._by_id[each.id.upper()] = (*self._by_id.get(each.id.upper(), ()), each)

    def all(self) -> tuple[Charge, ...]:
        """Every entry, in the order of the register."""
        return self._charges

    def entries(self, charge_id: str) -> tuple[Charge, ...]:
        """The entries of an article, with or without its part, in order; none if it is not known."""
        return self._by_id.get(charge_id.partition("/")[0].upper(), ())

    def at(self, charge_id: str, when: When) -> tuple[Charge, ...]:
        """Those of its entries that may have been in force at that time."""
        return tuple(one for one in self.entries(charge_id) if one.in_force(when) is not Presence.NO)

    def suggest(self, wanted: str) -> tuple[str, ...]:
        """Ids that resemble what was typed: at most five, those of the same article number first."""
        article = wanted.partition("/")[0].split("-", 2)[-1]
        same = (one.id for one in self._charges if one.article == article)
        ids = dict.fromkeys(one.id for one in self._charges)
        return tuple(dict.fromkeys((*same, *nearest(wanted.partition("/")[0], ids))))[:5]

    def find(self, text: str, when: When) -> tuple[str, ...]:
        """The ids that people's words may mean: `ч. 1 ст. 342 УК`, `58-10`, `массовые беспорядки`.

        With a date, only articles that may have been in force, unless none was. In the order of the register.
        """
        if CHARGE.fullmatch(text):
            return (text,)
        low = text.casefold()
        part = _PART.search(low)
        low = _PART.sub(" ", low)
        article = _ARTICLE.search(low.translate(_CYRILLIC))
        if article is None:
            found = [one for one in self._charges if _has_words(one, text)]
        else:
            codes = next((codes for said, codes in _CODES if said.search(low)), ())
            found = [
                one
                for one in self._charges
                if one.article == article[0] and (not codes or one.code.id in codes)
            ]
        standing = [one for one in found if one.in_force(when) is not Presence.NO]
        end = f"/{part[1]}" if part else ""
        return tuple(dict.fromkeys(one.id + end for one in standing or found))


def _has_words(charge: Charge, text: str) -> bool:
    words = [folded for word in text.split() if (folded := fold(word))]
    names = [fold(label) for label in charge.labels.all()]
    return bool(words) and any(all(word in name for word in words) for name in names)
