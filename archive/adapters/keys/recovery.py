"""The offline recovery identity as SLIP-39 shares (satoshilabs/slips, slip-0039): m of n people together.

The reference library is not hardened against side channels: use it on a machine of your own, offline.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from archive.domain.errors import InvalidRequest, KeyUnavailable
from crypto.age.hybrid import HybridIdentity

MAX_SHARES = 16


def split(identity: HybridIdentity, threshold: int, shares: int) -> tuple[str, ...]:
    """`shares` word lists, any `threshold` of which give the identity back; raises InvalidRequest."""
    check_split(threshold, shares)
    return tuple(generate_mnemonics(1, [(threshold, shares)], identity.seed)[0])


def check_split(threshold: int, shares: int) -> None:
    """Raise InvalidRequest unless a key can be split so; asked before there is a key to lose."""
    if not 1 <= threshold <= shares <= MAX_SHARES or (threshold == 1 and shares > 1):
        raise InvalidRequest(
            f"{threshold} of {shares} is no way to split a key: 2 <= m <= n <= {MAX_SHARES}, or 1 of 1.",
            safe="Nothing was changed.",
        )


def join(mnemonics: Sequence[str], recipient: str) -> HybridIdentity:
    """The identity behind the shares, checked against the recovery recipient; raises KeyUnavailable."""
    try:
        identity = HybridIdentity.from_seed(combine_mnemonics([" ".join(m.split()) for m in mnemonics]))
    except MnemonicError as error:
        # The library's own message repeats words of the shares.
        raise KeyUnavailable(
            "These shares do not make the recovery key: they are too few or too many, one is repeated or "
            "mistyped, or they are of different sets.",
            safe="Nothing was changed.",
        ) from error
    if str(identity.recipient()) != recipient:
        raise KeyUnavailable(
            "These shares make a key, but not the recovery key of this archive.", safe="Nothing was changed."
        )
    return identity


def words() -> Sequence[str]:
    """The 1,024 words of SLIP-39: ten bits each, no two with the same first four letters."""
    return tuple(WORDLIST)
