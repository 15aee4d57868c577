"""What every kind of age recipient and identity offers to the header code."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

from crypto.age.stanza import Stanza


class Company(Enum):
    """Which other recipients may stand in the same header when we write it."""

    CLASSICAL = "classical"
    POST_QUANTUM = "post-quantum"
    ALONE = "alone"


class Recipient(Protocol):
    """A public key, or a passphrase, that a file key can be wrapped for."""

    @property
    def company(self) -> Company:
        """The kind of recipient it may share a header with: its own, or none."""
        ...

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a fresh stanza holding the 16-byte file key; two calls never return the same bytes."""
        ...


class Identity(Protocol):
    """A secret that opens the stanzas of one recipient."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the 16-byte file key, or None when no stanza is for this identity.

        Raises HeaderError for a stanza of its own type that is malformed, WrongPassphrase for a passphrase
        that does not fit.
        """
        ...
