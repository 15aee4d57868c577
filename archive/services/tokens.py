"""Tokens for programs. The agent's open keys lie in the token's row under a key that only the token holds.

So a stolen database opens nothing, as with sessions, and the row is bound to its scopes and its end: who
changes them in the database makes a token that opens no more. Nobody can make one for somebody else, because
nobody else has the agent's keys.
"""

import base64
import binascii
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from archive.domain.account import Account, ApiToken, Session
from archive.domain.agent import Act
from archive.domain.custody import format_instant
from archive.domain.errors import CustodyError, InvalidRequest, NotFound, Problem
from archive.ports_keys import AgentSecret
from archive.services.agents import acting_as
from archive.services.context import Actor, Archive
from archive.services.ledger import acting, require
from archive.services.sessions import SignedIn, SignedOut, dump_secret, load_secret, record_change
from crypto.canonical import canonical_json
from crypto.errors import BoxError
from crypto.secretbox import derive, seal, unseal

PREFIX = "sviedka_"
"""By which scanners of leaked secrets can tell a token."""
LONGEST_DAYS = 90
_SIZE = 32
_LABEL = 60


@dataclass(frozen=True, slots=True)
class NewToken:
    """`text`: what the program shows, to be seen once."""

    text: str = field(repr=False)
    token: ApiToken


def create_token(archive: Archive, actor: Actor, label: str, scopes: Iterable[str], days: int) -> NewToken:
    """Make a token for one's own agent. `scopes`: acts by name, each one that a role of the agent allows.

    Raise InvalidRequest with all that is wrong, NotFound without an account.
    """
    names = sorted(set(scopes))
    problems = _problems(actor, label, names, days)
    if problems:
        raise InvalidRequest("This token cannot be made.", problems=problems, safe="Nothing was changed.")
    secret, now = secrets.token_bytes(_SIZE), archive.clock.now()
    with acting(archive, actor) as work:
        account = work.tx.accounts.account_by_handle(actor.agent.handle)
        token = ApiToken(
            _token_id(secret),
            account.account_id,
            label.strip(),
            " ".join(names),
            b"",
            now,
            now + timedelta(days=days),
        )
        own = AgentSecret(actor.agent.agent_id, actor.signing_key.seed(), actor.identity)
        token = replace(token, sealed=seal(_key(secret), dump_secret(own), _bound(token)))
        work.tx.accounts.add_token(token)
        record_change(work, actor, "token_created")
    return NewToken(PREFIX + base64.urlsafe_b64encode(secret).decode().rstrip("="), token)


def resume_token(archive: Archive, text: str) -> SignedIn:
    """The agent of a token, limited to its scopes and the agent's roles of now; raise SignedOut."""
    secret, now = _decoded(text), archive.clock.now()
    try:
        with archive.records.reading() as tx:
            token = tx.accounts.token(_token_id(secret))
            account = tx.accounts.account(token.account_id)
            agent = tx.people.agent(account.agent_id)
    except NotFound as error:
        raise _refused() from error
    if not token.is_valid(now) or agent.retired:
        raise _refused()
    try:
        opened = load_secret(unseal(_key(secret), token.sealed, _bound(token)))
    except BoxError as error:
        raise CustodyError("The row of this token was changed: it does not open any more.") from error
    limited = replace(agent, scope=frozenset(map(Act, token.scopes.split())))
    session = Session(token.token_id, account.account_id, b"", token.created_at, now, token.created_at)
    return SignedIn(session, account, acting_as(limited, opened))


def revoke_token(archive: Archive, actor: Actor, token_id: str) -> None:
    """End one's own token, or (custodians) another's; its sealed keys go at once. Raise NotFound."""
    with archive.records.reading() as tx:
        account = tx.accounts.account(tx.accounts.token(token_id).account_id)
    if account.agent_id != actor.agent.agent_id:
        require(archive, actor, Act.MANAGE_AGENTS)
    with acting(archive, actor) as work:
        token = work.tx.accounts.token(token_id)
        if token.revoked_at is not None:
            return
        now = archive.clock.now()
        work.tx.accounts.put_token(replace(token, sealed=b"", revoked_at=now, revoked_by=actor.agent.handle))
        record_change(work, actor, "token_revoked", account)


def tokens_of(archive: Archive, actor: Actor) -> tuple[tuple[ApiToken, Account], ...]:
    """One's own tokens, of a custodian everybody's, newest first, with their accounts."""
    everybody = actor.agent.may(Act.MANAGE_AGENTS)
    with archive.records.reading() as tx:
        accounts = {each.account_id: each for each in tx.accounts.accounts()}
        known = [(each, accounts[each.account_id]) for each in tx.accounts.tokens()]
    return tuple(each for each in known if everybody or each[1].agent_id == actor.agent.agent_id)


def _problems(actor: Actor, label: str, names: list[str], days: int) -> tuple[Problem, ...]:
    found = []
    if not 1 <= len(label.strip()) <= _LABEL or not label.isprintable():
        found.append(Problem("label", f"one line of 1 to {_LABEL} characters", "invalid"))
    if not names:
        found.append(Problem("scopes", "a token needs at least one scope", "missing"))
    held = sorted(act for act in Act if actor.agent.may(act))
    found += [
        Problem("scopes", f"{name!r} is none of yours; you may give: {', '.join(held)}", "not-held")
        for name in names
        if name not in held
    ]
    if not 1 <= days <= LONGEST_DAYS:
        found.append(Problem("days", f"a token lasts 1 to {LONGEST_DAYS} days", "out-of-range"))
    return tuple(found)


def _bound(token: ApiToken) -> bytes:
    return canonical_json([token.token_id, token.account_id, token.scopes, format_instant(token.expires_at)])


def _token_id(secret: bytes) -> str:
    return derive(secret, "sviedka/token/id").hex()


def _key(secret: bytes) -> bytes:
    return derive(secret, "sviedka/token/key")


def _decoded(text: str) -> bytes:
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX).encode("ascii") + b"=", b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise _refused() from error
    if len(secret) != _SIZE or not text.startswith(PREFIX):
        raise _refused()
    return secret


def _refused() -> SignedOut:
    return SignedOut("This token is unknown, revoked or over.", safe="Nothing was read or changed.")
