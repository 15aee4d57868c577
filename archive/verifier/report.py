"""Checking a report offline: its entries are in the log, its rows and numbers follow from them.

Format: docs/formats/report.md. A report by itself shows that nothing in it was made up. That nothing was left
out shows only beside the whole log.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from archive.verifier.bag import Bag, UnreadableBundle, open_bag
from archive.verifier.bundle import CHECKPOINT, BagCheck
from archive.verifier.bundle_entries import EntryCheck, ReadEntry
from archive.verifier.codes import finding
from archive.verifier.custody import CustodyWalk, facts_of
from archive.verifier.description import describe_files
from archive.verifier.entry import read_envelope, read_statement
from archive.verifier.findings import Finding, is_valid
from archive.verifier.growth import GROWTH, check_growth, is_growth
from archive.verifier.heads import HeadCheck
from archive.verifier.published import check_published, published_entries
from archive.verifier.report_rows import (
    KINDS,
    UNLIMITED,
    Handles,
    Question,
    Read,
    Row,
    belonging,
    counts_of,
    rows_of,
    table_of,
)
from crypto.canonical import parse_canonical_object
from crypto.checkpoint import Checkpoint
from crypto.errors import FormatError
from crypto.tlog_policy import LogPolicy

REPORT: Final = "data/report.json"
TABLE: Final = "data/report.csv"
FORMAT: Final = "urn:sviedka:report:v1"
_MEMBERS: Final = frozenset({"format", "kind", "question", "size", "entries", "agents", "rows", "counts"})
_QUESTION: Final = frozenset({"types", "agent", "item_id", "since", "until"})
_MAX_FILES: Final = 1_000_000
_MAX_BYTES: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Contents:
    """data/report.json. `size`: entries of the log that the report looked at; `rows` and `counts` as said."""

    kind: str
    question: Question
    size: int
    entries: tuple[int, ...]
    agents: tuple[int, ...]
    rows: tuple[Any, ...]
    counts: Any

    @property
    def paths(self) -> set[str]:
        """The payload files that belong to the report."""
        paths = {REPORT, TABLE, CHECKPOINT, "data/policy", "data/README.txt"}
        for place, indices in (("entries", self.entries), ("agents", self.agents)):
            for index in indices:
                paths |= {f"data/{place}/{index}.json", f"data/{place}/{index}.tlog-proof"}
        return paths


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """The outcome of checking a report, and what it was about as far as that could be read.

    `entries`: how many entries, or checkpoints, it rests on.
    """

    findings: tuple[Finding, ...]
    kind: str
    entries: int
    checkpoint: Checkpoint | None
    archive_id: str | None

    @property
    def is_valid(self) -> bool:
        """Tell whether there is no finding but warnings."""
        return is_valid(self.findings)


def check_report(place: Path, trust: LogPolicy | None = None, log: Path | None = None) -> ReportCheck:
    """Check the report in a folder or a zip file; raise UnreadableBundle if there is none.

    One of checkpoints is checked by `check_growth`, all others so:

    1. The bag declares itself and its manifests are whole.
    2. The report can be read (V421).
    3. The policy can be read, the checkpoint is signed by its log.
    4. Every entry is there and in the log.
    5. In log order: genesis, signers, agents.
    6. Each entry belongs into the report (V426), each row is what its entry says (V422), the numbers follow
       (V423), and so does the table for reading (V424).
    7. No other file is missing, changed or added.
    8. With a published `log`: it is sound, extends the checkpoint, and holds no entry that belongs into the
       report and is not in it (V425).
    """
    with _folder_of(place) as folder:
        bag = open_bag(folder)
        check = BagCheck(bag)
        if is_growth(bag):
            last = check_growth(check, trust, log)
            number = sum(path.startswith("data/checkpoints/") for path in bag.sizes)
            return ReportCheck(tuple(check.findings), GROWTH, number, last, None)
        contents, is_read = _read_contents(check)
        policy = check.read_policy(trust)
        head = check.check_head(policy)
        entries = EntryCheck(bag, contents, head, policy)
        read = sorted(entries.run(), key=lambda each: each.index)
        check.take(entries.findings, entries.reported)
        walk = _walk(check, contents, entries, read)
        check.check_announced(walk, head)
        if is_read and not entries.lost and not entries.agents_incomplete:
            _check_rows(check, contents, read, head)
        check.check_files(contents.paths)
        findings = check.findings
        if log is not None and policy is not None and is_valid(findings):
            findings = [*findings, *_check_complete(log, policy, contents, bag.read(CHECKPOINT) or b"")]
        return ReportCheck(
            tuple(findings), contents.kind, len(read), head.checkpoint if head else None, walk.archive_id
        )


@contextmanager
def _folder_of(place: Path) -> Iterator[Path]:
    """The folder, or what a zip file holds, for as long as it is looked at."""
    if not place.is_file():
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="sviedka-verify-") as folder:
        try:
            with zipfile.ZipFile(place) as packed:
                held = packed.infolist()
                if len(held) > _MAX_FILES or sum(each.file_size for each in held) > _MAX_BYTES:
                    raise UnreadableBundle("the zip file holds more than any report does")
                packed.extractall(folder)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise UnreadableBundle("this is no zip file that can be read") from error
        yield Path(folder)


def _read_contents(check: BagCheck) -> tuple[Contents, bool]:
    """What the report says, and whether it is to be believed so far; made up from the files if it is not."""
    bag = check.bag
    data = bag.read(REPORT)
    try:
        if data is None:
            check.add("V401", REPORT)
        elif bag.differs(REPORT):
            read_contents(data)
            check.add("V404", REPORT, bag.manifest[REPORT], bag.digest(REPORT))
        else:
            return read_contents(data), True
    except FormatError as error:
        check.add("V421", REPORT, found=str(error))
    return _made_up(bag), False


def _made_up(bag: Bag) -> Contents:
    found = describe_files(bag)
    return Contents("", Question(), 0, found.entries, found.agents, (), None)


def read_contents(data: bytes) -> Contents:
    """Return what data/report.json says; FormatError if it does not follow the format."""
    value = parse_canonical_object(data)
    if value.keys() != _MEMBERS or value["format"] != FORMAT:
        raise FormatError("not a report of version 1")
    kind, size, rows = value["kind"], value["size"], value["rows"]
    if not isinstance(kind, str) or type(size) is not int or size < 1 or not isinstance(rows, list):
        raise FormatError("a report lacks its kind, size or rows")
    question = _read_question(value["question"])
    if kind not in KINDS or (KINDS[kind] and question.types != KINDS[kind]):
        raise FormatError("the kind of a report does not fit its question")
    if kind in UNLIMITED and question != Question(KINDS[kind]):
        raise FormatError("a report of this kind has no limits")
    return Contents(
        kind,
        question,
        size,
        _read_indices(value["entries"], size),
        _read_indices(value["agents"], size),
        tuple(rows),
        value["counts"],
    )


def _read_question(value: Any) -> Question:  # noqa: ANN401  # any JSON value
    if not isinstance(value, dict) or value.keys() != _QUESTION or not isinstance(value["types"], list):
        raise FormatError("the question of a report has types, agent, item, since and until")
    words = [*value["types"], *(value[name] for name in ("agent", "item_id", "since", "until"))]
    if not all(isinstance(word, str) for word in words):
        raise FormatError("the question of a report is made of words")
    types, (agent, item_id, since, until) = tuple(value["types"]), words[len(value["types"]) :]
    return Question(types, agent, item_id, since, until)


def _read_indices(value: object, size: int) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(each) is int and 0 <= each < size for each in value):
        raise FormatError("the entries of a report are leaf indices below its size")
    if value != sorted(set(value)):
        raise FormatError("the entries of a report are in the order of the log, each once")
    return tuple(value)


def _walk(check: BagCheck, contents: Contents, entries: EntryCheck, read: list[ReadEntry]) -> CustodyWalk:
    """Who could sign; chains of items are not whole in a report, so they are not walked."""
    walk = CustodyWalk(agents_incomplete=entries.agents_incomplete or bool(entries.lost))
    if 0 not in contents.agents and 0 not in contents.entries:
        check.findings.append(finding("V506", "entry 0", "the archive's creation in data/agents"))
    for each in read:
        walk.step(each.index, each.leaf.hex(), facts_of(each.entry)._replace(item_id=None, previous=None))
    check.findings.extend(walk.findings)
    return walk


def _check_rows(check: BagCheck, contents: Contents, read: list[ReadEntry], head: HeadCheck | None) -> None:
    """Derive rows, numbers and table anew; what is named once is not named again by what follows from it."""
    handles, found = Handles(), list[Read]()
    for each in read:
        handle = handles.of(each.entry)
        if each.of_item:
            found.append((each.index, each.entry, handle))
    wanted, held = belonging(contents.kind, contents.question, found), {index for index, _, _ in found}
    for index in sorted(held - wanted):
        check.add("V426", f"data/entries/{index}.json")
    for index in sorted(wanted - held):
        check.findings.append(finding("V425", f"entry {index}"))
    if held != wanted:
        return
    rows = rows_of(contents.kind, found)
    size = head.checkpoint.size if head is not None and head.checkpoint is not None else contents.size
    wrong = _first_difference(rows, contents.rows)
    if wrong is not None:
        check.add("V422", REPORT, *wrong)
    elif contents.size != size:
        check.add("V423", REPORT, f"size: {size}", f"{contents.size}")
    elif contents.counts != counts_of(rows):
        check.add("V423", REPORT, *_differing(counts_of(rows), contents.counts))
    is_whole = TABLE in check.bag.sizes and not check.bag.differs(TABLE)
    if is_whole and check.bag.read(TABLE) != table_of(contents.kind, rows):
        check.add("V424", TABLE)


def _first_difference(rows: list[Row], said: tuple[Any, ...]) -> tuple[str, str] | None:
    for row, other in zip(rows, said, strict=False):
        if row != other:
            return f"{row}", f"{other}"
    if len(rows) != len(said):
        return f"{len(rows)} rows", f"{len(said)} rows"
    return None


def _differing(counts: dict[str, Any], said: Any) -> tuple[str, str]:  # noqa: ANN401  # any JSON value
    if not isinstance(said, dict) or said.keys() != counts.keys():
        return "the numbers that docs/formats/report.md names", "others"
    name = next(name for name in counts if counts[name] != said[name])
    return f"{name}: {counts[name]}", f"{said[name]}"


def _check_complete(log: Path, policy: LogPolicy, contents: Contents, seen: bytes) -> Iterator[Finding]:
    """The log is sound, goes on from the report's checkpoint, and holds nothing that was left out."""
    report = check_published(log, policy, remembered=[seen])
    yield from report.findings
    if not report.is_valid:
        return
    wanted = belonging(contents.kind, contents.question, _read_log(log, report.entries, contents.size))
    yield from (finding("V425", f"entry {index}") for index in sorted(wanted - set(contents.entries)))


def _read_log(log: Path, entries: int, size: int) -> Iterator[Read]:
    handles = Handles()
    for index, data in enumerate(islice(published_entries(log, entries), size)):
        entry = read_statement(read_envelope(data))
        yield index, entry, handles.of(entry)
