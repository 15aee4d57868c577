"""Re-wrapping: headers of a collection's objects made anew for its present recipient. No payload is touched.

A step takes some items: new headers are made, then one transaction holds the custody entries, the headers'
digests and the headers themselves, then they are put in their place in the object store. Whatever interrupts
it, each object has a header that some identity of the collection's ring opens, and what is left is done by
the next step, or by `finish_rewrapping`, which needs no key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject, batched
from archive.domain.errors import ArchiveError, ObjectError
from archive.domain.item import Collection, ObjectRole, StoredObject
from archive.ports import HeaderChange, Task
from archive.services.agents import hybrid_recipient
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, require
from archive.services.opening import collection_identity, file_key, read_small
from archive.services.pattern import SUBJECT
from archive.services.pattern_log import recorded_patterns
from archive.services.recipients import REWRAP_TASK, check_recipients, epochs, refuse_replaced
from archive.services.waiting_headers import finish_rewrapping
from crypto.age.header import parse_header, wrap
from crypto.age.protocols import Identity
from crypto.age.ring import IdentityRing
from crypto.digest import sha256_hex

_STEP = 32
_CONTENT = frozenset({ObjectRole.RECORD, ObjectRole.EXHIBIT, ObjectRole.RENDITION})

Progress = Callable[[int, int], None]
"""Called with how many items are done, and of how many."""
_Fresh = dict[str, list[tuple[StoredObject, bytes]]]
"""Item id -> its objects with their new headers."""


@dataclass(frozen=True, slots=True)
class RewrapReport:
    """What a run did: headers replaced; items still waiting, of which some could not be done."""

    headers: int
    left: int
    failed: tuple[str, ...]


def rewrap(
    archive: Archive,
    actor: Actor,
    collection: Collection,
    opener: IdentityRing | None = None,
    on_progress: Progress | None = None,
    most: int | None = None,
) -> RewrapReport:
    """Re-wrap what waits for it; once nothing does, the log says that the old recipients are retired.

    `opener`: what opens the old headers; without one, the actor's own copy. `most`: items and pattern
    exhibits to do now, all without it. Raise NotPermitted, KeyUnavailable, Conflict if the keys are replaced
    once more meanwhile. Safe to repeat and to interrupt.
    """
    require(archive, actor, Act.MANAGE_COLLECTIONS)
    finish_rewrapping(archive)
    with archive.records.transaction() as tx:
        check_recipients(tx, collection)
        archive.keys.settle(collection.collection_id, collection.content_recipient)
    run = _Run(archive, actor, collection, opener or collection_identity(archive, actor, collection))
    tasks = waiting_tasks(archive, collection)[:most]
    for done, part in enumerate(batched(tasks, _STEP)):
        if on_progress is not None:
            on_progress(done * _STEP, len(tasks))
        run.step(part)
    left = run.patterns(None if most is None else most - len(tasks))
    left += len(waiting_tasks(archive, collection))
    if not left:
        _retire(archive, actor, collection)
    return RewrapReport(run.headers, left, tuple(run.failed))


def waiting_tasks(archive: Archive, collection: Collection) -> tuple[Task, ...]:
    """Tasks of the collection's items whose headers wait to be re-wrapped; those that failed come last."""
    with archive.records.reading() as tx:
        found = [
            task
            for task in tx.outbox.pending(REWRAP_TASK)
            if tx.items.item(task.item_id).collection_id == collection.collection_id
        ]
    return tuple(sorted(found, key=lambda task: task.attempts))


class _Run:
    """One run over a collection."""

    def __init__(self, archive: Archive, actor: Actor, collection: Collection, opener: IdentityRing) -> None:
        self._archive = archive
        self._actor = actor
        self._collection = collection
        self._opener = opener
        names = (collection.content_recipient, collection.recovery_recipient)
        self._recipients = [hybrid_recipient(name) for name in names]
        is_new = str(opener.present.recipient()) == collection.content_recipient
        self._new: Identity | None = opener.present if is_new else None
        self.headers = 0
        self.failed: list[str] = []

    def step(self, tasks: Sequence[Task]) -> None:
        """Re-wrap the items of these tasks; one that cannot be read fails alone."""
        fresh: _Fresh = {}
        failures: dict[str, str] = {}
        with self._archive.records.reading() as tx:
            objects = {task.item_id: tx.items.objects(task.item_id) for task in tasks}
        for item_id, stored in objects.items():
            wanted = [each for each in stored if each.role in _CONTENT and not each.shredded]
            try:
                fresh[item_id] = [(each, header) for each in wanted if (header := self._new_header(each))]
            except ArchiveError as error:
                failures[item_id] = error.code
        with acting(self._archive, self._actor) as work:
            refuse_replaced(work.tx, self._collection)
            for item_id, changed in fresh.items():
                self._record(work, item_id, changed)
            work.tx.outbox.done([task for task in tasks if task.item_id in fresh])
            for task in tasks:
                if task.item_id in failures:
                    work.tx.outbox.failed(task, failures[task.item_id], self._archive.clock.now())
        self.failed += failures
        finish_rewrapping(self._archive)

    def patterns(self, most: int | None) -> int:
        """Re-wrap the collection's pattern exhibits, which belong to no item; each is opened first.

        Answers how many are left beyond `most`.
        """
        archive, collection_id = self._archive, self._collection.collection_id
        with archive.records.reading() as tx:
            digests = [each.digest for each in recorded_patterns(tx) if each.collection_id == collection_id]
        old = [digest for digest in digests if not self._is_new(archive.objects.read_header(digest))]
        fresh: dict[str, bytes] = {}
        for digest in old[:most]:
            read_small(archive.objects, digest, [self._opener])
            fresh[digest] = self._wrapped(digest)
        with acting(archive, self._actor) as work:
            refuse_replaced(work.tx, self._collection)
            for part in batched(fresh.items(), MAX_SUBJECTS):
                self._log(work, None, [Subject(SUBJECT, digest) for digest, _ in part], dict(part))
        finish_rewrapping(archive)
        return len(old) - len(fresh)

    def _record(self, work: Work, item_id: str, changed: list[tuple[StoredObject, bytes]]) -> None:
        """Entries for one item, leaving out what was destroyed or replaced since it was read."""
        present = {each.digest: each for each in work.tx.items.objects(item_id)}
        valid = [(old, header) for old, header in changed if present.get(old.digest) == old]
        for part in batched(valid, MAX_SUBJECTS):
            subjects = [Subject(old.role.value, old.digest) for old, _ in part]
            self._log(work, item_id, subjects, {old.digest: header for old, header in part})
            work.tx.items.change_headers([HeaderChange(old.digest, sha256_hex(new)) for old, new in part])

    def _log(
        self, work: Work, item_id: str | None, subjects: Sequence[Subject], headers: dict[str, bytes]
    ) -> None:
        work.ledger.record(
            EventType.REWRAP,
            subjects,
            collection_id=self._collection.collection_id,
            item_id=item_id,
            detail={"headers": [sha256_hex(headers[subject.digest]) for subject in subjects]},
        )
        work.tx.rotation.keep_headers(headers)
        self.headers += len(headers)

    def _new_header(self, stored: StoredObject) -> bytes | None:
        """The object's header for the present recipients; None if it has one. Raise ArchiveError."""
        header = self._archive.objects.read_header(stored.digest)
        if sha256_hex(header) != stored.header_digest:
            raise ObjectError(f"The header of object {stored.digest[:16]}… is not the one that was logged.")
        return None if self._is_new(header) else self._wrapped(stored.digest)

    def _is_new(self, header: bytes) -> bool:
        return self._new is not None and self._new.unwrap(parse_header(header).stanzas) is not None

    def _wrapped(self, digest: str) -> bytes:
        return wrap(file_key(self._archive.objects, digest, [self._opener]), self._recipients)


def _retire(archive: Archive, actor: Actor, collection: Collection) -> None:
    """Say once that no header names the old recipients any more."""
    with acting(archive, actor) as work:
        known = epochs(work.tx, collection)
        old = [each.content for each in known[:-1] if not each.retired_at]
        if not old:
            return
        work.ledger.record(
            EventType.KEY_ROTATION,
            [Subject("collection", sha256_hex(recipient.encode())) for recipient in old],
            collection_id=collection.collection_id,
            detail={"epoch": known[-1].number, "retired": len(old)},
        )
