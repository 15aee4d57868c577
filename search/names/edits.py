"""One edit between sounds: a letter put in, left out, changed, or two exchanged.

Only for names long enough, and never across two known endings of surnames: Карпенков and Карпенко are one
letter apart, and two families.
"""

import re
from collections.abc import Iterator

from search.names.sounds import Sounds

LETTERS = "абвгдежзиклмнопрстуфхцчш"
SHORTEST = 6
"""Letters of a sound, its tag apart, that may have a mistake in them."""

_ENDING = re.compile("(?:нк[оа]|[оае]ва?|ин|ски|цки|ич|ук|ак|ик|ец|ко)$")


def one_letter_apart(first: Sounds, second: Sounds) -> bool:
    """Whether a literal sound of one is one edit away from a sound of the other."""
    pairs = [(one, other) for one in first.literal for other in second.literal | second.projected]
    pairs += [(one, other) for one in second.literal for other in first.projected]
    return any(_near(one, other) for one, other in pairs)


def edits(heard: str) -> Iterator[str]:
    """Yield every sound that is one edit away; none for a short one."""
    tag, word = heard[:1], heard[1:]
    if len(word) < SHORTEST - 1:
        return
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        changed = [head + letter + tail for letter in LETTERS]
        if tail:
            changed += [head + tail[1:], *(head + letter + tail[1:] for letter in LETTERS)]
        if len(tail) > 1:
            changed.append(head + tail[1] + tail[0] + tail[2:])
        for other in changed:
            if other != word and _may_be_slip(word, other):
                yield tag + other


def _may_be_slip(word: str, other: str) -> bool:
    """Whether a difference may be a mistake: both long enough, and not two kinds of surnames."""
    if min(len(word), len(other)) < SHORTEST - 1 or max(len(word), len(other)) < SHORTEST:
        return False
    endings = [found.group() if (found := _ENDING.search(each)) else "" for each in (word, other)]
    return endings[0] == endings[1] or "" in endings


def _near(first: str, second: str) -> bool:
    if first[:1] != second[:1] or abs(len(first) - len(second)) > 1 or first == second:
        return False
    one, other = first[1:], second[1:]
    return _may_be_slip(one, other) and _is_one_edit(one, other)


def _is_one_edit(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
