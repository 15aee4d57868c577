"""Rules of the outbox that every store of record follows, so that they cannot drift apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.ports_outbox import MAX_ATTEMPTS, Task

INTERRUPTED = "the worker ended without an answer while it did this"

_MAX_REASON = 500


def plain_reason(reason: str) -> str:
    """The reason as every engine can keep it: valid UTF-8, no NUL, at most 500 characters."""
    return reason.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")[:_MAX_REASON]


def newest(tasks: Iterable[Task]) -> list[Task]:
    """One task for each kind and item: the highest version, in the order of the last asking."""
    chosen: dict[tuple[str, str], Task] = {}
    for task in tasks:
        place = (task.kind, task.item_id)
        if place not in chosen or chosen[place].version <= task.version:
            chosen.pop(place, None)
            chosen[place] = task
    return list(chosen.values())


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker gets (`taken`), and what is set aside because workers keep dying of it."""

    taken: tuple[Task, ...]
    set_aside: tuple[Task, ...] = ()


def choose(candidates: Sequence[tuple[Task, bool]], now: str) -> Claim:
    """Decide a claim over free tasks, oldest first, each with whether a worker vanished while it held it.

    Such a task comes back alone with the attempt counted: a file that kills its worker is found and set
    aside after three times, and the others of its batch are not suspected for longer than one claim each.
    """
    set_aside: list[Task] = []
    taken: list[Task] = []
    for task, interrupted in candidates:
        if not interrupted:
            taken.append(task)
            continue
        if taken:
            break
        counted = replace(task, attempts=task.attempts + 1)
        if counted.attempts < MAX_ATTEMPTS:
            return Claim((counted,), tuple(set_aside))
        set_aside.append(replace(counted, failure=INTERRUPTED, failed_at=counted.failed_at or now))
    return Claim(tuple(taken), tuple(set_aside))


@dataclass(frozen=True, slots=True)
class Completion:
    """Which rows go (`removed`, their task ids), and which versions count as done."""

    removed: tuple[int, ...]
    done: tuple[Task, ...]


def complete(tasks: Sequence[Task], rows: Mapping[tuple[str, str], Task]) -> Completion:
    """Decide what finished work means. `rows`: the present row of each kind and item.

    A row that was asked for again since the claim has another task id and stays: after a rebuild the same
    version must be derived again. Finished work on an older version than now asked for still counts as
    done, but the row stays. A task without id (0) was not claimed: it counts for its version.
    """
    removed: list[int] = []
    done: list[Task] = []
    for task in tasks:
        row = rows.get((task.kind, task.item_id))
        if row is not None and row.version > task.version:
            done.append(task)
        elif task.task_id == 0 or (row is not None and row.task_id == task.task_id):
            done.append(task)
            if row is not None:
                removed.append(row.task_id)
    return Completion(tuple(removed), tuple(done))
