"""Whether an archive may be served with its settings: each check with what is wrong and what to do."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.domain.errors import InvalidRequest, Problem
from config import Settings
from config.settings import INSECURE_KDF


@dataclass(frozen=True, slots=True)
class Check:
    """`is_unsafe`: the web application does not start; else it is advice."""

    code: str
    title: str
    is_right: bool
    advice: str
    is_unsafe: bool = True


def examine(settings: Settings) -> tuple[Check, ...]:
    """Every check, also those that are fine."""
    return (
        *_address(settings),
        *_secrets(settings),
        *_people(settings),
        *_pace(settings),
        *_machine(settings),
    )


def require_safe(settings: Settings) -> None:
    """Raise UnsafeSettings with everything that is unsafe."""
    wrong = [check for check in examine(settings) if check.is_unsafe and not check.is_right]
    if wrong:
        raise UnsafeSettings(
            "The web application does not start with these settings. `sviedka doctor` explains them.",
            safe="Nothing was served.",
            problems=tuple(Problem(each.code, each.advice, each.code) for each in wrong),
        )


class UnsafeSettings(InvalidRequest):
    """Settings under which the archive must not be served."""

    code = "unsafe-settings"


def _address(settings: Settings) -> Iterator[Check]:
    web = settings.web
    parts = urlsplit(web.origin)
    complete = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.path or parts.query)
    yield Check(
        "origin",
        "the address is set",
        complete,
        "Set SVIEDKA_WEB_ORIGIN (or origin in [web]) to scheme and host as browsers see them, for example "
        "https://archive.example, without a path: cookies, passkeys and the check of forms depend on it.",
    )
    closed = web.is_secure or web.is_loopback or web.host.endswith(".onion")
    yield Check(
        "tls",
        "browsers reach it over TLS, as an onion service, or on this machine alone",
        closed,
        "Serve it behind TLS and let the origin begin with https://. Passphrases must not cross a network in "
        "clear.",
    )
    limits = 1 <= web.idle_minutes <= 60 and 1 <= web.absolute_hours <= 24
    yield Check(
        "limits",
        "sessions end in time",
        limits,
        "idle_minutes is 1 to 60 and absolute_hours 1 to 24: a machine that is left alone must close itself.",
    )


def _secrets(settings: Settings) -> Iterator[Check]:
    yield Check(
        "kdf",
        "passphrases are stretched as they must",
        settings.kdf != INSECURE_KDF or settings.web.is_loopback,
        'This archive was made with kdf = "insecure", for demonstrations: its passphrases can be guessed. '
        "Found another archive for real evidence.",
    )
    folder = settings.root / "keys"
    open_to_others = [
        str(path.relative_to(settings.root))
        for path in (folder, *(each for each in folder.rglob("*") if each.is_file()))
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    yield Check(
        "key-files",
        "key files can be read by their owner alone",
        not open_to_others,
        f"Others on this machine can read {', '.join(open_to_others[:3])}: chmod -R go= keys.",
    )


def _people(settings: Settings) -> Iterator[Check]:
    yield Check(
        "two-person",
        "what cannot be taken back needs two people",
        settings.two_person,
        "One custodian alone can reveal identities, withdraw items and make collections. As soon as there "
        "are two custodians, set two_person = true in sviedka.toml.",
        is_unsafe=False,
    )


def _pace(settings: Settings) -> Iterator[Check]:
    yield Check(
        "pace",
        "checkpoints do not show when something comes in",
        bool(settings.checkpoint_seconds) or settings.web.is_loopback,
        "A checkpoint is published after each deposit, so whoever watches them learns the minute of each. "
        "Set checkpoint_seconds in sviedka.toml, for example 3600; receipts then wait for the next one.",
        is_unsafe=False,
    )


def _machine(settings: Settings) -> Iterator[Check]:
    yield Check(
        "debug",
        "faults show nothing of what they happened to",
        not os.environ.get("SVIEDKA_DEBUG") and not os.environ.get("FLASK_DEBUG"),
        "Unset SVIEDKA_DEBUG and FLASK_DEBUG: what they show may be evidence.",
    )
    yield Check(
        "root",
        "it does not run as root",
        os.geteuid() != 0,
        "Run it under an account of its own that owns the archive's folder and nothing else.",
        is_unsafe=False,
    )
    owner = stat.S_IMODE(settings.root.stat().st_mode) & 0o077 if settings.root.exists() else 0
    yield Check(
        "folder",
        "the folder can be read by its owner alone",
        not owner,
        f"chmod go= {settings.root.name}: names and times in it tell about deposits.",
        is_unsafe=False,
    )
