"""Codes of `sviedka verify` about the store: payloads, headers, what lies beside, objects opened."""

from archive.verifier.findings import Code, Severity

STORE_CODES = (
    Code(
        "V601",
        "payload-missing",
        "The payload of this object is not in the store.",
        "Its file was removed or lost. Bring back a copy: its name is its SHA-256.",
    ),
    Code(
        "V602",
        "payload-digest-mismatch",
        "The payload of this object was changed.",
        "It has the length it should have, but its SHA-256 is not its name.",
    ),
    Code(
        "V603",
        "payload-truncated",
        "The payload of this object is shorter than it was.",
        "Its end was cut off or lost. What is left is not taken for a new truth.",
    ),
    Code(
        "V604",
        "payload-size-mismatch",
        "The payload of this object is longer than it was.",
        "Bytes were added to it.",
    ),
    Code(
        "V605",
        "payload-swapped",
        "This file holds the payload of another object.",
        "Payloads were exchanged between names, or one was put in the place of another.",
    ),
    Code(
        "V606",
        "payload-unreadable",
        "The payload of this object cannot be read.",
        "The disk gives an error, or the file is a link or no regular file.",
    ),
    Code(
        "V611",
        "stored-header-missing",
        "The header of this object is not in the store.",
        "Without it the payload cannot be opened. It was not erased by an act in the custody log.",
    ),
    Code(
        "V612",
        "header-changed",
        "The header of this object is not the one that was logged.",
        "It may no longer open the payload; the payload itself is not affected.",
    ),
    Code(
        "V613",
        "stored-header-swapped",
        "This file holds the header of another object.",
        "Headers were exchanged between names: neither opens its payload.",
    ),
    Code(
        "V614",
        "header-not-destroyed",
        "The header of an erased object is still there.",
        "The custody log says that it was destroyed: an erasure was interrupted, or a copy was put back.",
    ),
    Code(
        "V615",
        "header-unreadable",
        "The header of this object cannot be read.",
        "The disk gives an error, or the file is a link, no regular file, or larger than any header.",
    ),
    Code(
        "V621",
        "stray-file",
        "Something lies in the store that nothing here made.",
        "It is no object and no live work. It is never removed on its own; look at it.",
        Severity.WARNING,
    ),
    Code(
        "V622",
        "object-recoverable",
        "A whole object is in the store that no entry of the log names.",
        "Its deposit was interrupted before it was acknowledged, or the database is older. Nothing was lost.",
        Severity.INFORMATION,
    ),
    Code(
        "V623",
        "object-incomplete",
        "Half an object is in the store that no entry of the log names.",
        "Payload or header alone, or damaged bytes: left over from an interrupted deposit.",
        Severity.WARNING,
    ),
)

OPENED_CODES = (
    Code(
        "V631",
        "object-does-not-open",
        "The object does not open with its own header.",
        "Its header and payload do not belong together, or were made for others than the collection.",
    ),
    Code(
        "V632",
        "record-malformed",
        "The sealed record cannot be read.",
        "It is no canonical JSON of a known record schema.",
    ),
    Code(
        "V633",
        "record-contradicts-database",
        "The sealed record says something else than the database.",
        "Number, item, collection, version, or list of exhibits differ. The record is what was sealed.",
    ),
    Code(
        "V634",
        "plaintext-digest-mismatch",
        "The exhibit is not the file that was received.",
        "Its plaintext has another SHA-256 or length than the sealed record says.",
    ),
    Code(
        "V635",
        "commitment-mismatch",
        "The custody log does not commit to this plaintext.",
        "Digest and salt in the sealed record do not open the commitment that was logged at intake.",
    ),
    Code(
        "V636",
        "collection-not-opened",
        "This collection was not opened.",
        "The agent who verifies holds no key to it, or nobody here does: only its sealed form was checked.",
        Severity.INFORMATION,
    ),
)
