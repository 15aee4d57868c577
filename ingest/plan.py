"""What will be taken in, decided before anything is: the values a batch is planned with."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, Self

from archive.domain.consent import Consent, ConsentBasis
from archive.domain.dates import Quantifier
from archive.domain.description import (
    Description,
    Flag,
    Identity,
    Kind,
    Obtained,
    Provenance,
    Source,
    SourceRole,
)
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.labels import nearest

LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A BCP 47 language: the primary subtag, and more if need be."""
NO_CONSENT: Final = Consent(ConsentBasis.NONE)
"""Nobody was asked, so nothing is granted."""


@dataclass(frozen=True, slots=True)
class Described:
    """A deposit description as read: what is said, who said it, and the files it names, in order."""

    description: Description
    identity: Identity | None
    files: tuple[str, ...]


class DescriptionReader(Protocol):
    """Reads the value of a deposit description. `schemas.deposit.DepositReader` is the one in use."""

    def read(self, document: object) -> Described:
        """Raise InvalidRequest with every problem at its field path; no problem hides another."""
        ...


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is said of a file that nobody described: as little as possible, and nothing permitted."""

    kind: Kind = Kind.OTHER
    languages: tuple[str, ...] = ("und",)
    sensitivity: int = 3
    flags: tuple[Flag, ...] = ()
    fictional: bool = False
    when: str = ""
    quantifier: Quantifier = Quantifier.UNKNOWN
    place: str = ""
    source_role: SourceRole = SourceRole.UNKNOWN
    obtained: Obtained = Obtained.UNKNOWN
    consent: Consent = NO_CONSENT

    @classmethod
    def of(cls, kind: str = "", language: str = "", sensitivity: int | None = None) -> Self:
        """The defaults, changed by a command line where it says something. Raises InvalidRequest."""
        changes: dict[str, Any] = {}
        if kind:
            if kind not in list(Kind):
                near = nearest(kind, Kind) or tuple(Kind)
                raise InvalidRequest(f"There is no such kind of item. Nearest: {', '.join(near)}.")
            changes["kind"] = Kind(kind)
        if language:
            changes["languages"] = tuple(part.strip() for part in language.split(","))
            if not all(LANGUAGE.fullmatch(part) for part in changes["languages"]):
                raise InvalidRequest("A language is a code of BCP 47, such as be, ru or en.")
        if sensitivity is not None:
            if sensitivity not in (1, 2, 3):
                raise InvalidRequest("Sensitivity is 1 (open), 2 (restricted) or 3 (secret).")
            changes["sensitivity"] = sensitivity
        return cls(**changes)

    def describe(self, title: str) -> Description:
        """The description of a file whose printable name is `title`."""
        return Description(
            kind=self.kind,
            title=title,
            languages=self.languages,
            consent=self.consent,
            fictional=self.fictional,
            sensitivity=self.sensitivity,
            flags=self.flags,
            when=self.when,
            quantifier=self.quantifier,
            place=self.place,
            source=Source(self.source_role),
            provenance=Provenance(self.obtained),
        )


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item to be. `origin` is the sidecar or table that describes it, or the file itself."""

    description: Description
    identity: Identity | None
    files: tuple[Path, ...]
    origin: Path


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or description that is not taken in. `code` is stable; `reason` is for people."""

    path: Path
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a batch will deposit, what it leaves out and why; `problems` explains refused descriptions."""

    items: tuple[PlannedItem, ...]
    refused: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()
