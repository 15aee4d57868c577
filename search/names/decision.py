"""Whether two names may be one: same, possibly same, or different, and why.

**Same**: both tell the same parts, and each agrees. **Possibly same**: nothing that both tell disagrees, and
something agrees that is more than an initial; but one tells more, or only an initial, or a short form of
several names, or a surname that may be a woman's or a man's in another case. **Different**: a part
that both tell disagrees, or what they tell has nothing in common. That names are the same says nothing about
persons: two people may share one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from search.names.edits import one_letter_apart
from search.names.parsing import parse_name
from search.names.parts import FatherName, GivenName, Name, Nickname, Surname


class Verdict(StrEnum):
    """What is to be thought of two names."""

    SAME = "same"
    POSSIBLY = "possibly same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons, in the order of weight; at least one."""

    verdict: Verdict
    reasons: tuple[str, ...]


class _Grade(IntEnum):
    """How a part of two names compares. EVIDENCE and above is more than an initial."""

    CONFLICT = 0
    SILENT = 1
    UNTOLD = 2
    LETTER = 3
    EVIDENCE = 4
    AGREES = 5


@dataclass(frozen=True, slots=True)
class _Compared:
    grade: _Grade
    reason: str = ""


_SILENT = _Compared(_Grade.SILENT)


def decide(first: str, second: str, *, one_edit: bool = False) -> Decision:
    """Compare two names as they are written. `one_edit`: also surnames one letter apart may be the same.

    The verdict does not depend on the order of the names. A text that is no name is different from all.
    """
    readings = [(left, right) for left in parse_name(first) for right in parse_name(second)]
    if not readings:
        return Decision(Verdict.DIFFERENT, ("one of them is not a name",))
    order = list(Verdict)
    decisions = [decide_names(left, right, one_edit=one_edit) for left, right in readings]
    return min(decisions, key=lambda each: order.index(each.verdict))


def decide_names(first: Name, second: Name, *, one_edit: bool = False) -> Decision:
    """Compare two readings; see `decide`."""
    compared = list(_compare(first, second, one_edit=one_edit))
    reasons = tuple(each.reason for each in sorted(compared, key=lambda each: each.grade) if each.reason)
    grades = {each.grade for each in compared} - {_Grade.SILENT}
    if _Grade.CONFLICT in grades:
        conflicts = tuple(each.reason for each in compared if each.grade is _Grade.CONFLICT)
        return Decision(Verdict.DIFFERENT, conflicts)
    if not grades or max(grades) < _Grade.EVIDENCE:
        return Decision(Verdict.DIFFERENT, ("they tell nothing in common but at most an initial",))
    if grades == {_Grade.AGREES}:
        return Decision(Verdict.SAME, reasons)
    return Decision(Verdict.POSSIBLY, reasons)


def _compare(first: Name, second: Name, *, one_edit: bool) -> Iterator[_Compared]:
    surnames = _surnames(first.surnames, second.surnames, one_edit=one_edit)
    yield surnames
    yield _given(first.given, second.given)
    yield _fathers(first.patronymic, second.patronymic)
    yield _nicknames(first.nicknames, second.nicknames)
    if surnames.grade >= _Grade.EVIDENCE and not first.sexes & second.sexes:
        yield _Compared(_Grade.CONFLICT, "one is a woman's name, the other a man's")


def _untold(part: str, first: object, second: object) -> _Compared:
    if not first and not second:
        return _SILENT
    return _Compared(_Grade.UNTOLD, f"only one of them tells a {part}")


def _surnames(first: tuple[Surname, ...], second: tuple[Surname, ...], *, one_edit: bool) -> _Compared:
    if not first or not second:
        return _untold("surname", first, second)
    few, many = sorted((first, second), key=len)
    pairs = [_best([_surname(one, other, one_edit=one_edit) for other in many]) for one in few]
    worst = min(pairs, key=lambda each: each.grade)
    if worst.grade is _Grade.CONFLICT or len(few) == len(many) == 1:
        return worst
    if len(few) > 1:
        back = [_best([_surname(one, other, one_edit=one_edit) for other in few]) for one in many]
        return min((worst, *back), key=lambda each: each.grade)
    return _Compared(_Grade.EVIDENCE, "one surname of a double one agrees")


def _best(compared: list[_Compared]) -> _Compared:
    return max(compared, key=lambda each: each.grade)


def _surname(first: Surname, second: Surname, *, one_edit: bool) -> _Compared:
    both = f"{first.text} and {second.text}"
    if first.sounds.alike(second.sounds):
        return _Compared(_Grade.AGREES, f"the surnames {both} agree")
    if first.bases.alike(second.bases) and first.woman and second.woman:
        return _Compared(_Grade.AGREES, f"the surnames {both} agree")
    if first.bases.alike(second.bases):
        return _Compared(
            _Grade.EVIDENCE, f"{both} may be a woman's and a man's form of one surname, or two cases"
        )
    if one_edit and one_letter_apart(first.bases, second.bases):
        return _Compared(_Grade.EVIDENCE, f"the surnames {both} are one letter apart")
    return _Compared(_Grade.CONFLICT, f"the surnames {both} differ")


def _given(first: GivenName | None, second: GivenName | None) -> _Compared:
    if first is None or second is None:
        return _untold("given name", first, second)
    both = f"{first.text} and {second.text}"
    if first.initial or second.initial:
        if first.letters & second.letters:
            return _Compared(_Grade.LETTER, f"of the given names {both} the initials agree")
        return _Compared(_Grade.CONFLICT, f"the initials of the given names {both} differ")
    one, other = first.known, second.known
    unknown = not one.classes and not other.classes
    if (
        (unknown and first.sounds.alike(second.sounds))
        or one.full & other.full
        or (one.classes and one == other)
    ):
        return _Compared(_Grade.AGREES, f"the given names {both} agree")
    if not one.classes & other.classes:
        return _Compared(_Grade.CONFLICT, f"the given names {both} differ")
    if len(one.classes | other.classes) == 1:
        return _Compared(_Grade.AGREES, f"the given names {both} are full and short forms of one")
    return _Compared(_Grade.EVIDENCE, f"the given names {both} may be forms of one")


def _fathers(first: FatherName | None, second: FatherName | None) -> _Compared:
    if first is None or second is None:
        return _untold("patronymic", first, second)
    both = f"{first.text} and {second.text}"
    if first.said is None or second.said is None:
        if first.letters & second.letters:
            return _Compared(_Grade.LETTER, f"of the patronymics {both} the initials agree")
        return _Compared(_Grade.CONFLICT, f"the initials of the patronymics {both} differ")
    if first.said.sex != second.said.sex:
        return _Compared(_Grade.CONFLICT, f"the patronymics {both} are a woman's and a man's")
    known = bool(first.said.fathers), bool(second.said.fathers)
    stems = known == (False, False) and first.said.stems.alike(second.said.stems)
    if stems or first.said.fathers & second.said.fathers:
        return _Compared(_Grade.AGREES, f"the patronymics {both} agree")
    return _Compared(_Grade.CONFLICT, f"the patronymics {both} differ")


def _nicknames(first: tuple[Nickname, ...], second: tuple[Nickname, ...]) -> _Compared:
    if any(one.sounds.alike(other.sounds) for one in first for other in second):
        return _Compared(_Grade.AGREES, "the nicknames agree")
    return _untold("nickname", first, second) if bool(first) != bool(second) else _SILENT
