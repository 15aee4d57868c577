"""Who is there: handle, passphrase and second factor, checked in the same time whoever it is.

In this order: how often it failed lately (by account and by address, counted before anything is checked, so
that many at once count too); the passphrase; the second factor, used up in one transaction; the key file.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from archive.domain.account import Account, Factor, FactorKind
from archive.domain.errors import ArchiveError, InvalidRequest, KeyUnavailable, NotFound
from archive.ports_accounts import RelyingParty
from archive.ports_keys import AgentSecret
from archive.ports_records import Transaction
from archive.services.context import Archive
from archive.services.limits import FORGOTTEN_AFTER, bucket, count
from crypto.errors import WrongCode
from crypto.totp import check_code

ACCOUNT_FREE, ADDRESS_FREE = 5, 50
"""Failures without a wait: behind one address (a relay, an onion service) there may be many people."""
_SAFE = "Nothing was read or changed."


class SignInRefused(ArchiveError):
    """Handle, passphrase or second factor do not fit together; which one is not said."""

    code = "sign-in-refused"
    exit_code = 3


class NotAdmitted(ArchiveError):
    """An invitation that was accepted, and that no custodian has signed for yet."""

    code = "not-admitted"
    exit_code = 3


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """A browser's assertion (JSON) and the challenge it answers; `made_at` in microseconds since 1970."""

    party: RelyingParty
    challenge: bytes
    made_at: int
    response: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person shows: `code` is a TOTP or recovery code, empty when a passkey answers."""

    handle: str
    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)
    passkey: PasskeyAnswer | None = None


def authenticate(archive: Archive, shown: Credentials, address: str) -> tuple[Account, AgentSecret]:
    """The account and its open keys; raise SignInRefused or TooManyAttempts. `address`: where from."""
    now = archive.clock.now()
    buckets = {bucket("account", shown.handle): ACCOUNT_FREE, bucket("address", address): ADDRESS_FREE}
    with archive.records.transaction() as tx:
        count(tx, buckets, now)
        account = _account(tx, shown.handle)
    right = archive.hasher.check(account.passphrase_hash if account else None, shown.passphrase)
    if account is None or not right:
        raise _refused()
    with archive.records.transaction() as tx:
        _use_factor(archive, tx, account, shown, now)
    try:
        secret = archive.keys.open_agent(account.handle, shown.passphrase)
    except KeyUnavailable as error:
        raise KeyUnavailable(
            "The passphrase is right, but the key file of this agent does not open with it. A custodian must "
            "look at keys/agents.",
            safe=_SAFE,
        ) from error
    with archive.records.transaction() as tx:
        tx.accounts.forget_attempts(now - FORGOTTEN_AFTER, [next(iter(buckets))])
        if archive.hasher.is_outdated(account.passphrase_hash):
            account = replace(account, passphrase_hash=archive.hasher.hash(shown.passphrase))
            tx.accounts.put_account(account)
    return account, secret


def normal_code(text: str) -> str:
    """As people type and paste codes: without blanks and dashes, capitals."""
    return "".join(text.split()).replace("-", "").upper()


def recovery_digest(account_id: str, code: str) -> bytes:
    """What is kept of a recovery code; the code itself is random enough for a plain digest."""
    return hashlib.sha256(f"{account_id}:{normal_code(code)}".encode("utf-8", "replace")).digest()


def _account(tx: Transaction, handle: str) -> Account | None:
    try:
        return tx.accounts.account_by_handle(handle)
    except NotFound:
        return None


def _use_factor(
    archive: Archive, tx: Transaction, account: Account, shown: Credentials, now: datetime
) -> None:
    """Find the factor that fits and use it up; raise SignInRefused."""
    factors = tx.accounts.factors(account.account_id)
    if shown.passkey is not None:
        tx.accounts.put_factor(_by_passkey(archive, factors, shown.passkey, now))
        return
    code = normal_code(shown.code)
    digest = recovery_digest(account.account_id, code)
    for factor in factors:
        if factor.kind is FactorKind.RECOVERY and factor.used_at is None and factor.secret == digest:
            tx.accounts.put_factor(replace(factor, used_at=now))
            return
        if factor.kind is FactorKind.TOTP:
            try:
                step = check_code(factor.secret, code, now.timestamp(), factor.counter)
            except WrongCode:
                continue
            tx.accounts.put_factor(replace(factor, counter=step, used_at=now))
            return
    raise _refused()


def _by_passkey(
    archive: Archive, factors: tuple[Factor, ...], answer: PasskeyAnswer, now: datetime
) -> Factor:
    try:
        credential = archive.passkeys.credential_of(answer.response)
        factor = next(f for f in factors if f.kind is FactorKind.PASSKEY and f.credential == credential)
        archive.passkeys.check(answer.party, answer.challenge, answer.response, factor.secret)
    except (InvalidRequest, StopIteration) as error:
        raise _refused() from error
    if answer.made_at <= factor.counter:
        raise _refused()
    return replace(factor, counter=answer.made_at, used_at=now)


def _refused() -> SignInRefused:
    return SignInRefused("Handle, passphrase or code is wrong.", safe=_SAFE)
