"""Parts of a draft of which there may be several: acts, and what superiors heard and did."""

import re
import secrets

from flask import request
from werkzeug.exceptions import BadRequest

from archive.domain.draft import Draft
from archive.domain.errors import NotFound
from archive.domain.unit import When
from archive.services.drafts import drop_step, keep_step
from archive.web.visit import actor, archive
from schemas.edtf import parse

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)


def new_id() -> str:
    """For a page that adds a part: it names it, so that a form sent twice adds one."""
    return secrets.token_hex(8)


def keys_of(draft: Draft, prefix: str) -> list[str]:
    """The parts of this prefix in a draft, in the order they were added."""
    return [name for name in draft.steps if name.startswith(prefix)]


def key_of(draft: Draft, prefix: str, part_id: str) -> str:
    """The key of a part that is there; raise NotFound."""
    if not _ID.fullmatch(part_id) or prefix + part_id not in draft.steps:
        raise NotFound("There is no such part of this draft.")
    return prefix + part_id


def add_part(draft: Draft, prefix: str, field: str) -> str:
    """An empty part, under the id that the page has in `field`; the id."""
    part_id = request.form.get(field) or new_id()
    if not _ID.fullmatch(part_id):
        raise BadRequest
    if prefix + part_id not in draft.steps:
        keep_step(archive(), actor(), draft.draft_id, prefix + part_id, {}, 0)
    return part_id


def drop_part(draft: Draft, key: str) -> bool:
    """Take a part out; whether it was still there."""
    try:
        drop_step(archive(), actor(), draft.draft_id, key)
    except NotFound:
        return False
    return True


def when_of(draft: Draft) -> When:
    """The date of the whole account, as understood."""
    kept = (draft.step("circumstances").fields.get("when_shown") or ("",))[0]
    try:
        return parse(kept) if kept else None
    except ValueError:
        return None
