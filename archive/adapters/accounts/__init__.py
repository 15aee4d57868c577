"""What checks the secrets of accounts: Argon2id for passphrases, WebAuthn for passkeys.

Trusted for refusing what does not match; neither opens evidence.
"""

from archive.adapters.accounts.argon2 import Argon2Hasher
from archive.adapters.accounts.webauthn import WebauthnPasskeys

__all__ = ["Argon2Hasher", "WebauthnPasskeys"]
