"""Bring the catalogues of the web application up to the texts of its pages: `python -m scripts.messages`.

Each part of the application has a file of its own per language; new texts come in empty, texts that no page
has any more go. A text of several parts stands in the first. What is empty afterwards is listed.
"""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from archive.services.verification.codes import ALL_CODES

REPOSITORY = Path(__file__).resolve().parent.parent
WEB = REPOSITORY / "archive" / "web"
LANGUAGES = ("ru", "be")
DOMAIN = "domain"
PARTS = ("common", "account", "documenter", "lawyer", "auditor", "custodian", DOMAIN)
_OF_AN_ARCHIVE = ("V1", "V2", "V5", "V6", "V7")
"""Findings that a page can show; the others are about bundles, receipts and reports."""
_METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
_BELOW = ("archive/domain", "archive/services", "search")
"""Folders whose sentences (archive.domain.sentences) pages say in the reader's language."""
MessageId = str | tuple[str, ...]


def part_of(path: str) -> str:
    """Which part of the application a file belongs to: `account/entry.py`, `templates/lawyer/home.html`."""
    first = path.removeprefix("templates/").partition("/")[0]
    return first if first in PARTS else PARTS[0]


def wanted() -> dict[str, list[MessageId]]:
    """Every text of the pages, by part."""
    found: dict[str, list[MessageId]] = {part: [] for part in PARTS}
    rows = [(part_of(path), path, line, text) for path, line, text in _texts(WEB, _METHODS, _KEYWORDS)]
    for folder in _BELOW:
        below = _texts(REPOSITORY / folder, [("**.py", "python")], {"sentence": None})
        rows += [(DOMAIN, f"{folder}/{path}", line, text) for path, line, text in below]
    codes = sorted(code for code in ALL_CODES if code.startswith(_OF_AN_ARCHIVE))
    rows += [("auditor", "~findings", at, ALL_CODES[code].sentence) for at, code in enumerate(codes)]
    known: set[MessageId] = set()
    for part in PARTS:
        for own, _path, _line, message in sorted(rows, key=lambda row: row[1:3]):
            if own == part and message not in known:
                known.add(message)
                found[part].append(message)
    return found


def _texts(
    folder: Path, methods: list[tuple[str, str]], keywords: Mapping[str, tuple[int, ...] | None]
) -> list[tuple[str, int, MessageId]]:
    """(path, line, text) of every call of the keywords."""
    return [row[:3] for row in extract_from_dir(folder, methods, keywords=keywords)]


def read(language: str) -> Catalog:
    """All that is translated into a language."""
    whole = Catalog(locale=language)
    for path in sorted((WEB / "translations" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    return whole


def untranslated(language: str) -> Iterator[MessageId]:
    """Texts without a translation, or with a doubtful or partial one."""
    catalogue = read(language)
    for messages in wanted().values():
        for message in messages:
            found = catalogue.get(message if isinstance(message, str) else message[0])
            strings = (
                () if found is None else (found.string,) if isinstance(found.string, str) else found.string
            )
            if found is None or found.fuzzy or not strings or not all(strings):
                yield message


def main() -> None:
    """Rewrite all files and list what waits for a translator."""
    texts = wanted()
    for language in LANGUAGES:
        old = read(language)
        for part, messages in texts.items():
            catalogue = Catalog(locale=language, header_comment="", fuzzy=False)
            for message in messages:
                known = old.get(message if isinstance(message, str) else message[0])
                catalogue.add(message, string=known.string if known else None)
            target = WEB / "translations" / language / f"{part}.po"
            target.write_bytes(_dump(catalogue))
        for message in untranslated(language):
            print(f"{language}: {message}")


def _dump(catalogue: Catalog) -> bytes:
    """Without dates and places, which would differ at every run."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += f'"Language: {catalogue.locale}\\n"\n'
    plural = f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    return (header + plural).encode() + buffer.getvalue()


if __name__ == "__main__":
    main()
