"""What an entry only commits to (a query, a reason), opened again by whoever wrote it."""

from typing import Any

from archive.domain.errors import CustodyError, KeyUnavailable, NotFound
from archive.services.context import Actor, Archive
from archive.services.ledger import PRIVATE_TAG
from crypto.age.file import decrypt_whole
from crypto.age.protocols import Identity
from crypto.canonical import canonical_json, parse_canonical_object
from crypto.commitment import verify_commitment
from crypto.dsse import parse_envelope
from crypto.errors import CryptoError, NoIdentityMatches


def open_private(archive: Archive, actor: Actor, leaf_index: int) -> dict[str, Any]:
    """The sealed part of entry `leaf_index`, checked against the commitment in the entry.

    Raise NotFound if it has none, KeyUnavailable for anybody but its author, CustodyError if it was changed.
    """
    return open_shared(archive, leaf_index, actor.identity)


def open_shared(archive: Archive, leaf_index: int, identity: Identity) -> dict[str, Any]:
    """The same, opened with an identity that it was sealed to besides its author's (a collection's)."""
    with archive.records.reading() as tx:
        row = tx.log.entry(leaf_index)
        try:
            sealed = tx.log.sealed_detail(row.event_id)
        except NotFound:
            raise NotFound(f"Entry {leaf_index} keeps nothing sealed beside it.") from None
    try:
        opened = parse_canonical_object(decrypt_whole(sealed, [identity]))
        salt, value = bytes.fromhex(str(opened["salt"])), opened["value"]
        _check(row.entry, salt, canonical_json(value))
    except NoIdentityMatches as error:
        raise KeyUnavailable(f"Entry {leaf_index} was sealed by another agent, for itself.") from error
    except (CryptoError, KeyError, ValueError) as error:
        raise CustodyError(
            f"What is sealed beside entry {leaf_index} is not what the entry commits to."
        ) from error
    if not isinstance(value, dict):
        raise CustodyError(f"What is sealed beside entry {leaf_index} is no object.")
    return value


def _check(entry: bytes, salt: bytes, value: bytes) -> None:
    predicate = parse_canonical_object(parse_envelope(entry).payload)["predicate"]
    if not isinstance(predicate, dict):
        raise KeyError(PRIVATE_TAG)
    for commitment in predicate["commitments"]:
        if commitment["tag"] == PRIVATE_TAG:
            verify_commitment(bytes.fromhex(commitment["value"]), PRIVATE_TAG, salt, value)
            return
    raise KeyError(PRIVATE_TAG)
