"""Running the `sviedka` command in this process, as agents of a small archive of its own."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

from archive.cli.main import main

PASSPHRASES = {
    name: f"{name}: fictional words for a test"
    for name in ("custodian", "collection", "vault", "documenter", "lawyer", "auditor")
}


@dataclass(frozen=True)
class Output:
    code: int
    out: str
    err: str
    raw: bytes

    @property
    def json(self):
        return json.loads(self.out)


class Command:
    """An archive with one agent of each role; `run` is the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "archive"
        self.secrets = folder / "passphrases"
        self.receipts = folder / "receipts"

    def run(self, *arguments, agent: str = "", expect: int | None = 0) -> Output:
        common = ["--archive", str(self.root)]
        if agent:
            common += ["--as", agent, "--passphrase-file", str(self.secrets / agent)]
        output = run_main([*common, *map(str, arguments)])
        assert expect in (None, output.code), f"{arguments}: {output.code}\n{output.out}\n{output.err}"
        return output

    def found(self) -> "Command":
        """Make the archive and its agents; the lawyer is cleared for everything."""
        self.secrets.mkdir()
        for name, passphrase in PASSPHRASES.items():
            (self.secrets / name).write_text(passphrase + "\n")
        shares = ("--shares", "2/3", "--shares-to", self.folder / "shares")
        self.run("init", self.root, "--passphrases", self.secrets, "--insecure-kdf", "--one-person", *shares)
        for name in ("documenter", "lawyer", "auditor"):
            secret = ("--new-passphrase-file", self.secrets / name)
            self.run("agent", "add", name, "--role", name, *secret, agent="custodian")
        self.admit("lawyer", 3)
        return self

    def admit(self, handle: str, clearance: int, *options) -> Output:
        secret = ("--collection-passphrase-file", self.secrets / "collection")
        admit = ("agent", "admit", handle, "--clearance", clearance)
        return self.run(*admit, *secret, *options, agent="custodian")

    def ingest(self, *arguments, expect: int = 0) -> Output:
        return self.run("ingest", *arguments, "--receipts", self.receipts, agent="documenter", expect=expect)

    def search(self, *arguments) -> dict:
        return self.run("search", *arguments, "--json", agent="lawyer").json

    def labels(self, *arguments) -> set[str]:
        return {item["label"] for item in self.search(*arguments)["items"]}

    def numbers(self) -> dict[str, str]:
        """Item numbers by the first name of an exhibit."""
        receipts = (json.loads(path.read_text()) for path in sorted(self.receipts.glob("*.receipt.json")))
        return {r["exhibits"][0]["name"]: r["item_number"] for r in receipts if r["exhibits"]}


def run_main(arguments: list[str]) -> Output:
    """Exit code and output of one command."""
    raw, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
    data = raw.getvalue()
    return Output(code, data.decode("utf-8", "replace"), err.getvalue(), data)
