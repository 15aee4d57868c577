"""Checking a report of checkpoints offline: each is signed and goes on from the one before, rows follow.

Format: docs/formats/report.md. That no checkpoint was left out cannot be shown: nobody else has counted them.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from archive.verifier.bag import Bag
from archive.verifier.bundle import POLICY, BagCheck
from archive.verifier.findings import is_valid
from archive.verifier.heads import check_checkpoint
from archive.verifier.published import check_published
from crypto.canonical import parse_canonical_object
from crypto.checkpoint import Checkpoint, parse_checkpoint
from crypto.cosignature import cosignature_time
from crypto.errors import CryptoError, FormatError, ProofError
from crypto.merkle_proof import verify_consistency
from crypto.note import parse_note
from crypto.signing import MLDSA44_SIGNATURE_SIZE
from crypto.tlog_policy import LogPolicy
from crypto.tlog_witness import AddCheckpoint, parse_add_checkpoint

GROWTH: Final = "checkpoints"
GROWTH_FORMAT: Final = "urn:sviedka:checkpoint-report:v1"
GROWTH_REPORT: Final = "data/report.json"
GROWTH_TABLE: Final = "data/report.csv"
GROWTH_HEADS: Final = ("entries", "new", "at", "root")
_PLACE: Final = "data/checkpoints/"
_ENDING: Final = ".add-checkpoint"
_MEMBERS: Final = frozenset({"format", "checkpoints", "rows"})

Row = dict[str, Any]


def step_path(size: int) -> str:
    """Where the step to a tree of this size lies."""
    return f"{_PLACE}{size}{_ENDING}"


def is_growth(bag: Bag) -> bool:
    """Tell whether a report is about checkpoints rather than entries."""
    return any(path.startswith(_PLACE) for path in bag.sizes)


def growth_rows(notes: Sequence[bytes]) -> list[Row]:
    """What signed checkpoints say, in rising order of size; CryptoError for what is none.

    `at` is the time in the log's own ML-DSA-44 signature, in UTC: nothing else in a checkpoint is dated.
    """
    rows, before = list[Row](), 0
    for data in notes:
        note = parse_note(data)
        checkpoint = parse_checkpoint(note.text)
        beside = f"{checkpoint.origin}/mldsa44"
        line = next((each for each in note.signatures if each.name == beside), None)
        rows.append(
            {
                "entries": checkpoint.size,
                "new": checkpoint.size - before,
                "at": _instant(line.signature) if line else "",
                "root": checkpoint.root.hex(),
            }
        )
        before = checkpoint.size
    return rows


def growth_table(rows: Sequence[Row]) -> bytes:
    """The rows as CSV (RFC 4180, UTF-8)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(GROWTH_HEADS)
    writer.writerows([row[head] for head in GROWTH_HEADS] for row in rows)
    return buffer.getvalue().encode()


def check_growth(check: BagCheck, trust: LogPolicy | None, log: Path | None) -> Checkpoint | None:
    """Collect findings; answers the last checkpoint if it can be believed.

    1. The report can be read (V421). 2. The policy can be read. 3. Each checkpoint is there (V401), can be
    read (V201), is signed (V202, V203, V209, V210) and goes on from the one before (V207).
    4. The rows follow from them (V422), and so does the table (V424). 5. No other file is there.
    6. With the published `log`: it is sound and goes on from every one of them (V207, V208).
    """
    sizes, rows = _contents(check)
    policy = check.read_policy(trust)
    steps = [step for size in sizes if (step := _step(check, size)) is not None]
    heads = _heads(check, sizes, steps, policy)
    if rows is not None and len(heads) == len(sizes):
        _check_rows(check, rows, [step.checkpoint for step in steps])
    check.check_files({GROWTH_REPORT, GROWTH_TABLE, POLICY, "data/README.txt", *map(step_path, sizes)})
    if log is not None and policy is not None and steps and is_valid(check.findings):
        seen = [step.checkpoint for step in steps]
        check.findings.extend(check_published(log, policy, remembered=seen).findings)
    return heads[-1] if heads else None


def read_growth(data: bytes) -> tuple[list[int], list[Any]]:
    """Sizes and rows in data/report.json; FormatError if it does not follow the format."""
    value = parse_canonical_object(data)
    sizes, rows = value.get("checkpoints"), value.get("rows")
    if value.keys() != _MEMBERS or value["format"] != GROWTH_FORMAT or not isinstance(rows, list):
        raise FormatError("not a report of checkpoints of version 1")
    if not isinstance(sizes, list) or not all(type(each) is int and each > 0 for each in sizes):
        raise FormatError("checkpoints are named by their sizes")
    if any(before >= after for before, after in pairwise(sizes)):
        raise FormatError("checkpoints stand in the order of their sizes, each once")
    return sizes, rows


def _contents(check: BagCheck) -> tuple[list[int], list[Any] | None]:
    """Sizes and rows as the report says; from the names of the files if it cannot be believed."""
    bag = check.bag
    data = bag.read(GROWTH_REPORT)
    try:
        if data is None:
            check.add("V401", GROWTH_REPORT)
        else:
            sizes, rows = read_growth(data)
            if not bag.differs(GROWTH_REPORT):
                return sizes, rows
            check.add("V404", GROWTH_REPORT, bag.manifest[GROWTH_REPORT], bag.digest(GROWTH_REPORT))
    except FormatError as error:
        check.add("V421", GROWTH_REPORT, found=str(error))
    names = (path.removeprefix(_PLACE).removesuffix(_ENDING) for path in bag.sizes if path.startswith(_PLACE))
    return sorted(int(name) for name in names if name.isascii() and name.isdigit() and len(name) < 19), None


def _step(check: BagCheck, size: int) -> AddCheckpoint | None:
    path = step_path(size)
    data = check.bag.read(path)
    if data is None:
        check.add("V401", path)
        return None
    try:
        step = parse_add_checkpoint(data)
        parse_checkpoint(parse_note(step.checkpoint).text)
    except CryptoError as error:
        check.add("V201", path, found=str(error))
        return None
    return step


def _heads(
    check: BagCheck, sizes: list[int], steps: list[AddCheckpoint], policy: LogPolicy | None
) -> list[Checkpoint]:
    """The checkpoints, if all are there and right."""
    heads = list[Checkpoint]()
    if policy is None or len(steps) != len(sizes):
        return heads
    for size, step in zip(sizes, steps, strict=True):
        path = step_path(size)
        found = check_checkpoint(step.checkpoint, policy, path)
        if found.findings or found.trusted is None:
            check.take(list(found.findings), {path})
            return []
        before = heads[-1] if heads else None
        try:
            _goes_on(before, found.trusted, step)
        except ProofError as error:
            check.add("V207", path, f"a proof from size {before.size if before else 0}", str(error))
            return []
        heads.append(found.trusted)
    return heads


def _goes_on(before: Checkpoint | None, now: Checkpoint, step: AddCheckpoint) -> None:
    if step.old_size != (before.size if before else 0):
        raise ProofError("the step begins at another size")
    if before is not None:
        verify_consistency(before.size, now.size, step.hashes, before.root, now.root)


def _check_rows(check: BagCheck, said: list[Any], notes: list[bytes]) -> None:
    rows = growth_rows(notes)
    if rows != said:
        wrong = next((pair for pair in zip(rows, said, strict=False) if pair[0] != pair[1]), None)
        expected, found = wrong or (f"{len(rows)} rows", f"{len(said)} rows")
        check.add("V422", GROWTH_REPORT, f"{expected}", f"{found}")
        return
    is_whole = GROWTH_TABLE in check.bag.sizes and not check.bag.differs(GROWTH_TABLE)
    if is_whole and check.bag.read(GROWTH_TABLE) != growth_table(rows):
        check.add("V424", GROWTH_TABLE)


def _instant(signature: bytes) -> str:
    try:
        seconds = cosignature_time(signature, MLDSA44_SIGNATURE_SIZE)
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (CryptoError, ValueError, OverflowError, OSError):
        return ""
