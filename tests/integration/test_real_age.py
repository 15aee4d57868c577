"""The real age 1.3.2 and this code open what the other wrote, for every kind of recipient."""

import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crypto.age import (
    HybridIdentity,
    ScryptIdentity,
    ScryptRecipient,
    X25519Identity,
    decrypt_file,
    encrypt,
    parse_header_prefix,
    parse_identities_file,
    rewrap,
    unwrap,
)
from crypto.errors import CryptoError, NoIdentityMatches
from tests.vectors.generate_age import PASSPHRASE, generate

ROOT = Path(__file__).resolve().parents[2]
SIZES = [0, 1, 65536, 65537, 1_000_003]
VERSION = "v1.3.2"
PATIENCE = 600
"""Seconds after which a program hangs, rather than waits for its turn on a busy machine."""
TAKE_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


def tool(name: str) -> str:
    """The path of a tool; its absence fails the test, it is never skipped."""
    folders = [Path(os.environ["SVIEDKA_TOOLS"]) / "bin"] if os.environ.get("SVIEDKA_TOOLS") else []
    folders.append(ROOT / ".cache" / "tools" / "bin")
    for folder in folders:
        if (folder / name).is_file():
            return str(folder / name)
    raise AssertionError(
        f"{name} {VERSION} is not installed in {folders[-1]}: run the set-up of the test tools"
    )


def text(size: int) -> bytes:
    return (b"FICTIONAL statement. " * (size // 21 + 1))[:size]


def run(*command: str | Path, data: bytes = b"") -> bytes:
    done = subprocess.run(
        [str(part) for part in command], input=data, capture_output=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def run_in_terminal(command: list[str], answers: list[str]) -> None:
    """Run a command that asks for a passphrase on its terminal, and type the answers."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE_TERMINAL, *command], stdin=slave, stdout=slave, stderr=slave
    )
    os.close(slave)
    shown = b""
    deadline = time.monotonic() + PATIENCE
    waiting = list(answers)
    while time.monotonic() < deadline:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if waiting and b"passphrase" in shown.lower() and shown.rstrip(b" \x1b[K\r\n").endswith(b":"):
            shown = b""
            os.write(master, waiting.pop(0).encode() + b"\n")
    os.close(master)
    assert process.wait(timeout=PATIENCE) == 0, shown.decode(errors="replace")


@pytest.fixture(params=["hybrid", "x25519"])
def identity(request):
    return HybridIdentity.generate() if request.param == "hybrid" else X25519Identity.generate()


@pytest.fixture
def key_file(identity, tmp_path):
    path = tmp_path / "key"
    path.write_text(f"# fictional key\n{identity}\n")
    return path


def test_the_version_is_the_one_the_project_names():
    assert run(tool("age"), "--version").decode().strip() == VERSION


@pytest.mark.parametrize("size", SIZES)
def test_age_opens_our_header_and_payload(identity, key_file, size):
    header, payload = encrypt(text(size), [identity.recipient()])
    assert run(tool("age"), "-d", "-i", key_file, data=header + payload) == text(size)


@pytest.mark.parametrize("size", SIZES)
def test_we_open_what_age_wrote(identity, size):
    written = run(tool("age"), "-r", str(identity.recipient()), data=text(size))
    assert b"".join(bytes(p) for p in decrypt_file(io.BytesIO(written), [identity])) == text(size)


def test_age_opens_a_header_with_two_recipients_by_either(tmp_path):
    identities = [HybridIdentity.generate(), HybridIdentity.generate()]
    header, payload = encrypt(text(100), [i.recipient() for i in identities])
    for number, one in enumerate(identities):
        path = tmp_path / f"key{number}"
        path.write_text(f"{one}\n")
        assert run(tool("age"), "-d", "-i", path, data=header + payload) == text(100)


def test_we_rewrap_what_age_wrote_and_age_opens_it(key_file, identity, tmp_path):
    written = run(tool("age"), "-r", str(identity.recipient()), data=text(70_000))
    _, size = parse_header_prefix(written)
    new = HybridIdentity.generate()
    header = rewrap(written[:size], [identity], [new.recipient()])
    path = tmp_path / "new"
    path.write_text(f"{new}\n")
    assert run(tool("age"), "-d", "-i", path, data=header + written[size:]) == text(70_000)
    with pytest.raises(NoIdentityMatches):
        unwrap(header, [identity])


@pytest.mark.parametrize("options", [["-pq"], []], ids=["hybrid", "x25519"])
def test_keys_of_age_keygen_are_ours(options):
    written = run(tool("age-keygen"), *options).decode()
    (identity,) = parse_identities_file(written)
    assert f"# public key: {identity.recipient()}\n" in written
    assert str(identity) in written


def test_age_keygen_derives_the_same_recipient_from_our_identity(identity):
    assert run(tool("age-keygen"), "-y", data=f"{identity}\n".encode()).decode().strip() == str(
        identity.recipient()
    )


def test_age_opens_what_we_wrote_under_a_passphrase(tmp_path):
    header, payload = encrypt(text(5000), [ScryptRecipient("fictional words", 10)])
    (tmp_path / "sealed").write_bytes(header + payload)
    run_in_terminal(
        [tool("age"), "-d", "-o", str(tmp_path / "out"), str(tmp_path / "sealed")], ["fictional words"]
    )
    assert (tmp_path / "out").read_bytes() == text(5000)


def test_we_open_what_age_wrote_under_a_passphrase(tmp_path):
    (tmp_path / "in").write_bytes(text(5000))
    run_in_terminal(
        [tool("age"), "-p", "-o", str(tmp_path / "sealed"), str(tmp_path / "in")],
        ["fictional words", "fictional words"],
    )
    with (tmp_path / "sealed").open("rb") as sealed:
        assert b"".join(bytes(p) for p in decrypt_file(sealed, [ScryptIdentity("fictional words")])) == text(
            5000
        )
    with (tmp_path / "sealed").open("rb") as sealed, pytest.raises(NoIdentityMatches):
        decrypt_file(sealed, [ScryptIdentity("other words")])


def test_the_real_age_judges_our_own_vectors_as_we_do(tmp_path):
    """The generated vectors that need no passphrase: age accepts exactly those marked as a success."""
    path = tmp_path / "key"
    judged = 0
    for name, vector in generate():
        head, _, file = vector.partition(b"\n\n")
        key = head.rpartition(b"\n")[2].decode()
        if key == f"passphrase: {PASSPHRASE}":
            continue
        path.write_text(key.removeprefix("identity: ") + "\n")
        done = subprocess.run([tool("age"), "-d", "-i", path], input=file, capture_output=True, check=False)
        assert (done.returncode == 0) == head.startswith(b"expect: success"), (name, done.stderr.decode())
        judged += 1
    assert judged > 60


def test_age_refuses_a_damaged_payload_as_we_do(key_file, identity):
    header, payload = encrypt(text(70_000), [identity.recipient()])
    damaged = payload[:-1] + bytes([payload[-1] ^ 1])
    done = subprocess.run(
        [tool("age"), "-d", "-i", key_file], input=header + damaged, capture_output=True, check=False
    )
    assert done.returncode != 0
    with pytest.raises(CryptoError):
        list(decrypt_file(io.BytesIO(header + damaged), [identity]))
