"""Coarse places: the regions of Belarus, by the names that items give places in.

No gazetteer and no coordinates: an act is counted in a region when its place, as the item tells it, names the
region's capital, the region itself, or one of its larger towns, in Belarusian, Russian or English. A place
that names none of them is in no region; one that names two is in both. Minsk and the region around it are
one, because "Minsk" alone may mean either.
"""

from dataclasses import dataclass

from search.expression import Field


@dataclass(frozen=True, slots=True)
class Region:
    """`names`: by language of the pages; `words`: names of places in it; `x`, `y`: where it lies, 0 to 2."""

    id: str
    names: dict[str, str]
    words: tuple[str, ...]
    x: float
    y: float

    @property
    def field(self) -> Field:
        """The condition that an act was there."""
        return Field("place", self.words)


def _region(region_id: str, en: str, ru: str, be: str, x: float, y: float, words: str) -> Region:
    return Region(region_id, {"en": en, "ru": ru, "be": be}, tuple(words.split()), x, y)


REGIONS = (
    _region(
        "vitsebsk", "Vitsebsk", "Витебск", "Віцебск", 1.2, 0,
        "Vitsebsk Vitebsk Витебск Витебская Віцебск Віцебская Polatsk Polotsk Полоцк Полацк "
        "Navapolatsk Novopolotsk Новополоцк Наваполацк Orsha Орша Ворша Hlybokaye Глубокое Глыбокае",
    ),
    _region(
        "hrodna", "Hrodna", "Гродно", "Гродна", 0, 1,
        "Hrodna Grodno Гродно Гродненская Гродна Гродзенская Lida Лида Ліда Slonim Слоним Слонім "
        "Vawkavysk Volkovysk Волковыск Ваўкавыск Smarhon Smorgon Сморгонь Смаргонь",
    ),
    _region(
        "minsk", "Minsk", "Минск", "Мінск", 1.1, 1,
        "Minsk Минск Минская Мінск Мінская Zhodzina Zhodino Жодино Жодзіна Barysaw Borisov Борисов Барысаў "
        "Salihorsk Soligorsk Солигорск Салігорск Maladzyechna Molodechno Молодечно Маладзечна "
        "Slutsk Слуцк Слуцак Kurapaty Kuropaty Куропаты Курапаты",
    ),
    _region(
        "mahilyow", "Mahilyow", "Могилёв", "Магілёў", 2.2, 1,
        "Mahilyow Mogilev Могилев Могилёв Могилевская Магілёў Магілёўская Babruysk Bobruisk Бобруйск "
        "Бабруйск Asipovichy Osipovichi Осиповичи Асіповічы Shklow Shklov Шклов Шклоў Horki Горки Горкі",
    ),
    _region(
        "brest", "Brest", "Брест", "Брэст", 0.2, 2,
        "Brest Брест Брестская Брэст Брэсцкая Baranavichy Baranovichi Барановичи Баранавічы "
        "Pinsk Пинск Пінск Kobryn Кобрин Кобрын Ivatsevichy Ивацевичи Івацэвічы",
    ),
    _region(
        "homyel", "Homyel", "Гомель", "Гомель", 1.9, 2,
        "Homyel Gomel Гомель Гомельская Mazyr Mozyr Мозырь Мазыр Zhlobin Жлобин Жлобін "
        "Svyetlahorsk Svetlogorsk Светлогорск Светлагорск Rechytsa Rechitsa Речица Рэчыца",
    ),
)  # fmt: skip
