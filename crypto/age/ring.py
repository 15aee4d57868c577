"""Identities of one keeper that succeed each other: the present one first, then those before it.

As text it is an age identity file, one a line, so that `age -d -i` opens with all of them.
"""

from collections.abc import Sequence

from crypto.age.hybrid import HybridIdentity
from crypto.age.keys import parse_identities_file
from crypto.age.stanza import Stanza
from crypto.errors import KeyFormatError


class IdentityRing:
    """One `Identity` that opens what was sealed to any of several recipients."""

    __slots__ = ("_identities",)

    def __init__(self, identities: Sequence[HybridIdentity]) -> None:
        """Newest first; raises KeyFormatError for none."""
        if not identities:
            raise KeyFormatError("a ring needs an identity")
        self._identities = tuple(identities)

    @classmethod
    def parse(cls, text: str) -> "IdentityRing":
        """Return the ring of an identity file; raises KeyFormatError, also if not all are hybrid."""
        parsed = parse_identities_file(text)
        identities = [each for each in parsed if isinstance(each, HybridIdentity)]
        if len(identities) != len(parsed):
            raise KeyFormatError("an identity is not a post-quantum hybrid")
        return cls(identities)

    @property
    def present(self) -> HybridIdentity:
        """The newest identity, to whose recipient new objects are sealed."""
        return self._identities[0]

    @property
    def identities(self) -> tuple[HybridIdentity, ...]:
        """All of them, newest first."""
        return self._identities

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key by whichever identity opens a stanza, or None; see `Identity`."""
        for identity in self._identities:
            file_key = identity.unwrap(stanzas)
            if file_key is not None:
                return file_key
        return None

    def __str__(self) -> str:
        """Return the secret text, an age identity file."""
        return "".join(f"{identity}\n" for identity in self._identities)

    def __repr__(self) -> str:
        return f"IdentityRing(of={[each.recipient() for each in self._identities]!r})"
