"""Handing in: a draft becomes an item, once, however often it is sent.

The payloads were sealed for the collection when they were received; here they are copied as they are. What
the documenter keeps (digests, salts, the names of files) is sealed for the documenter and stays for receipts.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from archive.domain.agent import Act
from archive.domain.completeness import Gap, gaps
from archive.domain.description import Description, Identity
from archive.domain.draft import Draft, DraftFile
from archive.domain.errors import Conflict, FixityError, NotFound
from archive.ports import ObjectBatch
from archive.services.context import Actor, Archive
from archive.services.deposit import (
    Deposit,
    Intake,
    Outcome,
    ReceiptExhibit,
    Result,
    accession,
    open_intake,
)
from archive.services.drafts import open_draft, opened_by, sealed_for
from archive.services.given_before import Person, mark_of
from archive.services.ledger import require
from archive.services.pace import checkpoint_after_act, waits_until
from archive.services.receipts import make_receipts
from archive.services.sealed import SealedExhibit

_PIECE = 1024 * 1024
_NOTHING = "Nothing was deposited. A draft stays as it was."


class AlreadyHere(Conflict):
    """The collection has an item of these very bytes and words from another deposit."""

    code = "already-here"


class WithdrawnBefore(Conflict):
    """The source of these very bytes has withdrawn them: they are not taken in again."""

    code = "withdrawn-before"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What a documenter keeps of one file beside its line of the receipt."""

    media_type: str
    tool: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An item as its documenter keeps it. `files` stand in the order of the outcome's exhibits.

    `gaps`: what was not recorded of how it was taken; None for items of before this was kept.
    """

    collection_id: str
    at: datetime
    outcome: Outcome
    files: tuple[KeptFile, ...]
    gaps: tuple[Gap, ...] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a draft says, read. `person`: the source, if a mark is to tell that an account was given."""

    description: Description
    identity: Identity | None = None
    person: Person | None = None


def hand_in(archive: Archive, actor: Actor, draft_id: str, told: Told) -> str:
    """Accession the draft's files with what is told of them; answers the item's number.

    Sent again, it answers the same number. Raise AlreadyHere, WithdrawnBefore (then the draft stays as it
    is), FixityError for a received file that changed on disk, and what `accession` raises.
    """
    require(archive, actor, Act.DEPOSIT)
    owner = actor.agent.agent_id
    with archive.drafts.locked(owner, draft_id):
        try:
            return handed_in(archive, actor, archive.drafts.handed_in(owner, draft_id)).outcome.number
        except NotFound:
            draft = open_draft(archive, actor, draft_id)
        outcome = _accession(archive, actor, draft, told)
        files = tuple(KeptFile(f.media_type.value, f.media_type.tool, f.notes) for f in draft.files)
        missing = gaps(told.description)
        kept = HandedIn(draft.collection_id, archive.clock.now(), outcome, files, missing)
        archive.drafts.hand_in(owner, draft_id, outcome.item_id, sealed_for(actor, _dump(kept)))
    checkpoint_after_act(archive)
    return outcome.number


def hand_in_now(
    archive: Archive, actor: Actor, deposit_id: str, intake: Intake, deposit: Deposit, batch: ObjectBatch
) -> HandedIn:
    """Accession exhibits that are sealed in `batch` already: a draft that never had to wait.

    `deposit_id` is a UUID of the sender's; sent again with it, the answer is the same. Raise what `hand_in`
    raises.
    """
    owner = actor.agent.agent_id
    try:
        return handed_in(archive, actor, archive.drafts.handed_in(owner, deposit_id))
    except NotFound:
        outcome = _taken_in(archive, actor, intake, deposit, batch)
    files = tuple(KeptFile(e.media_type.value, e.media_type.tool, e.notes) for e in deposit.exhibits)
    kept = HandedIn(intake.collection.collection_id, archive.clock.now(), outcome, files)
    archive.drafts.hand_in(owner, deposit_id, outcome.item_id, sealed_for(actor, _dump(kept)))
    checkpoint_after_act(archive)
    return kept


def number_of_draft(archive: Archive, actor: Actor, draft_id: str) -> str:
    """The item that a draft became, by number; raise NotFound."""
    item_id = archive.drafts.handed_in(actor.agent.agent_id, draft_id)
    return handed_in(archive, actor, item_id).outcome.number


def handed_in(archive: Archive, actor: Actor, item_id: str) -> HandedIn:
    """What one kept of an item; raise NotFound."""
    return _load(opened_by(actor, archive.drafts.receipt(actor.agent.agent_id, item_id)))


def receipt_of(archive: Archive, kept: HandedIn) -> Mapping[str, Any]:
    """The receipt (docs/formats/receipt.md) under the checkpoint published now.

    Raise NotFound while the deposit waits for its checkpoint.
    """
    leaf = kept.outcome.leaf_index
    due = waits_until(archive, leaf) if leaf is not None else None
    if due is not None:
        raise NotFound(
            f"The receipt waits for the next checkpoint, due {due:%Y-%m-%d %H:%M} UTC.",
            safe="What was deposited is safe; only its proof is not there yet.",
        )
    with archive.records.reading() as tx:
        collection = tx.people.collection(kept.collection_id)
    return next(make_receipts(archive, collection, [kept.outcome]))


def _accession(archive: Archive, actor: Actor, draft: Draft, told: Told) -> Outcome:
    with archive.records.reading() as tx:
        collection = tx.people.collection(draft.collection_id)
    intake = open_intake(archive, actor, collection)
    mark = mark_of(told.person, intake.intake_key) if told.person and told.identity else ""
    with archive.objects.new_batch() as batch:
        exhibits = tuple(_copied(archive, actor, draft, each, batch) for each in draft.files)
        deposit = Deposit(told.description, exhibits, told.identity, mark, was_kept=True)
        return _taken_in(archive, actor, intake, deposit, batch)


def _taken_in(
    archive: Archive, actor: Actor, intake: Intake, deposit: Deposit, batch: ObjectBatch
) -> Outcome:
    (outcome,) = accession(archive, actor, intake, [deposit], batch)
    if outcome.result is Result.WITHDRAWN:
        raise WithdrawnBefore(
            "The source of this account has withdrawn it; it is not taken in again.",
            safe=_NOTHING,
        )
    if outcome.result is Result.DUPLICATE and not _is_unfinished(archive, actor, outcome.item_id):
        raise AlreadyHere(
            "The collection has an item of exactly these files and words already.",
            safe=_NOTHING,
        )
    return outcome


def _is_unfinished(archive: Archive, actor: Actor, item_id: str) -> bool:
    """Whether it is one's own, without a receipt: a handing-in that was cut short after the accession."""
    with archive.records.reading() as tx:
        if tx.items.item(item_id).deposited_by != actor.agent.agent_id:
            return False
    try:
        archive.drafts.receipt(actor.agent.agent_id, item_id)
    except NotFound:
        return True
    return False


def _copied(
    archive: Archive, actor: Actor, draft: Draft, file: DraftFile, batch: ObjectBatch
) -> SealedExhibit:
    """A received payload in the batch, if it is still what was received."""
    staged, digest = batch.create(), hashlib.sha256()
    with archive.drafts.open_file(actor.agent.agent_id, draft.draft_id, file.file_id) as source:
        for piece in _pieces(source.read):
            digest.update(piece)
            staged.write(piece)
    if digest.hexdigest() != file.digest:
        raise FixityError(
            f"A received file has changed on the disk: expected {file.digest}, found {digest.hexdigest()}.",
            safe="Nothing was deposited. Take the file out of the draft and send it again.",
        )
    staged.finish()
    return SealedExhibit(
        staged=staged,
        header=file.header,
        digest=file.digest,
        payload_size=file.payload_size,
        plaintext_digest=file.plaintext_digest,
        size=file.size,
        name=file.name,
        media_type=file.media_type,
        name_bytes=file.name_bytes,
        notes=file.notes,
    )


def _pieces(read: Any) -> Iterator[bytes]:  # noqa: ANN401 - a file's read
    while piece := read(_PIECE):
        yield piece


def _dump(kept: HandedIn) -> bytes:
    return json.dumps(
        {
            "collection_id": kept.collection_id,
            "at": kept.at.isoformat(),
            "outcome": asdict(kept.outcome) | {"shares_exhibits_with": []},
            "files": [asdict(each) for each in kept.files],
            "gaps": None if kept.gaps is None else list(kept.gaps),
        }
    ).encode()


def _load(data: bytes) -> HandedIn:
    value = json.loads(data)
    outcome = value["outcome"]
    exhibits = tuple(ReceiptExhibit(**each) for each in outcome["exhibits"])
    missing = value.get("gaps")
    changed = {"result": Result(outcome["result"]), "exhibits": exhibits, "shares_exhibits_with": ()}
    return HandedIn(
        value["collection_id"],
        datetime.fromisoformat(value["at"]),
        Outcome(**(outcome | changed)),
        tuple(KeptFile(each["media_type"], each["tool"], tuple(each["notes"])) for each in value["files"]),
        None if missing is None else tuple(map(Gap, missing)),
    )
