"""Small custody logs of a FICTIONAL archive, built with `crypto` alone: for tests and benchmarks."""

import hashlib
import uuid
from dataclasses import dataclass, field

from crypto.canonical import canonical_json
from crypto.checkpoint import Checkpoint, sign_checkpoint
from crypto.cosignature import Mldsa44Cosigner
from crypto.dsse import sign_envelope
from crypto.merkle import leaf_hash, root_hash
from crypto.note import Ed25519NoteSigner, NoteSigner
from crypto.signing import Ed25519SigningKey, Mldsa44SigningKey
from crypto.strict_base64 import encode_base64

ORIGIN = "sviedka/00000000fictional"
LOG = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x41" * 32))
MLDSA = Mldsa44Cosigner(ORIGIN + "/mldsa44", Mldsa44SigningKey(b"\x42" * 32), 1_790_000_000)
VKEYS = (LOG.vkey, MLDSA.vkey)
ARCHIVE_ID = "00000000-0000-4000-8000-000000000000"


def made_up_uuid(*words: object) -> str:
    """A UUID that depends on the words only."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, words))))


def digest_of(*words: object) -> str:
    return hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()


@dataclass(frozen=True)
class FictionalAgent:
    name: str
    roles: tuple[str, ...]

    @property
    def agent_id(self) -> str:
        return made_up_uuid("agent", self.name)

    @property
    def signing_key(self) -> Ed25519SigningKey:
        return Ed25519SigningKey(hashlib.sha256(self.name.encode()).digest())

    def described(self, **changes: object) -> dict[str, object]:
        agent = {
            "agent_id": self.agent_id,
            "handle": self.name,
            "public_key": encode_base64(self.signing_key.public_key),
            "roles": list(self.roles),
        }
        return {**agent, **changes}


CUSTODIAN = FictionalAgent("fictional-custodian", ("custodian",))
DOCUMENTER = FictionalAgent("fictional-documenter", ("documenter",))
STRANGER = FictionalAgent("fictional-stranger", ("documenter",))
ITEM_A = made_up_uuid("item", "a")
ITEM_B = made_up_uuid("item", "b")


@dataclass
class FictionalLog:
    """Entries in order; each `add` keeps the chain of the item, unless told otherwise."""

    entries: list[bytes] = field(default_factory=list)
    tails: dict[str | None, str] = field(default_factory=dict)

    def add(
        self,
        event_type: str,
        agent: FictionalAgent = DOCUMENTER,
        item_id: str | None = None,
        subjects: tuple[tuple[str, str], ...] = (),
        detail: dict[str, object] | None = None,
        signer: FictionalAgent | None = None,
        **changes: object,
    ) -> int:
        """Append one entry; `changes` replace members of the predicate. Returns its leaf index."""
        index = len(self.entries)
        predicate = {
            "event_id": made_up_uuid("act", index),
            "event_type": event_type,
            "agent_id": agent.agent_id,
            "at": f"2026-11-22T18:{index // 60 % 60:02d}:{index % 60:02d}.000000Z",
            "clock": "system",
            "collection_id": None,
            "item_id": item_id,
            "previous": self.tails.get(item_id) if item_id else None,
            "outcome": "success",
            "detail": detail or {},
            "commitments": [],
            **changes,
        }
        named = subjects or (("agent" if "agent" in (detail or {}) else "record", digest_of(index)),)
        statement = {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": name, "digest": {"sha256": sha256}} for name, sha256 in named],
            "predicateType": "urn:sviedka:custody-event:v1",
            "predicate": predicate,
        }
        self.append(sign_envelope(canonical_json(statement), (signer or agent).signing_key), item_id)
        return index

    def append(self, entry: bytes, item_id: str | None = None) -> None:
        self.entries.append(entry)
        if item_id is not None:
            self.tails[item_id] = leaf_hash(entry).hex()

    def begin(self, **changes: object) -> None:
        """The archive's creation and the registration of a documenter."""
        detail = {
            "archive_id": ARCHIVE_ID,
            "origin": ORIGIN,
            "log_vkeys": [str(each) for each in VKEYS],
            "agent": CUSTODIAN.described(),
            **changes,
        }
        self.add("archive_creation", CUSTODIAN, detail=detail)
        self.add("agent_registration", CUSTODIAN, detail={"agent": DOCUMENTER.described()})

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(entry) for entry in self.entries]

    def checkpoint(
        self, size: int | None = None, origin: str = ORIGIN, signers: tuple[NoteSigner, ...] = (LOG, MLDSA)
    ) -> bytes:
        leaves = self.leaves[:size]
        return sign_checkpoint(Checkpoint(origin, len(leaves), root_hash(leaves)), signers)


def fictional_log(count: int = 12) -> FictionalLog:
    """A log of `count` entries: two about the archive, then two items by turns."""
    log = FictionalLog()
    log.begin()
    for number in range(2, count):
        item_id = ITEM_A if number % 2 else ITEM_B
        event_type = "description" if item_id in log.tails else "accession"
        log.add(event_type, item_id=item_id)
    return log


def flip(data: bytes, position: int = -40, bit: int = 0) -> bytes:
    """`data` with one bit flipped."""
    changed = bytearray(data)
    changed[position] ^= 1 << bit
    return bytes(changed)


def other_base64(data: bytes, position: int) -> bytes:
    """`data` with one other base64 character: the text stays well-formed whatever the signature is."""
    changed = bytearray(data)
    changed[position] = ord("B") if changed[position] == ord("A") else ord("A")
    return bytes(changed)
