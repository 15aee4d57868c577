"""What a passphrase must be (NIST SP 800-63B-4): 15 characters, nothing that is guessed first."""

import secrets
from collections.abc import Sequence

from archive.domain.blocklist import MIN_REST, rest
from archive.domain.errors import InvalidRequest

MIN_LENGTH = 15
MAX_LENGTH = 1024
GENERATED_WORDS = 8


class WeakPassphrase(InvalidRequest):
    """Too short, or made of what is guessed first."""

    code = "weak-passphrase"


def check_passphrase(passphrase: str, context: Sequence[str] = ()) -> None:
    """Raise WeakPassphrase. `context`: words that an attacker would try, such as the agent's handle."""
    if len(passphrase) < MIN_LENGTH or len(set(passphrase)) < 5:
        raise WeakPassphrase(
            f"The passphrase is too weak: it needs at least {MIN_LENGTH} characters, five of them different. "
            "Several unrelated words are best.",
            safe="Nothing was changed.",
        )
    if len(passphrase) > MAX_LENGTH:
        raise WeakPassphrase(
            f"A passphrase has at most {MAX_LENGTH} characters.", safe="Nothing was changed."
        )
    if len(rest(passphrase, context)) < MIN_REST:
        raise WeakPassphrase(
            "The passphrase is too weak: it is made of words and rows of keys that are guessed first. "
            "Several unrelated words are best.",
            safe="Nothing was changed.",
        )


def generate_passphrase(words: Sequence[str]) -> str:
    """Eight random words: 80 bits from a list of 1,024."""
    return " ".join(secrets.choice(words) for _ in range(GENERATED_WORDS))
