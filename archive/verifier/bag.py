"""The BagIt side of a bundle (RFC 8493): which files there are, and what the manifests say of them."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from archive.verifier.codes import finding
from archive.verifier.findings import Finding

BAGIT: Final = "bagit.txt"
BAG_INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"

_DECLARATION: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAG_FILES: Final = (BAGIT, BAG_INFO, MANIFEST)
_LINE = re.compile(r"([0-9a-f]{64}) [ *]((?!/)[!-~]+)")
_OXUM = re.compile(r"^Payload-Oxum: ([0-9]+)\.([0-9]+)$", re.MULTILINE)
_BLOCK: Final = 1024 * 1024
MAX_SMALL_BYTES: Final = 16 * 1024 * 1024


class UnreadableBundle(Exception):
    """The folder is not there, cannot be read, or is no bundle at all: no verdict is possible."""


@dataclass(slots=True)
class Bag:
    """The files of a bag and its payload manifest (empty and not `is_credible` if it was changed itself)."""

    root: Path
    sizes: dict[str, int] = field(default_factory=dict)
    """Regular files by path relative to the bag, with their sizes."""
    links: list[str] = field(default_factory=list)
    """What is neither a regular file nor a folder."""
    manifest: dict[str, str] = field(default_factory=dict)
    is_credible: bool = False
    findings: list[Finding] = field(default_factory=list)
    _digests: dict[str, str] = field(default_factory=dict)

    def digest(self, path: str) -> str:
        """SHA-256 of a file that is there, in hexadecimal digits; computed once."""
        if path not in self._digests:
            digest = hashlib.sha256()
            try:
                with (self.root / path).open("rb") as stream:
                    while block := stream.read(_BLOCK):
                        digest.update(block)
            except OSError as error:
                raise UnreadableBundle(f"{path} cannot be read") from error
            self._digests[path] = digest.hexdigest()
        return self._digests[path]

    def read(self, path: str) -> bytes | None:
        """The bytes of a small file; None if it is not there (or far too large to be what it should be)."""
        if self.sizes.get(path, MAX_SMALL_BYTES + 1) > MAX_SMALL_BYTES:
            return None
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise UnreadableBundle(f"{path} cannot be read") from error

    def differs(self, path: str) -> bool:
        """Tell whether a credible manifest lists another digest for a file that is there."""
        return path in self.sizes and path in self.manifest and self.manifest[path] != self.digest(path)


def open_bag(root: Path) -> Bag:
    """List a bag and check its tag files; raise UnreadableBundle if this is no readable bag.

    1. bagit.txt is the declaration of BagIt 1.0 (V405).
    2. tagmanifest-sha256.txt agrees with the tag files, and both manifests can be read (V403).
    """
    bag = Bag(root)
    try:
        if not root.is_dir():
            raise UnreadableBundle("there is no such folder")
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                bag.links.append(name)
            elif path.is_file():
                bag.sizes[name] = path.stat().st_size
    except OSError as error:
        raise UnreadableBundle("the folder cannot be read") from error
    if not any(name in bag.sizes for name in (BAGIT, MANIFEST)):
        raise UnreadableBundle("the folder is no bag: it has neither bagit.txt nor a manifest")
    changed = _check_tag_files(bag)
    if bag.read(BAGIT) != _DECLARATION and BAGIT not in changed:
        bag.findings.append(finding("V405", BAGIT))
    if MANIFEST not in changed:
        lines = _parse_manifest(bag.read(MANIFEST))
        if lines is None:
            bag.findings.append(finding("V403", MANIFEST, "lines of a digest and a path"))
        else:
            bag.manifest, bag.is_credible = lines, True
    return bag


def check_oxum(bag: Bag) -> list[Finding]:
    """Compare the sizes that bag-info.txt states with the payload; asked only if nothing else was found."""
    match = _OXUM.search((bag.read(BAG_INFO) or b"").decode("utf-8", "replace"))
    sizes = [size for path, size in bag.sizes.items() if path.startswith("data/")]
    here = f"{sum(sizes)}.{len(sizes)}"
    if match is None or f"{match[1]}.{match[2]}" != here:
        return [finding("V405", BAG_INFO, match[0] if match else "Payload-Oxum", here)]
    return []


def _check_tag_files(bag: Bag) -> set[str]:
    """Check the tag manifest; return the tag files that it contradicts (none if it cannot be read)."""
    lines = _parse_manifest(bag.read(TAG_MANIFEST))
    if lines is None:
        bag.findings.append(finding("V403", TAG_MANIFEST, "lines of a digest and a path"))
        return set()
    changed = {name for name in _TAG_FILES if name not in bag.sizes or lines.get(name) != bag.digest(name)}
    changed |= lines.keys() - set(_TAG_FILES)
    for name in sorted(changed):
        found = bag.digest(name) if name in bag.sizes else "no file"
        bag.findings.append(finding("V403", name, lines.get(name, "a line in the tag manifest"), found))
    return changed


def _parse_manifest(data: bytes | None) -> dict[str, str] | None:
    """Return {path: digest}; None if missing, or if a line is malformed, repeated, or leaves the bag."""
    if data is None:
        return None
    lines: dict[str, str] = {}
    text = data.decode("ascii", "replace")
    if not text.endswith("\n"):
        return None
    for line in text[:-1].split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in lines or ".." in match[2].split("/"):
            return None
        lines[match[2]] = match[1]
    return lines
