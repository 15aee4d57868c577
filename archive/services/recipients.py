"""To whom a collection's objects are sealed: as custodians signed it into the log, epoch after epoch."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from archive.domain.agent import Role
from archive.domain.custody import EventType
from archive.domain.errors import Conflict, CustodyError, NotFound
from archive.domain.item import Collection, RecipientPurpose
from archive.ports import LogRow, Task, Transaction
from crypto.dsse import parse_envelope, verify_envelope
from crypto.errors import CryptoError
from crypto.signing import Ed25519VerifyingKey

REWRAP_TASK = "rewrap"
"""Kind of the outbox task that an item's headers wait with; its version is the number of the epoch."""
_NAMING = (EventType.COLLECTION_CREATION, EventType.KEY_ROTATION)
_ROLES = (EventType.ARCHIVE_CREATION, EventType.AGENT_REGISTRATION)


@dataclass(frozen=True, slots=True)
class Epoch:
    """The time of one content recipient. `number`: from 1. `at`: instant of the entry that began it.

    `recipients`: purpose -> recipient. `retired_at`: when the last header was re-wrapped to a later one; "".
    """

    number: int
    recipients: dict[str, str]
    at: str
    leaf_index: int
    retired_at: str = ""

    @property
    def content(self) -> str:
        """To whom exhibits and records were sealed."""
        return self.recipients[RecipientPurpose.CONTENT.value]


def recipients_of(collection: Collection) -> tuple[tuple[str, str], ...]:
    """(purpose, recipient) in the order the custody log names them."""
    return (
        (RecipientPurpose.CONTENT.value, collection.content_recipient),
        (RecipientPurpose.RECOVERY.value, collection.recovery_recipient),
        (RecipientPurpose.VAULT.value, collection.vault_recipient),
    )


def epochs(tx: Transaction, collection: Collection) -> tuple[Epoch, ...]:
    """The collection's epochs, first to present; raise CustodyError for an entry that is damaged.

    What somebody signed who was no custodian then is passed over.
    """
    found: list[Epoch] = []
    for row, predicate in _signed(tx, collection):
        detail, at = predicate["detail"], str(predicate["at"])
        try:
            if "recipients" in detail:
                said = {str(each["purpose"]): str(each["recipient"]) for each in detail["recipients"]}
                found.append(Epoch(len(found) + 1, said, at, row.leaf_index))
            elif found:
                found[:-1] = [
                    Epoch(e.number, e.recipients, e.at, e.leaf_index, e.retired_at or at) for e in found[:-1]
                ]
        except (KeyError, TypeError) as error:
            raise _damaged(row, collection) from error
    return tuple(found)


def check_recipients(tx: Transaction, collection: Collection) -> None:
    """Raise CustodyError unless the database names the recipients that a custodian signed into the log last.

    Without this, whoever can write to the database could have all new evidence sealed to himself.
    """
    known = epochs(tx, collection)
    if known and known[-1].recipients == dict(recipients_of(collection)):
        return
    raise CustodyError(
        f"The recipients of collection {collection.name} in the database are not those a custodian signed.",
        safe="Nothing was deposited. Evidence taken in before is not affected. Run `sviedka verify`.",
    )


def refuse_replaced(tx: Transaction, collection: Collection) -> None:
    """Raise Conflict if the collection's keys were replaced since `collection` was read.

    Asked in the transaction of whatever was sealed meanwhile, so that nothing new is sealed to old keys.
    """
    if tx.people.collection(collection.collection_id).content_recipient != collection.content_recipient:
        raise Conflict(
            f"The keys of collection {collection.name} were replaced a moment ago.",
            safe="Nothing was stored under the old ones. Do the same once more.",
        )


def add_rewrapping(tx: Transaction, collection: Collection, item_ids: Iterable[str]) -> None:
    """Ask that the headers of these items be re-wrapped, if the collection's keys were ever replaced."""
    epoch = len(epochs(tx, collection))
    if epoch > 1:
        tx.outbox.add([Task(REWRAP_TASK, item_id, epoch) for item_id in item_ids])


def _signed(tx: Transaction, collection: Collection) -> Iterator[tuple[LogRow, dict[str, Any]]]:
    """Entries about the collection's keys that a custodian of then signed, with their predicates."""
    roles: dict[str, frozenset[str]] = {}
    for row in tx.log.by_type([kind.value for kind in (*_NAMING, *_ROLES)]):
        try:
            envelope = parse_envelope(row.entry)
            predicate: dict[str, Any] = json.loads(envelope.payload)["predicate"]
            if row.event_type in _ROLES:
                agent = predicate["detail"]["agent"]
                roles[agent["agent_id"]] = frozenset(agent["roles"])
                continue
            if predicate["collection_id"] != collection.collection_id:
                continue
            signer = tx.people.agent(predicate["agent_id"])
            verify_envelope(envelope, Ed25519VerifyingKey(signer.public_key))
        except (CryptoError, NotFound, ValueError, KeyError, TypeError) as error:
            raise _damaged(row, collection) from error
        if Role.CUSTODIAN.value in roles.get(signer.agent_id, frozenset()):
            yield row, predicate


def _damaged(row: LogRow, collection: Collection) -> CustodyError:
    return CustodyError(
        f"The custody entry {row.leaf_index}, which may be about collection {collection.name}, is damaged."
    )
