"""Timeline, matrix and map as pictures and tables of numbers that `archive.services.counting` lets be shown.

Pictures are SVG with geometry in attributes and colours in the style sheet: the policy of the pages allows no
inline style.
"""

from dataclasses import dataclass

from archive.domain.counts import Count
from archive.services.counting import MatrixTable, TimelineRow, TimelineTable
from archive.services.places import Places
from search.expression_text import render
from search.query import SearchQuery
from search.regions import REGIONS
from search.timeline import Scale

WIDTH, HEIGHT, GROUND = 960, 160, 140
"""Of the picture, and where its bars stand."""
_MOST_LABELS = 12
SHADES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin: where it is drawn, how high what is certain and possible, and its days for the form."""

    row: TimelineRow
    name: str
    first: str
    last: str
    x: float
    width: float
    certainly: float
    possibly: float
    is_labelled: bool

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return round(self.x + self.width / 2, 1)


def bars(timeline: TimelineTable, scale: Scale) -> list[Bar]:
    """The bins side by side, the highest as high as the picture."""
    most = max((row.possibly.at_least for row in timeline.bins), default=0) or 1
    wide = WIDTH / max(len(timeline.bins), 1)
    every = -(-len(timeline.bins) // _MOST_LABELS)
    found = []
    for at, row in enumerate(timeline.bins):
        is_decade = scale is Scale.DECADE
        possibly = GROUND * row.possibly.at_least / most
        found.append(
            Bar(
                row,
                f"{row.name}0s" if is_decade else row.name,
                f"{row.name}0" if is_decade else row.name,
                f"{row.name}9" if is_decade else row.name,
                round(at * wide, 1),
                round(max(wide - min(wide / 5, 6), 1), 1),
                round(min(possibly, GROUND * row.certainly.at_least / most), 1),
                round(possibly, 1),
                at % every == 0,
            )
        )
    return found


def shade(matrix: MatrixTable, unit: str, violation: str) -> int:
    """How dark a cell is, from 0 (nothing shown) to SHADES, by the greatest cell that is no margin."""
    inner = [matrix.cells[u, v].items.at_least for u in matrix.units for v in matrix.violations]
    items, most = matrix.cells[unit, violation].items.at_least, max(inner, default=0)
    return min(SHADES, -(-SHADES * items // most)) if most and unit and violation else 0


TILE, ROW = 150, 84
"""Width and height of a region's tile with the space around it."""
_BAR = 120


@dataclass(frozen=True, slots=True)
class Tile:
    """A region where it lies, roughly: a bar as long as what was counted, and the question narrowed to it."""

    name: str
    items: Count
    x: float
    y: float
    bar: float
    question: str


def tiles(places: Places, query: SearchQuery, language: str) -> list[Tile]:
    """The regions as a schematic map, without borders or distances."""
    most = max((count.at_least for count in places.regions.values()), default=0) or 1
    return [
        Tile(
            region.names[language],
            places.regions[region.id],
            round(region.x * TILE, 1),
            round(region.y * ROW, 1),
            round(_BAR * places.regions[region.id].at_least / most, 1),
            render(query.also(region.field).asked()),
        )
        for region in REGIONS
    ]
