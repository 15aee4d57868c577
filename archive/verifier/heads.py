"""Checking a signed checkpoint: form, origin, the log's signature, the other signatures."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.verifier.codes import finding
from archive.verifier.findings import Finding
from crypto.checkpoint import Checkpoint, parse_checkpoint
from crypto.cosignature import verifier_for
from crypto.errors import CryptoError, FormatError, KeyFormatError, SignatureError
from crypto.note import ED25519, Note, VerifierKey, parse_note, verify_note
from crypto.tlog_policy import LogPolicy, verify_quorum

SUBJECT = "checkpoint"


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """A checkpoint as far as it could be read; `signed_by` is the log key if its signature verified."""

    checkpoint: Checkpoint | None
    signed_by: VerifierKey | None
    findings: tuple[Finding, ...]

    @property
    def trusted(self) -> Checkpoint | None:
        """The checkpoint if the log signed it."""
        return self.checkpoint if self.signed_by is not None else None


def policy_of(vkeys: Iterable[VerifierKey]) -> LogPolicy:
    """Return a policy that asks for signatures by all these keys of one log: Ed25519 and those beside it."""
    logs = tuple(vkey for vkey in vkeys if vkey.kind == ED25519)
    beside = tuple((f"log-{n}", vkey) for n, vkey in enumerate(vkeys) if vkey.kind != ED25519)
    return LogPolicy(logs, beside)


def check_checkpoint(data: bytes, policy: LogPolicy, subject: str = SUBJECT) -> HeadCheck:
    """Check a signed checkpoint against the keys of `policy`.

    1. It is a signed note with a checkpoint (V201).
    2. Its origin is the name of a log key of the policy (V202).
    3. That log's Ed25519 signature is there and verifies (V203).
    4. Every other signature by a key of the policy verifies (V209), and the keys named `<origin>/...`,
    which are
       the log's own, have all signed (V210).
    5. The quorum of the policy is reached (V210).
    """
    try:
        note = parse_note(data)
        checkpoint = parse_checkpoint(note.text)
    except (FormatError, KeyFormatError) as error:
        return HeadCheck(None, None, (finding("V201", subject, found=str(error)),))
    logs = [vkey for vkey in policy.logs if vkey.name == checkpoint.origin]
    if not logs:
        names = ", ".join(vkey.name for vkey in policy.logs)
        return HeadCheck(checkpoint, None, (finding("V202", subject, names, checkpoint.origin),))
    signed_by = next((vkey for vkey in logs if _is_signed(note, vkey)), None)
    if signed_by is None:
        return HeadCheck(checkpoint, None, (finding("V203", subject, str(logs[0])),))
    findings, cosigners = [], []
    lines = {(line.name, line.key_id) for line in note.signatures}
    for name, vkey in policy.witnesses:
        if (vkey.name, vkey.key_id) not in lines:
            if vkey.name.startswith(f"{checkpoint.origin}/"):
                findings.append(finding("V210", subject, vkey.name, "no such line"))
        elif _is_signed(note, vkey):
            cosigners.append(vkey)
        else:
            findings.append(finding("V209", subject, f"a signature by {vkey.name}", f"invalid line ({name})"))
    if not findings:
        try:
            verify_quorum(policy, cosigners)
        except SignatureError as error:
            findings.append(finding("V210", subject, f"quorum {policy.quorum}", str(error)))
    return HeadCheck(checkpoint, signed_by, tuple(findings))


def _is_signed(note: Note, vkey: VerifierKey) -> bool:
    try:
        verify_note(note, [verifier_for(vkey)])
    except CryptoError:
        return False
    return True
