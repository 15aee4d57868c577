"""Where deposits wait until they are handed in: sealed drafts, received files, and what was handed in.

Nothing here is plaintext: a draft is an age file for its documenter alone, a received file is the payload of
an age file whose header stands in the draft. Owners are agent ids; another's draft is absent for everybody
else. Ids are UUIDs; what is no UUID is absent. Absent raises NotFound; no room StorageFull; a store that does
not answer Unavailable. Foreign exceptions never leave.
"""

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from archive.ports_objects import StagedPayload


class DraftStore(Protocol):
    """Drafts of every documenter, each under its owner."""

    def locked(self, owner: str, draft_id: str) -> AbstractContextManager[None]:
        """Whoever changes a draft holds it alone meanwhile, in all processes; raise NotFound."""
        ...

    def create(self, owner: str, draft_id: str, sealed: bytes) -> None:
        """A new draft, durable when this returns; raise Conflict if there is one of this id, or was."""
        ...

    def list(self, owner: str) -> tuple[str, ...]:
        """Ids of the owner's drafts, by id; those handed in are none any more."""
        ...

    def read(self, owner: str, draft_id: str) -> bytes:
        """The sealed draft."""
        ...

    def write(self, owner: str, draft_id: str, sealed: bytes) -> None:
        """Replace the draft: the old one or the new whatever happens, durable when this returns."""
        ...

    def discard(self, owner: str, draft_id: str) -> None:
        """Remove the draft with its files."""
        ...

    def receive(self, owner: str, draft_id: str, file_id: str) -> StagedPayload:
        """Begin a payload; `finish` makes it durable, `discard` leaves nothing."""
        ...

    def open_file(self, owner: str, draft_id: str, file_id: str) -> BinaryIO:
        """A finished payload."""
        ...

    def drop_file(self, owner: str, draft_id: str, file_id: str) -> None:
        """Remove a payload; none is no error."""
        ...

    def hand_in(self, owner: str, draft_id: str, item_id: str, sealed: bytes) -> None:
        """The draft became an item: keep `sealed` (its receipt) for the item and the draft's id, no more."""
        ...

    def handed_in(self, owner: str, draft_id: str) -> str:
        """The item that a draft became."""
        ...

    def receipt(self, owner: str, item_id: str) -> bytes:
        """What was kept of an item that the owner handed in."""
        ...
