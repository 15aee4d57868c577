"""Signed-in browsers. The agent's open keys lie in the session's row under a key that only the cookie holds.

So a stolen database or disk opens nothing, several processes can serve one session, and no keys are kept
between two requests. What a running machine reveals all the same: docs/trust.md.
"""

import base64
import json
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from archive.domain.account import CONFIRMED_FOR, Account, Session, SessionLimits
from archive.domain.agent import Act, Agent
from archive.domain.custody import EventType
from archive.domain.errors import ArchiveError, CustodyError, NotFound
from archive.ports_keys import AgentSecret
from archive.services.agents import acting_as
from archive.services.authentication import NotAdmitted, SignInRefused
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, agent_subject, require
from crypto.age.hybrid import HybridIdentity
from crypto.age.keys import parse_identity
from crypto.errors import BoxError
from crypto.secretbox import derive, seal, unseal

TOKEN_SIZE = 32
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last request is noted; a write for every page would make readers wait for the disk."""
_KEPT_FOR = timedelta(days=2)


class SignedOut(ArchiveError):
    """No session, or one that is over."""

    code = "signed-out"
    exit_code = 3


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One request's person: the session, its account, and the agent with open keys."""

    session: Session
    account: Account
    actor: Actor


def open_session(archive: Archive, account: Account, secret: AgentSecret, replaces: str = "") -> bytes:
    """Begin a session and answer its token, 32 bytes for the cookie. `replaces`: one that ends with it."""
    agent = _agent(archive, account)
    actor = acting_as(agent, secret)
    token, now = secrets.token_bytes(TOKEN_SIZE), archive.clock.now()
    session_id = _session_id(token)
    sealed = seal(_key(token), dump_secret(secret), session_id.encode())
    session = Session(session_id, account.account_id, sealed, now, now, now)
    with acting(archive, actor) as work:
        work.tx.accounts.forget_sessions(now - _KEPT_FOR)
        if replaces:
            _end(archive, work, replaces, agent.handle)
        work.tx.accounts.add_session(session)
        record_change(work, actor, "confirmed" if replaces else "signed_in")
    return token


def resume(archive: Archive, token: bytes, limits: SessionLimits) -> SignedIn:
    """The session of a cookie, with the agent's rights as they are now; raise SignedOut."""
    now = archive.clock.now()
    try:
        with archive.records.reading() as tx:
            session = tx.accounts.session(_session_id(token))
            account = tx.accounts.account(session.account_id)
            agent = tx.people.agent(account.agent_id)
    except NotFound as error:
        raise _signed_out() from error
    if not limits.is_open(session, now) or agent.retired:
        raise _signed_out()
    try:
        secret = load_secret(unseal(_key(token), session.sealed, session.session_id.encode()))
    except BoxError as error:
        raise CustodyError("The row of this session was changed: it does not open any more.") from error
    if now - session.seen_at > _SEEN_EVERY:
        session = _seen(archive, session)
    return SignedIn(session, account, acting_as(agent, secret))


def is_confirmed(archive: Archive, session: Session) -> bool:
    """Whether the person has shown passphrase and second factor within the last minutes."""
    return archive.clock.now() - session.confirmed_at < CONFIRMED_FOR


def end_session(archive: Archive, actor: Actor, session_id: str) -> None:
    """Sign out one's own session, or (custodians) another's; raise NotFound for what one may not know."""
    with archive.records.reading() as tx:
        account = tx.accounts.account(tx.accounts.session(session_id).account_id)
    own = account.agent_id == actor.agent.agent_id
    if not own:
        require(archive, actor, Act.MANAGE_AGENTS)
    with acting(archive, actor) as work:
        _end(archive, work, session_id, actor.agent.handle)
        record_change(work, actor, "signed_out" if own else "session_ended", account)


def end_all_sessions(archive: Archive, actor: Actor, handle: str, keep: str = "") -> int:
    """End every open session of an agent, but for one; answers how many. Others' only as a custodian."""
    if handle != actor.agent.handle:
        require(archive, actor, Act.MANAGE_AGENTS)
    with acting(archive, actor) as work:
        account = work.tx.accounts.account_by_handle(handle)
        ended = [
            each
            for each in work.tx.accounts.sessions()
            if each.account_id == account.account_id and each.ended_at is None and each.session_id != keep
        ]
        for each in ended:
            _end(archive, work, each.session_id, actor.agent.handle)
        record_change(work, actor, "sessions_ended", account)
    return len(ended)


def open_sessions(archive: Archive, limits: SessionLimits, account_id: str = "") -> tuple[Session, ...]:
    """Sessions that still answer, of one account or of all, newest first."""
    now = archive.clock.now()
    with archive.records.reading() as tx:
        known = tx.accounts.sessions()
    return tuple(each for each in known if limits.is_open(each, now) and account_id in ("", each.account_id))


def _agent(archive: Archive, account: Account) -> Agent:
    with archive.records.reading() as tx:
        try:
            agent = tx.people.agent(account.agent_id)
        except NotFound as error:
            raise NotAdmitted(
                "Your account is ready, but no custodian has signed for its key yet. Compare the fingerprint "
                "with a custodian, then sign in again.",
                safe="Nothing was read or changed.",
            ) from error
    if agent.retired:
        raise SignInRefused("Handle, passphrase or code is wrong.", safe="Nothing was read or changed.")
    return agent


def _seen(archive: Archive, session: Session) -> Session:
    with archive.records.transaction() as tx:
        # Read again: it may have been ended meanwhile.
        session = replace(tx.accounts.session(session.session_id), seen_at=archive.clock.now())
        tx.accounts.put_session(session)
    if session.ended_at is not None:
        raise _signed_out()
    return session


def _end(archive: Archive, work: Work, session_id: str, by: str) -> None:
    """The sealed keys go at once; that the session was, stays for two days."""
    session = work.tx.accounts.session(session_id)
    if session.ended_at is None:
        ended = replace(session, sealed=b"", ended_at=archive.clock.now(), ended_by=by)
        work.tx.accounts.put_session(ended)


def record_change(work: Work, actor: Actor, change: str, account: Account | None = None) -> None:
    """The custody entry of a change of an account, one's own unless another is named."""
    agent_id = account.agent_id if account else actor.agent.agent_id
    work.ledger.record(
        EventType.ACCOUNT_CHANGE,
        [agent_subject(actor.agent.public_key)],
        detail={"change": change, "agent_id": agent_id},
    )


def _session_id(token: bytes) -> str:
    return derive(token, "sviedka/session/id").hex()


def _key(token: bytes) -> bytes:
    return derive(token, "sviedka/session/key")


def dump_secret(secret: AgentSecret) -> bytes:
    """What a session or token keeps sealed."""
    return json.dumps(
        [secret.agent_id, base64.b64encode(secret.signing_seed).decode(), str(secret.identity)]
    ).encode()


def load_secret(data: bytes) -> AgentSecret:
    """The reverse."""
    agent_id, seed, identity = json.loads(data)
    parsed = parse_identity(identity)
    if not isinstance(parsed, HybridIdentity):
        raise CustodyError("A session holds no hybrid identity.")
    return AgentSecret(agent_id, base64.b64decode(seed), parsed)


def _signed_out() -> SignedOut:
    return SignedOut("You are not signed in, or your session is over.", safe="Nothing was changed.")
