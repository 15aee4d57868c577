"""The text of an exhibit on the page that shows it, with the words that a search asked for marked."""

from dataclasses import dataclass

from archive.ports_texts import PAGE, NotRead
from archive.services.exhibit_text import decode_text, is_read, text_inside
from archive.services.viewing import Viewed, viewed_range
from archive.web.lawyer.hits import Pieces, marked
from archive.web.lawyer.labels import NO_TEXT
from archive.web.lawyer.viewers import Viewer
from archive.web.visit import archive
from search.expression import Expression
from search.passages import Sought

SHOWN_BYTES = 64 * 1024
"""So much of a text is shown on the page; the rest is in the file."""
SEARCHED_PAGES = 300
"""In so many pages of a file words are looked for, to lead to them."""


@dataclass(frozen=True, slots=True)
class ShownText:
    """`pieces`: as `hits.marked`, empty where there is no text, and `why_none` may say why.

    `found_on`: other pages of the file that have words asked for.
    """

    pieces: Pieces | None = None
    is_cut: bool = False
    why_none: str = ""
    found_on: tuple[int, ...] = ()


def shown_text(viewed: Viewed, viewer: Viewer, query: Expression | None) -> ShownText:
    """The text of a plain file, of a file that holds text, or of the page of a PDF file that was opened."""
    if not is_read(viewed.exhibit):
        size = viewed.exhibit.size
        data = b"".join(viewed_range(archive(), viewed, 0, min(size, SHOWN_BYTES)))
        return ShownText(marked(archive(), decode_text(data), query), size > SHOWN_BYTES)
    try:
        text = text_inside(archive().objects, viewed.item.identity, viewed.exhibit, archive().texts)
    except NotRead as error:
        return ShownText(why_none=str(NO_TEXT[error.why]))
    pages = text.split(PAGE) if viewer == "pages" else [text]
    number = max(viewed.page, 1)
    here = pages[number - 1] if number <= len(pages) else ""
    others = _with_words(pages, query, number)
    if not here.strip():
        return ShownText(why_none=str(NO_TEXT[None]), found_on=others)
    return ShownText(marked(archive(), here[:SHOWN_BYTES], query), len(here) > SHOWN_BYTES, found_on=others)


def _with_words(pages: list[str], query: Expression | None, but: int) -> tuple[int, ...]:
    if query is None:
        return ()
    sought, searched = Sought(query, archive().analyzer), enumerate(pages[:SEARCHED_PAGES], 1)
    return tuple(number for number, page in searched if number != but and sought.matches(page))
