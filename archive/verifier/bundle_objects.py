"""The objects of a bundle: payloads by their digests, headers by the manifest and their form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.verifier.bag import Bag
from archive.verifier.codes import finding
from archive.verifier.description import DescribedObject, ItemDescription
from archive.verifier.entry import CustodyEntry
from archive.verifier.findings import Finding

_HEADER = re.compile(rb"age-encryption\.org/v1\n(?:[!-~ ]+\n|\n)+--- [A-Za-z0-9+/]{43}\n")


@dataclass(slots=True)
class ObjectCheck:
    """Checks the objects that a description lists.

    1. The payload is there (V302) and its SHA-256 is its name (V301; V303 if it is another object's payload).
    2. An entry of the item names it (V304); an exhibit that entries name is there (V305, a warning).
    3. The header is there (V312), is the one of the manifest (V311; V313 if it is another object's) and
    is an age
       header (V314). Whether it opens the payload only an identity can tell.
    """

    bag: Bag
    description: ItemDescription
    findings: list[Finding] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)

    def run(self, entries: Sequence[CustodyEntry], *, is_complete: bool) -> None:
        """Check all objects against the entries in the log (`is_complete`: all that are described)."""
        named = {subject for entry in entries for subject in entry.subjects}
        digests = {sha256 for _, sha256 in named}
        described = {each.sha256 for each in self.description.objects}
        for each in self.description.objects:
            self._check_payload(each, described)
            if each.has_header:
                self._check_header(each)
            if each.sha256 not in digests and is_complete:
                self._add("V304", f"data/objects/{each.sha256}")
        for name, sha256 in sorted(named):
            if name == "exhibit" and sha256 not in described:
                self.findings.append(finding("V305", f"data/objects/{sha256}"))

    def _check_payload(self, each: DescribedObject, described: set[str]) -> None:
        path = f"data/objects/{each.sha256}"
        if path not in self.bag.sizes:
            self._add("V302", path)
            return
        digest = self.bag.digest(path)
        if digest != each.sha256:
            self._add("V303" if digest in described else "V301", path, each.sha256, digest)

    def _check_header(self, each: DescribedObject) -> None:
        path = f"data/headers/{each.sha256}"
        data = self.bag.read(path)
        if data is None:
            self._add("V312", path)
        elif self.bag.differs(path):
            digest = self.bag.digest(path)
            others = {
                self.bag.manifest.get(f"data/headers/{other.sha256}") for other in self.description.objects
            }
            self._add("V313" if digest in others else "V311", path, self.bag.manifest[path], digest)
        elif _HEADER.fullmatch(data) is None:
            self._add("V314", path)

    def _add(self, number: str, path: str, expected: str = "", found: str = "") -> None:
        self.findings.append(finding(number, path, expected, found))
        self.reported.add(path)
