"""What a passphrase must be (NIST SP 800-63B-4: at least 15 characters, no composition rules)."""

import secrets
from collections.abc import Sequence

from archive.domain.errors import InvalidRequest

MIN_LENGTH = 15
GENERATED_WORDS = 8


def check_passphrase(passphrase: str) -> None:
    """Raise InvalidRequest if it is too short or one character over and over."""
    if len(passphrase) < MIN_LENGTH or len(set(passphrase)) < 5:
        raise InvalidRequest(
            f"The passphrase is too weak: it needs at least {MIN_LENGTH} characters, five of them different. "
            "Several unrelated words are best.",
            safe="Nothing was changed.",
        )


def generate_passphrase(words: Sequence[str]) -> str:
    """Eight random words: 80 bits from a list of 1,024."""
    return " ".join(secrets.choice(words) for _ in range(GENERATED_WORDS))
