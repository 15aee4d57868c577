"""The pipeline of intake: planned items are sealed file by file, then accessioned in groups."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from archive.domain.errors import UnreadableFile
from archive.domain.item import Collection
from archive.ports import ObjectBatch
from archive.services.context import Actor, Archive
from archive.services.deposit import Deposit, Intake, Outcome, accession, open_intake
from archive.services.sealed import SealedExhibit
from ingest.exhibits import SMALL_FILE, Ahead, seal_ahead, seal_file, store_small
from ingest.identify import Identifier
from ingest.plan import BatchPlan, PlannedItem, Refusal
from ingest.sealing_process import SealingProcess

MANY_SMALL_FILES = 48
"""From so many on a second process is worth its start (0.2 s of work on the other core)."""


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """A group is accessioned when it has this many items or sealed bytes: one transaction, few syncs."""

    items: int = 256
    total_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one item of the batch: its outcome, or why it was refused."""

    origin: Path
    files: tuple[Path, ...]
    outcome: Outcome | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: items and bytes done, of how many."""

    items_done: int
    items: int
    bytes_done: int
    total_bytes: int


@dataclass(frozen=True, slots=True)
class _Sized:
    """A planned item with the bytes of its files, as they were when the run began."""

    planned: PlannedItem
    sizes: tuple[int, ...]

    def small_files(self) -> Iterator[Path]:
        for path, size in zip(self.planned.files, self.sizes, strict=True):
            if size < SMALL_FILE:
                yield path


@dataclass(slots=True)
class _Group:
    batch: ObjectBatch
    planned: list[PlannedItem] = field(default_factory=list)
    deposits: list[Deposit] = field(default_factory=list)


class Pipeline:
    """One run of intake into one collection. Stopping it at any moment loses nothing that was reported."""

    def __init__(
        self,
        archive: Archive,
        actor: Actor,
        collection: Collection,
        limits: GroupLimits | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        """`ahead`: a file that may be among those of the plan and is being sealed already."""
        self._archive = archive
        self._actor = actor
        self._intake: Intake = open_intake(archive, actor, collection)
        self._limits = limits or GroupLimits()
        self._numbers: dict[str, str] = {}
        self._sealing: SealingProcess | None = None
        self._ahead = ahead

    def run(
        self, plan: BatchPlan, on_progress: Callable[[Progress], None] | None = None
    ) -> Iterator[FileReport]:
        """Seal and accession every planned item; yield a report for each as soon as its group is durable."""
        for refusal in plan.refused:
            yield FileReport(refusal.path, (refusal.path,), refusal=refusal)
        items = [_Sized(planned, tuple(map(_size, planned.files))) for planned in plan.items]
        done = Progress(0, len(items), 0, sum(sum(item.sizes) for item in items))
        groups = list(_grouped(items, self._limits))
        with ExitStack() as open_processes:
            identifier = open_processes.enter_context(Identifier())
            if sum(1 for item in items for _ in item.small_files()) >= MANY_SMALL_FILES:
                self._sealing = open_processes.enter_context(SealingProcess(self._intake.content))
                self._ask_ahead(groups[0])
            for members, following in zip(groups, [*groups[1:], []], strict=False):
                group = _Group(self._batch(members))
                try:
                    for item in members:
                        refused = self._seal(item.planned, group, identifier)
                        if refused is not None:
                            yield refused
                        done = Progress(
                            done.items_done + 1,
                            done.items,
                            done.bytes_done + sum(item.sizes),
                            done.total_bytes,
                        )
                        if on_progress is not None:
                            on_progress(done)
                    yield from self._accession(group, following)
                finally:
                    group.batch.discard()

    def _batch(self, members: Sequence[_Sized]) -> ObjectBatch:
        ahead = self._ahead
        if ahead is not None and any(ahead.path in item.planned.files for item in members):
            return ahead.batch
        return self._archive.objects.new_batch()

    def _ask_ahead(self, members: Sequence[_Sized]) -> None:
        if self._sealing is not None:
            self._sealing.ask_files(path for item in members for path in item.small_files())

    def _seal(self, planned: PlannedItem, group: _Group, identifier: Identifier) -> FileReport | None:
        sealed: list[SealedExhibit] = []
        try:
            sealed.extend(self._seal_file(path, group.batch, identifier) for path in planned.files)
        except UnreadableFile as error:
            for exhibit in sealed:
                exhibit.staged.discard()
            refusal = Refusal(planned.origin, error.code, error.message)
            return FileReport(planned.origin, planned.files, refusal=refusal)
        group.planned.append(planned)
        group.deposits.append(Deposit(planned.description, tuple(sealed), planned.identity))
        return None

    def _seal_file(self, path: Path, batch: ObjectBatch, identifier: Identifier) -> SealedExhibit:
        if self._ahead is not None and path == self._ahead.path:
            ahead, self._ahead = self._ahead, None
            exhibit = seal_ahead(ahead, identifier, self._intake.content)
            if exhibit is not None:
                return exhibit
        small = self._sealing.file(path) if self._sealing is not None else None
        if small is not None:
            return store_small(path, small, batch)
        return seal_file(path, batch, identifier, self._intake.content)

    def _accession(self, group: _Group, following: Sequence[_Sized]) -> Iterator[FileReport]:
        """Accession a group; the other process seals its records, then the files of the following group."""
        sealing = self._sealing
        if not group.deposits:
            self._ask_ahead(following)
            return

        def seal_records(plaintexts: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
            if sealing is None:
                return self._intake.seal(plaintexts)
            sealed = sealing.seal(plaintexts)
            self._ask_ahead(following)
            return sealed

        outcomes = accession(
            self._archive, self._actor, self._intake, group.deposits, group.batch, self._numbers, seal_records
        )
        for planned, outcome in zip(group.planned, outcomes, strict=True):
            if planned.description.label:
                self._numbers[planned.description.label] = outcome.number
            yield FileReport(planned.origin, planned.files, outcome=outcome)


def _grouped(items: Sequence[_Sized], limits: GroupLimits) -> Iterator[list[_Sized]]:
    group: list[_Sized] = []
    size = 0
    for item in items:
        group.append(item)
        size += sum(item.sizes)
        if len(group) >= limits.items or size >= limits.total_bytes:
            yield group
            group, size = [], 0
    if group:
        yield group


def _size(path: Path) -> int:
    """Bytes of a file for groups and progress; one that has vanished is refused later, with a reason."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0
