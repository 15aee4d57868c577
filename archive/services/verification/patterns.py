"""Pattern exhibits, opened and compared with what the log says of them (V631 to V633)."""

from collections.abc import Collection as Several
from collections.abc import Iterator

from archive.domain.custody import EventType, Subject
from archive.domain.errors import ArchiveError, CustodyError, KeyUnavailable, ObjectError
from archive.domain.item import Collection
from archive.domain.pattern import pattern_of_json
from archive.services.context import Actor, Archive
from archive.services.ledger import acting
from archive.services.opening import collection_identity, read_small
from archive.services.verification.codes import finding
from archive.services.verification.logged import Logged
from archive.verifier.findings import Finding
from crypto.age.ring import IdentityRing
from crypto.canonical import parse_canonical_object
from crypto.errors import CryptoError


def check_patterns(
    archive: Archive, actor: Actor, collection: Collection, logged: Logged, damaged: Several[str]
) -> Iterator[Finding]:
    """Open every pattern exhibit of a collection that the actor can, each opening logged before."""
    mine = {
        digest: number
        for digest, (collection_id, number) in logged.patterns.items()
        if collection_id == collection.collection_id and digest not in damaged
    }
    if not mine:
        return
    try:
        identity = collection_identity(archive, actor, collection)
        with acting(archive, actor) as work:
            for digest in mine:
                work.ledger.record(
                    EventType.FIXITY_CHECK,
                    [Subject("pattern", digest)],
                    collection_id=collection.collection_id,
                    detail={"opened": True},
                )
    except (KeyUnavailable, CustodyError):
        yield finding("V636", f"collection {collection.name}", found=f"{len(mine)} pattern exhibits")
        return
    for digest, number in mine.items():
        yield from _check(archive, identity, digest, (number, collection.collection_id))


def _check(archive: Archive, identity: IdentityRing, digest: str, said: tuple[str, str]) -> Iterator[Finding]:
    subject = f"object {digest} of {said[0]}"
    try:
        pattern = pattern_of_json(parse_canonical_object(read_small(archive.objects, digest, [identity])))
    except (ObjectError, CryptoError) as error:
        yield finding("V632" if isinstance(error, CryptoError) else "V631", subject, found=str(error))
        return
    except ArchiveError:
        return  # missing or changed: the check of the store names it
    if (pattern.number, pattern.collection_id) != said:
        yield finding("V633", subject, found="number")
