"""Passages with the archive's own analysis: inflected words and phrases in four languages, as written."""

import pytest

from search.expression_text import parse
from search.multilingual import LanguageAnalyzer
from search.passages import passages_of

ANALYZER = LanguageAnalyzer()


def marked(text: str, query: str) -> list[str]:
    return [
        passage.text[start:end]
        for passage in passages_of([text], parse(query), ANALYZER)
        for start, end in passage.spans
    ]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("коридор", "Нас поставили в коридоре лицом к стене.", ["коридоре"]),
        ("калідор", "Людзі стаялі ў калідоры, каля сцяны.", ["калідоры"]),
        ("сьнег", "На вуліцы ляжаў снег, вельмі халодны.", ["снег"]),
        ("снег", "На вуліцы ляжаў сьнег, вельмі халодны.", ["сьнег"]),
        ("коридор", "Люди стояли в коридорі біля стіни цілу ніч.", ["коридорі"]),
        ("corridors", "We stood in the corridor all night.", ["corridor"]),
        ("чёрный", "Подъехал черный автобус без номеров.", ["черный"]),
        ('"лицом к стене"', "Все стояли лицом к стене, молча.", ["лицом к стене"]),
        ("«тварам да сцяны»", "Усе стаялі тварам да сцяны моўчкі.", ["тварам да сцяны"]),
        ('"стене лицом"', "Все стояли лицом к стене, молча.", []),
        ('"лицом коридоре"~4', "Лицом к стене стояли в коридоре.", ["Лицом", "коридоре"]),
        ("избив*", "Нас избивали. Избивавшие молчали.", ["избивали", "Избивавшие"]),
        ("стена NOT коридор", "В коридоре была стена.", ["стена"]),
    ],
)
def test_what_was_asked_is_marked_as_it_stands_in_the_text(query, text, expected):
    assert marked(text, query) == expected


def test_each_passage_of_a_mixed_text_is_read_in_its_own_language():
    text = (
        "Нас держали в коридоре до утра. " * 3
        + "\n"
        + "We were kept in corridors until the morning came. " * 3
    )
    spans = marked(text, "corridor OR коридор")
    assert set(spans) == {"коридоре", "corridors"}
