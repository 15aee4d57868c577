"""Drafts: kept sealed for their documenter alone, changed one at a time, discarded on purpose only.

Keeping, changing and discarding a draft writes no custody entry: nothing was taken into the archive, and the
log would show who typed when (docs/adr). Handing in is `archive.services.handing_in`.
"""

import base64
import json
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from archive.domain.agent import Act
from archive.domain.draft import MAX_FILES, Draft, DraftFile, Fields, Step, TooMany
from archive.domain.errors import Conflict, NotFound, ObjectError
from archive.domain.item import Collection
from archive.domain.record import MediaType
from archive.ports_objects import StagedPayload
from archive.services.context import Actor, Archive
from archive.services.ledger import require
from archive.services.sealed import SealedExhibit
from crypto.age.file import decrypt_whole, encrypt
from crypto.errors import CryptoError

Change = Callable[[Draft], Draft]


class NoDraft(NotFound):
    """Not one of one's own drafts, or none any more."""

    code = "no-draft"

    def __init__(self) -> None:
        super().__init__("You have no such draft, or not any more.", safe="Nothing was changed.")


def start_draft(archive: Archive, actor: Actor, collection: Collection, draft_id: str) -> None:
    """An empty draft for a collection. The same id again, a form sent twice, changes nothing."""
    require(archive, actor, Act.DEPOSIT)
    now = archive.clock.now()
    draft = Draft(draft_id, collection.collection_id, now, now)
    with suppress(Conflict):
        archive.drafts.create(actor.agent.agent_id, draft_id, sealed_for(actor, dump_draft(draft)))


def own_drafts(archive: Archive, actor: Actor) -> tuple[Draft, ...]:
    """All of one's own, the last changed first."""
    require(archive, actor, Act.DEPOSIT)
    owner = actor.agent.agent_id
    drafts = [open_draft(archive, actor, draft_id) for draft_id in archive.drafts.list(owner)]
    return tuple(sorted(drafts, key=lambda draft: draft.changed_at, reverse=True))


def open_draft(archive: Archive, actor: Actor, draft_id: str) -> Draft:
    """One's own; raise NotFound, also for another's, and ObjectError if what lies there does not open."""
    require(archive, actor, Act.DEPOSIT)
    return _load(opened_by(actor, archive.drafts.read(actor.agent.agent_id, draft_id)))


def keep_step(
    archive: Archive, actor: Actor, draft_id: str, name: str, fields: Fields, revision: int
) -> Draft:
    """Keep what was typed on a page, right or wrong; raise Conflict if the page was kept elsewhere since."""
    return _change(archive, actor, draft_id, lambda draft: draft.with_step(name, fields, revision))


def drop_step(archive: Archive, actor: Actor, draft_id: str, name: str) -> Draft:
    """Take a part out; raise NotFound."""
    return _change(archive, actor, draft_id, lambda draft: draft.without_step(name))


def begin_file(archive: Archive, actor: Actor, draft_id: str) -> tuple[str, StagedPayload]:
    """Id and place of a file about to be received into a draft."""
    require(archive, actor, Act.DEPOSIT)
    file_id = str(uuid.uuid4())
    return file_id, archive.drafts.receive(actor.agent.agent_id, draft_id, file_id)


def keep_files(
    archive: Archive, actor: Actor, draft_id: str, received: Sequence[tuple[str, SealedExhibit]]
) -> Draft:
    """Add received files, all or none. One whose bytes the draft has already is not added again.

    The payloads of those that are not kept are gone afterwards.
    """

    def add(draft: Draft) -> Draft:
        files = list(draft.files)
        for file_id, exhibit in received:
            if any(each.plaintext_digest == exhibit.plaintext_digest for each in files):
                exhibit.staged.discard()
            else:
                files.append(_file(file_id, exhibit))
        if len(files) > MAX_FILES:
            raise TooMany
        return replace(draft, files=tuple(files))

    try:
        return _change(archive, actor, draft_id, add)
    except BaseException:
        for _, exhibit in received:
            exhibit.staged.discard()
        raise


def drop_file(archive: Archive, actor: Actor, draft_id: str, file_id: str) -> Draft:
    """Take a file out of a draft; raise NotFound."""

    def drop(draft: Draft) -> Draft:
        gone = draft.file(file_id)
        return replace(draft, files=tuple(each for each in draft.files if each is not gone))

    draft = _change(archive, actor, draft_id, drop)
    archive.drafts.drop_file(actor.agent.agent_id, draft_id, file_id)
    return draft


def discard_draft(archive: Archive, actor: Actor, draft_id: str) -> None:
    """Remove a draft with its files, for good; raise NotFound."""
    require(archive, actor, Act.DEPOSIT)
    owner = actor.agent.agent_id
    with archive.drafts.locked(owner, draft_id):
        archive.drafts.discard(owner, draft_id)


def sealed_for(actor: Actor, data: bytes) -> bytes:
    """An age file that this agent alone opens."""
    header, payload = encrypt(data, [actor.identity.recipient()])
    return header + payload


def opened_by(actor: Actor, sealed: bytes) -> bytes:
    """Raise ObjectError if it is not what was sealed for this agent."""
    try:
        return decrypt_whole(sealed, [actor.identity])
    except CryptoError as error:
        raise ObjectError(
            "A draft or receipt does not open: it was damaged, or sealed for another key.",
            safe="Everything that was handed in is safe; other drafts are not affected.",
        ) from error


def _change(archive: Archive, actor: Actor, draft_id: str, change: Change) -> Draft:
    require(archive, actor, Act.DEPOSIT)
    owner = actor.agent.agent_id
    with archive.drafts.locked(owner, draft_id):
        draft = change(open_draft(archive, actor, draft_id))
        draft = replace(draft, changed_at=archive.clock.now())
        archive.drafts.write(owner, draft_id, sealed_for(actor, dump_draft(draft)))
    return draft


def _file(file_id: str, exhibit: SealedExhibit) -> DraftFile:
    return DraftFile(
        file_id=file_id,
        header=exhibit.header,
        digest=exhibit.digest,
        payload_size=exhibit.payload_size,
        plaintext_digest=exhibit.plaintext_digest,
        size=exhibit.size,
        name=exhibit.name,
        media_type=exhibit.media_type,
        name_bytes=exhibit.name_bytes,
        notes=exhibit.notes,
    )


def dump_draft(draft: Draft) -> bytes:
    """As it is sealed."""
    files = [asdict(each) | {"header": base64.b64encode(each.header).decode()} for each in draft.files]
    value = {
        "draft_id": draft.draft_id,
        "collection_id": draft.collection_id,
        "made_at": draft.made_at.isoformat(),
        "changed_at": draft.changed_at.isoformat(),
        "files": files,
        "steps": {name: [step.revision, dict(step.fields)] for name, step in draft.steps.items()},
    }
    return json.dumps(value).encode()


def _load(data: bytes) -> Draft:
    value = json.loads(data)
    return Draft(
        value["draft_id"],
        value["collection_id"],
        datetime.fromisoformat(value["made_at"]),
        datetime.fromisoformat(value["changed_at"]),
        tuple(_load_file(each) for each in value["files"]),
        {
            name: Step(revision, {key: tuple(values) for key, values in fields.items()})
            for name, (revision, fields) in value["steps"].items()
        },
    )


def _load_file(value: dict[str, Any]) -> DraftFile:
    changed = {
        "header": base64.b64decode(value["header"]),
        "media_type": MediaType(**value["media_type"]),
        "notes": tuple(value["notes"]),
    }
    return DraftFile(**(value | changed))
