"""One's own account: made by the agent, with a passphrase and second factors that nobody else sets.

A forgotten passphrase has no reset, because the agent's keys lie under it: the agent is retired and invited
again under another handle.
"""

import base64
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from archive.domain.account import LANGUAGES, Account, Factor, FactorKind
from archive.domain.custody import EventType
from archive.domain.errors import Conflict, InvalidRequest, NotFound
from archive.domain.passphrase import check_passphrase
from archive.ports_accounts import NewPasskey
from archive.services.authentication import normal_code, recovery_digest
from archive.services.context import Actor, Archive
from archive.services.ledger import Work, acting, agent_subject
from crypto.errors import WrongCode
from crypto.totp import check_code, new_secret

RECOVERY_CODES = 10
MAX_LABEL = 60
_CODE_BYTES = 10
_UNCHANGED = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person notes once: the TOTP secret (20 bytes) and recovery codes, four blocks of four signs."""

    account: Account
    totp_secret: bytes = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


def create_account(
    archive: Archive, actor: Actor, passphrase: str, language: str = LANGUAGES[0]
) -> Enrolment:
    """The account of an agent that is registered already. `passphrase`: the one of its key file."""
    archive.keys.open_agent(actor.agent.handle, passphrase)
    enrolment, factors = enrol(archive, actor.agent.agent_id, actor.agent.handle, passphrase, language)
    with acting(archive, actor) as work:
        work.tx.accounts.add_account(enrolment.account)
        work.tx.accounts.add_factors(factors)
        _record(work, actor, "account_created")
    return enrolment


def enrol(
    archive: Archive, agent_id: str, handle: str, passphrase: str, language: str, totp_secret: bytes = b""
) -> tuple[Enrolment, tuple[Factor, ...]]:
    """A new account with its first factors, not stored yet. `totp_secret`: one that was shown before."""
    check_passphrase(passphrase, [handle])
    now = archive.clock.now()
    hashed = archive.hasher.hash(passphrase)
    account = Account(str(uuid.uuid4()), agent_id, handle, hashed, check_language(language), now, now)
    secret, codes = totp_secret or new_secret(), new_recovery_codes()
    totp = Factor(str(uuid.uuid4()), account.account_id, FactorKind.TOTP, "", secret, "", 0, now)
    return Enrolment(account, secret, codes), (totp, *_recovery_factors(archive, account, codes))


def set_language(archive: Archive, account: Account, language: str) -> None:
    """A preference, and the one change of an account that the custody log does not mention."""
    with archive.records.transaction() as tx:
        current = tx.accounts.account(account.account_id)
        tx.accounts.put_account(replace(current, language=check_language(language)))


def change_passphrase(archive: Archive, actor: Actor, account: Account, old: str, new: str) -> None:
    """Put the key file and the account under a new passphrase; raise KeyUnavailable if the old is wrong."""
    check_passphrase(new, [account.handle])
    secret = archive.keys.open_agent(account.handle, old)
    hashed = archive.hasher.hash(new)
    with acting(archive, actor) as work:
        current = work.tx.accounts.account(account.account_id)
        changed = replace(current, passphrase_hash=hashed, passphrase_at=archive.clock.now())
        work.tx.accounts.put_account(changed)
        _record(work, actor, "passphrase_changed")
        # Last: if it fails, nothing is stored and the old passphrase still opens everything.
        archive.keys.rekey_agent(account.handle, secret, new)


def replace_totp(archive: Archive, actor: Actor, account: Account, secret: bytes, code: str) -> None:
    """Use another authenticator. `code`: one that it shows, so that nobody is locked out by a bad scan."""
    check_first_code(archive, secret, code)
    now = archive.clock.now()
    with acting(archive, actor) as work:
        old = [f for f in work.tx.accounts.factors(account.account_id) if f.kind is FactorKind.TOTP]
        work.tx.accounts.remove_factors([each.factor_id for each in old])
        step = int(now.timestamp()) // 30 + 1
        totp = Factor(str(uuid.uuid4()), account.account_id, FactorKind.TOTP, "", secret, "", step, now)
        work.tx.accounts.add_factors([totp])
        _record(work, actor, "totp_replaced")


def check_first_code(archive: Archive, secret: bytes, code: str) -> None:
    """Raise InvalidRequest unless an authenticator that holds the secret would show this code now."""
    try:
        check_code(secret, normal_code(code), archive.clock.now().timestamp(), 0)
    except WrongCode as error:
        raise WrongFirstCode(
            "This is not the code that the authenticator shows now. Is the clock of your device right?",
            safe=_UNCHANGED,
        ) from error


class WrongFirstCode(InvalidRequest):
    """An authenticator that is being set up showed another code."""

    code = "wrong-first-code"


def add_passkey(archive: Archive, actor: Actor, account: Account, passkey: NewPasskey, label: str) -> Factor:
    """One more second factor; `label` tells it from others and stays in the archive's database."""
    label = " ".join(label.split())[:MAX_LABEL]
    now = archive.clock.now()
    factor = Factor(
        str(uuid.uuid4()),
        account.account_id,
        FactorKind.PASSKEY,
        label,
        passkey.public_key,
        passkey.credential,
        0,
        now,
    )
    with acting(archive, actor) as work:
        known = work.tx.accounts.factors(account.account_id)
        if any(each.credential == passkey.credential for each in known):
            raise Conflict("This passkey is registered already.", safe=_UNCHANGED)
        work.tx.accounts.add_factors([factor])
        _record(work, actor, "passkey_added")
    return factor


def remove_passkey(archive: Archive, actor: Actor, account: Account, factor_id: str) -> None:
    """The authenticator and the recovery codes stay; raise NotFound for what is no passkey of one's own."""
    with acting(archive, actor) as work:
        known = work.tx.accounts.factors(account.account_id)
        if not any(f.factor_id == factor_id and f.kind is FactorKind.PASSKEY for f in known):
            raise NotFound("There is no such passkey in your account.", safe=_UNCHANGED)
        work.tx.accounts.remove_factors([factor_id])
        _record(work, actor, "passkey_removed")


def renew_recovery_codes(archive: Archive, actor: Actor, account: Account) -> tuple[str, ...]:
    """New codes; the old ones end."""
    codes = new_recovery_codes()
    with acting(archive, actor) as work:
        old = [f for f in work.tx.accounts.factors(account.account_id) if f.kind is FactorKind.RECOVERY]
        work.tx.accounts.remove_factors([each.factor_id for each in old])
        work.tx.accounts.add_factors(_recovery_factors(archive, account, codes))
        _record(work, actor, "recovery_codes_renewed")
    return codes


def new_recovery_codes() -> tuple[str, ...]:
    """80 random bits each."""
    return tuple(spoken(secrets.token_bytes(_CODE_BYTES)) for _ in range(RECOVERY_CODES))


def spoken(data: bytes) -> str:
    """Base32 in blocks of four, to be read aloud and typed."""
    text = base64.b32encode(data).decode().rstrip("=")
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def check_language(language: str) -> str:
    """One of LANGUAGES; raise InvalidRequest."""
    if language not in LANGUAGES:
        raise InvalidRequest(f"The pages speak {', '.join(LANGUAGES)}.", safe=_UNCHANGED)
    return language


def _recovery_factors(archive: Archive, account: Account, codes: Sequence[str]) -> tuple[Factor, ...]:
    now = archive.clock.now()
    return tuple(
        Factor(
            str(uuid.uuid4()),
            account.account_id,
            FactorKind.RECOVERY,
            "",
            recovery_digest(account.account_id, code),
            "",
            0,
            now,
        )
        for code in codes
    )


def _record(work: Work, actor: Actor, change: str) -> None:
    work.ledger.record(
        EventType.ACCOUNT_CHANGE,
        [agent_subject(actor.agent.public_key)],
        detail={"change": change, "agent_id": actor.agent.agent_id},
    )
