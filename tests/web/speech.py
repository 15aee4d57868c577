"""In which language a page speaks, for tests: its own words, without what people typed, names and codes."""

import re
from html.parser import HTMLParser

from archive.services.enrolment import set_language
from tests.web_world import ROLES, World

SENTENCE = re.compile(r"\b[A-Za-z]+(?:\s+[a-z]+){2,}\s+[a-z]{2,}")
"""Four words of Latin letters in a row; operators in capitals and lists of codes are none."""
NO_WORDS = frozenset({"bdi", "code", "script", "style", "textarea", "option", "title", "kbd"})
# `register`: what a register has in English alone, such as the elements of a crime, and says so.
VOID = frozenset({"input", "img", "br", "link", "meta", "hr"})


class Text(HTMLParser):
    """What a page says in its own words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._silent = [False]
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.said += [
            given[name] or "" for name in ("aria-label", "alt", "placeholder", "title") if name in given
        ]
        if tag not in VOID:
            words = {"words", "passage", "register"} & set((given.get("class") or "").split())
            self._silent.append(self._silent[-1] or tag in NO_WORDS or bool(words))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        self.said.append("\n" if self._silent[-1] else data)


def english(page: str) -> list[str]:
    """The English sentences of a page."""
    return SENTENCE.findall("".join(each if each.strip() else " | " for each in Text(page).said))


def speak(world: World, language: str) -> None:
    for role in ROLES:
        set_language(world.archive, world.enrolled[role].account, language)
