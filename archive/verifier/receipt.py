"""Checking a receipt offline: that the archive's log holds the accession of exactly these files.

The procedure, in the order of docs/formats/receipt.md:

1. the receipt is JSON of the schema `sviedka/receipt/1`;
2. each entry in it is in the log: its proof leads to a checkpoint signed by the log key;
3. the accession entry is about the receipt's item;
4. each exhibit with a salt opens its commitment in an entry about that object;
5. each file given is one of the receipt's exhibits.

It leaves to others: the agents' signatures on the entries (the whole log shows who they are), and what became
of the item since.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from archive.verifier.codes import finding
from archive.verifier.entry import CustodyEntry, read_envelope, read_statement
from archive.verifier.findings import Finding
from crypto.commitment import verify_commitment
from crypto.errors import CryptoError, FormatError, ProofError
from crypto.merkle import leaf_hash
from crypto.note import NoteVerifier
from crypto.tlog_proof import parse_log_proof, verify_log_proof

SCHEMA: Final = "sviedka/receipt/1"
_TAG: Final = "plaintext-sha256"


@dataclass(frozen=True, slots=True)
class _Exhibit:
    name: str
    sha256: str
    digest: str
    salt: str


@dataclass(frozen=True, slots=True)
class _Logged:
    index: int
    envelope: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as read: which item, which exhibits, which entries with their proofs."""

    item_id: str
    item_number: str
    log_keys: tuple[str, ...]
    exhibits: tuple[_Exhibit, ...]
    entries: tuple[_Logged, ...]


def read_receipt(data: bytes) -> Receipt:
    """Return the receipt; FormatError if it is none."""
    try:
        values: Any = json.loads(data)
        if values["schema"] != SCHEMA:
            raise FormatError(f"not a receipt of the schema {SCHEMA}")
        return Receipt(
            item_id=str(values["item_id"]),
            item_number=str(values["item_number"]),
            log_keys=tuple(map(str, values["log_keys"])),
            exhibits=tuple(
                _Exhibit(str(e["name"]), str(e["sha256"]), str(e.get("object", "")), str(e.get("salt", "")))
                for e in values["exhibits"]
            ),
            entries=tuple(
                _Logged(
                    int(e["leaf_index"]),
                    base64.b64decode(e["entry"], validate=True),
                    str(e["proof"]).encode(),
                )
                for e in values.get("entries", ())
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise FormatError("the receipt cannot be read") from error


def check_receipt(receipt: Receipt, files: Sequence[Path], log_verifier: NoteVerifier) -> list[Finding]:
    """Return everything that is wrong; raises OSError when a file given cannot be read."""
    findings: list[Finding] = []
    entries: list[CustodyEntry] = []
    for logged in receipt.entries:
        entry = _check_entry(logged, log_verifier, findings)
        if entry is not None:
            entries.append(entry)
    findings += _check_item(receipt, entries)
    findings += _check_exhibits(receipt, entries)
    findings += _check_files(receipt, files)
    return findings


def _check_entry(logged: _Logged, log_verifier: NoteVerifier, findings: list[Finding]) -> CustodyEntry | None:
    subject = f"entry {logged.index}"
    try:
        proof = parse_log_proof(logged.proof)
        if proof.index != logged.index:
            raise ProofError("the proof is of another entry")
        verify_log_proof(proof, leaf_hash(logged.envelope), log_verifier)
    except CryptoError as error:
        findings.append(finding("V108", subject, found=str(error)))
        return None
    try:
        return read_statement(read_envelope(logged.envelope))
    except FormatError as error:
        findings.append(finding("V102", subject, found=str(error)))
        return None


def _check_item(receipt: Receipt, entries: Sequence[CustodyEntry]) -> Iterator[Finding]:
    accessions = [e for e in entries if e.event_type == "accession"]
    if not any(
        e.item_id == receipt.item_id and e.detail.get("number") == receipt.item_number for e in accessions
    ):
        yield finding("V412", receipt.item_number)


def _check_exhibits(receipt: Receipt, entries: Sequence[CustodyEntry]) -> Iterator[Finding]:
    promised = {
        entry.subjects[index][1]: value
        for entry in entries
        if entry.item_id == receipt.item_id
        for tag, index, value in entry.commitments
        if tag == _TAG
    }
    for exhibit in receipt.exhibits:
        if not exhibit.salt:
            continue
        try:
            verify_commitment(
                bytes.fromhex(promised.get(exhibit.digest, "")),
                _TAG,
                bytes.fromhex(exhibit.salt),
                bytes.fromhex(exhibit.sha256),
            )
        except (ProofError, ValueError):
            yield finding("V413", exhibit.name)


def _check_files(receipt: Receipt, files: Sequence[Path]) -> Iterator[Finding]:
    known = {exhibit.sha256 for exhibit in receipt.exhibits}
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest not in known:
            yield finding("V414", path.name, found=digest)
