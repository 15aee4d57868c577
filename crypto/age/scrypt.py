"""`scrypt`: a passphrase as recipient, always alone in its header, so that it authenticates the file too."""

import os
import re
from collections.abc import Sequence

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crypto.age.derive import KEY_SIZE, check_body, unwrap_file_key, wrap_file_key
from crypto.age.protocols import Company
from crypto.age.stanza import Stanza, b64decode, b64encode
from crypto.errors import HeaderError, KeyFormatError, WrongPassphrase

STANZA_TYPE = "scrypt"
DEFAULT_WORK_FACTOR = 18
"""log2 of the scrypt N that we write: 256 MiB and about a second, as the age command does."""

DEFAULT_MAX_WORK_FACTOR = 20
"""log2 of the largest N that we accept to compute unless told otherwise: 1 GiB of memory."""

_LIMIT = 30
_LABEL = b"age-encryption.org/v1/scrypt"
_SALT_SIZE = 16
_DECIMAL = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)


class ScryptRecipient:
    """A passphrase to encrypt to."""

    __slots__ = ("_passphrase", "_work_factor")

    def __init__(self, passphrase: str, work_factor: int = DEFAULT_WORK_FACTOR) -> None:
        """Take a non-empty passphrase and log2 of scrypt's N (1 to 30; 2**work_factor KiB of memory)."""
        self._passphrase = _passphrase_bytes(passphrase)
        self._work_factor = _checked_work_factor(work_factor)

    @property
    def company(self) -> Company:
        """No other recipient may stand beside it."""
        return Company.ALONE

    def wrap(self, file_key: bytes) -> Stanza:
        """Return the stanza of `file_key` under the passphrase with a fresh salt."""
        salt = os.urandom(_SALT_SIZE)
        body = wrap_file_key(_stretch(self._passphrase, salt, self._work_factor), file_key)
        return Stanza(STANZA_TYPE, (b64encode(salt), str(self._work_factor)), body)

    def __repr__(self) -> str:
        return f"ScryptRecipient(work_factor={self._work_factor})"


class ScryptIdentity:
    """A passphrase to decrypt with."""

    __slots__ = ("_max_work_factor", "_passphrase")

    def __init__(self, passphrase: str, max_work_factor: int = DEFAULT_MAX_WORK_FACTOR) -> None:
        """Take the passphrase and the largest work factor that a file may ask of us (1 to 30)."""
        self._passphrase = _passphrase_bytes(passphrase)
        self._max_work_factor = _checked_work_factor(max_work_factor)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key, or None for a file without passphrase; raises WrongPassphrase, HeaderError."""
        for stanza in stanzas:
            if stanza.type == STANZA_TYPE:
                return self._unwrap_one(stanza)
        return None

    def _unwrap_one(self, stanza: Stanza) -> bytes:
        if len(stanza.args) != 2:
            raise HeaderError("an scrypt stanza must have exactly two arguments")
        salt = b64decode(stanza.args[0])
        if len(salt) != _SALT_SIZE:
            raise HeaderError("the salt of an scrypt stanza must have 16 bytes")
        if not _DECIMAL.fullmatch(stanza.args[1]):
            raise HeaderError("the work factor of an scrypt stanza is not a plain decimal number")
        work_factor = int(stanza.args[1])
        if work_factor > self._max_work_factor:
            raise HeaderError(
                f"the file asks for scrypt work factor {work_factor}, more than {self._max_work_factor}"
            )
        check_body(stanza.body)
        file_key = unwrap_file_key(_stretch(self._passphrase, salt, work_factor), stanza.body)
        if file_key is None:
            raise WrongPassphrase("the passphrase does not open this file; the file itself may be sound")
        return file_key

    def __repr__(self) -> str:
        return f"ScryptIdentity(max_work_factor={self._max_work_factor})"


def _passphrase_bytes(passphrase: str) -> bytes:
    if not passphrase:
        raise KeyFormatError("a passphrase must not be empty")
    return passphrase.encode("utf-8")


def _checked_work_factor(work_factor: int) -> int:
    if not 1 <= work_factor <= _LIMIT:
        raise KeyFormatError(f"an scrypt work factor must be from 1 to {_LIMIT}")
    return work_factor


def _stretch(passphrase: bytes, salt: bytes, work_factor: int) -> bytes:
    return Scrypt(salt=_LABEL + salt, length=KEY_SIZE, n=1 << work_factor, r=8, p=1).derive(passphrase)
