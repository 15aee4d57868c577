"""Payloads and headers in the store against their names, the log and each other.

Payloads are hashed by several threads (SHA-256 releases the interpreter lock), a mebibyte at a time, so that
memory stays the same whatever an object's size.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from archive.domain.errors import ArchiveError, NotFound
from archive.ports import ObjectStore
from archive.services.verification.codes import finding
from archive.verifier.findings import Finding
from crypto.digest import sha256_hex

_PIECE = 1 << 20
_GROUP_OBJECTS = 128
_GROUP_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Expected:
    """One object that must be there. `header`: hex SHA-256, empty after erasure; `size` None if not known."""

    digest: str
    size: int | None
    header: str


@dataclass(frozen=True, slots=True)
class StoreCheck:
    """What the store came to, and how many payload bytes were hashed."""

    findings: tuple[Finding, ...]
    payload_bytes: int


def payload_name(digest: str) -> str:
    """The payload's place in the archive folder."""
    return f"objects/{digest[:2]}/{digest}"


def header_name(digest: str) -> str:
    """The header's place in the archive folder."""
    return f"headers/{digest[:2]}/{digest}"


def check_store(
    objects: ObjectStore,
    expected: Mapping[str, Expected],
    on_progress: Callable[[int, int], None] | None = None,
) -> StoreCheck:
    """Every expected object: its payload (V60x) and its header (V61x)."""
    owners = {each.header: digest for digest, each in expected.items() if each.header}
    findings: list[Finding] = []
    total, done, hashed = len(expected), 0, 0

    def check(group: tuple[Expected, ...]) -> tuple[list[Finding], int]:
        found: list[Finding] = []
        size = 0
        for each in group:
            size += _check_payload(objects, each, expected, found)
            _check_header(objects, each, owners, found)
        return found, size

    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        waiting: list[tuple[int, Future[tuple[list[Finding], int]]]] = []
        groups = _groups(expected.values())
        for group in groups:
            waiting.append((len(group), pool.submit(check, group)))
            if len(waiting) > 8:
                count, future = waiting.pop(0)
                found, size = future.result()
                findings, done, hashed = findings + found, done + count, hashed + size
                if on_progress is not None:
                    on_progress(done, total)
        for _, future in waiting:
            found, size = future.result()
            findings, hashed = findings + found, hashed + size
    return StoreCheck(tuple(findings), hashed)


def check_unexpected(objects: ObjectStore, expected: Mapping[str, Expected]) -> Iterator[Finding]:
    """What lies in the store beside the expected objects: V62x, none of it an error."""
    for name in objects.list_strays():
        yield finding("V621", name)
    unknown = set()
    for digest in objects.list_payloads():
        if digest not in expected:
            unknown.add(digest)
            whole = _hash(objects, digest) == digest and _has_header(objects, digest)
            yield finding("V622" if whole else "V623", payload_name(digest))
    for digest in objects.list_headers():
        if digest not in expected and digest not in unknown:
            yield finding("V623", header_name(digest))


def _groups(expected: Iterable[Expected]) -> Iterator[tuple[Expected, ...]]:
    group: list[Expected] = []
    size = 0
    for each in expected:
        group.append(each)
        size += each.size or 0
        if len(group) >= _GROUP_OBJECTS or size >= _GROUP_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def _check_payload(
    objects: ObjectStore, each: Expected, expected: Mapping[str, Expected], findings: list[Finding]
) -> int:
    """Add what is wrong with a payload, and return how many bytes it has."""
    name = payload_name(each.digest)
    try:
        with objects.open_payload(each.digest) as reader:
            size = reader.size
            found = _digest(reader.read_at, size)
    except NotFound:
        findings.append(finding("V601", name))
        return 0
    except ArchiveError as error:
        findings.append(finding("V606", name, found=error.message))
        return 0
    if found == each.digest:
        return size
    if found in expected:
        findings.append(finding("V605", name, each.digest, found))
    elif each.size is not None and size < each.size:
        findings.append(finding("V603", name, f"{each.size} bytes", f"{size} bytes"))
    elif each.size is not None and size > each.size:
        findings.append(finding("V604", name, f"{each.size} bytes", f"{size} bytes"))
    else:
        findings.append(finding("V602", name, each.digest, found))
    return size


def _check_header(
    objects: ObjectStore, each: Expected, owners: Mapping[str, str], findings: list[Finding]
) -> None:
    name = header_name(each.digest)
    try:
        found = sha256_hex(objects.read_header(each.digest))
    except NotFound:
        if each.header:
            findings.append(finding("V611", name))
        return
    except ArchiveError as error:
        findings.append(finding("V615", name, found=error.message))
        return
    if not each.header:
        findings.append(finding("V614", name))
    elif found != each.header and found in owners:
        findings.append(finding("V613", name, each.header, f"that of {owners[found]}"))
    elif found != each.header:
        findings.append(finding("V612", name, each.header, found))


def _digest(read_at: Callable[[int, int], bytes], size: int) -> str:
    digest = hashlib.sha256()
    offset = 0
    while offset < size:
        piece = read_at(offset, min(_PIECE, size - offset))
        if not piece:
            break
        digest.update(piece)
        offset += len(piece)
    return digest.hexdigest()


def _hash(objects: ObjectStore, digest: str) -> str:
    try:
        with objects.open_payload(digest) as reader:
            return _digest(reader.read_at, reader.size)
    except ArchiveError:
        return ""


def _has_header(objects: ObjectStore, digest: str) -> bool:
    try:
        return bool(objects.read_header(digest))
    except ArchiveError:
        return False
