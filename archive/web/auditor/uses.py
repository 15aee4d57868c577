"""Declared uses in words; apart from the other words, which pages for lawyers need while these are loaded."""

from archive.domain.consent import Purpose
from archive.web.lawyer.labels import PURPOSES


def use_words(use: str) -> str:
    """A declared use, as `Entry.use` has it, with its purpose in the language chosen; others' codes stay."""
    purpose, _blank, rest = use.partition(" ")
    if purpose not in set(Purpose) or Purpose(purpose) not in PURPOSES:
        return use
    return "; ".join(part for part in (str(PURPOSES[Purpose(purpose)]), rest) if part)
