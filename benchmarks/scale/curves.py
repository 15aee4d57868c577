"""Growth of the cost per query: as SVG, written by hand, and as characters on the screen.

Both axes are logarithmic; the dotted line grows as the collection does.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, LEGEND = 640, 420, 60, 30, 290
COLOURS = (
    "#1b6ca8",
    "#b5432a",
    "#2c7a4b",
    "#7a4fa3",
    "#8a6d1d",
    "#333333",
    "#c2185b",
    "#00838f",
    "#5d4037",
    "#689f38",
)
Curves = Mapping[str, Mapping[int, float]]
"""Milliseconds by number of items, by name."""
Scaled = Callable[[float], float]


def growth(curve: Mapping[int, float]) -> float:
    """How the cost grows beside the collection, from end to end: 1 is as fast as it, 0 not at all."""
    first, last = min(curve), max(curve)
    return math.log(curve[last] / curve[first]) / math.log(last / first)


def write_svg(path: Path, title: str, curves: Curves) -> None:
    """Draw the curves into a file."""
    sizes = sorted({size for curve in curves.values() for size in curve})
    values = [value for curve in curves.values() for value in curve.values()]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))

    def x(size: float) -> float:
        return LEFT + (WIDTH - LEFT) * math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def y(value: float) -> float:
        return HEIGHT - (HEIGHT - TOP) * math.log(value / low) / math.log(high / low)

    parts = [_text(LEFT, 18, title), *_axes(sizes, low, high, x, y)]
    last = sizes[0] * min(sizes[-1] / sizes[0], high / low)
    parts.append(_line([(x(sizes[0]), y(low)), (x(last), y(low * last / sizes[0]))], "#999", "2,4"))
    for number, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        parts.append(_line([(x(size), y(value)) for size, value in sorted(curve.items())], colour))
        at = TOP + 20 * number + 10
        parts.append(_line([(WIDTH + 20, at), (WIDTH + 44, at)], colour))
        parts.append(_text(WIDTH + 50, at + 4, name))
    box = f'width="{WIDTH + LEGEND}" height="{HEIGHT + 40}"'
    style = 'font-family="sans-serif" font-size="12"'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} {style}>\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n",
        encoding="utf-8",
    )


def _axes(sizes: Sequence[int], low: float, high: float, x: Scaled, y: Scaled) -> list[str]:
    parts = []
    for size in sizes:
        parts.append(_line([(x(size), TOP), (x(size), HEIGHT)], "#ddd"))
        parts.append(_text(x(size) - 20, HEIGHT + 18, f"{size:,}"))
    value = low
    while value <= high:
        parts.append(_line([(LEFT, y(value)), (WIDTH, y(value))], "#ddd"))
        parts.append(_text(4, y(value) + 4, f"{value:g} ms"))
        value *= 10
    return parts


def _line(points: Sequence[tuple[float, float]], colour: str, dashes: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>'


def print_curves(title: str, curves: Curves, width: int = 40) -> None:
    """Draw the curves on the screen: for every size a bar, as long as the logarithm of the time."""
    values = [value for curve in curves.values() for value in curve.values()]
    low, high = min(values) / 1.5, max(values)
    print(f"\n{title}")
    for name, curve in curves.items():
        grown = f"  grows with the {growth(curve):.2f}th power" if len(curve) > 1 else ""
        print(f"{name}{grown}")
        for size, value in sorted(curve.items()):
            bar = "#" * max(1, round(width * math.log(value / low) / math.log(high / low)))
            print(f"{size:>11,} {bar:<{width}} {value:.1f} ms")
