"""`sviedka verify`: everything the archive holds, checked against everything else it holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from archive.domain.agent import Act
from archive.domain.custody import EventType, Subject
from archive.domain.errors import ArchiveError, CustodyError, EvidenceError, InvalidRequest, NotFound
from archive.domain.item import ItemState
from archive.ports import Transaction
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, agent_subject, require
from archive.services.verification.codes import finding
from archive.services.verification.database import DatabaseCheck
from archive.services.verification.heads import read_published
from archive.services.verification.log import LogCheck, check_custody_log
from archive.services.verification.logged import Logged
from archive.services.verification.opened import check_opened
from archive.services.verification.people import check_people
from archive.services.verification.store import Expected, check_store, check_unexpected
from archive.verifier.findings import Finding, Severity, is_valid
from archive.verifier.heads import policy_of
from crypto.digest import sha256_hex
from crypto.errors import CryptoError
from crypto.note import parse_verifier_key
from crypto.tlog_policy import LogPolicy

_HEADER_CHANGES = frozenset({"V611", "V612", "V615"})
"""Erasing overwrites a header before it removes it; re-wrapping puts another in its place."""

_MANY = 1 << 20
"""More headers never wait: a step of re-wrapping leaves a few hundred."""

Progress = Callable[[str, int, int], None]
"""Called with what is being checked, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to verify, and by whose word.

    `number`: one item only. `log_keys`: verifier keys (C2SP vkey) known from elsewhere; those kept in the
    archive are used without them, which shows that it is whole, not who made it. `remembered`: signed
    checkpoints seen earlier.
    """

    deep: bool = False
    number: str = ""
    log_keys: tuple[str, ...] = ()
    remembered: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was checked. `covered`: entries under the signed checkpoint; sizes in bytes."""

    entries: int = 0
    covered: int = 0
    items: int = 0
    withdrawn: int = 0
    objects: int = 0
    payload_bytes: int = 0
    opened: int = 0


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """All findings. `not_recorded`: why the run itself is not in the custody log; empty if it is."""

    findings: tuple[Finding, ...]
    counts: Counts
    root: bytes
    not_recorded: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether no finding is an error."""
        return is_valid(self.findings)


def verify_archive(
    archive: Archive, actor: Actor, request: Request | None = None, on_progress: Progress | None = None
) -> VerificationReport:
    """Verify and record that it was done; nothing is repaired, moved or removed.

    Raise NotPermitted, NotFound for an unknown item number, KeyUnavailable without log keys. An archive that
    refuses to be written to (its database is older than its log) is verified all the same.
    """
    require(archive, actor, Act.VERIFY)
    request = request or Request()
    report = examine_archive(archive, request, on_progress, actor if request.deep else None)
    return _recorded(archive, actor, request, report)


def examine_archive(
    archive: Archive,
    request: Request | None = None,
    on_progress: Progress | None = None,
    opener: Actor | None = None,
) -> VerificationReport:
    """The check itself. It writes nothing, unless an `opener` opens what is sealed.

    1. The database's own check.
    2. The custody log, its checkpoints and tiles; from here on the log says what there must be.
    3. Agents, collections and memberships. 4. Items, objects and links.
    5. Payloads and headers in the store. 6. What else lies there. 7. The index, as warnings.
    8. With an opener: records and exhibits, opened.
    """
    request = request or Request()
    policy = _trust(archive, request.log_keys)
    progress = on_progress or _no_progress
    note = read_published(archive.tiles)
    with archive.records.reading() as tx:
        only = tx.items.by_number(request.number.strip().upper()).item_id if request.number else ""
        log = check_custody_log(
            archive, tx, note, policy, request.remembered, lambda n, of: progress("log", n, of)
        )
        findings = [*_check_engine(archive, log.findings), *log.findings]
        findings += _guarded("people", lambda: check_people(tx, log.logged))
        database = DatabaseCheck(tx, log.logged, only)
        total = len(log.logged.objects)
        findings += _guarded("items", database.items)
        findings += _guarded("objects", lambda: database.objects(lambda n: progress("database", n, total)))
        findings += _guarded("links", database.links)
        expected = _expected(tx, log.logged, only)
    store = check_store(archive.objects, expected, lambda n, of: progress("store", n, of))
    findings += _still_true(archive, store.findings)
    if not only:
        findings += check_unexpected(archive.objects, expected)
        findings += _check_index(archive, is_sound=is_valid(findings))
    opened = 0
    if opener is not None:
        damaged = {f.subject.rpartition("/")[2] for f in findings if f.code.number.startswith("V6")}
        deep = check_opened(
            archive,
            opener,
            log.logged,
            damaged,
            only=only,
            on_progress=lambda n, of: progress("opening", n, of),
        )
        findings += deep.findings
        opened = deep.items
    counts = _counts(log, database, expected, store.payload_bytes, opened, only)
    return VerificationReport(_in_order(findings), counts, log.root)


def _trust(archive: Archive, log_keys: Sequence[str]) -> LogPolicy:
    try:
        return policy_of([parse_verifier_key(text) for text in log_keys or archive.keys.log_vkeys()])
    except CryptoError as error:
        raise InvalidRequest(f"This is no verifier key of a log: {error}.") from error


def _check_engine(archive: Archive, found: Iterable[Finding]) -> Iterator[Finding]:
    """The engine's own check; that its log has a gap is left to those who can say where."""
    try:
        archive.records.check()
    except CustodyError as error:
        if is_valid(tuple(found)):
            yield finding("V701", "database", found=error.message)
    except EvidenceError as error:
        yield finding("V701", "database", found=error.message)


def _guarded(what: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """The findings of one part of the database; a row that makes no sense ends that part, not the run."""
    findings: list[Finding] = []
    try:
        findings.extend(check())
    except EvidenceError as error:
        findings.append(finding("V701", what, found=error.message))
    return findings


def _expected(tx: Transaction, logged: Logged, only: str) -> dict[str, Expected]:
    """What must be in the store: what the log says; where that is in doubt, what the database says."""
    expected = {
        digest: Expected(digest, each.size, "" if each.erased else each.header)
        for digest, each in logged.objects.items()
        if only in ("", each.item_id)
    }
    with _nothing_if_damaged():
        for stored in tx.items.all_objects():
            known = stored.digest in expected
            if not known and only in ("", stored.item_id) and not logged.trusts(stored.item_id):
                header = "" if stored.shredded else stored.header_digest
                expected[stored.digest] = Expected(stored.digest, stored.size, header)
    return expected


@contextmanager
def _nothing_if_damaged() -> Iterator[None]:
    try:
        yield
    except EvidenceError:
        return  # named by V701 already


def _still_true(archive: Archive, found: Sequence[Finding]) -> Iterator[Finding]:
    """Leave out what an act changed in the store, by the log, while it was being read."""
    with archive.records.reading() as tx:
        waiting = tx.rotation.waiting_headers(_MANY)
    for each in found:
        digest = each.subject.rpartition("/")[2]
        if each.code.number in _HEADER_CHANGES and digest in waiting and _names(each, waiting[digest]):
            continue
        if each.code.number in _HEADER_CHANGES and _changed_since(archive, digest, each.found):
            continue
        if each.code.number == "V614":
            try:
                archive.objects.read_header(digest)
            except NotFound:
                continue
            except ArchiveError:
                pass
        yield each


def _names(found: Finding, header: bytes) -> bool:
    """Whether the log names this header, which waits to be put in its place."""
    return found.expected == sha256_hex(header)


def _changed_since(archive: Archive, digest: str, header: str) -> bool:
    """Whether the log, as it is now, erases the object or names this header for it."""
    logged = Logged()
    with archive.records.reading() as tx:
        try:
            item_id = tx.items.object(digest).item_id
        except (NotFound, EvidenceError):
            return False
        for row in tx.log.of_item(item_id):
            logged.take(row.leaf_index, row.entry)
    said = logged.objects.get(digest)
    return said is not None and (said.erased or said.header == header)


def _check_index(archive: Archive, *, is_sound: bool) -> Iterator[Finding]:
    """The index is derived and expendable: whatever is wrong with it is a warning.

    A database that is not sound cannot say how much the index should hold.
    """
    with archive.records.reading() as tx:
        pending = tx.outbox.pending(archive.index_task)
        done = 0
        with _nothing_if_damaged():
            versions = dict(tx.outbox.done_versions(archive.index_task))
            sealed = {c.collection_id for c in tx.people.collections() if c.sealed}
            for item in tx.items.items():
                is_indexed = item.state is ItemState.ACTIVE and item.collection_id not in sealed
                done += is_indexed and item.item_id in versions
    aside = sum(1 for task in pending if task.is_set_aside)
    if aside:
        yield finding("V782", "index", found=f"{aside} items")
    if len(pending) > aside:
        yield finding("V781", "index", found=f"{len(pending) - aside} items")
    try:
        held = archive.index.count()
    except ArchiveError as error:
        yield finding("V783", "index", found=error.message)
        return
    if is_sound and not pending and held != done:
        yield finding("V784", "index", f"{done} items", f"{held} items")


def _counts(
    log: LogCheck,
    database: DatabaseCheck,
    expected: dict[str, Expected],
    payload_bytes: int,
    opened: int,
    only: str,
) -> Counts:
    items = [only] if only else list(database.numbers)
    said = (log.logged.items.get(item_id) for item_id in items)
    return Counts(
        entries=log.entries,
        covered=log.covered,
        items=len(items),
        withdrawn=sum(1 for each in said if each is not None and each.withdrawn),
        objects=len(expected),
        payload_bytes=payload_bytes,
        opened=opened,
    )


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by code and subject."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFORMATION: 2}
    return tuple(sorted(findings, key=lambda f: (rank[f.severity], f.code.number, f.subject)))


def _recorded(
    archive: Archive, actor: Actor, request: Request, report: VerificationReport
) -> VerificationReport:
    """The run as a custody entry: counts and codes, no subjects. A refusal to write is part of the answer."""
    codes = Counter(each.code.number for each in report.findings)
    counts = report.counts
    try:
        with acting(archive, actor) as work:
            work.ledger.record(
                EventType.VERIFICATION,
                [Subject("log", report.root.hex()), agent_subject(actor.agent.public_key)],
                outcome="success" if report.is_valid else "failure",
                detail={
                    "deep": request.deep,
                    "item": bool(request.number),
                    "entries": counts.entries,
                    "items": counts.items,
                    "objects": counts.objects,
                    "payload_bytes": counts.payload_bytes,
                    "opened": counts.opened,
                    "findings": dict(sorted(codes.items())),
                },
            )
    except ArchiveError as error:
        return VerificationReport(report.findings, counts, report.root, error.message)
    return report


def _no_progress(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""
