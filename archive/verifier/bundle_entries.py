"""The entries of a bundle: is each there, is each in the log, did the named key sign it."""

from dataclasses import dataclass, field
from typing import Protocol

from archive.verifier.bag import Bag
from archive.verifier.chunks import verify_pending
from archive.verifier.codes import finding
from archive.verifier.custody import read_agent
from archive.verifier.entry import CustodyEntry, read_envelope, read_statement
from archive.verifier.findings import Finding
from archive.verifier.heads import HeadCheck, check_checkpoint
from crypto.checkpoint import Checkpoint
from crypto.dsse import Envelope
from crypto.errors import CryptoError, FormatError, ProofError
from crypto.merkle import leaf_hash
from crypto.merkle_proof import verify_inclusion
from crypto.tlog_policy import LogPolicy
from crypto.tlog_proof import LogProof, parse_log_proof


class Listed(Protocol):
    """What a table of contents says of entries: leaf indices in rising order."""

    @property
    def entries(self) -> tuple[int, ...]:
        """Those that it is about."""
        ...

    @property
    def agents(self) -> tuple[int, ...]:
        """Those that say who could sign."""
        ...


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry that may be walked: its place in the log, leaf hash and statement."""

    index: int
    path: str
    of_item: bool
    leaf: bytes
    entry: CustodyEntry


@dataclass(slots=True)
class _File:
    """One entry as it lies in the bundle."""

    index: int
    path: str
    of_item: bool
    leaf: bytes
    envelope: Envelope | None
    entry: CustodyEntry | None
    words: str
    proof: LogProof | None
    has_proof: bool

    @property
    def proof_path(self) -> str:
        return self.path.removesuffix(".json") + ".tlog-proof"


@dataclass(slots=True)
class EntryCheck:
    """Checks the entries that a description lists.

    1. The entry is there (V103), and its proof (V109).
    2. Its proof leads from its bytes to the root hash of the checkpoint (V101, V105, V108: see
    `_name_failure`). 3. It follows the format (V102) and is signed by the key that it names (V106), if
    a registration shows that key.
    """

    bag: Bag
    description: Listed
    head: HeadCheck | None
    policy: LogPolicy | None
    findings: list[Finding] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)
    lost: list[int] = field(default_factory=list)
    """Entries of the item that are missing or changed: what should follow from them is not reported again."""
    agents_incomplete: bool = False
    _keys: dict[str, bytes] = field(default_factory=dict)
    _heads: dict[bytes, Checkpoint | None] = field(default_factory=dict)

    def run(self) -> list[ReadEntry]:
        """Check all; return those that are in the log and can be read."""
        of_item = set(self.description.entries)
        files = [self._open(index, of_item=True) for index in self.description.entries]
        others = [index for index in self.description.agents if index not in of_item]
        files += [self._open(index, of_item=False) for index in others]
        present = [each for each in files if each is not None]
        for each in present:
            agent = read_agent(each.entry.detail) if each.entry else None
            if agent is not None:
                self._keys[agent.key_id] = agent.public_key
        failed = [each for each in present if each.has_proof and not self._is_included(each, each)]
        read = [self._accept(each, each.index) for each in present if each not in failed]
        for each in failed:
            other = next((another for another in failed if self._is_included(each, another)), None)
            read.append(self._name_failure(each, other))
        return [each for each in read if each is not None]

    def _open(self, index: int, *, of_item: bool) -> _File | None:
        """Read one entry and its proof; None (and V103) if the entry is missing."""
        path = f"data/{'entries' if of_item else 'agents'}/{index}.json"
        proof_path = path.removesuffix(".json") + ".tlog-proof"
        data, proof_data = self.bag.read(path), self.bag.read(proof_path)
        if data is None:
            self._add("V103", path)
            self.reported.add(proof_path)
            self._lose(index, of_item=of_item)
            return None
        if proof_data is None:
            self._add("V109", proof_path)
        envelope = entry = proof = None
        words = ""
        try:
            envelope = read_envelope(data)
            entry = read_statement(envelope)
        except FormatError as error:
            words = str(error)
        try:
            proof = parse_log_proof(proof_data) if proof_data is not None else None
        except CryptoError:
            proof = None
        return _File(
            index, path, of_item, leaf_hash(data), envelope, entry, words, proof, proof_data is not None
        )

    def _is_included(self, each: _File, by: _File) -> bool:
        """Tell whether the proof that belongs to `by` shows that the bytes of `each` are in the log there."""
        proof = by.proof
        return proof is not None and proof.index == by.index and self._is_proven(each, proof)

    def _is_proven(self, each: _File, proof: LogProof) -> bool:
        checkpoint = self._checkpoint_in(proof)
        if checkpoint is None:
            # The checkpoint is defective and reported: nothing can be said about this entry.
            return self.head is None or self.head.trusted is None
        try:
            verify_inclusion(each.leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
        except ProofError:
            return False
        return True

    def _checkpoint_in(self, proof: LogProof) -> Checkpoint | None:
        """The checkpoint that a proof carries, if it is the bundle's, or at least signed by the log."""
        if proof.checkpoint not in self._heads:
            self._heads[proof.checkpoint] = self._check_carried(proof.checkpoint)
        return self._heads[proof.checkpoint]

    def _check_carried(self, data: bytes) -> Checkpoint | None:
        if self.policy is None:
            return self.head.checkpoint if self.head else None
        carried = check_checkpoint(data, self.policy)
        trusted = self.head.trusted if self.head else None
        if carried.trusted is None or (trusted is not None and carried.trusted != trusted):
            return None
        if carried.findings and self.head is not None and not self.head.findings:
            return None
        return carried.trusted

    def _name_failure(self, each: _File, other: _File | None) -> ReadEntry | None:
        """Say why an entry is not shown to be in the log; `other` is the file whose proof fits its bytes.

        Its bytes are those of another place (V105), or its proof was exchanged or changed (V108), or
        its bytes were changed (V101). The manifest tells which, if it is credible; else the entry's own
        signature.
        """
        place = other.index if other is not None else None
        if each.proof is not None and self._is_proven(each, each.proof):
            place = each.proof.index
        if place is not None:
            self._add("V105", each.path, f"the entry {each.index} of the log", f"entry {place}")
            self.reported.add(each.proof_path)
            return self._accept(each, place)
        differs = self.bag.differs(each.path)
        if not differs and (self.bag.differs(each.proof_path) or self._is_signed(each)):
            words = "not a proof" if each.proof is None else f"a proof for index {each.proof.index}"
            self._add("V108", each.proof_path, f"a proof for index {each.index}", words)
            return self._accept(each, each.index)
        self._add("V101", each.path, found=each.leaf.hex())
        self.reported.add(each.proof_path)
        self._lose(each.index, of_item=each.of_item)
        return None

    def _accept(self, each: _File, index: int) -> ReadEntry | None:
        """Name what is wrong with the bytes of an entry that was logged; None if it cannot be walked."""
        if each.entry is None:
            self._add("V102", each.path, found=each.words)
        elif each.entry.key_id in self._keys and not self._is_signed(each):
            self._add("V106", each.path, found=each.entry.key_id)
        else:
            return ReadEntry(index, each.path, each.of_item, each.leaf, each.entry)
        self._lose(each.index, of_item=each.of_item)
        return None

    def _is_signed(self, each: _File) -> bool:
        """Tell whether a known key signed the entry."""
        if each.envelope is None or each.entry is None:
            return False
        public_key = self._keys.get(each.entry.key_id)
        return public_key is not None and verify_pending(each.envelope, public_key)

    def _lose(self, index: int, *, of_item: bool) -> None:
        if of_item:
            self.lost.append(index)
        else:
            self.agents_incomplete = True

    def _add(self, number: str, path: str, expected: str = "", found: str = "") -> None:
        self.findings.append(finding(number, path, expected, found))
        self.reported.add(path)
