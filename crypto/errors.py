"""Errors of the crypto package.

CryptoError                  base; never leaves a use case raw, services wrap it
├─ NoIdentityMatches         no identity given opens this header: the wrong key, not corrupt data
├─ WrongPassphrase           the passphrase does not open this file: not corrupt data
├─ HeaderError               an age header that is malformed, or that must not be written
│  └─ HeaderMacError         an age header that was changed: its MAC does not verify
├─ PayloadError              an age payload that is truncated, extended, re-ordered or changed
├─ KeyFormatError            a key, recipient or identity string that cannot be read
├─ FormatError               a text or binary format (note, checkpoint, tile, proof, JSON) that is malformed
├─ SignatureError            a signature that is missing, unknown or does not verify
├─ WrongCode                 a one-time code that is not of this moment, or was used already
├─ BoxError                  a sealed box of another key or context, or a changed one
└─ ProofError                a Merkle proof that does not lead to the root hash
"""


class CryptoError(Exception):
    """Base of everything that `crypto` raises on purpose."""


class NoIdentityMatches(CryptoError):
    """None of the identities given opens the header: a key is missing, the data may be sound."""


class WrongPassphrase(NoIdentityMatches):
    """The passphrase does not open the file: says nothing about the data."""


class HeaderError(CryptoError):
    """An age header is malformed, or its recipients must not stand together."""


class HeaderMacError(HeaderError):
    """An age header was changed after it was written: its MAC does not verify."""


class PayloadError(CryptoError):
    """An age payload is truncated, extended, re-ordered or changed."""


class KeyFormatError(CryptoError):
    """A recipient, identity or verifier key string cannot be read."""


class FormatError(CryptoError):
    """A note, checkpoint, tile, proof, envelope or canonical JSON text is malformed."""


class SignatureError(CryptoError):
    """A required signature is missing, by an unknown key, or does not verify."""


class ProofError(CryptoError):
    """An inclusion or consistency proof does not lead to the given root hash."""


class WrongCode(CryptoError):
    """A one-time code is not of the allowed steps, or was used already."""


class BoxError(CryptoError):
    """A sealed box is of another key or context, or was changed."""
