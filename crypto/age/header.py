"""The age header: recipient stanzas and a MAC keyed from the file key, kept apart from the payload it opens.

The parser is strict: it accepts one spelling of each header, so `parse_header` and `Header.format` are
inverses and the MAC covers every byte. Sizes are bounded before anything is allocated for them.
"""

import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.age import scrypt
from crypto.age.derive import derive_key
from crypto.age.protocols import Company, Identity, Recipient
from crypto.age.stanza import FILE_KEY_SIZE, Stanza, b64decode, b64encode
from crypto.errors import HeaderError, HeaderMacError, NoIdentityMatches, WrongPassphrase

INTRO = b"age-encryption.org/v1\n"
MAX_HEADER_SIZE = 2 << 20
MAX_STANZAS = 1024
MAX_ARGUMENTS = 128

_MAC_SIZE = 32
_BODY_COLUMNS = 64
_ARGUMENTS = re.compile(rb"[!-~]+(?: [!-~]+)*")


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header whose MAC has not been checked: `unwrap` does that, it needs the file key."""

    stanzas: tuple[Stanza, ...]
    mac: bytes

    def format(self) -> bytes:
        """Return the header's bytes, from the version line to the newline after the MAC."""
        return _mac_input(self.stanzas) + f" {b64encode(self.mac)}\n".encode("ascii")


def parse_header(data: bytes) -> Header:
    """Return the header that `data` is, to the last byte; raises HeaderError."""
    header, size = parse_header_prefix(data)
    if size != len(data):
        raise HeaderError("bytes follow the end of the header")
    return header


def parse_header_prefix(data: bytes) -> tuple[Header, int]:
    """Return the header that `data` starts with, and its size in bytes; raises HeaderError."""
    if not data.startswith(INTRO):
        raise HeaderError("not an age v1 header: the first line is not age-encryption.org/v1")
    position = len(INTRO)
    stanzas: list[Stanza] = []
    while True:
        line, position = _line(data, position)
        if line.startswith(b"---"):
            break
        if len(stanzas) == MAX_STANZAS:
            raise HeaderError(f"a header has more than {MAX_STANZAS} stanzas")
        type_, *arguments = _arguments(line)
        body, position = _body(data, position)
        stanzas.append(Stanza(type_, tuple(arguments), body))
    if not line.startswith(b"--- "):
        raise HeaderError("the last line of the header is malformed")
    mac = b64decode(_ascii(line[4:]))
    if len(mac) != _MAC_SIZE:
        raise HeaderError("the MAC of the header must have 32 bytes")
    if not stanzas:
        raise HeaderError("a header has no recipient")
    return Header(tuple(stanzas), mac), position


def wrap(file_key: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Return the bytes of a new header that gives `file_key` (16 bytes) to each recipient.

    Raises HeaderError for no recipient, and for a mix that the weakest of them would undo: post-quantum with
    classical recipients, or a passphrase with anything.
    """
    if len(file_key) != FILE_KEY_SIZE:
        raise HeaderError("a file key must have 16 bytes")
    _check_company(recipients)
    stanzas = tuple(recipient.wrap(file_key) for recipient in recipients)
    mac_input = _mac_input(stanzas)
    return mac_input + f" {b64encode(_mac(file_key, mac_input))}\n".encode("ascii")


def unwrap(header: bytes, identities: Sequence[Identity]) -> bytes:
    """Return the 16-byte file key of a detached header.

    Raises NoIdentityMatches (its subclass WrongPassphrase when passphrases were tried), HeaderError for a
    malformed header, HeaderMacError when it was changed after it was written.
    """
    return unwrap_parsed(parse_header(header), identities)


def unwrap_parsed(header: Header, identities: Sequence[Identity]) -> bytes:
    """Return the file key of a parsed header; raises as `unwrap` does."""
    if len(header.stanzas) > 1 and any(stanza.type == scrypt.STANZA_TYPE for stanza in header.stanzas):
        raise HeaderError("a passphrase stanza must be the only one of its header")
    wrong_passphrase: WrongPassphrase | None = None
    for identity in identities:
        try:
            file_key = identity.unwrap(header.stanzas)
        except WrongPassphrase as error:
            wrong_passphrase = error
            continue
        if file_key is not None:
            if not hmac.compare_digest(_mac(file_key, _mac_input(header.stanzas)), header.mac):
                raise HeaderMacError("the header was changed after it was written: its MAC does not verify")
            return file_key
    if wrong_passphrase is not None:
        raise wrong_passphrase
    raise NoIdentityMatches("none of the identities given opens this header; the object itself may be sound")


def rewrap(header: bytes, identities: Sequence[Identity], recipients: Sequence[Recipient]) -> bytes:
    """Return a new header for the same payload, for `recipients` only; raises as `unwrap` and `wrap` do.

    Whoever kept the file key or a copy of the old header can still read the payload: age, like every envelope
    scheme, cannot take that back.
    """
    return wrap(unwrap(header, identities), recipients)


def new_file_key() -> bytes:
    """Return 16 random bytes: the secret of one object, never used for a second one."""
    return os.urandom(FILE_KEY_SIZE)


def _check_company(recipients: Sequence[Recipient]) -> None:
    kinds = {recipient.company for recipient in recipients}
    if not kinds:
        raise HeaderError("a header needs at least one recipient")
    if len(recipients) > MAX_STANZAS:
        raise HeaderError(f"a header has more than {MAX_STANZAS} stanzas")
    if Company.ALONE in kinds and len(recipients) > 1:
        raise HeaderError("a passphrase must be the only recipient of its header")
    if len(kinds) > 1:
        raise HeaderError(
            "post-quantum and classical recipients must not share a header: the weaker one opens it"
        )


def _mac(file_key: bytes, mac_input: bytes) -> bytes:
    return hmac.digest(derive_key(file_key, b"", b"header"), mac_input, "sha256")


def _mac_input(stanzas: Sequence[Stanza]) -> bytes:
    return b"".join((INTRO, *(stanza.format() for stanza in stanzas), b"---"))


def _line(data: bytes, position: int) -> tuple[bytes, int]:
    """Return the line at `position` without its newline, and the position after it."""
    end = data.find(b"\n", position, MAX_HEADER_SIZE)
    if end < 0:
        raise HeaderError("the header ends in the middle of a line, or is larger than 2 MiB")
    return data[position:end], end + 1


def _arguments(line: bytes) -> list[str]:
    if not line.startswith(b"-> ") or not _ARGUMENTS.fullmatch(line, 3):
        raise HeaderError("the first line of a stanza is malformed")
    arguments = line[3:].decode("ascii").split(" ")
    if len(arguments) > MAX_ARGUMENTS:
        raise HeaderError(f"a stanza has more than {MAX_ARGUMENTS} arguments")
    return arguments


def _body(data: bytes, position: int) -> tuple[bytes, int]:
    lines = []
    while True:
        line, position = _line(data, position)
        if len(line) > _BODY_COLUMNS:
            raise HeaderError("a line of a stanza's body is longer than 64 columns")
        lines.append(line)
        if len(line) < _BODY_COLUMNS:
            return b64decode(_ascii(b"".join(lines))), position


def _ascii(line: bytes) -> str:
    try:
        return line.decode("ascii")
    except UnicodeDecodeError:
        raise HeaderError("a line of the header holds bytes outside ASCII") from None
