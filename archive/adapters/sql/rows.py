"""From rows to values of the domain. A value that no version of this program wrote is damage."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from archive.domain.agent import Agent, Membership, Role
from archive.domain.description import RelationType
from archive.domain.errors import EvidenceError
from archive.domain.item import Collection, Item, ItemState, ObjectRole, StoredObject
from archive.ports_outbox import Task
from archive.ports_records import CheckpointRow, Link, LogRow

Columns = Sequence[Any]
"""One row, in the order of its table's columns."""

Given = TypeVar("Given")
Value = TypeVar("Value")


def _checked(make: Callable[[Given], Value]) -> Callable[[Given], Value]:
    @wraps(make)
    def checked(given: Given) -> Value:
        try:
            return make(given)
        except (ValueError, TypeError, AttributeError) as error:
            raise EvidenceError(
                f"The store of record is damaged: senseless row ({make.__name__.removeprefix('to_')}).",
                safe="Objects and published log tiles are not affected. Run `sviedka verify`.",
            ) from error

    return checked


@_checked
def to_agent(row: Columns) -> Agent:
    """Columns of `agent`."""
    agent_id, handle, public_key, recipient, roles, retired = row
    return Agent(agent_id, handle, public_key, recipient, frozenset(map(Role, roles.split())), retired)


@_checked
def to_membership(row: Columns) -> Membership:
    """Columns of `membership`."""
    return Membership(*row)


@_checked
def to_collection(row: Columns) -> Collection:
    """Columns of `collection`."""
    return Collection(*row)


@_checked
def to_item(row: Columns) -> Item:
    """Columns of `item`."""
    item_id, collection_id, number, version, record, state, accession_id, fingerprint, deposited_by = row
    return Item(
        item_id,
        collection_id,
        number,
        version,
        record,
        ItemState(state),
        accession_id,
        fingerprint,
        deposited_by,
    )


@_checked
def to_state(text: str) -> ItemState:
    """Column `state` of `item`."""
    return ItemState(text)


@_checked
def to_object(row: Columns) -> StoredObject:
    """Columns of `stored_object`."""
    item_id, digest, role, position, size, header_digest, fingerprint, shredded = row
    return StoredObject(
        item_id, digest, ObjectRole(role), position, size, header_digest, fingerprint, shredded
    )


@_checked
def to_link(row: Columns) -> Link:
    """Columns of `link`."""
    from_item, to_item_, type_, basis, event_id = row
    return Link(from_item, to_item_, RelationType(type_), basis, event_id)


@_checked
def to_log_row(row: Columns) -> LogRow:
    """Columns of `log_entry`, whose entry comes last because it is long."""
    leaf_index, leaf_hash, event_id, event_type, item_id, entry = row
    return LogRow(leaf_index, leaf_hash, entry, event_id, event_type, item_id)


@_checked
def to_checkpoint(row: Columns) -> CheckpointRow:
    """Columns of `checkpoint`."""
    size, root, note, at = row
    return CheckpointRow(size, root, note, datetime.fromisoformat(at))


@_checked
def to_task(row: Columns) -> Task:
    """The first columns of `outbox`, and when it first failed, without its lease."""
    task_id, kind, item_id, version, attempts, failure, failed_at = row[:7]
    return Task(kind, item_id, version, task_id, attempts, failure, failed_at or "")
