"""A deposit that is being prepared: what was typed, step by step, and the files received so far.

Nothing of it is in the archive yet. What was typed is kept as it was typed, right or wrong; it is read when
the deposit is handed in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from archive.domain.errors import Conflict, NotFound
from archive.domain.record import MediaType

MAX_STEPS = 120
MAX_FILES = 500


class TooMany(Conflict):
    """More files or parts than a deposit has."""

    code = "too-many"

    def __init__(self) -> None:
        super().__init__(
            f"A deposit has at most {MAX_FILES} files and {MAX_STEPS} parts.", safe="The draft is as it was."
        )


Fields = Mapping[str, tuple[str, ...]]
"""What was sent under each name of a form."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the draft. `revision` counts how often it was kept; 0 is never."""

    revision: int = 0
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A received file: sealed for the collection already, so that nobody can open it through the draft.

    Digests are hex SHA-256, sizes bytes, as in `archive.services.sealed.SealedExhibit`.
    """

    file_id: str
    header: bytes = field(repr=False)
    digest: str
    payload_size: int
    plaintext_digest: str
    size: int
    name: str
    media_type: MediaType
    name_bytes: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Belongs to one documenter and one collection, to whose recipients its files are sealed."""

    draft_id: str
    collection_id: str
    made_at: datetime
    changed_at: datetime
    files: tuple[DraftFile, ...] = ()
    steps: Mapping[str, Step] = field(default_factory=dict)

    def step(self, name: str) -> Step:
        """As kept last; empty before."""
        return self.steps.get(name, Step())

    def with_step(self, name: str, fields: Fields, revision: int) -> Self:
        """Keep a page that was opened at `revision`; raise Conflict if it was kept elsewhere since.

        The same words again are no change, whatever the revision: a form may be sent twice. Raise TooMany.
        """
        known = self.step(name)
        if name in self.steps and known.fields == fields:
            return self
        if known.revision != revision:
            raise Conflict(
                "This page was changed in another window since you opened it.",
                safe="Both versions are there: the draft has the other, this page has yours.",
            )
        if name not in self.steps and len(self.steps) >= MAX_STEPS:
            raise TooMany
        return replace(self, steps={**self.steps, name: Step(revision + 1, dict(fields))})

    def without_step(self, name: str) -> Self:
        """Raise NotFound."""
        if name not in self.steps:
            raise NotFound("There is no such part of this draft.", safe="Nothing was changed.")
        return replace(self, steps={key: step for key, step in self.steps.items() if key != name})

    def file(self, file_id: str) -> DraftFile:
        """Raise NotFound."""
        for each in self.files:
            if each.file_id == file_id:
                return each
        raise NotFound("There is no such file in this draft.", safe="Nothing was changed.")
