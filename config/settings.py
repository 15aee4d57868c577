"""What can be set, with the defaults that a fresh archive has."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from archive.domain.counts import DEFAULT_SMALLEST


class SearchEngine(StrEnum):
    """Where the blinded index lives."""

    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"


class Analysis(StrEnum):
    """How words are reduced for the index: by script alone, or by the language of each passage."""

    SCRIPT = "script"
    LANGUAGES = "languages"


@dataclass(frozen=True, slots=True)
class ElasticSettings:
    """How to reach Elasticsearch. Password and API key come from the environment only, never the file."""

    url: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    index_prefix: str = "sviedka"
    ca_certs: str = ""


@dataclass(frozen=True, slots=True)
class KdfSettings:
    """log2 of scrypt's N: 2**n KiB of memory for each passphrase tried (age `scrypt` recipient).

    Agents' files are opened by every command, also on small machines: 64 MiB. The identities that open
    evidence are opened seldom: 256 MiB, what `age -p` itself uses. Accounts of the web application are
    checked by Argon2id: 2**16 KiB, three passes (RFC 9106, second recommended option, with fewer threads).
    """

    agent_work_factor: int = 16
    identity_work_factor: int = 18
    argon2_memory_log2: int = 16
    argon2_passes: int = 3


INSECURE_KDF = KdfSettings(
    agent_work_factor=10, identity_work_factor=10, argon2_memory_log2=3, argon2_passes=1
)
"""For tests and the demonstration only: passphrases under it can be guessed."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the web application is reached. `origin`: scheme and host as browsers see them, without a path.

    `proxies`: how many reverse proxies of our own stand before it and set X-Forwarded-For; 0 means that the
    peer's address counts. Minutes and hours are the limits of a session. `deposit_bytes`: the most that one
    form with files may have.
    """

    origin: str = ""
    proxies: int = 0
    idle_minutes: int = 30
    absolute_hours: int = 12
    deposit_bytes: int = 4 * 1024**3

    @property
    def host(self) -> str:
        """Host name without a port."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it over TLS."""
        return self.origin.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a process needs to know, fixed for its lifetime.

    `checkpoint_seconds`: the pace of checkpoints; 0 publishes one after each run.
    """

    root: Path
    search: SearchEngine = SearchEngine.EMBEDDED
    elastic: ElasticSettings = ElasticSettings()
    kdf: KdfSettings = KdfSettings()
    batch_items: int = 256
    batch_bytes: int = 64 * 1024 * 1024
    busy_timeout_seconds: float = 30.0
    analysis: Analysis = Analysis.LANGUAGES
    lemmas: str = ""
    smallest_count: int = DEFAULT_SMALLEST
    two_person: bool = True
    checkpoint_seconds: int = 0
    web: WebSettings = WebSettings()
