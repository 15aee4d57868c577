"""The pipeline of intake: planned items are sealed file by file, then accessioned in groups."""

import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.domain.errors import UnreadableFile
from archive.domain.item import Collection
from archive.ports import ObjectBatch
from archive.services.context import Actor, Archive
from archive.services.deposit import Deposit, Intake, Outcome, SealedExhibit, accession, open_intake
from crypto.age.hybrid import HybridRecipient
from ingest.identify import Identifier, type_notes
from ingest.names import EMPTY, printable_name, printable_path
from ingest.plan import BatchPlan, PlannedItem, Refusal
from ingest.sealing import seal_stream


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


@dataclass(slots=True)
class _Group:
    batch: ObjectBatch
    planned: list[PlannedItem] = field(default_factory=list)
    deposits: list[Deposit] = field(default_factory=list)
    size: int = 0


class Pipeline:
    """One run of intake into one collection. Stopping it at any moment loses nothing that was reported."""

    def __init__(
        self, archive: Archive, actor: Actor, collection: Collection, limits: GroupLimits | None = None
    ) -> None:
        self._archive = archive
        self._actor = actor
        self._intake: Intake = open_intake(archive, actor, collection)
        self._limits = limits or GroupLimits()
        self._numbers: dict[str, str] = {}

    def run(
        self, plan: BatchPlan, on_progress: Callable[[Progress], None] | None = None
    ) -> Iterator[FileReport]:
        """Seal and accession every planned item; yield a report for each as soon as its group is durable."""
        for refusal in plan.refused:
            yield FileReport(refusal.path, (refusal.path,), refusal=refusal)
        total_bytes = sum(_size(path) for item in plan.items for path in item.files)
        done_items = done_bytes = 0
        with Identifier() as identifier:
            group = _Group(self._archive.objects.new_batch())
            try:
                for planned in plan.items:
                    refused = self._seal(planned, group, identifier)
                    done_items += 1
                    done_bytes += sum(_size(path) for path in planned.files)
                    if refused is not None:
                        yield refused
                    if len(group.deposits) >= self._limits.items or group.size >= self._limits.total_bytes:
                        yield from self._accession(group)
                        group = _Group(self._archive.objects.new_batch())
                    if on_progress is not None:
                        on_progress(Progress(done_items, len(plan.items), done_bytes, total_bytes))
                yield from self._accession(group)
            finally:
                group.batch.discard()

    def _seal(self, planned: PlannedItem, group: _Group, identifier: Identifier) -> FileReport | None:
        sealed: list[SealedExhibit] = []
        try:
            sealed.extend(
                seal_file(path, group.batch, identifier, self._intake.content) for path in planned.files
            )
        except UnreadableFile as error:
            for exhibit in sealed:
                exhibit.staged.discard()
            refusal = Refusal(planned.origin, error.code, error.message)
            return FileReport(planned.origin, planned.files, refusal=refusal)
        group.planned.append(planned)
        group.deposits.append(Deposit(planned.description, tuple(sealed), planned.identity))
        group.size += sum(exhibit.payload_size for exhibit in sealed)
        return None

    def _accession(self, group: _Group) -> Iterator[FileReport]:
        if not group.deposits:
            return
        outcomes = accession(
            self._archive, self._actor, self._intake, group.deposits, group.batch, self._numbers
        )
        for planned, outcome in zip(group.planned, outcomes, strict=True):
            if planned.description.label:
                self._numbers[planned.description.label] = outcome.number
            yield FileReport(planned.origin, planned.files, outcome=outcome)


def seal_file(
    path: Path, batch: ObjectBatch, identifier: Identifier, recipients: Sequence[HybridRecipient]
) -> SealedExhibit:
    """Seal one file into the batch, reading it once; raise UnreadableFile, StorageFull or Unavailable."""
    staged = batch.create()
    try:
        with _open_regular(path) as source:
            question = identifier.ask(source.peek(identifier.head_size)[: identifier.head_size])
            sealed = seal_stream(source, staged, recipients)
    except OSError as error:
        staged.discard()
        raise UnreadableFile(f"{printable_path(path)} cannot be read: {error.strerror}.") from error
    except BaseException:
        staged.discard()
        raise
    name, media_type = printable_name(path.name), question.answer()
    return SealedExhibit(
        staged=staged,
        header=sealed.header,
        digest=sealed.payload_digest,
        payload_size=sealed.payload_size,
        plaintext_digest=sealed.plaintext_digest,
        size=sealed.plaintext_size,
        name=name.text,
        media_type=media_type,
        name_bytes=name.original,
        notes=(*name.notes, *type_notes(media_type), *((EMPTY,) if sealed.plaintext_size == 0 else ())),
    )


def _size(path: Path) -> int:
    """Bytes of a file for the progress bar; one that has vanished is refused later, with a reason."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _open_regular(path: Path) -> io.BufferedReader:
    """Open for reading without following a link; raise UnreadableFile for anything but a regular file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableFile(f"{printable_path(path)} is not a regular file.")
    return io.BufferedReader(io.FileIO(descriptor, "rb"), 1 << 16)
