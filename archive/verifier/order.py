"""Comparing the entries that are here with the leaves that were logged: changed, missing, added, moved."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.verifier.codes import finding
from archive.verifier.findings import Finding


@dataclass(slots=True)
class Difference:
    """How `found` differs from `expected`; positions are relative to their starts."""

    changed: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    """(position in the log, logged leaf hash, leaf hash here)."""
    missing: list[tuple[int, bytes]] = field(default_factory=list)
    added: list[tuple[int, bytes]] = field(default_factory=list)
    """(position here, leaf hash)."""
    moved: list[tuple[int, bytes]] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    """Positions of what follows the end of the expected leaves."""

    @property
    def lost(self) -> Iterator[bytes]:
        """The leaf hashes that were logged and whose entries are not here."""
        yield from (leaf for _, leaf, _ in self.changed)
        yield from (leaf for _, leaf in self.missing)

    def findings(self, start: int) -> Iterator[Finding]:
        """The difference as findings; `start` is the leaf index of the first position."""
        for position, logged, here in self.changed:
            yield finding("V101", f"entry {start + position}", logged.hex(), here.hex())
        for position, logged in self.missing:
            yield finding("V103", f"entry {start + position}", logged.hex())
        for position, here in self.added:
            yield finding("V104", f"entry {start + position}", found=here.hex())
        for position, here in self.moved:
            yield finding("V105", f"entry {start + position}", found=here.hex())


def compare_order(found: Sequence[bytes], expected: Sequence[bytes]) -> Difference:
    """Align two sequences of leaf hashes and name each difference once, as what it most plainly is.

    Hashes in `found` after the end of `expected` that were never expected are no difference: they lie beyond
    the checkpoint and are not yet signed for.
    """
    difference = Difference()
    wanted, here = Counter(expected), Counter(found)
    early: Counter[bytes] = Counter()  # met in `found` before their turn
    i = 0
    for j, theirs in enumerate(expected):
        if early[theirs]:
            early[theirs] -= 1
            continue
        while i < len(found) and found[i] != theirs and (wanted[found[i]] or here[theirs]):
            mine = found[i]
            if wanted[mine] and not here[theirs]:
                break
            here[mine] -= 1
            if wanted[mine]:
                difference.moved.append((i, mine))
                wanted[mine] -= 1
                early[mine] += 1
            else:
                difference.added.append((i, mine))
            i += 1
        wanted[theirs] -= 1
        if i < len(found) and found[i] == theirs:
            here[theirs] -= 1
            i += 1
        elif i < len(found) and not wanted[found[i]]:
            difference.changed.append((j, theirs, found[i]))
            here[found[i]] -= 1
            i += 1
        else:
            difference.missing.append((j, theirs))
    known = set(expected)
    for position in range(i, len(found)):
        if found[position] in known:
            difference.added.append((position, found[position]))
        else:
            difference.beyond.append(position)
    return difference
