"""Which entries of the custody log stand out, and on which others each rests.

The archive shows them with this and the verifier checks a report of them with it. Everything is read from the
entries. What is said of an entry follows from it and from those named in `because`: a part of the log that
holds all of them gives the same answer about them as the whole log, in whatever order clocks ran.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

OPENING: Final = ("decryption", "disclosure", "export", "identity_disclosure")
ASKING: Final = ("query", *OPENING)
"""Event types of what is done for a declared purpose."""
CONSENT_ENDING: Final = ("consent_change", "withdrawal")
MANY, WITHIN = 30, timedelta(hours=1)
"""So many openings by one agent within this time stand out."""
SILENCE = timedelta(days=30)
_INSTANT = len("2026-11-22T18:00:00")


class Why(StrEnum):
    """Why an entry stands out."""

    REFUSED = "refused"
    FAILED = "failed"
    CLOCK = "clock"
    SILENCE = "silence"
    MANY = "many"
    AFTER_CONSENT = "after_consent"
    IDENTITY = "identity"


class Fact(Protocol):
    """What is asked of an entry. `at`: in UTC; what is finer than seconds is not looked at."""

    @property
    def leaf_index(self) -> int:
        """Its place in the log."""
        ...

    @property
    def at(self) -> str:
        """When, as `2026-11-22T18:00:00` or finer."""
        ...

    @property
    def agent_id(self) -> str:
        """Whose act it is."""
        ...

    @property
    def event_type(self) -> str:
        """What happened."""
        ...

    @property
    def outcome(self) -> str:
        """`success` or another word."""
        ...

    @property
    def item_id(self) -> str:
        """Its item, or empty."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """One reason why an entry stands out; `because`: leaf indices of the other entries that it rests on."""

    why: Why
    leaf_index: int
    because: tuple[int, ...] = ()


def standing_out(facts: Iterable[Fact]) -> Iterator[Standing]:
    """All that stands out, in the order of the log, in which the facts must come."""
    before: tuple[int, datetime] | None = None
    opened: dict[str, list[tuple[datetime, int]]] = {}
    changed: dict[str, int] = {}
    for each in facts:
        at, index = datetime.fromisoformat(each.at[:_INSTANT]), each.leaf_index
        if before is not None and before[0] == index - 1:
            if at < before[1]:
                yield Standing(Why.CLOCK, index, before[:1])
            if at - before[1] > SILENCE:
                yield Standing(Why.SILENCE, index, before[:1])
        before = (index, at)
        yield from _by_itself(each)
        if each.item_id and each.event_type in CONSENT_ENDING:
            changed.setdefault(each.item_id, index)
        if is_late(each, changed):
            yield Standing(Why.AFTER_CONSENT, index, (changed[each.item_id],))
        if each.event_type in OPENING:
            many = _many(opened.setdefault(each.agent_id, []), at, index)
            if many:
                yield Standing(Why.MANY, index, many)


def is_late(each: Fact, changed: Mapping[str, int]) -> bool:
    """Whether somebody asked after the consent had been changed or withdrawn.

    `changed`: for items, the leaf index of the first entry that did so.
    """
    return each.event_type in ASKING and changed.get(each.item_id, each.leaf_index) < each.leaf_index


def _by_itself(each: Fact) -> Iterator[Standing]:
    if each.event_type == "refusal":
        yield Standing(Why.REFUSED, each.leaf_index)
    elif each.outcome != "success":
        yield Standing(Why.FAILED, each.leaf_index)
    if each.event_type == "identity_disclosure":
        yield Standing(Why.IDENTITY, each.leaf_index)


def _many(times: list[tuple[datetime, int]], at: datetime, index: int) -> tuple[int, ...]:
    """The other openings that make this one many, none if it is not; after many, counting begins anew.

    Nothing is forgotten before: an opening that another clock puts out of reach may be near a later one.
    """
    insort(times, (at, index))
    first = bisect_left(times, (at - WITHIN, -1))
    near = times[first : bisect_right(times, (at + WITHIN, index))]
    if len(near) < MANY:
        return ()
    times.clear()
    return tuple(sorted(other for _, other in near if other != index))
