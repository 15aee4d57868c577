"""Names in three languages, and finding what somebody meant."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

LANGUAGES: Final = ("en", "ru", "be")


@dataclass(frozen=True, slots=True)
class Labels:
    """One name in English, Russian and Belarusian (official orthography); none of them is empty."""

    en: str
    ru: str
    be: str

    def __getitem__(self, language: str) -> str:
        """The name in one of LANGUAGES; raises KeyError for any other."""
        return {"en": self.en, "ru": self.ru, "be": self.be}[language]

    def all(self) -> tuple[str, ...]:
        """The three names in the order of LANGUAGES."""
        return self.en, self.ru, self.be


def fold(text: str) -> str:
    """What is left for comparing names: letters and digits without case, ё, quotes, spaces and accents.

    Й, ў and ї stay as they are: in Cyrillic they are letters, not letters with accents.
    """
    kept = []
    for sign in unicodedata.normalize("NFKC", text).casefold().replace("ё", "е"):
        letter = sign if "а" <= sign <= "ӿ" else unicodedata.normalize("NFD", sign)[0]
        if letter.isalnum():
            kept.append(letter)
    return "".join(kept)


def nearest(wanted: str, ids: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The ids that resemble `wanted` most, whatever their case, the nearest first; empty when none does."""
    folded = {one.casefold(): one for one in ids}
    matches = get_close_matches(wanted.strip().casefold()[:100], list(folded), n=count, cutoff=0.5)
    return tuple(folded[match] for match in matches)
