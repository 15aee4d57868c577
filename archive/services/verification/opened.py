"""The deep check: what is sealed, opened and compared with log and database (V63x).

Every opening is a custody entry before it happens. Only collections whose identity the actor holds are
opened; an auditor holds none.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from archive.domain import item as domain
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject, batched
from archive.domain.errors import ArchiveError, CustodyError, KeyUnavailable, ObjectError
from archive.domain.item import Item, ItemState, ObjectRole, StoredObject
from archive.domain.record import ExhibitRecord, RecordVersion
from archive.services.context import Actor, Archive
from archive.services.deposit import PLAINTEXT_TAG
from archive.services.ledger import acting
from archive.services.opening import collection_identity, read_range, read_small
from archive.services.verification.codes import finding
from archive.services.verification.logged import Logged
from archive.services.verification.patterns import check_patterns
from archive.verifier.findings import Finding
from crypto.age.ring import IdentityRing
from crypto.commitment import commit

_BATCH = 64
_CONTENT = frozenset({ObjectRole.RECORD, ObjectRole.EXHIBIT, ObjectRole.RENDITION})


@dataclass(frozen=True, slots=True)
class OpenedItems:
    """What the deep check came to, and how many items were opened."""

    findings: tuple[Finding, ...]
    items: int


def check_opened(
    archive: Archive,
    actor: Actor,
    logged: Logged,
    damaged: Collection[str],
    *,
    only: str = "",
    on_progress: Callable[[int, int], None] | None = None,
) -> OpenedItems:
    """Open everything the actor may. `damaged`: digests whose file some finding names already."""
    with archive.records.reading() as tx:
        collections = tx.people.collections()
        items = [i for i in tx.items.items() if i.state is ItemState.ACTIVE and only in ("", i.item_id)]
    deep = _Deep(archive, actor, logged, damaged)
    done = 0
    for collection in collections:
        if not only:
            deep.findings.extend(check_patterns(archive, actor, collection, logged, damaged))
        mine = [item for item in items if item.collection_id == collection.collection_id]
        if not mine:
            continue
        try:
            identity = collection_identity(archive, actor, collection)
        except KeyUnavailable:
            deep.findings.append(finding("V636", f"collection {collection.name}", found=f"{len(mine)} items"))
            continue
        for part in batched(mine, _BATCH):
            if not deep.open(collection, identity, part):
                return OpenedItems(tuple(deep.findings), done)
            done += len(part)
            if on_progress is not None:
                on_progress(done, len(items))
    return OpenedItems(tuple(deep.findings), done)


class _Deep:
    """Opens items of one actor, batch by batch."""

    def __init__(self, archive: Archive, actor: Actor, logged: Logged, damaged: Collection[str]) -> None:
        self._archive = archive
        self._actor = actor
        self._logged = logged
        self._damaged = damaged
        self.findings: list[Finding] = []

    def open(self, collection: domain.Collection, identity: IdentityRing, items: Sequence[Item]) -> bool:
        """Log the opening of a batch, then open it; tell whether it could be logged."""
        with self._archive.records.reading() as tx:
            objects = {item.item_id: tx.items.objects(item.item_id) for item in items}
        to_open = [o for each in objects.values() for o in each if o.role in _CONTENT and not o.shredded]
        try:
            with acting(self._archive, self._actor) as work:
                for subjects in batched((Subject(o.role.value, o.digest) for o in to_open), MAX_SUBJECTS):
                    work.ledger.record(
                        EventType.FIXITY_CHECK,
                        subjects,
                        collection_id=collection.collection_id,
                        detail={"opened": True},
                    )
        except CustodyError:
            self.findings.append(
                finding("V636", f"collection {collection.name}", found="it cannot be logged")
            )
            return False
        for item in items:
            self.findings.extend(self._check_item(item, objects[item.item_id], identity))
        return True

    def _check_item(
        self, item: Item, objects: Sequence[StoredObject], identity: IdentityRing
    ) -> Iterator[Finding]:
        records = [o for o in objects if o.role is ObjectRole.RECORD]
        previous: StoredObject | None = None
        for stored in records:
            record = None
            try:
                record = self._record(stored, identity)
            except (ObjectError, KeyUnavailable) as error:
                code = "V632" if isinstance(error, _Malformed) else "V631"
                yield finding(code, self._name(item, stored), found=error.message)
            if record is not None:
                yield from _contradictions(item, stored, previous, record, self._name(item, stored))
                if stored.digest == item.record:
                    yield from self._check_contents(item, objects, record, identity)
            previous = stored

    def _record(self, stored: StoredObject, identity: IdentityRing) -> RecordVersion | None:
        if stored.digest in self._damaged:
            return None
        try:
            data = read_small(self._archive.objects, stored.digest, [identity])
        except (ObjectError, KeyUnavailable):
            raise
        except ArchiveError:
            return None  # missing or changed: the check of the store names it
        try:
            return self._archive.codec.load_record(data)
        except ArchiveError as error:
            raise _Malformed(error.message) from error

    def _check_contents(
        self,
        item: Item,
        objects: Sequence[StoredObject],
        record: RecordVersion,
        identity: IdentityRing,
    ) -> Iterator[Finding]:
        stored = {
            role: tuple(o.digest for o in objects if o.role is role)
            for role in (ObjectRole.EXHIBIT, ObjectRole.RENDITION, ObjectRole.IDENTITY)
        }
        said = (
            tuple(e.object_digest for e in record.exhibits),
            tuple(r.exhibit.object_digest for r in record.renditions),
        )
        if said != (stored[ObjectRole.EXHIBIT], stored[ObjectRole.RENDITION]):
            yield finding("V633", item.number, found="other exhibits")
        if record.source_object is not None and record.source_object not in stored[ObjectRole.IDENTITY]:
            yield finding("V633", item.number, found="another identity record")
        for exhibit in record.exhibits:
            yield from self._check_bytes(item, exhibit, identity)
            yield from self._check_commitment(item, exhibit)
        for rendition in record.renditions:
            yield from self._check_bytes(item, rendition.exhibit, identity)

    def _check_bytes(self, item: Item, exhibit: ExhibitRecord, identity: IdentityRing) -> Iterator[Finding]:
        if exhibit.object_digest in self._damaged:
            return
        subject = f"object {exhibit.object_digest} of {item.number}"
        digest, size = hashlib.sha256(), 0
        try:
            for piece in read_range(self._archive.objects, exhibit.object_digest, [identity]):
                digest.update(piece)
                size += len(piece)
        except (ObjectError, KeyUnavailable) as error:
            yield finding("V631", subject, found=error.message)
            return
        except ArchiveError:
            return  # missing: the check of the store names it
        # Neither digest is shown: a plaintext's digest is itself secret.
        if (digest.hexdigest(), size) != (exhibit.plaintext_digest, exhibit.size):
            yield finding("V634", subject)

    def _check_commitment(self, item: Item, exhibit: ExhibitRecord) -> Iterator[Finding]:
        committed = self._logged.commitments.get((PLAINTEXT_TAG, exhibit.object_digest))
        opened = commit(PLAINTEXT_TAG, bytes.fromhex(exhibit.salt), bytes.fromhex(exhibit.plaintext_digest))
        if committed != opened.hex() and self._logged.trusts(item.item_id):
            yield finding("V635", f"object {exhibit.object_digest} of {item.number}")

    def _name(self, item: Item, stored: StoredObject) -> str:
        return f"object {stored.digest} of {item.number}"


class _Malformed(ObjectError):
    """The record opened, and is none."""


def _contradictions(
    item: Item, stored: StoredObject, previous: StoredObject | None, record: RecordVersion, subject: str
) -> Iterator[Finding]:
    """What a record says of itself against the row it stands in."""
    said = {
        "item": (record.item_id, item.item_id),
        "number": (record.number, item.number),
        "collection": (record.collection_id, item.collection_id),
        "version": (record.version, stored.position),
        "version it is based on": (record.based_on, previous.digest if previous else None),
    }
    wrong = [what for what, (inside, outside) in said.items() if inside != outside]
    if wrong:
        yield finding("V633", subject, found=", ".join(wrong))
