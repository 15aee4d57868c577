"""Founding an archive: first custodian, log, recovery and vault identities, first collection."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.domain.agent import Agent, Role
from archive.domain.custody import EventType
from archive.domain.item import Collection
from archive.domain.passphrase import check_passphrase
from archive.ports import LogSecret
from archive.services.agents import agent_detail, new_agent
from archive.services.collections import CollectionRequest, found_collection
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, agent_subject
from crypto.age.hybrid import HybridIdentity
from crypto.cosignature import Mldsa44Cosigner
from crypto.note import Ed25519NoteSigner
from crypto.signing import Ed25519SigningKey, Mldsa44SigningKey


@dataclass(frozen=True, slots=True)
class Passphrases:
    """One for each thing a passphrase opens; each is told to the people who must know it, and no others."""

    custodian: str = field(repr=False)
    collection: str = field(repr=False)
    vault: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founded:
    """What founding made. `recovery` is kept nowhere: it must be split and handed out now."""

    custodian: Agent
    collection: Collection
    recovery: HybridIdentity = field(repr=False)


def cosigner_name(origin: str) -> str:
    """Name of the log's ML-DSA-44 key, which signs beside the Ed25519 key named like the origin."""
    return f"{origin}/mldsa44"


def log_vkeys(origin: str, secret: LogSecret) -> tuple[str, str]:
    """The two public verifier keys of the log (C2SP vkey format)."""
    ed25519 = Ed25519NoteSigner(origin, Ed25519SigningKey(secret.ed25519_seed))
    mldsa44 = Mldsa44Cosigner(cosigner_name(origin), Mldsa44SigningKey(secret.mldsa44_seed), 0)
    return str(ed25519.vkey), str(mldsa44.vkey)


def found_archive(
    archive: Archive, handle: str, roles: Iterable[Role], request: CollectionRequest, passphrases: Passphrases
) -> Founded:
    """Make everything a new archive needs and write the first entries of its log."""
    request.check()
    for passphrase in (passphrases.custodian, passphrases.collection, passphrases.vault):
        check_passphrase(passphrase)
    agent, secret = new_agent(handle, {*roles, Role.CUSTODIAN})
    actor = Actor(agent, Ed25519SigningKey(secret.signing_seed), secret.identity)
    recovery, vault = HybridIdentity.generate(), HybridIdentity.generate()
    log = LogSecret(Ed25519SigningKey.generate().seed(), Mldsa44SigningKey.generate().seed())
    vkeys = log_vkeys(archive.origin, log)
    archive.keys.save_log_secret(log, vkeys)
    archive.keys.save_vault(vault, passphrases.vault)
    archive.keys.save_agent(handle, secret, passphrases.custodian)
    with acting(archive, actor) as work:
        work.tx.people.add_agent(agent)
        work.ledger.record(
            EventType.ARCHIVE_CREATION,
            [agent_subject(agent.public_key)],
            detail={
                "archive_id": archive.archive_id,
                "origin": archive.origin,
                "log_vkeys": list(vkeys),
                "agent": agent_detail(agent),
                "two_person": archive.two_person,
            },
        )
        collection = found_collection(
            archive,
            work,
            actor,
            request,
            str(recovery.recipient()),
            str(vault.recipient()),
            passphrases.collection,
            {},
        )
    return Founded(agent, collection, recovery)
