"""Deposits: sealed exhibits become items, in one transaction with their custody entries.

Needs public keys only: recipients, the documenter's signing key, and the intake key that finds duplicates.
"""

import hmac
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from archive.domain.agent import Act
from archive.domain.custody import MAX_SUBJECTS, Commitment, EventType, Subject, batched
from archive.domain.description import Description, Identity, RelationType
from archive.domain.errors import Unavailable
from archive.domain.item import Collection, Item, ItemState, ObjectRole, StoredObject, item_number
from archive.domain.record import IdentityRecord, RecordVersion
from archive.ports import Link, ObjectBatch, Task
from archive.services.agents import hybrid_recipient
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, require
from archive.services.recipients import add_rewrapping, check_recipients, refuse_replaced
from archive.services.sealed import SealedExhibit, exhibit_record
from crypto.age.file import encrypt
from crypto.age.hybrid import HybridRecipient
from crypto.canonical import canonical_json
from crypto.commitment import commit, new_salt
from crypto.digest import sha256_hex

PLAINTEXT_TAG = "plaintext-sha256"


@dataclass(frozen=True, slots=True)
class Deposit:
    """One item about to be accessioned. `mark`: of the source (archive.services.given_before), or "".

    `was_kept`: its exhibits were sealed earlier, perhaps to keys that were replaced since.
    """

    description: Description
    exhibits: tuple[SealedExhibit, ...] = ()
    identity: Identity | None = None
    mark: str = ""
    was_kept: bool = False


class Result(StrEnum):
    """What became of a deposit."""

    DEPOSITED = "deposited"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ReceiptExhibit:
    """What a receipt says of one exhibit; `salt` opens the log's commitment to the plaintext digest."""

    name: str
    plaintext_digest: str
    size: int
    digest: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one deposit: the item it became, or the one it already is."""

    result: Result
    item_id: str
    number: str
    leaf_index: int | None
    exhibits: tuple[ReceiptExhibit, ...]
    shares_exhibits_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """What one run of intake needs of a collection, loaded once: recipients and the intake key."""

    collection: Collection
    content: tuple[HybridRecipient, HybridRecipient]
    vault: tuple[HybridRecipient, HybridRecipient]
    intake_key: bytes = field(repr=False)
    accession_id: str

    def fingerprint(self, *parts: str) -> str:
        """Keyed hash (hex) by which duplicates are found inside this collection and nowhere else."""
        return hmac.digest(self.intake_key, canonical_json(list(parts)), "sha256").hex()

    def seal(self, plaintexts: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Yield (header, payload) of each for the collection's recipients: the default `RecordSealer`."""
        return (encrypt(plaintext, self.content) for plaintext in plaintexts)


RecordSealer = Callable[[Iterable[bytes]], Iterator[tuple[bytes, bytes]]]
"""Seals records for a collection's recipients: (header, payload) of each, in order."""


def open_intake(archive: Archive, actor: Actor, collection: Collection) -> Intake:
    """Begin a run: check the role, and that the recipients are those a custodian signed."""
    require(archive, actor, Act.DEPOSIT)
    with archive.records.reading() as tx:
        check_recipients(tx, collection)
    recovery = hybrid_recipient(collection.recovery_recipient)
    return Intake(
        collection=collection,
        content=(hybrid_recipient(collection.content_recipient), recovery),
        vault=(hybrid_recipient(collection.vault_recipient), recovery),
        intake_key=archive.keys.intake_key(collection.collection_id),
        accession_id=str(uuid.uuid4()),
    )


def accession(
    archive: Archive,
    actor: Actor,
    intake: Intake,
    deposits: Sequence[Deposit],
    batch: ObjectBatch,
    numbers: Mapping[str, str] | None = None,
    seal_records: RecordSealer | None = None,
) -> tuple[Outcome, ...]:
    """Take the deposits in, all or none. Outcomes are in the order of the deposits.

    Objects are durable under their names before the transaction commits; what is acknowledged is safe.
    `numbers`: labels of items deposited earlier in the same run, for relations between them.
    `seal_records` may work elsewhere; without it records are sealed here.
    Raise StorageFull, Unavailable, CustodyError, Conflict if the keys were replaced: then nothing of this
    group was accessioned.
    """
    with acting(archive, actor) as work:
        refuse_replaced(work.tx, intake.collection)
        group = _Group(archive, work, intake, batch, dict(numbers or {}))
        outcomes = group.take(deposits, seal_records or intake.seal)
        batch.commit()
    return outcomes


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item whose record is being sealed; each exhibit with the salt of its commitment."""

    item_id: str
    print_: str
    number: str
    exhibits: list[tuple[SealedExhibit, bytes]]
    identity: StoredObject | None


class _Group:
    """One group of deposits inside its transaction."""

    def __init__(
        self, archive: Archive, work: Work, intake: Intake, batch: ObjectBatch, numbers: dict[str, str]
    ) -> None:
        self._archive = archive
        self._work = work
        self._intake = intake
        self._batch = batch
        self._numbers = numbers
        self._items: list[Item] = []
        self._objects: list[StoredObject] = []
        self._links: list[tuple[str, str, RelationType, str]] = []

    def take(self, deposits: Sequence[Deposit], seal_records: RecordSealer) -> tuple[Outcome, ...]:
        prints = [self._fingerprint(deposit) for deposit in deposits]
        collection_id = self._intake.collection.collection_id
        known = self._work.tx.items.by_item_fingerprint(collection_id, prints)
        fresh: dict[str, int] = {}
        for position, print_ in enumerate(prints):
            if print_ not in known:
                fresh.setdefault(print_, position)
        numbers = self._allocate(list(fresh.values()), deposits)
        shared = self._shared_exhibits([deposits[i] for i in fresh.values()])
        made = self._make(
            ((deposits[i], print_, numbers[i]) for print_, i in fresh.items()), seal_records, shared
        )
        outcomes: list[Outcome] = []
        for position, (deposit, print_) in enumerate(zip(deposits, prints, strict=True)):
            if fresh.get(print_) == position:
                outcome = made[print_]
            elif print_ in made:
                outcome = replace(made[print_], result=Result.DUPLICATE)
            else:
                outcome = self._known(known[print_], deposit)
            if outcome.result is not Result.DEPOSITED:
                for exhibit in deposit.exhibits:
                    exhibit.staged.discard()
            outcomes.append(outcome)
        self._store()
        if any(deposit.was_kept for deposit in deposits):
            add_rewrapping(self._work.tx, self._intake.collection, [item.item_id for item in self._items])
        return tuple(outcomes)

    def _make(
        self,
        fresh: Iterable[tuple[Deposit, str, str]],
        seal_records: RecordSealer,
        shared: Mapping[str, Item],
    ) -> dict[str, Outcome]:
        """Accession each, while the records of those behind it are being sealed; outcomes by fingerprint."""
        drafts: deque[_Draft] = deque()

        def records() -> Iterator[bytes]:
            for deposit, print_, number in fresh:
                draft, record = self._draft(deposit, print_, number)
                drafts.append(draft)
                yield self._archive.codec.dump_record(record)

        made: dict[str, Outcome] = {}
        for header, payload in seal_records(records()):
            draft = drafts.popleft()
            made[draft.print_] = self._accession(draft, header, payload, shared)
        if drafts:
            raise Unavailable(
                "Not every record of this group was sealed.", safe="Nothing of it was deposited."
            )
        return made

    def _fingerprint(self, deposit: Deposit) -> str:
        digests = [exhibit.plaintext_digest for exhibit in deposit.exhibits]
        text = sha256_hex(deposit.description.text.encode())
        title = "" if digests or deposit.description.text else deposit.description.title
        return self._intake.fingerprint("item", text, title, *digests)

    def _exhibit_print(self, plaintext_digest: str) -> str:
        return self._intake.fingerprint("exhibit", plaintext_digest)

    def _allocate(self, positions: Sequence[int], deposits: Sequence[Deposit]) -> dict[int, str]:
        prefix, year = self._intake.collection.prefix, self._archive.clock.now().year
        sequences = self._work.tx.items.next_sequences(prefix, year, len(positions))
        numbers = {p: item_number(prefix, year, s) for p, s in zip(positions, sequences, strict=True)}
        for position, number in numbers.items():
            label = deposits[position].description.label
            if label:
                self._numbers.setdefault(label, number)
        return numbers

    def _shared_exhibits(self, deposits: Sequence[Deposit]) -> dict[str, Item]:
        prints = [self._exhibit_print(e.plaintext_digest) for d in deposits for e in d.exhibits]
        return self._work.tx.items.by_object_fingerprint(self._intake.collection.collection_id, prints)

    def _known(self, item: Item, deposit: Deposit) -> Outcome:
        withdrawn = item.state is ItemState.WITHDRAWN
        leaf = None
        for row in self._work.tx.log.of_item(item.item_id):
            if row.event_type == EventType.ACCESSION.value:
                leaf = row.leaf_index
        exhibits = tuple(ReceiptExhibit(e.name, e.plaintext_digest, e.size) for e in deposit.exhibits)
        result = Result.WITHDRAWN if withdrawn else Result.DUPLICATE
        return Outcome(result, item.item_id, item.number, leaf, exhibits)

    def _draft(self, deposit: Deposit, print_: str, number: str) -> tuple["_Draft", RecordVersion]:
        item_id = str(uuid.uuid4())
        exhibits = [(exhibit, new_salt()) for exhibit in deposit.exhibits]
        identity = self._identity(deposit, item_id)
        record = RecordVersion(
            item_id=item_id,
            number=number,
            collection_id=self._intake.collection.collection_id,
            version=1,
            based_on=None,
            description=self._resolved(deposit.description),
            exhibits=tuple(exhibit_record(exhibit, salt) for exhibit, salt in exhibits),
            source_object=identity.digest if identity else None,
            accessioned_at=self._archive.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        return _Draft(item_id, print_, number, exhibits, identity), record

    def _accession(
        self, draft: "_Draft", header: bytes, payload: bytes, shared: Mapping[str, Item]
    ) -> Outcome:
        item_id, number, exhibits, identity = draft.item_id, draft.number, draft.exhibits, draft.identity
        stored = [self._keep(exhibit, item_id, place) for place, (exhibit, _) in enumerate(exhibits)]
        sealed = self._put(header, payload, item_id, ObjectRole.RECORD)
        leaf_index = self._write_log(item_id, number, stored, exhibits, sealed, identity)
        self._objects += [*stored, sealed, *([identity] if identity else [])]
        self._items.append(
            Item(
                item_id=item_id,
                collection_id=self._intake.collection.collection_id,
                number=number,
                version=1,
                record=sealed.digest,
                state=ItemState.ACTIVE,
                accession_id=self._intake.accession_id,
                fingerprint=draft.print_,
                deposited_by=self._work.ledger.agent_id,
            )
        )
        others = {
            shared[s.fingerprint].item_id: shared[s.fingerprint].number
            for s in stored
            if s.fingerprint in shared
        }
        self._links += [(item_id, other, RelationType.SHARES_EXHIBIT, "same bytes") for other in others]
        receipts = tuple(
            ReceiptExhibit(e.name, e.plaintext_digest, e.size, e.digest, salt.hex()) for e, salt in exhibits
        )
        return Outcome(
            Result.DEPOSITED, item_id, number, leaf_index, receipts, tuple(sorted(others.values()))
        )

    def _resolved(self, description: Description) -> Description:
        """Relations to labels of this run become relations to item numbers; others stay as they are."""
        relations = tuple(replace(r, to=self._numbers.get(r.to, r.to)) for r in description.relations)
        return replace(description, relations=relations) if relations else description

    def _identity(self, deposit: Deposit, item_id: str) -> StoredObject | None:
        identity = deposit.identity
        if identity is None:
            return None
        record = IdentityRecord(item_id, identity.name, identity.born, identity.contact, identity.note)
        header, payload = encrypt(self._archive.codec.dump_identity(record), self._intake.vault)
        return replace(self._put(header, payload, item_id, ObjectRole.IDENTITY), fingerprint=deposit.mark)

    def _put(self, header: bytes, payload: bytes, item_id: str, role: ObjectRole) -> StoredObject:
        digest = sha256_hex(payload)
        self._batch.put(payload, header, digest)
        return StoredObject(item_id, digest, role, 1, len(payload), sha256_hex(header))

    def _keep(self, exhibit: SealedExhibit, item_id: str, position: int) -> StoredObject:
        self._batch.add(exhibit.staged, exhibit.digest, exhibit.header)
        return StoredObject(
            item_id=item_id,
            digest=exhibit.digest,
            role=ObjectRole.EXHIBIT,
            position=position,
            size=exhibit.payload_size,
            header_digest=sha256_hex(exhibit.header),
            fingerprint=self._exhibit_print(exhibit.plaintext_digest),
        )

    def _write_log(
        self,
        item_id: str,
        number: str,
        stored: Sequence[StoredObject],
        exhibits: Sequence[tuple[SealedExhibit, bytes]],
        record: StoredObject,
        identity: StoredObject | None,
    ) -> int:
        ledger, collection_id = self._work.ledger, self._intake.collection.collection_id
        committed = [
            commit(PLAINTEXT_TAG, salt, bytes.fromhex(e.plaintext_digest)).hex() for e, salt in exhibits
        ]
        for part in batched(zip(stored, committed, strict=True), MAX_SUBJECTS):
            ledger.record(
                EventType.MESSAGE_DIGEST_CALCULATION,
                [Subject("exhibit", s.digest) for s, _ in part],
                collection_id=collection_id,
                item_id=item_id,
                first_of_item=True,
                commitments=[Commitment(PLAINTEXT_TAG, i, value) for i, (_, value) in enumerate(part)],
            )
        objects = [record, *([identity] if identity else []), *stored]
        leaf_index = -1
        for part_ in batched(objects, MAX_SUBJECTS):
            leaf_index = ledger.record(
                EventType.ACCESSION,
                [Subject(s.role.value, s.digest) for s in part_],
                collection_id=collection_id,
                item_id=item_id,
                first_of_item=True,
                detail={
                    "accession_id": self._intake.accession_id,
                    "headers": [s.header_digest for s in part_],
                    "number": number,
                    "sizes": [s.size for s in part_],
                    "version": 1,
                },
            ).leaf_index
        return leaf_index

    def _store(self) -> None:
        if not self._items:
            return
        self._work.tx.items.add(self._items, self._objects)
        links = []
        for source, target, type_, basis in self._links:
            row = self._work.ledger.record(
                EventType.LINK,
                [Subject("item", sha256_hex(target.encode()))],
                collection_id=self._intake.collection.collection_id,
                item_id=source,
                detail={"to": target, "type": type_.value, "basis": basis},
            )
            links.append(Link(source, target, type_, basis, row.event_id))
        if links:
            self._work.tx.items.add_links(links)
        self._work.tx.outbox.add(
            [Task(self._archive.index_task, item.item_id, item.version) for item in self._items]
        )
