"""EDTF (ISO 8601-2, levels 0 to 2) to `FuzzyDate`: intervals, sets and alternatives.

Elements are read by `schemas.edtf_elements` with the `edtf` library; what stands between them is read here,
because the library accepts reversed intervals, flattens sets and knows no times in intervals.
`docs/formats/dates.md` lists every form with its meaning. Errors are `NotEdtf`, an `InvalidDate` of the
archive and a ValueError.
"""

import re
from functools import lru_cache
from typing import Final

from archive.domain.dates import BEGINNING, END, FuzzyDate, Period, Precision
from schemas.edtf_elements import MOST_READINGS, Element, parse_element
from schemas.edtf_errors import NotEdtf

__all__ = ["NotEdtf", "parse", "validity"]

LONGEST: Final = 400
OPEN: Final = ".."
_STRANGE = re.compile(r"[^0-9XTZ?~%/.,:+\[\]{} -]")


@lru_cache(maxsize=65536)
def parse(text: str) -> FuzzyDate:
    """Read one EDTF text. Spaces around and after commas go, `?~` becomes `%`; all else stays as written.

    Raises NotEdtf with a code, a position where known, and an example or a guess at what was meant.
    """
    canonical = _canonical(text)
    if canonical[0] in "[{":
        return _set(canonical)
    if "/" in canonical:
        return _interval(canonical)
    element = parse_element(canonical, canonical, 0)
    return _fuzzy(canonical, element.periods(), (element,))


def validity(valid_from: str, valid_to: str) -> Period:
    """The period between two EDTF texts as vocabularies write them: `..` open, empty unknown, on either side.

    Unlike `parse("a/b")` both sides may be missing. Raises NotEdtf.
    """
    start = _end_of_period(valid_from)
    end = _end_of_period(valid_to)
    return _period(valid_from, start, valid_to, end, f"{valid_from}/{valid_to}")


def _end_of_period(text: str) -> tuple[Element, ...]:
    """The elements of a bound: none when open or unknown, several when it is a set (`[2006..2017]`)."""
    if text in ("", OPEN):
        return ()
    canonical = _canonical(text)
    if canonical[0] == "[":
        members = _members(canonical)
        elements = [element for member in members for element in member if element is not None]
        if len(elements) < 2 * len(members):
            raise NotEdtf("the bound of a period has two ends itself", code="edtf-form", text=canonical)
        return tuple(sorted(elements, key=lambda element: element.first))
    return (parse_element(canonical, canonical, 0),)


def _canonical(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        raise NotEdtf("it is empty", code="edtf-empty", text="")
    if len(stripped) > LONGEST:
        raise NotEdtf(f"it is longer than {LONGEST} characters", code="edtf-length", text="")
    if strange := _STRANGE.search(stripped):
        raise NotEdtf(
            "words and other signs have no place in EDTF",
            code="edtf-characters",
            text=stripped,
            position=strange.start(),
        )
    return re.sub(r"\?~|~\?", "%", re.sub(" *, *", ",", stripped))


def _fuzzy(
    text: str, readings: tuple[Period, ...], elements: tuple[Element, ...], *, every: bool = False
) -> FuzzyDate:
    ordered = sorted(set(readings), key=lambda period: (period.earliest_start, period.latest_end))
    if len(ordered) > MOST_READINGS:
        raise NotEdtf("it fits too many days to be a date", code="edtf-vague", text=text)
    return FuzzyDate(
        edtf=text,
        readings=tuple(ordered),
        precision=Precision.coarsest(tuple(element.precision for element in elements)),
        approximate=any(element.approximate for element in elements),
        uncertain=any(element.uncertain for element in elements),
        every=every,
    )


def _interval(text: str) -> FuzzyDate:
    left, slash, right = text.partition("/")
    if "/" in right:
        raise NotEdtf("an interval has one slash", code="edtf-form", text=text, position=text.rindex("/"))
    start = () if left in ("", OPEN) else (parse_element(left, text, 0),)
    end = () if right in ("", OPEN) else (parse_element(right, text, len(left) + len(slash)),)
    if not start and not end:
        raise NotEdtf(
            "it names no day; leave the date empty if nothing is known", code="edtf-vague", text=text
        )
    return _fuzzy(text, (_period(left, start, right, end, text),), start + end)


def _period(left: str, start: tuple[Element, ...], right: str, end: tuple[Element, ...], text: str) -> Period:
    """The period that begins within `start` and ends within `end`; no elements: open (`..`) or unknown."""
    if start and end:
        _check_order(start[0], end[-1], text, len(left) + 1)
    first_start, last_start = BEGINNING, (BEGINNING if left == OPEN else END)
    first_end, last_end = (END if right == OPEN else BEGINNING), END
    if start:
        first_start, last_start = start[0].widened[0], max(one.widened[1] for one in start)
    if end:
        first_end, last_end = min(one.widened[0] for one in end), max(one.widened[1] for one in end)
    return Period(first_start, min(last_start, last_end), max(first_end, first_start), last_end)


def _check_order(start: Element, end: Element, text: str, position: int) -> None:
    same_day = start.first == end.last and start.clock is not None and end.clock is not None
    if same_day and start.clock and end.clock and (start.clock.tzinfo is None) == (end.clock.tzinfo is None):
        reversed_order = start.clock > end.clock
    else:
        reversed_order = start.first > end.last
    if reversed_order:
        raise NotEdtf("it ends before it begins", code="edtf-order", text=text, position=position)


def _members(text: str) -> list[tuple[Element | None, Element | None]]:
    """The members of a set as (first, last); the two are the same for a single element, None for no bound."""
    closing = {"[": "]", "{": "}"}[text[0]]
    if not text.endswith(closing) or len(text) < 3:
        raise NotEdtf(
            f"a set ends with {closing} and holds at least one date",
            code="edtf-form",
            text=text,
            position=len(text) - 1,
        )
    members: list[tuple[Element | None, Element | None]] = []
    offset = 1
    for member in text[1:-1].split(","):
        left, dots, right = member.partition(OPEN)
        if dots and not left and not right:
            raise NotEdtf("two dots stand beside a date", code="edtf-form", text=text, position=offset)
        first = parse_element(left, text, offset) if left or not dots else None
        last = parse_element(right, text, offset + len(left) + 2) if right else None
        if first and last:
            _check_order(first, last, text, offset + len(left) + 2)
        members.append((first, last if dots else first))
        offset += len(member) + 1
    return members


def _set(text: str) -> FuzzyDate:
    """`[…]`: one of its members; `{…}`: all of them. `a..b` is any stretch between, or in `{…}` all of it."""
    every = text[0] == "{"
    readings: list[Period] = []
    members = _members(text)
    for first, last in members:
        if first is last and first is not None:
            readings.extend(first.periods())
            continue
        bounds = (first.widened[0] if first else BEGINNING, last.widened[1] if last else END)
        readings.append(Period.exactly(*bounds) if every else Period.somewhere_in(*bounds))
    elements = tuple(element for member in members for element in member if element is not None)
    return _fuzzy(text, tuple(readings), elements, every=every)
