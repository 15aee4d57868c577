"""C2SP tlog-policy: which logs are known, which witnesses, and whose cosignatures make a checkpoint valid.

Read whole (logs, witnesses, groups, quorum); verifier keys of types that Sviedka does not know are
refused, not skipped: a policy half understood is no policy.
Source: c2sp.org/tlog-policy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from crypto.errors import FormatError, KeyFormatError, SignatureError
from crypto.note import ED25519, VerifierKey, parse_verifier_key

NO_QUORUM: Final = "none"
_WHITE = " \t"


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of witnesses and groups, of which at least `threshold` must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogPolicy:
    """A whole policy; `quorum` is the name of a witness or group, or "none"."""

    logs: tuple[VerifierKey, ...]
    witnesses: tuple[tuple[str, VerifierKey], ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = NO_QUORUM


def format_policy(policy: LogPolicy) -> bytes:
    """Return the text of `policy`, one definition per line."""
    lines = [f"log {vkey}" for vkey in policy.logs]
    lines += [f"witness {name} {vkey}" for name, vkey in policy.witnesses]
    lines += [f"group {each.name} {each.threshold} {' '.join(each.members)}" for each in policy.groups]
    return "\n".join([*lines, f"quorum {policy.quorum}", ""]).encode()


def parse_policy(data: bytes) -> LogPolicy:
    """Return the policy that `data` spells; FormatError or KeyFormatError if any line is malformed."""
    reader = _Reader()
    for line in _lines(data):
        reader.read(line)
    return reader.finish()


def verify_quorum(policy: LogPolicy, cosigners: Iterable[VerifierKey]) -> None:
    """Raise SignatureError unless `cosigners` (keys whose cosignatures verified) fulfil the quorum."""
    if policy.quorum == NO_QUORUM:
        return
    signed = set(cosigners)
    fulfilled = {name for name, vkey in policy.witnesses if vkey in signed}
    for group in policy.groups:
        if sum(member in fulfilled for member in group.members) >= group.threshold:
            fulfilled.add(group.name)
    if policy.quorum not in fulfilled:
        raise SignatureError("the checkpoint lacks the cosignatures that the policy asks for")


class _Reader:
    """Collects the definitions of a policy, line by line."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: list[tuple[str, VerifierKey]] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.names: set[str] = {NO_QUORUM}
        self.used: set[str] = {NO_QUORUM}

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self._add_log(parse_verifier_key(vkey))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self._add_witness(name, parse_verifier_key(vkey))
            case ["group", name, threshold, _, *_]:
                self._add_group(name, threshold, tuple(words[3:]))
            case ["quorum", name]:
                if self.quorum is not None or name not in self.names:
                    raise FormatError("a policy has one quorum, of a name defined above it")
                self.quorum = name
            case _:
                raise FormatError("a policy line is malformed")

    def finish(self) -> LogPolicy:
        if self.quorum is None:
            raise FormatError("a policy has a quorum line")
        return LogPolicy(tuple(self.logs), tuple(self.witnesses), tuple(self.groups), self.quorum)

    def _add_log(self, vkey: VerifierKey) -> None:
        if vkey.kind != ED25519:
            raise KeyFormatError("the key of a log line is Ed25519 (type 0x01)")
        if any(vkey.public_key == each.public_key for each in self.logs):
            raise FormatError("a policy names one log key twice")
        self.logs.append(vkey)

    def _add_witness(self, name: str, vkey: VerifierKey) -> None:
        if vkey.kind == ED25519:
            raise KeyFormatError("the key of a witness line is a cosignature key")
        if any(vkey.public_key == each.public_key for _, each in self.witnesses):
            raise FormatError("a policy names one witness key twice")
        self._define(name)
        self.witnesses.append((name, vkey))

    def _add_group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        count = {"all": len(members), "any": 1}.get(threshold)
        if count is None:
            if not (threshold.isascii() and threshold.isdigit() and len(threshold) < 6):
                raise FormatError("a policy group has a threshold: all, any or a number")
            count = int(threshold)
        if not 1 <= count <= len(members):
            raise FormatError("a policy group has an impossible threshold")
        for member in members:
            if member not in self.names or member in self.used:
                raise FormatError("a policy group has a member that is unknown or already in a group")
            self.used.add(member)
        self._define(name)
        self.groups.append(Group(name, count, members))

    def _define(self, name: str) -> None:
        if name in self.names:
            raise FormatError("a policy defines a name twice")
        self.names.add(name)


def _lines(data: bytes) -> Iterable[list[str]]:
    """Yield the words of each line that is neither empty nor a comment."""
    if any((octet < 0x20 and octet not in (0x09, 0x0A)) or octet == 0x7F for octet in data):
        raise FormatError("a policy has a control character")
    # Names are opaque octets; surrogateescape keeps those that are not UTF-8 apart and intact.
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        stripped = line.strip(_WHITE)
        if stripped and not stripped.startswith("#"):
            yield [word for word in stripped.replace("\t", " ").split(" ") if word]
