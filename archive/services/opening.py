"""Opening stored objects with the identities an actor may use."""

import hashlib
import io
from collections.abc import Iterator, Sequence

from archive.domain.errors import FixityError, KeyUnavailable, NotFound, ObjectError
from archive.domain.item import Collection
from archive.ports import ObjectStore, RandomReader
from archive.services.context import Actor, Archive
from crypto.age.header import unwrap
from crypto.age.payload import decrypt_payload
from crypto.age.protocols import Identity
from crypto.age.reader import PayloadReader
from crypto.age.ring import IdentityRing
from crypto.errors import CryptoError, NoIdentityMatches

_OTHERS = "Other items are not affected."


def collection_identity(archive: Archive, actor: Actor, collection: Collection) -> IdentityRing:
    """The collection's identity through the actor's own copy; raise KeyUnavailable."""
    try:
        return archive.keys.open_granted(collection.collection_id, actor.agent.agent_id, actor.identity)
    except KeyUnavailable as error:
        raise KeyUnavailable(
            f"{actor.agent.handle} holds no key to collection {collection.name}: a custodian must grant one.",
            safe="The evidence stays sealed and safe.",
        ) from error


def file_key(objects: ObjectStore, digest: str, identities: Sequence[Identity]) -> bytes:
    """The object's 16-byte file key; raise KeyUnavailable or ObjectError."""
    try:
        header = objects.read_header(digest)
    except NotFound as error:
        raise _missing("header", digest) from error
    try:
        return unwrap(header, identities)
    except NoIdentityMatches as error:
        raise KeyUnavailable(
            f"No key at hand opens object {digest[:16]}…: it was sealed to others.",
            safe="The object itself is not in doubt.",
        ) from error
    except CryptoError as error:
        raise ObjectError(
            f"The header of object {digest[:16]}… is damaged: {error}.", safe=_OTHERS
        ) from error


def read_small(objects: ObjectStore, digest: str, identities: Sequence[Identity]) -> bytes:
    """The whole plaintext of a record-sized object, its payload checked against its name first."""
    sealed = stored_payload(objects, digest)
    return b"".join(bytes(piece) for piece in _decrypted(objects, digest, sealed, identities))


def stored_payload(objects: ObjectStore, digest: str) -> bytes:
    """The payload of a record-sized object as stored; raise FixityError if it is not what its name says."""
    with _payload(objects, digest) as payload:
        sealed = payload.read_at(0, payload.size)
    found = hashlib.sha256(sealed).hexdigest()
    if found != digest:
        raise FixityError(
            f"Object {digest[:16]}… has changed: its bytes now hash to {found[:16]}….", safe=_OTHERS
        )
    return sealed


def _decrypted(
    objects: ObjectStore, digest: str, sealed: bytes, identities: Sequence[Identity]
) -> Iterator[memoryview]:
    key = file_key(objects, digest, identities)
    try:
        yield from decrypt_payload(key, io.BytesIO(sealed), len(sealed))
    except CryptoError as error:
        raise _wrong_header(digest, error) from error


def read_range(
    objects: ObjectStore,
    digest: str,
    identities: Sequence[Identity],
    offset: int = 0,
    count: int | None = None,
) -> Iterator[bytes]:
    """Plaintext bytes of [offset, offset+count), chunk by verified chunk; only those chunks are read."""
    key = file_key(objects, digest, identities)
    with _payload(objects, digest) as payload:
        try:
            yield from PayloadReader(key, payload.read_at, payload.size).iterate(offset, count)
        except CryptoError as error:
            raise _wrong_header(digest, error) from error


def _payload(objects: ObjectStore, digest: str) -> RandomReader:
    try:
        return objects.open_payload(digest)
    except NotFound as error:
        raise _missing("payload", digest) from error


def _missing(what: str, digest: str) -> ObjectError:
    """Lost evidence is no item that never was: the two must not look alike."""
    return ObjectError(
        f"The {what} of object {digest[:16]}… is missing from the store. Run `sviedka verify`; bring it back "
        "from a copy.",
        safe=_OTHERS,
    )


def _wrong_header(digest: str, error: CryptoError) -> ObjectError:
    return ObjectError(
        f"Object {digest[:16]}… does not open with its own header: {error}. "
        "Its payload was changed, or the header belongs to another object.",
        safe=_OTHERS,
    )
