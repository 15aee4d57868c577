"""How often something may fail before it has to wait: counted in the database, for all processes together."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from archive.domain.account import Attempts
from archive.domain.errors import Unavailable
from archive.ports_records import Transaction
from archive.services.context import Archive

FORGOTTEN_AFTER = timedelta(hours=1)
_FIRST_WAIT, _LONGEST_WAIT = 30, 15 * 60
_DOUBLINGS = 5


class TooManyAttempts(Unavailable):
    """Too many failed attempts; `wait_seconds` until the next may be made."""

    code = "too-many-attempts"

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(
            f"Too many attempts have failed. Try again in {wait_seconds} seconds.",
            safe="Nothing was read or changed.",
        )
        self.wait_seconds = wait_seconds


def count_attempt(archive: Archive, kind: str, value: str, free: int) -> None:
    """One more attempt at something; raise TooManyAttempts after `free` and for as long as must be waited."""
    with archive.records.transaction() as tx:
        count(tx, {bucket(kind, value): free}, archive.clock.now())


def count(tx: Transaction, buckets: Mapping[str, int], now: datetime) -> None:
    """One more attempt in each bucket; raise TooManyAttempts and count nothing if one is full."""
    tx.accounts.forget_attempts(now - FORGOTTEN_AFTER)
    known = {name: tx.accounts.attempts(name) or Attempts(name, 0, now, now) for name in buckets}
    wait = max(_wait(known[name], free, now) for name, free in buckets.items())
    if wait > 0:
        raise TooManyAttempts(wait)
    for each in known.values():
        tx.accounts.put_attempts(replace(each, failures=each.failures + 1, last_at=now))


def bucket(kind: str, value: str) -> str:
    """A digest, so that the table is no list of addresses; rows are forgotten after an hour."""
    digest = hashlib.sha256(f"{kind}:{value}".encode("utf-8", "replace")).hexdigest()
    return f"{kind}:{digest[:32]}"


def _wait(attempts: Attempts, free: int, now: datetime) -> int:
    """Seconds still to wait: half a minute after the free ones, doubling, a quarter of an hour at most."""
    over = attempts.failures - free
    if over < 0:
        return 0
    wait = min(_LONGEST_WAIT, _FIRST_WAIT << min(over, _DOUBLINGS))
    return max(0, wait - int((now - attempts.last_at).total_seconds()))
