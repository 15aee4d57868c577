"""Checking an exported item offline: the bag, the entries and their proofs, the chain, the objects.

Format: docs/formats/bundle.md. Each defect is named once, by what it most plainly is: a payload whose
digest is not its name is V301, not also a line of the manifest. What a single bundle cannot show,
because it is not in it: that the item has no later entry (ask for the whole log), and that a header
opens its payload (ask who holds an identity).
"""

from dataclasses import dataclass, field
from pathlib import Path

from archive.verifier.bag import MANIFEST, Bag, check_oxum, open_bag
from archive.verifier.bundle_entries import EntryCheck, ReadEntry
from archive.verifier.bundle_objects import ObjectCheck
from archive.verifier.codes import finding
from archive.verifier.custody import CustodyWalk, facts_of
from archive.verifier.description import ITEM, ItemDescription, describe_files, read_description
from archive.verifier.findings import Finding, is_valid
from archive.verifier.heads import HeadCheck, check_checkpoint
from crypto.checkpoint import Checkpoint, read_checkpoint
from crypto.errors import CryptoError, FormatError, KeyFormatError
from crypto.tlog_policy import LogPolicy, parse_policy

CHECKPOINT = "data/checkpoint"
POLICY = "data/policy"


@dataclass(frozen=True, slots=True)
class BundleReport:
    """The outcome of checking a bundle, and what it was about as far as that could be read."""

    findings: tuple[Finding, ...]
    item_number: str
    entries: int
    objects: int
    checkpoint: Checkpoint | None
    archive_id: str | None

    @property
    def is_valid(self) -> bool:
        """Tell whether there is no finding but warnings."""
        return is_valid(self.findings)


def check_bundle(folder: Path, trust: LogPolicy | None = None) -> BundleReport:
    """Check the bundle in `folder`; raise UnreadableBundle if there is none.

    `trust` is the policy (at least the log's key) that the reader got elsewhere; without it the
    bundle's own is used and V211 warns.

    1. The bag declares itself and its manifests are whole (`open_bag`).
    2. The item's description can be read (V406).
    3. The policy can be read (V408), the checkpoint is signed by its log (`check_checkpoint`).
    4. Every entry, of the item and about agents, is there and in the log (`EntryCheck`).
    5. In log order: genesis, signers, agents, the item's chain, event ids (`CustodyWalk`).
    6. Entries are about this item (V407); the archive announces this log key and origin (V206, V202).
    7. Every object is there, unchanged, named by an entry (`ObjectCheck`).
    8. No other file is missing, changed or added (V401, V404, V402, V405).
    """
    bag = open_bag(folder)
    check = BagCheck(bag)
    description = check.read_description()
    policy = check.read_policy(trust)
    head = check.check_head(policy)
    entries = EntryCheck(bag, description, head, policy)
    read = entries.run()
    check.take(entries.findings, entries.reported)
    walk = check.walk_entries(read, description, entries)
    check.check_announced(walk, head)
    objects = ObjectCheck(bag, description)
    objects.run([each.entry for each in read], is_complete=not entries.lost)
    check.take(objects.findings, objects.reported)
    check.check_files(description.paths)
    return BundleReport(
        findings=tuple(check.findings),
        item_number=description.item_number,
        entries=len(read),
        objects=len(description.objects),
        checkpoint=head.checkpoint if head else None,
        archive_id=walk.archive_id,
    )


@dataclass(slots=True)
class BagCheck:
    """Collects findings, and the paths that they explain."""

    bag: Bag
    findings: list[Finding] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.findings.extend(self.bag.findings)

    def take(self, findings: list[Finding], reported: set[str]) -> None:
        """Take over what another check found, and the paths that this explains."""
        self.findings.extend(findings)
        self.reported |= reported

    def add(self, number: str, path: str, expected: str = "", found: str = "") -> None:
        """Report a file."""
        self.findings.append(finding(number, path, expected, found))
        self.reported.add(path)

    def read_description(self) -> ItemDescription:
        """The item's description; one made up from the files if it is missing, changed or malformed."""
        data = self.bag.read(ITEM)
        try:
            if data is None:
                self.add("V401", ITEM)
            elif self.bag.differs(ITEM):
                read_description(data)
                self.add("V404", ITEM, self.bag.manifest[ITEM], self.bag.digest(ITEM))
            else:
                return read_description(data)
        except FormatError as error:
            self.add("V406", ITEM, found=str(error))
        return describe_files(self.bag)

    def read_policy(self, trust: LogPolicy | None) -> LogPolicy | None:
        """The policy to check with; None if there is none that can be read."""
        if trust is not None:
            return trust
        self.findings.append(finding("V211", POLICY))
        data = self.bag.read(POLICY)
        if data is None:
            self.add("V401", POLICY)
            return None
        try:
            return parse_policy(data)
        except (FormatError, KeyFormatError) as error:
            self.add("V408", POLICY, found=str(error))
            return None

    def check_head(self, policy: LogPolicy | None) -> HeadCheck | None:
        """Check the checkpoint; without a policy only its form."""
        data = self.bag.read(CHECKPOINT)
        if data is None:
            self.add("V401", CHECKPOINT)
            return None
        if policy is None:
            try:
                return HeadCheck(read_checkpoint(data), None, ())
            except CryptoError as error:
                self.add("V201", CHECKPOINT, found=str(error))
                return None
        head = check_checkpoint(data, policy, CHECKPOINT)
        if head.findings:
            self.take(list(head.findings), {CHECKPOINT})
        return head

    def walk_entries(
        self, read: list[ReadEntry], description: ItemDescription, entries: EntryCheck
    ) -> CustodyWalk:
        """Walk the entries that are in the log, in its order."""
        walk = CustodyWalk(agents_incomplete=entries.agents_incomplete)
        if 0 not in description.agents:
            self.findings.append(finding("V506", "entry 0", "the archive's creation in data/agents"))
        lost = sorted(entries.lost)
        for each in sorted(read, key=lambda each: each.index):
            while lost and lost[0] < each.index:
                lost.pop(0)
                walk.lose_unknown(description.item_id)
            item_id = each.entry.item_id
            if each.of_item and description.item_id is not None and item_id != description.item_id:
                self.add("V407", each.path, description.item_id, item_id or "no item")
                continue
            walk.step(each.index, each.leaf.hex(), facts_of(each.entry))
        self.findings.extend(walk.findings)
        return walk

    def check_announced(self, walk: CustodyWalk, head: HeadCheck | None) -> None:
        """The log key and the origin are those that the archive's own entries announce."""
        if walk.origin is None or head is None or head.signed_by is None:
            return
        signed_by = head.signed_by
        if walk.origin != signed_by.name:
            self.add("V202", CHECKPOINT, walk.origin, signed_by.name)
        elif str(signed_by) not in walk.log_vkeys:
            self.add("V206", CHECKPOINT, "a key announced in the log", str(signed_by))

    def check_files(self, paths: set[str]) -> None:
        """What no earlier step has named: files missing, changed, added."""
        bag = self.bag
        for path, digest in sorted(bag.manifest.items()):
            if path in self.reported:
                continue
            if path not in bag.sizes:
                self.add("V401", path)
            elif bag.digest(path) != digest:
                self.add("V404", path, digest, bag.digest(path))
        expected = paths | {MANIFEST}
        for path in sorted([*bag.sizes, *bag.links]):
            if not path.startswith("data/") and path not in bag.links:
                is_known = path in {"bagit.txt", "bag-info.txt", MANIFEST, "tagmanifest-sha256.txt"}
            else:
                is_listed = path in bag.manifest or not bag.is_credible
                is_known = path in bag.sizes and is_listed and path in expected
            if not is_known and path not in self.reported:
                self.add("V402", path)
        if is_valid(self.findings):
            self.findings.extend(check_oxum(bag))
