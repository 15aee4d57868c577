"""Acting: one transaction in which every fact gets its signed custody entry, or nothing happens at all."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from archive.domain.agent import Act
from archive.domain.custody import Commitment, CustodyEvent, EventType, Subject
from archive.domain.errors import CustodyError, NotFound, NotPermitted
from archive.ports import Clock, LogRow, Transaction
from archive.services.context import Actor, Archive
from crypto.age.file import encrypt
from crypto.age.hybrid import HybridRecipient
from crypto.age.keys import parse_recipient
from crypto.canonical import canonical_json
from crypto.checkpoint import read_checkpoint
from crypto.commitment import commit, new_salt
from crypto.digest import sha256_hex
from crypto.dsse import sign_envelope
from crypto.errors import CryptoError
from crypto.merkle import Frontier, leaf_hash

_MAX_ENTRY = 65_535
PRIVATE_TAG = "private"
SEALED = "sealed_sha256"
"""Member of an entry's detail: SHA-256 (hex) of the age file that opens what the entry only commits to."""


class Ledger:
    """The custody log's end, inside one transaction. Entries are signed by the actor as they are recorded."""

    def __init__(self, transaction: Transaction, actor: Actor, clock: Clock) -> None:
        self._log = transaction.log
        self._people = transaction.people
        self._actor = actor
        self._clock = clock
        stored = self._log.frontier()
        self._frontier = Frontier.from_bytes(stored) if stored else Frontier()
        self._rows: list[LogRow] = []
        self._last_leaves: dict[str, bytes] = {}

    def record(  # noqa: PLR0913 - the parts of an entry
        self,
        event_type: EventType,
        subjects: Sequence[Subject],
        *,
        collection_id: str | None = None,
        item_id: str | None = None,
        first_of_item: bool = False,
        outcome: str = "success",
        detail: dict[str, Any] | None = None,
        commitments: Sequence[Commitment] = (),
        private: dict[str, Any] | None = None,
        readers: Sequence[HybridRecipient] = (),
        event_id: str | None = None,
    ) -> LogRow:
        """Sign one entry and give it the next place. `first_of_item` spares the look-up of the item's chain.

        `event_id`: a UUID by which the act can be found again if it is cut off; a new one without it.

        `private` is what the entry only commits to (a reason in words, a query): it is sealed to the actor
        and to the recovery recipient, and kept beside the log; to `readers` too, if it is for others.
        """
        event_id = event_id or str(uuid.uuid4())
        if private is not None:
            commitment, sealed = self._seal(event_id, private, readers)
            commitments = (*commitments, commitment)
            detail = {**(detail or {}), SEALED: sealed}
        event = CustodyEvent(
            event_id=event_id,
            event_type=event_type,
            agent_id=self._actor.agent.agent_id,
            at=self._clock.now(),
            subjects=tuple(subjects),
            collection_id=collection_id,
            item_id=item_id,
            outcome=outcome,
            detail=detail or {},
            commitments=tuple(commitments),
        )
        previous = self._previous(item_id, first_of_item=first_of_item)
        entry = sign_envelope(canonical_json(event.statement(previous)), self._actor.signing_key)
        if len(entry) > _MAX_ENTRY:
            raise CustodyError(
                f"A {event_type} entry of {len(entry)} bytes is longer than a log entry may be."
            )
        row = LogRow(
            leaf_index=self._frontier.size,
            leaf_hash=leaf_hash(entry),
            entry=entry,
            event_id=event.event_id,
            event_type=event_type.value,
            item_id=item_id,
        )
        self._frontier.append(row.leaf_hash)
        self._rows.append(row)
        if item_id is not None:
            self._last_leaves[item_id] = row.leaf_hash
        return row

    def _seal(
        self, event_id: str, private: dict[str, Any], readers: Sequence[HybridRecipient]
    ) -> tuple[Commitment, str]:
        """Keep what stays sealed; answer with the commitment to it and the SHA-256 (hex) of the age file."""
        salt, value = new_salt(), canonical_json(private)
        sealed = canonical_json({"salt": salt.hex(), "value": private})
        header, payload = encrypt(sealed, [self._actor.identity.recipient(), *readers, *self._recovery()])
        self._log.add_sealed_detail(event_id, header + payload)
        commitment = Commitment(PRIVATE_TAG, 0, commit(PRIVATE_TAG, salt, value).hex())
        return commitment, sha256_hex(header + payload)

    def _recovery(self) -> list[HybridRecipient]:
        recipients = {c.recovery_recipient for c in self._people.collections()}
        return [r for r in map(parse_recipient, sorted(recipients)) if isinstance(r, HybridRecipient)]

    @property
    def agent_id(self) -> str:
        """Who signs here."""
        return self._actor.agent.agent_id

    def flush(self) -> None:
        """Hand the entries to the transaction; they become durable with it."""
        if self._rows:
            self._log.append(self._rows, self._frontier.to_bytes())
            self._rows = []

    def _previous(self, item_id: str | None, *, first_of_item: bool) -> str | None:
        if item_id is None:
            return None
        last = self._last_leaves.get(item_id)
        if last is None and not first_of_item:
            last = self._log.last_leaf(item_id)
        return last.hex() if last is not None else None


class Work:
    """What a use case holds while it acts: the transaction and the ledger."""

    __slots__ = ("ledger", "tx")

    def __init__(self, tx: Transaction, ledger: Ledger) -> None:
        self.tx = tx
        self.ledger = ledger


@contextmanager
def acting(archive: Archive, actor: Actor) -> Iterator[Work]:
    """A transaction with its ledger. Refuses to begin on a database that is older than the published log."""
    with archive.records.transaction() as tx:
        refuse_stale(archive, tx)
        ledger = Ledger(tx, actor, archive.clock)
        yield Work(tx, ledger)
        ledger.flush()


def refuse_stale(archive: Archive, tx: Transaction) -> None:
    """Raise CustodyError if the last published checkpoint is ahead of the database, or of another history."""
    try:
        published = archive.tiles.read_checkpoint()
    except NotFound:
        return
    try:
        checkpoint = read_checkpoint(published)
    except CryptoError as error:
        raise CustodyError(f"log/checkpoint is damaged: {error}.", safe=_REFUSED) from error
    size = tx.log.size()
    if size < checkpoint.size:
        raise CustodyError(
            f"The database is older than the last checkpoint: it holds {size} custody entries, "
            f"the published checkpoint counts {checkpoint.size}. It was probably restored from a backup.",
            safe=_REFUSED,
        )
    known = tx.log.checkpoint(checkpoint.size)
    if known is None or known.root != checkpoint.root:
        raise CustodyError(
            f"The published checkpoint of size {checkpoint.size} is not one of this database's custody log.",
            safe=_REFUSED,
        )


_REFUSED = (
    "Nothing was written, and nothing will be until this is resolved. Objects are safe. "
    "Run `sviedka verify`; bring back the newest database, or ask an auditor who holds the log's tiles."
)


def require(archive: Archive, actor: Actor, act: Act, *, item_id: str | None = None) -> None:
    """Raise NotPermitted unless the policy table allows the act; the refusal becomes a custody entry."""
    try:
        actor.agent.require(act)
    except NotPermitted:
        record_refusal(archive, actor, act, reason="role", item_id=item_id)
        raise


def record_refusal(
    archive: Archive, actor: Actor, act: Act, *, reason: str, item_id: str | None = None
) -> None:
    """Write down that an act was refused."""
    with acting(archive, actor) as work:
        work.ledger.record(
            EventType.REFUSAL,
            [agent_subject(actor.agent.public_key)],
            item_id=item_id,
            outcome="failure",
            detail={"act": act.value, "reason": reason},
        )


def agent_subject(public_key: bytes) -> Subject:
    """The subject of entries about an agent: SHA-256 of its public key, which is its DSSE key id."""
    return Subject("agent", sha256_hex(public_key))
