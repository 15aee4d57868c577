"""Passphrases by Argon2id (RFC 9106), whose cost is a setting."""

from functools import cached_property
from typing import TYPE_CHECKING

from archive.ports_accounts import PassphraseHasher

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_LANES = 4


class Argon2Hasher:
    """`PassphraseHasher`. `memory_log2`: log2 of KiB; `passes`: how often the memory is gone through."""

    def __init__(self, memory_log2: int, passes: int) -> None:
        self._memory = 2**memory_log2
        self._passes = passes

    def hash(self, passphrase: str) -> str:
        """Salt of 16 random bytes, hash of 32."""
        return self._argon2.hash(passphrase)

    def check(self, hashed: str | None, passphrase: str) -> bool:
        """A stand-in with the same parameters is checked when there is no account."""
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

        try:
            self._argon2.verify(hashed or self._stand_in, passphrase)
        except (VerificationError, InvalidHashError):
            return False
        return hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Compares parameters only."""
        return self._argon2.check_needs_rehash(hashed)

    @cached_property
    def _stand_in(self) -> str:
        return self._argon2.hash("nobody's passphrase")

    @cached_property
    def _argon2(self) -> "PasswordHasher":
        # No deposit on the command line should wait for it.
        from argon2 import PasswordHasher  # noqa: PLC0415

        lanes = min(_LANES, self._memory // 8)
        return PasswordHasher(time_cost=self._passes, memory_cost=self._memory, parallelism=lanes)


if TYPE_CHECKING:
    _conforms: type[PassphraseHasher] = Argon2Hasher
