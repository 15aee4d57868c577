"""Writing an exported item as a BagIt bag that can be checked offline (format: docs/formats/bundle.md).

Pure: `bundle_files` takes bytes and sources and yields paths with their contents; `write_bundle` puts
them on disk. Only the standard library and `crypto`, so that the format does not depend on the archive
that fills it.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from archive.bundle_readme import README
from crypto.canonical import canonical_json
from crypto.digest import parse_sha256_hex
from crypto.errors import FormatError
from crypto.tlog_policy import LogPolicy, format_policy

ITEM_FORMAT: Final = "urn:sviedka:item-bundle:v1"
BAG_DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ROLES: Final = ("exhibit", "rendition", "record")
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """One log entry: its leaf index, its exact envelope bytes and its `.tlog-proof`."""

    index: int
    envelope: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class PayloadSource:
    """The payload of an object; `open_payload` gives a fresh stream of its `size` bytes."""

    sha256: str
    size: int
    open_payload: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class BundleObject:
    """One object of the item. `header` is None after crypto-shredding; `role` is one of ROLES."""

    role: str
    payload: PayloadSource
    header: bytes | None


@dataclass(frozen=True, slots=True)
class ItemBundle:
    """All that goes into the bundle of one item; nothing in it names a person.

    `agents` are the entries that create the archive, register, retire and replace agents and log keys,
    up to the last of `entries`; all proofs lead to `checkpoint`. `bagging_date` is a day, `2026-11-22`.
    """

    item_number: str
    item_id: str
    entries: tuple[BundleEntry, ...]
    agents: tuple[BundleEntry, ...]
    objects: tuple[BundleObject, ...]
    checkpoint: bytes
    policy: LogPolicy
    bagging_date: str


BundleFile = tuple[str, bytes | PayloadSource]
"""(path relative to the bag, content)."""


def bundle_files(bundle: ItemBundle) -> Iterator[BundleFile]:
    """Yield every file of the bag, payload first, tag files last; FormatError for a bad role or name."""
    yield from bag_files(_payload_files(bundle), bundle.bagging_date, bundle.item_number)


def bag_files(files: Iterable[BundleFile], bagging_date: str, identifier: str) -> Iterator[BundleFile]:
    """Yield the payload files of a bag, then its tag files. `identifier`: what the bag is about."""
    manifest: dict[str, str] = {}
    total = 0
    for path, content in files:
        if isinstance(content, bytes):
            manifest[path] = hashlib.sha256(content).hexdigest()
            total += len(content)
        else:
            manifest[path] = content.sha256
            total += content.size
        yield path, content
    tags = {
        "bagit.txt": BAG_DECLARATION,
        "bag-info.txt": _bag_info(bagging_date, identifier, total, len(manifest)),
        "manifest-sha256.txt": _manifest(manifest),
    }
    yield from tags.items()
    tag_digests = {path: hashlib.sha256(content).hexdigest() for path, content in tags.items()}
    yield "tagmanifest-sha256.txt", _manifest(tag_digests)


def write_bundle(folder: Path, files: Iterable[BundleFile]) -> None:
    """Write `files` into the new folder `folder`, durable on return.

    Raises FileExistsError if the folder is there, FormatError if a payload is not what its name says,
    OSError.
    """
    folder.mkdir(parents=True)
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            if isinstance(content, bytes):
                out.write(content)
            else:
                _copy_payload(content, out)
            out.flush()
            os.fsync(out.fileno())
    for place, _, _ in os.walk(folder):
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def item_description(bundle: ItemBundle) -> bytes:
    """Return data/item.json: what the bundle consists of, as canonical JSON."""
    return canonical_json(
        {
            "format": ITEM_FORMAT,
            "item_number": bundle.item_number,
            "item_id": bundle.item_id,
            "entries": [entry.index for entry in bundle.entries],
            "agents": [entry.index for entry in bundle.agents],
            "objects": [
                {"sha256": each.payload.sha256, "role": each.role, "header": each.header is not None}
                for each in bundle.objects
            ],
        }
    )


def _payload_files(bundle: ItemBundle) -> Iterator[BundleFile]:
    for each in bundle.objects:
        name = parse_sha256_hex(each.payload.sha256).hex()
        if each.role not in ROLES:
            raise FormatError("the role of an object in a bundle is exhibit, rendition or record")
        yield f"data/objects/{name}", each.payload
        if each.header is not None:
            yield f"data/headers/{name}", each.header
    for place, entries in (("entries", bundle.entries), ("agents", bundle.agents)):
        for entry in entries:
            yield f"data/{place}/{entry.index}.json", entry.envelope
            yield f"data/{place}/{entry.index}.tlog-proof", entry.proof
    yield "data/checkpoint", bundle.checkpoint
    yield "data/policy", format_policy(bundle.policy)
    yield "data/item.json", item_description(bundle)
    yield "data/README.txt", README.encode("utf-8")


def _bag_info(bagging_date: str, identifier: str, total: int, count: int) -> bytes:
    lines = (
        f"Bagging-Date: {bagging_date}",
        f"Payload-Oxum: {total}.{count}",
        f"External-Identifier: {identifier}",
        "Bag-Software-Agent: sviedka",
        "",
    )
    return "\n".join(lines).encode()


def _manifest(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items())).encode()


def _copy_payload(source: PayloadSource, out: BinaryIO) -> None:
    digest, size = hashlib.sha256(), 0
    with source.open_payload() as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
    if digest.hexdigest() != source.sha256 or size != source.size:
        raise FormatError("the payload of an object is not what its name and size say")
