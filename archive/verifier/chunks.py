"""The part of checking a log that needs no order: parsing and signatures, in several processes.

A chunk of entries goes to a worker and comes back as leaf hashes, facts and defects. The worker verifies each
signature under the key that the entry names; a key id is the digest of a key, so any key that fits is
the right one. A key that no chunk has shown yet leaves its entries pending, and the caller verifies
them when it meets the key.
"""

import multiprocessing
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from archive.verifier.custody import ABOUT_AGENTS, Facts, read_agent
from archive.verifier.entry import read_envelope, read_predicate
from crypto.dsse import Envelope, verify_envelope
from crypto.errors import FormatError, KeyFormatError, SignatureError
from crypto.merkle import leaf_hash
from crypto.signing import Ed25519VerifyingKey

FIRST_CHUNK: Final = 64
CHUNK: Final = 1024
"""Entries per chunk: large enough to keep workers busy, small enough to hold a few in memory."""


@dataclass(slots=True)
class Chunk:
    """What one chunk gave, by offset: leaf hashes, facts (None if malformed), defects, open signatures."""

    start: int
    leaves: list[bytes] = field(default_factory=list)
    facts: list[Facts | None] = field(default_factory=list)
    malformed: dict[int, str] = field(default_factory=dict)
    bad_signatures: set[int] = field(default_factory=set)
    pending: dict[int, Envelope] = field(default_factory=dict)


def check_chunk(start: int, entries: list[bytes], known: Mapping[str, bytes]) -> Chunk:
    """Parse `entries`, from leaf index `start` on, and verify what `known` (key id -> public key) allows."""
    chunk = Chunk(start)
    words: dict[str, str] = {}
    keys = dict(known)
    envelopes: list[tuple[int, Envelope]] = []
    for offset, data in enumerate(entries):
        chunk.leaves.append(leaf_hash(data))
        try:
            envelope = read_envelope(data)
            predicate, _, _ = read_predicate(envelope)
        except FormatError as error:
            chunk.facts.append(None)
            chunk.malformed[offset] = str(error)
            continue
        event_type, agent_id = predicate["event_type"], predicate["agent_id"]
        # One object per repeated word makes the answer of the worker much shorter.
        facts = Facts(
            key_id=words.setdefault(envelope.key_id, envelope.key_id),
            event_id=predicate["event_id"],
            event_type=words.setdefault(event_type, event_type),
            agent_id=words.setdefault(agent_id, agent_id),
            item_id=predicate["item_id"],
            previous=predicate["previous"],
            detail=predicate["detail"] if event_type in ABOUT_AGENTS else None,
        )
        chunk.facts.append(facts)
        envelopes.append((offset, envelope))
        agent = read_agent(facts.detail)
        if agent is not None:
            keys[agent.key_id] = agent.public_key
    verifying: dict[str, Ed25519VerifyingKey] = {}
    for offset, envelope in envelopes:
        _verify(chunk, offset, envelope, keys, verifying)
    return chunk


def verify_pending(envelope: Envelope, public_key: bytes) -> bool:
    """Tell whether a pending signature verifies under a key that was met later."""
    try:
        verify_envelope(envelope, Ed25519VerifyingKey(public_key))
    except (SignatureError, KeyFormatError):
        return False
    return True


def checked_chunks(entries: Iterable[bytes], known: dict[str, bytes], processes: int) -> Iterator[Chunk]:
    """Yield the chunks of a log in order, checked by `processes` worker processes (1: in this one).

    The caller adds to `known` the keys it learns from each chunk; later chunks are sent out with them.
    The first chunk is short and checked here, because a log begins with the agents who sign the rest of it.
    """
    iterator = iter(entries)
    start = 0
    first = list(islice(iterator, FIRST_CHUNK))
    if not first:
        return
    yield check_chunk(0, first, known)
    start += len(first)
    second = list(islice(iterator, CHUNK))
    if processes == 1 or len(second) < CHUNK:
        while second:
            yield check_chunk(start, second, known)
            start += len(second)
            second = list(islice(iterator, CHUNK))
        return
    with ProcessPoolExecutor(processes, mp_context=_context()) as pool:
        running: deque[Future[Chunk]] = deque()
        part = second
        while part or running:
            while part and len(running) < 2 * processes:
                running.append(pool.submit(check_chunk, start, part, dict(known)))
                start += len(part)
                part = list(islice(iterator, CHUNK))
            yield running.popleft().result()


def _context() -> multiprocessing.context.BaseContext:
    """Fork where nothing else runs in this process (quick), else start afresh (safe beside threads)."""
    return multiprocessing.get_context("fork" if threading.active_count() == 1 else "spawn")


def _verify(
    chunk: Chunk,
    offset: int,
    envelope: Envelope,
    keys: Mapping[str, bytes],
    verifying: dict[str, Ed25519VerifyingKey],
) -> None:
    verifying_key = verifying.get(envelope.key_id)
    if verifying_key is None:
        public_key = keys.get(envelope.key_id)
        if public_key is None:
            chunk.pending[offset] = envelope
            return
        try:
            verifying_key = verifying[envelope.key_id] = Ed25519VerifyingKey(public_key)
        except KeyFormatError:
            chunk.bad_signatures.add(offset)
            return
    try:
        verify_envelope(envelope, verifying_key)
    except SignatureError:
        chunk.bad_signatures.add(offset)
