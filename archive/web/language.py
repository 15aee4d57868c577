"""English, Russian, Belarusian: which one a request is answered in, and where the words are.

The source language is English. Catalogues are the files translations/<language>/*.po, one for each part of
the application, read when the language is first asked for: nothing is compiled after a clone or in a wheel.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale, gettext

from archive.domain.account import LANGUAGES
from archive.domain.sentences import Sentence
from archive.web.visit import visit

NAMES = {"en": "English", "ru": "Русский", "be": "Беларуская"}
"""Each in itself, for the switch."""
COOKIE = "sviedka-language"
FOLDER = Path(__file__).parent / "translations"
_RIGHT_TO_LEFT = "right-to-left"


class Catalogues(Domain):
    """All files of a language as one catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        """Of the request's language."""
        language = chosen()
        found = self._read.get(language)
        if found is None:
            found = self._read[language] = load(language)
        return found


def load(language: str) -> NullTranslations:
    """The catalogue of a language; English needs none."""
    paths = sorted((FOLDER / language).glob("*.po"))
    if not paths:
        return NullTranslations()
    whole = Catalog(locale=language)
    for path in paths:
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask) -> None:
    """Choose the language of each request and give templates what they need of it."""
    catalogues = Catalogues()
    Babel(app, default_locale=LANGUAGES[0], locale_selector=chosen, timezone_selector=lambda: "UTC")
    app.before_request(catalogues.as_default)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # A page asks for some fifty texts: Flask-Babel would look for the catalogue of each in five places.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogues.get_translations().ugettext(text),
        lambda one, several, number: catalogues.get_translations().ungettext(one, several, number),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
    app.context_processor(_names)
    app.add_template_filter(language_name)
    app.add_template_filter(moment)
    app.add_template_filter(told)


def chosen() -> str:
    """The account's language, else the cookie's, else what the browser prefers."""
    seen = visit()
    if not seen.language:
        asked = request.cookies.get(COOKIE, "")
        best = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
        own = seen.signed_in.account.language if seen.signed_in else ""
        seen.language = own or (asked if asked in LANGUAGES else best)
    return seen.language


def told(message: str) -> str:
    """What a domain says, in the request's language: see archive.domain.sentences. Other strings stay."""
    if not isinstance(message, Sentence):
        return message
    values = {name: told(each) if isinstance(each, str) else each for name, each in message.values.items()}
    return str(gettext(message.template, **values)) + message.tail


def language_name(code: str) -> str:
    """What a language is called in the language of the page; its code where CLDR has no name for it."""
    return str(Locale(chosen()).languages.get(code, code))


def moment(at: datetime) -> str:
    """An instant for people, the same in every language: `2026-11-22 18:00 UTC`."""
    return at.strftime("%Y-%m-%d %H:%M UTC")


def _names() -> dict[str, object]:
    locale = get_locale() or Locale("en")
    direction = "rtl" if locale.character_order == _RIGHT_TO_LEFT else "ltr"
    return {"language": str(locale), "direction": direction, "languages": NAMES}
