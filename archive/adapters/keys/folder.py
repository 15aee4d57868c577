"""Keys as files below `keys/`.

Trusted for confidentiality: whoever reads this folder and learns a passphrase reads what it opens.
Identities are ordinary age files: `age -d keys/vault.age` opens one.

The log's signing key and the intake keys lie here in clear (mode 0600): the log signs unattended, and an
intake key only tells whether a file that one already holds was deposited. See docs/trust.md.
"""

import base64
import binascii
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from archive.adapters.keys.inventory import list_keys
from archive.domain.errors import Conflict, KeyUnavailable, StorageFull, Unavailable
from archive.ports_keys import AgentSecret, KeptKey, KeyStore, LogSecret
from crypto.age.file import decrypt_whole, encrypt
from crypto.age.hybrid import HybridIdentity, HybridRecipient
from crypto.age.keys import parse_identity
from crypto.age.protocols import Identity, Recipient
from crypto.age.ring import IdentityRing
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.errors import CryptoError, NoIdentityMatches, WrongPassphrase

_IDENTITY = "identity.age"
_INDEX_KEY = "index.key.age"
_STAGED = "next-"
"""How folders of keys begin that wait for a rotation to be decided."""

_SOUND = "The evidence is not affected: it stays sealed and safe."


class FolderKeyStore:
    """Key files in one folder, owner-readable only."""

    def __init__(self, folder: Path, *, agent_work_factor: int, identity_work_factor: int) -> None:
        """Work factors: log2 of scrypt's N, see config.settings.KdfSettings."""
        self._folder = folder
        self._agent_work_factor = agent_work_factor
        self._identity_work_factor = identity_work_factor

    def save_agent(self, handle: str, secret: AgentSecret, passphrase: str) -> None:
        """See KeyStore."""
        text = json.dumps(
            {
                "agent_id": secret.agent_id,
                "age_identity": str(secret.identity),
                "signing_seed": base64.b64encode(secret.signing_seed).decode(),
            }
        )
        self._seal(self._agent(handle), text.encode(), [ScryptRecipient(passphrase, self._agent_work_factor)])

    def rekey_agent(self, handle: str, secret: AgentSecret, passphrase: str) -> None:
        """See KeyStore."""
        beside = f"{handle}.{os.getpid()}.new"
        self._agent(beside).unlink(missing_ok=True)
        self.save_agent(beside, secret, passphrase)
        self._agent(beside).replace(self._agent(handle))

    def discard_agent(self, handle: str) -> None:
        """See KeyStore."""
        self._agent(handle).unlink(missing_ok=True)

    def open_agent(self, handle: str, passphrase: str) -> AgentSecret:
        """See KeyStore."""
        plain = self._open(self._agent(handle), ScryptIdentity(passphrase), f"key file of agent {handle}")
        try:
            data = json.loads(plain)
            identity = parse_identity(data["age_identity"])
            seed = base64.b64decode(data["signing_seed"], validate=True)
            agent_id = str(data["agent_id"])
        except (ValueError, KeyError, TypeError, binascii.Error, CryptoError) as error:
            raise KeyUnavailable(
                f"The key file of agent {handle} is not one of Sviedka's.", safe=_SOUND
            ) from error
        if not isinstance(identity, HybridIdentity):
            raise KeyUnavailable(f"The key file of agent {handle} holds no hybrid identity.", safe=_SOUND)
        return AgentSecret(agent_id, seed, identity)

    def save_collection_identity(self, collection_id: str, ring: IdentityRing, passphrase: str) -> None:
        """See KeyStore."""
        self._seal_ring(self._collection(collection_id) / _IDENTITY, ring, passphrase)

    def open_collection_identity(self, collection_id: str, recipient: str, passphrase: str) -> IdentityRing:
        """See KeyStore."""
        path = self._present(collection_id, recipient, _IDENTITY)
        return self._ring(path, ScryptIdentity(passphrase), "identity of the collection")

    def stage_ring(self, collection_id: str, recipient: str, ring: IdentityRing, passphrase: str) -> None:
        """See KeyStore."""
        path = self._staged(collection_id, recipient) / _IDENTITY
        path.unlink(missing_ok=True)
        self._seal_ring(path, ring, passphrase)

    def stage_index_key(
        self, collection_id: str, recipient: str, index_key: bytes, readers: Sequence[HybridRecipient]
    ) -> None:
        """See KeyStore."""
        path = self._staged(collection_id, recipient) / _INDEX_KEY
        path.unlink(missing_ok=True)
        self._seal(path, base64.b64encode(index_key), readers)

    def settle(self, collection_id: str, recipient: str) -> None:
        """See KeyStore."""
        folder, staged = self._collection(collection_id), self._staged(collection_id, recipient)
        for name in (_INDEX_KEY, _IDENTITY):
            if (staged / name).exists():
                self._replace(staged / name, folder / name)
        for each in folder.glob(f"{_STAGED}*"):
            shutil.rmtree(each)

    def grant(
        self, collection_id: str, agent_id: str, ring: IdentityRing, recipient: HybridRecipient
    ) -> None:
        """See KeyStore."""
        path = self._member(collection_id, agent_id)
        beside = path.with_suffix(f".{os.getpid()}.new")
        beside.unlink(missing_ok=True)
        self._seal(beside, str(ring).encode(), [recipient])
        self._replace(beside, path)

    def revoke(self, collection_id: str, agent_id: str) -> None:
        """See KeyStore."""
        self._member(collection_id, agent_id).unlink(missing_ok=True)

    def open_granted(self, collection_id: str, agent_id: str, identity: HybridIdentity) -> IdentityRing:
        """See KeyStore."""
        path = self._member(collection_id, agent_id)
        return self._ring(path, identity, "member's copy of the collection's identity")

    def save_index_key(
        self, collection_id: str, index_key: bytes, recipients: Sequence[HybridRecipient]
    ) -> None:
        """See KeyStore."""
        self._seal(self._collection(collection_id) / _INDEX_KEY, base64.b64encode(index_key), recipients)

    def open_index_key(self, collection_id: str, recipient: str, ring: IdentityRing) -> bytes:
        """See KeyStore."""
        path = self._present(collection_id, recipient, _INDEX_KEY)
        return base64.b64decode(self._open(path, ring, "index key of the collection"))

    def save_intake_key(self, collection_id: str, intake_key: bytes) -> None:
        """See KeyStore."""
        self._write(self._collection(collection_id) / "intake.key", base64.b64encode(intake_key) + b"\n")

    def intake_key(self, collection_id: str) -> bytes:
        """See KeyStore."""
        return base64.b64decode(self._read(self._collection(collection_id) / "intake.key", "intake key"))

    def save_vault(self, identity: HybridIdentity, passphrase: str) -> None:
        """See KeyStore."""
        self._seal_ring(self._folder / "vault.age", IdentityRing([identity]), passphrase)

    def open_vault(self, passphrase: str) -> HybridIdentity:
        """See KeyStore."""
        path = self._folder / "vault.age"
        return self._ring(path, ScryptIdentity(passphrase), "identity of the vault").present

    def save_log_secret(self, secret: LogSecret, vkeys: Sequence[str]) -> None:
        """See KeyStore."""
        seeds = (secret.ed25519_seed, secret.mldsa44_seed)
        lines = [base64.b64encode(seed).decode() for seed in seeds]
        self._write(self._folder / "log.key", ("\n".join(lines) + "\n").encode())
        self._write(self._folder / "log.vkey", ("\n".join(vkeys) + "\n").encode())

    def log_secret(self) -> LogSecret:
        """See KeyStore."""
        lines = self._read(self._folder / "log.key", "signing key of the custody log").split()
        try:
            ed25519, mldsa44 = (base64.b64decode(line, validate=True) for line in lines)
        except ValueError as error:
            raise KeyUnavailable(
                "keys/log.key is damaged: it must hold two lines of base64.", safe=_SOUND
            ) from error
        return LogSecret(ed25519, mldsa44)

    def kept(self) -> tuple[KeptKey, ...]:
        """See KeyStore."""
        return tuple(list_keys(self._folder))

    def log_vkeys(self) -> tuple[str, ...]:
        """See KeyStore."""
        return tuple(self._read(self._folder / "log.vkey", "public keys of the custody log").decode().split())

    def _agent(self, handle: str) -> Path:
        return self._folder / "agents" / f"{handle}.age"

    def _collection(self, collection_id: str) -> Path:
        return self._folder / "collections" / collection_id

    def _member(self, collection_id: str, agent_id: str) -> Path:
        return self._collection(collection_id) / "members" / f"{agent_id}.age"

    def _staged(self, collection_id: str, recipient: str) -> Path:
        tag = hashlib.sha256(recipient.encode()).hexdigest()[:16]
        return self._collection(collection_id) / f"{_STAGED}{tag}"

    def _present(self, collection_id: str, recipient: str, name: str) -> Path:
        """The file that is staged under the present recipient, else the one in its place."""
        staged = self._staged(collection_id, recipient) / name
        return staged if staged.exists() else self._collection(collection_id) / name

    def _seal_ring(self, path: Path, ring: IdentityRing, passphrase: str) -> None:
        self._seal(path, str(ring).encode(), [ScryptRecipient(passphrase, self._identity_work_factor)])

    def _ring(self, path: Path, opener: Identity, what: str) -> IdentityRing:
        try:
            return IdentityRing.parse(self._open(path, opener, what).decode())
        except (CryptoError, UnicodeDecodeError) as error:
            raise KeyUnavailable(f"The {what} in {path.name} is damaged.", safe=_SOUND) from error

    def _replace(self, beside: Path, path: Path) -> None:
        """Give a whole and durable file its name, in the place of another."""
        try:
            beside.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            raise _cannot_write(path, error) from error

    def _seal(self, path: Path, plaintext: bytes, recipients: Sequence[Recipient]) -> None:
        header, payload = encrypt(plaintext, recipients)
        self._write(path, header + payload)

    def _open(self, path: Path, identity: Identity, what: str) -> bytes:
        sealed = self._read(path, what)
        try:
            return decrypt_whole(sealed, [identity])
        except WrongPassphrase as error:
            raise KeyUnavailable(
                f"The passphrase does not open the {what}. The file is sound; try again.", safe=_SOUND
            ) from error
        except NoIdentityMatches as error:
            raise KeyUnavailable(f"The {what} is not for this agent.", safe=_SOUND) from error
        except CryptoError as error:
            raise KeyUnavailable(
                f"The {what} ({path.name}) is damaged: {error}. Restore it from its backup, "
                "or use the recovery shares.",
                safe=_SOUND,
            ) from error

    def _write(self, path: Path, data: bytes) -> None:
        """Write a new file whole and durably, or leave none."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise Conflict(f"There is a key file {path.name} already; nothing was overwritten.") from error
        except OSError as error:
            raise _cannot_write(path, error) from error
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(path.parent)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise _cannot_write(path, error) from error

    def _read(self, path: Path, what: str) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            raise KeyUnavailable(f"The {what} is not on this machine.", safe=_SOUND) from error
        except OSError as error:
            raise Unavailable(f"The {what} cannot be read: {error.strerror}.", safe=_SOUND) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_write(path: Path, error: OSError) -> Unavailable:
    kind = StorageFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else Unavailable
    return kind(f"The key file {path.name} cannot be written: {error.strerror}.", safe=_SOUND)


_: type[KeyStore] = FolderKeyStore
