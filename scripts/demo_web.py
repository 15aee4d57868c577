"""The end of `make demo`: the web application over the demonstration's archive, with one account per role.

Passphrases, authenticators' secrets and codes lie in files and on the screen: for a demonstration only.
`make codes` shows the codes again, since each is for half a minute and counts once.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from crypto.totp import STEP_SECONDS, code_at, read_shown

REPOSITORY = Path(__file__).resolve().parent.parent
PEOPLE = {
    "documenter": "deposits, and sees its own deposits",
    "lawyer": "searches and reads",
    "auditor": "checks the custody log",
    "custodian": "looks after people, collections and keys",
    "second-custodian": "approves what the first asks for",
}


def codes(folder: Path) -> str:
    """What to sign in with at this moment, one line a person. `folder`: the demonstration's."""
    now = time.time()
    left = STEP_SECONDS - int(now) % STEP_SECONDS
    lines = [
        f"DEMONSTRATION ONLY. Codes are for {left} more seconds and count once; `make codes` shows new ones.",
        "",
    ]
    for handle, task in PEOPLE.items():
        secret = read_shown(_first_line(folder / "accounts" / handle).rpartition(" ")[2])
        lines += [
            f"  handle      {handle:<16} ({task})",
            f"  passphrase  {_first_line(folder / 'passphrases' / handle)}",
            f"  code        {code_at(secret, now)}",
            "",
        ]
    return "\n".join(lines)


def serve(folder: Path, environment: Mapping[str, str], port: int) -> int:
    """Serve until interrupted; answers with the server's exit code."""
    origin = f"http://127.0.0.1:{port}"
    print(f"\nThe web application is at {origin}/ until you press Ctrl-C.\n")
    print(codes(folder), flush=True)
    options = ["--workers", "2", "--bind", f"127.0.0.1:{port}", "--umask", "0o077", "--log-level", "warning"]
    command = [sys.executable, "-m", "gunicorn", *options, "wsgi:app"]
    variables = {"SVIEDKA_ARCHIVE": str(folder / "archive"), "SVIEDKA_WEB_ORIGIN": origin}
    try:
        done = subprocess.run(
            command, cwd=REPOSITORY, env={**os.environ, **environment, **variables}, check=False
        )
    except KeyboardInterrupt:
        return 0
    return done.returncode


def _first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[0]


if __name__ == "__main__":
    print(codes(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "demo"))
