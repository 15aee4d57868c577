"""Errors of the archive. Two questions decide every class: who is at fault, and may the caller ignore it.

ArchiveError                  base; message for people, `.code` for machines
├─ InvalidRequest             the caller's data is wrong             exit 2   (all problems at once)
│   ├─ UnknownTerm            a vocabulary, unit or collection id we do not have, with the nearest ones
│   ├─ InvalidDate            not an EDTF date
│   ├─ UnreadableFile         a file that cannot be taken in: missing, a link, vanished, not a file
│   └─ WrongVersion           a folder that is no archive, or one of another format version
├─ NotPermitted               policy said no; the refusal is logged  exit 3
│   └─ ApprovalNeeded         (archive.services.approvals) no second person has approved exactly this
├─ KeyUnavailable             a key is missing, or the passphrase does not open it: not corrupt data   exit 3
├─ NotFound                   also when the caller may not know      exit 4
├─ Conflict                   stale version, duplicate, already exists   exit 5
├─ EvidenceError              stop everything: the evidence itself   exit 90
│   ├─ FixityError            a digest differs (expected, found)
│   ├─ CustodyError           gap, fork, a database older than the last checkpoint
│   └─ ObjectError            cannot be decrypted, truncated, wrong header
└─ Unavailable                a store or service did not answer      exit 75  (try again)
    └─ StorageFull            no room: what was acknowledged is safe
"""

from dataclasses import dataclass

from archive.domain.sentences import sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what the caller sent: `where` is a field path, or `file:line`."""

    where: str
    message: str
    code: str = "invalid"

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class ArchiveError(Exception):
    """Base of all errors for people. `message` says what is wrong, `safe` what is not affected."""

    code = "archive-error"
    exit_code = 1

    def __init__(self, message: str, *, safe: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.safe = safe
        self.problems = problems

    def __str__(self) -> str:
        lines = [self.message, *(f"  - {problem}" for problem in self.problems)]
        if self.safe:
            lines.append(self.safe)
        return "\n".join(lines)


class InvalidRequest(ArchiveError):
    """The caller's data is wrong; `problems` lists every defect found, not only the first."""

    code = "invalid-request"
    exit_code = 2


class UnknownTerm(InvalidRequest):
    """An id that no vocabulary, register or collection has; `nearest` may be what was meant."""

    code = "unknown-term"

    def __init__(self, message: str, *, nearest: tuple[str, ...] = (), safe: str = "") -> None:
        if nearest:
            message = sentence("%(message)s Nearest: %(near)s.", message=message, near=", ".join(nearest))
        super().__init__(message, safe=safe)
        self.nearest = nearest


class InvalidDate(InvalidRequest):
    """A date that is not EDTF, or no day of the calendar."""

    code = "invalid-date"


class UnreadableFile(InvalidRequest):
    """A file that cannot be taken in."""

    code = "unreadable-file"


class WrongVersion(InvalidRequest):
    """Not an archive folder, or one of a format version this program does not know."""

    code = "wrong-version"


class NotPermitted(ArchiveError):
    """The policy table says no. The refusal is a custody entry."""

    code = "not-permitted"
    exit_code = 3


class KeyUnavailable(ArchiveError):
    """A key is not on this machine or its passphrase is wrong. It says nothing about the data."""

    code = "key-unavailable"
    exit_code = 3


class NotFound(ArchiveError):
    """There is no such thing, or none that the caller may know of."""

    code = "not-found"
    exit_code = 4


class Conflict(ArchiveError):
    """The thing has changed since, or is there already."""

    code = "conflict"
    exit_code = 5


class EvidenceError(ArchiveError):
    """The evidence itself is in doubt: nothing more is written until it is understood."""

    code = "evidence-error"
    exit_code = 90


class FixityError(EvidenceError):
    """Bytes that no longer have the digest they were taken in with."""

    code = "fixity-error"


class CustodyError(EvidenceError):
    """The custody log has a gap, a fork, or is older than its own checkpoint."""

    code = "custody-error"


class ObjectError(EvidenceError):
    """A stored object that cannot be opened with the right key, or is not the one asked for."""

    code = "object-error"


class Unavailable(ArchiveError):
    """A store or service did not answer. Nothing was lost; try again."""

    code = "unavailable"
    exit_code = 75


class StorageFull(Unavailable):
    """No room left. What was acknowledged before is safe."""

    code = "storage-full"
