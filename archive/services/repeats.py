"""Requests that name themselves (`Idempotency-Key`): sent again, they are answered and not done again.

After draft-ietf-httpapi-idempotency-key-header. What was asked and what was answered lies sealed for its
agent alone; of the idempotency key there is a digest together with agent and endpoint, so that the same key
is another one for everybody else and elsewhere.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from archive.domain.account import KeptRequest
from archive.domain.errors import (
    Conflict,
    InvalidRequest,
    KeyUnavailable,
    NotFound,
    NotPermitted,
    Problem,
)
from archive.services.context import Actor, Archive
from archive.services.drafts import opened_by, sealed_for
from crypto.canonical import canonical_json

KEPT = timedelta(days=30)
"""How long an answer is kept. After that the key is as new."""
LONGEST_KEY = 200
_BUSY = timedelta(minutes=2)
"""How long one that was cut off (power, a stopped process) keeps others waiting."""
_REFUSED = (InvalidRequest, NotPermitted, NotFound, Conflict, KeyUnavailable)
"""Then nothing was done, and the same key may be sent with a request that was put right."""

Answer = dict[str, Any]


class KeyReused(Conflict):
    """The idempotency key was sent before with another request."""

    code = "idempotency-key-reused"


class KeyBusy(Conflict):
    """A request with this idempotency key is being carried out now."""

    code = "idempotency-key-busy"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `key`: its idempotency key; `fingerprint`: a digest (hex) of all that it asks for."""

    endpoint: str
    key: str
    fingerprint: str


def asked(endpoint: str, key: str, content: Mapping[str, object]) -> Asked:
    """A request with this content (JSON values)."""
    whole = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return Asked(endpoint, key, hashlib.sha256(whole.encode()).hexdigest())


def checked_key(key: str) -> str:
    """An idempotency key as it was sent; raise InvalidRequest unless it is one."""
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        problem = Problem("Idempotency-Key", f"1 to {LONGEST_KEY} printable signs of ASCII", "invalid")
        raise InvalidRequest(
            "Name the request in the header Idempotency-Key: a random text of your own, the same when you "
            "send the same request again.",
            problems=(problem,),
            safe="Nothing was changed.",
        )
    return key


def once(archive: Archive, actor: Actor, request: Asked, act: Callable[[str], Answer]) -> Answer:
    """What `act` answers, or what it answered when the same request was sent before.

    `act` is given a UUID, the same each time it is tried again for this request. What it refuses is not
    kept. Cut off in the middle it is tried again, so it must know what of it was done. Raise KeyReused,
    KeyBusy.
    """
    request_id = _request_id(actor, request)
    content = _begin(archive, actor, request, request_id)
    if content["answer"] is not None:
        answered: Answer = content["answer"]
        return answered
    try:
        answer = act(content["act_id"])
    except _REFUSED:
        with archive.records.transaction() as tx:
            tx.accounts.forget_kept_requests(archive.clock.now() - KEPT, [request_id])
        raise
    except BaseException:
        _keep(archive, actor, request_id, content, busy=timedelta())
        raise
    _keep(archive, actor, request_id, {**content, "answer": answer}, busy=None)
    return answer


def _begin(archive: Archive, actor: Actor, request: Asked, request_id: str) -> dict[str, Any]:
    """What is kept of the request; without an answer it is ours to carry out."""
    now = archive.clock.now()
    with archive.records.transaction() as tx:
        tx.accounts.forget_kept_requests(now - KEPT)
        known = tx.accounts.kept_request(request_id)
        if known is None:
            content = {"fingerprint": request.fingerprint, "act_id": str(uuid.uuid4()), "answer": None}
            sealed = sealed_for(actor, json.dumps(content).encode())
            tx.accounts.put_kept_request(KeptRequest(request_id, sealed, now, now + _BUSY))
            return content
        kept: dict[str, Any] = json.loads(opened_by(actor, known.sealed))
        if kept["fingerprint"] != request.fingerprint:
            raise KeyReused(
                "This idempotency key was sent with another request before.",
                safe="Nothing was changed. What was sent with it first stays as it was answered.",
            )
        if known.busy_until is not None:
            if now < known.busy_until:
                raise KeyBusy(
                    "The request with this idempotency key is being carried out. Send it again in a moment.",
                    safe="It is carried out once.",
                )
            tx.accounts.put_kept_request(replace(known, busy_until=now + _BUSY))
    return kept


def _keep(
    archive: Archive, actor: Actor, request_id: str, content: Mapping[str, Any], busy: timedelta | None
) -> None:
    now = archive.clock.now()
    sealed = sealed_for(actor, json.dumps(content).encode())
    with archive.records.transaction() as tx:
        known = tx.accounts.kept_request(request_id)
        made_at = known.made_at if known else now
        until = None if busy is None else now + busy
        tx.accounts.put_kept_request(KeptRequest(request_id, sealed, made_at, until))


def _request_id(actor: Actor, request: Asked) -> str:
    named = [actor.agent.agent_id, request.endpoint, request.key]
    return hashlib.sha256(canonical_json(named)).hexdigest()
