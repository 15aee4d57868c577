"""Three languages: nothing untranslated, nothing outside the catalogues, plural forms, errors by code."""

import re
import string
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment
from jinja2.lexer import TOKEN_DATA

from archive.domain.account import LANGUAGES
from archive.domain.errors import ArchiveError
from archive.web.error_texts import TEXTS
from scripts.messages import WEB, read, untranslated, wanted
from tests.docs.test_settings_and_errors import errors

TRANSLATED = [language for language in LANGUAGES if language != "en"]
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
OWN_NAMES = {"Sviedka"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
CYRILLIC = re.compile(r"[А-яЁёІіЎў]")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language):
    """Run `python -m scripts.messages`, then fill what it lists."""
    assert list(untranslated(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalogue_holds_what_no_page_says(language):
    texts = {
        message if isinstance(message, str) else message[0] for part in wanted().values() for message in part
    }
    known = {each.id if isinstance(each.id, str) else each.id[0] for each in read(language) if each.id}
    assert known - texts == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_placeholders_of_the_text_and_letters_of_the_language(language):
    for message in read(language):
        if message.id:
            for text in strings(message):
                source = message.id if isinstance(message.id, str) else message.id[-1]
                assert Counter(PLACEHOLDER.findall(text)) == Counter(PLACEHOLDER.findall(source)), source
                assert CYRILLIC.search(text) or not re.search(r"[A-Za-z]{4}", source), source
                if language == "be":
                    assert not re.search("[ИиЩщЪъ]", text), text


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_words_stand_in_a_template_outside_the_catalogues(path: Path):
    source = path.read_text(encoding="utf-8")
    data = "".join(
        token[2] if token[1] == TOKEN_DATA else "\0" for token in Environment(autoescape=True).lex(source)
    )
    visible = re.sub(r'\s[a-z-]+="[^"]*"', " ", re.sub(r"<[^>]*>", " ", data))
    said = set(re.findall(r"[^\W\d_]{2,}", visible)) - OWN_NAMES
    spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"\0]*[^\W\d_]{2,}[^"\0]*)"', data)
    assert (said, spoken) == (set(), [])


def test_every_error_code_has_its_words():
    assert set(errors()) <= set(TEXTS)
    assert ArchiveError.code in TEXTS


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Sign in"), ("ru", "Парольная фраза"), ("be", "Увайсці")],
)
def test_the_language_is_chosen_by_the_browser_the_person_and_the_account(world, language, words):
    browser = world.stranger(**{"Accept-Language": f"{language}, de;q=0.8"})
    page = browser.get("/sign-in")
    assert f'<html lang="{language}" dir="ltr">' in page.text
    assert words in page.text
    browser.post("/language", {"language": "ru", "next": "/sign-in"})
    assert '<html lang="ru"' in browser.get("/sign-in").text
    signed_in = world.browser("lawyer")
    assert signed_in.post("/language", {"language": language, "next": "/account"}).status_code == 303
    assert f'<html lang="{language}"' in world.browser("lawyer", fresh=True).get("/account").text


def test_a_language_that_is_not_spoken_is_refused(world):
    browser = world.browser("lawyer")
    assert browser.post("/language", {"language": "xx"}).status_code == 400


@pytest.mark.parametrize(
    ("left", "words"), [(1, "Остался 1 запасной"), (2, "2 запасных кода"), (5, "5 запасных кодов")]
)
def test_numbers_have_their_forms(world, left, words):
    browser = world.browser("lawyer")
    browser.post("/language", {"language": "ru"})
    account = world.enrolled["lawyer"].account
    with world.archive.records.transaction() as tx:
        codes = [f.factor_id for f in tx.accounts.factors(account.account_id) if f.kind.value == "recovery"]
        tx.accounts.remove_factors(codes[left:])
    assert words in browser.get("/account").text


def test_templates_use_no_inline_code():
    for path in TEMPLATES:
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:|<style|<script(?! src=)", source), path
        assert not re.search(r"(src|href)=\"(https?:)?//", source), path
        assert set(source) <= set(string.printable) | set("·—–…▸▾×‹›←→"), path
