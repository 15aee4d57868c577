"""A timeline and a matrix as pictures and tables of numbers that `archive.services.counting` lets be shown.

Pictures are SVG with geometry in attributes and colours in the style sheet: the policy of the pages allows no
inline style.
"""

from dataclasses import dataclass

from archive.services.counting import MatrixTable, TimelineRow, TimelineTable
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
