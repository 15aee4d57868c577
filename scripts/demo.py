"""`make demo`: an archive in ./demo, made, filled, searched and verified with the commands anybody would use.

Every step is one `sviedka` command, shown before it runs. The sample deposits are FICTIONAL.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import fill
from typing import Any

import yaml

from archive.adapters.keys.recovery import words
from archive.domain.passphrase import generate_passphrase
from scripts import demo_web
from scripts.elasticsearch import running_node

REPOSITORY = Path(__file__).resolve().parent.parent
AGENTS = {
    "documenter": "documenter",
    "lawyer": "lawyer",
    "auditor": "auditor",
    "second-custodian": "custodian",
}
Arguments = list[str | Path]
SECRETS = ("custodian", "collection", "vault", *AGENTS)


@dataclass(slots=True)
class Demo:
    """The demonstration in one folder: the archive, and beside it what would be handed to people."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def archive(self) -> Path:
        """The archive itself."""
        return self.folder / "archive"

    @property
    def secrets(self) -> Path:
        """Passphrases in files: for a demonstration only."""
        return self.folder / "passphrases"

    def say(self, text: str) -> None:
        """A paragraph for the newcomer."""
        print("\n" + fill(text, 100), flush=True)

    def run(self, arguments: Sequence[str | Path], agent: str = "", *, show: bool = True) -> str:
        """Run one `sviedka` command as an agent and answer its output; stop the demonstration if it fails."""
        common: list[str | Path] = ["--archive", self.archive]
        if agent:
            common += ["--as", agent, "--passphrase-file", self.secrets / agent]
        shown = " ".join(_quoted(a) for a in ("sviedka", *(("--as", agent) if agent else ()), *arguments))
        print(f"\n$ {shown}", flush=True)
        command = [sys.executable, "-m", "archive.cli.main", *map(str, common), *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if show:
            print(done.stdout, end="", flush=True)
        if done.returncode != 0:
            print(f"demo: that command ended with {done.returncode}; see above.", file=sys.stderr)
            raise SystemExit(done.returncode)
        return done.stdout


def main() -> None:
    """Run the demonstration; may be run again on the same folder."""
    parser = argparse.ArgumentParser(description="An archive in ./demo, made, filled, searched and verified.")
    parser.add_argument("files", nargs="*", type=Path, help="further files to deposit")
    parser.add_argument("--search", choices=("embedded", "elasticsearch"), default="embedded")
    parser.add_argument("--no-serve", action="store_true", help="end when all is shown")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "demo")
    arguments = parser.parse_args()
    for file in arguments.files:
        if not file.exists():
            parser.error(f"{file} does not exist")
    with ExitStack() as stack:
        demo = Demo(arguments.folder.absolute())
        demo.folder.mkdir(exist_ok=True)
        if arguments.search == "elasticsearch":
            print("Starting a real Elasticsearch on loopback, with security on …", flush=True)
            node = stack.enter_context(running_node())
            demo.environment = {
                "SVIEDKA_SEARCH": "elasticsearch",
                "SVIEDKA_ELASTICSEARCH_URL": node.url,
                "SVIEDKA_ELASTICSEARCH_USERNAME": node.user,
                "SVIEDKA_ELASTICSEARCH_PASSWORD": node.password,
            }
        show_all(demo, [path.absolute() for path in arguments.files])
        if not arguments.no_serve:
            raise SystemExit(demo_web.serve(demo.folder, demo.environment, arguments.port))


def show_all(demo: Demo, files: Sequence[Path]) -> None:
    """The whole main job, step by step."""
    found_archive(demo)
    deposit(demo, files)
    labels = find(demo)
    withdraw(demo, labels)
    check(demo, labels)
    enrol(demo)
    demo.say(
        f"Done. The archive is {_near(demo.archive)}; receipts, recovery shares, passphrases and an "
        "exported item lie beside it. Try:"
    )
    print("  export SVIEDKA_ARCHIVE=demo/archive SVIEDKA_AGENT=lawyer")
    print('  sviedka --passphrase-file demo/passphrases/lawyer search "шлем" --facet unit')


def found_archive(demo: Demo) -> None:
    """Keys, log, first collection, agents."""
    if demo.archive.exists():
        demo.say(f"{_near(demo.archive)} is there already: going on with it.")
        return
    demo.say(
        "1. FOUNDING. An archive begins with keys. Evidence is sealed to a collection's post-quantum "
        "key; a recovery key is split into shares and kept nowhere; sources' identities go to a vault "
        "of their own. (The cheap key stretching is for demonstrations only.)"
    )
    demo.secrets.mkdir(mode=0o700, exist_ok=True)
    for name in SECRETS:
        (demo.secrets / name).write_text(generate_passphrase(words()) + "\n", encoding="utf-8")
    demo.run(
        ["init", demo.archive, "--handle", "custodian", "--passphrases", demo.secrets, "--insecure-kdf",
         "--shares", "3/5", "--shares-to", demo.folder / "recovery-shares"]
    )  # fmt: skip
    demo.say(
        "People act under pseudonyms, each with keys of their own. One table says what each role may do."
    )
    for name, role in AGENTS.items():
        secret: Arguments = ["--new-passphrase-file", demo.secrets / name]
        demo.run(["agent", "add", name, "--role", role, *secret], "custodian")
    collection: Arguments = ["--collection-passphrase-file", demo.secrets / "collection"]
    demo.run(["agent", "admit", "lawyer", "--clearance", "3", *collection], "custodian")


def deposit(demo: Demo, files: Sequence[Path]) -> None:
    """The thirty fictional records, and whatever was named."""
    demo.say(
        "2. DEPOSITING. Thirty fictional records in Belarusian, Russian, English and Ukrainian: each "
        "file is read once, hashed, sealed with public keys only, and written into the custody log in "
        "the same transaction."
    )
    receipts: Arguments = ["--receipts", demo.folder / "receipts"]
    demo.run(["ingest", REPOSITORY / "samples" / "records", *receipts], "documenter")
    if files:
        demo.say("And the files you named, for analysis:")
        grants = ["--consent-basis", "open_source", "--grant", "analysis", "--sensitivity", "1"]
        demo.run(["ingest", *files, *grants, *receipts], "documenter")


def find(demo: Demo) -> dict[str, str]:
    """The sample searches; answers with item numbers by label."""
    demo.say(
        "3. FINDING. The index holds keyed tokens only, never a word or a name. A lawyer declares "
        "purpose and State with the search; what the source did not allow for that is neither shown "
        "nor counted."
    )
    demo.run(["index", "catch-up"], "lawyer")
    asked = yaml.safe_load((REPOSITORY / "samples" / "searches.yaml").read_text(encoding="utf-8"))["searches"]
    labels: dict[str, str] = {}
    for search in asked:
        demo.say(f"“{' '.join(search['question'].split())}”")
        output = demo.run([*search_arguments(search["parameters"]), "--json"], "lawyer", show=False)
        found = json.loads(output)["items"]
        labels |= {item["label"]: item["number"] for item in found}
        for item in found:
            print(f"  {item['number']}  {item['label']}  {item['title']}")
            for passage in item["passages"][:1]:
                print(f"      … {' '.join(passage['text'].split())} …")
        got, expected = {item["label"] for item in found}, set(search["expected"])
        if got != expected:
            print(f"demo: expected {sorted(expected)}, found {sorted(got)}", file=sys.stderr)
            raise SystemExit(1)
    demo.run(["search", "--facet", "violation", "--unit", "by-mvd", "--page-size", "3"], "lawyer")
    return labels


def withdraw(demo: Demo, labels: dict[str, str]) -> None:
    """S30: the source takes its consent back."""
    number = number_of(demo, "S30")
    labels["S30"] = number
    if (demo.folder / "withdrawn").exists():
        return
    demo.say(
        "4. WITHDRAWING. The source of one record takes consent back: what opens it is destroyed, "
        "custody stays. It cannot be taken back, so a second custodian approves it first."
    )
    why = ["--reason", "The source withdrew consent (fictional)."]
    demo.run(["approval", "request", "erasure", number, *why], "custodian")
    demo.run(["approval", "decide", number, "approve"], "second-custodian")
    demo.run(["withdraw", number, *why, "--yes"], "custodian")
    demo.run(["index", "catch-up"], "lawyer")
    demo.run(["show", number], "lawyer")
    (demo.folder / "withdrawn").touch()


def check(demo: Demo, labels: Mapping[str, str]) -> None:
    """Whole archive, then one item offline."""
    demo.say(
        "5. VERIFYING. An auditor checks objects, headers, records, database, log, tiles and "
        "checkpoint against each other, without reading any evidence. What was hidden from whom, and "
        "why, is in the log."
    )
    demo.run(["verify"], "auditor")
    demo.run(["log", "show", "--last", "8"], "auditor")
    demo.run(["log", "hidden"], "auditor")
    demo.say(
        "One item, handed over: the folder is checked offline by a program that knows nothing of the archive."
    )
    bundle = demo.folder / f"export-{labels['S01']}"
    if not bundle.exists():
        demo.run(
            ["export", labels["S01"], "--to", bundle, "--purpose", "prosecution", "--jurisdiction", "DE"],
            "lawyer",
        )
    keys = demo.run(["log", "keys"], show=False).splitlines()
    print(f"{keys[0]}\n(and the log's post-quantum key, {len(keys[1])} characters)")
    print(f"\n$ sviedka-verify {_near(bundle)} --log-key {keys[0]}", flush=True)
    command = [sys.executable, "-m", "archive.verifier", str(bundle), "--log-key", keys[0]]
    done = subprocess.run(command, cwd=REPOSITORY, check=False)
    if done.returncode != 0:
        raise SystemExit(done.returncode)


def enrol(demo: Demo) -> None:
    """An account of the web application for everybody."""
    accounts = demo.folder / "accounts"
    if accounts.exists():
        return
    demo.say(
        "6. SIGNING IN. Each person makes an own account for the web application: the passphrase that opens "
        "the key file, and an authenticator beside it."
    )
    accounts.mkdir(mode=0o700)
    for name in demo_web.PEOPLE:
        demo.run(["enrol", "--secrets-to", accounts / name], name)


def number_of(demo: Demo, label: str) -> str:
    """The number of a sample record, from its receipt: its exhibits' names begin with the label."""
    for path in sorted((demo.folder / "receipts").glob("*.receipt.json")):
        receipt = json.loads(path.read_text(encoding="utf-8"))
        if any(exhibit["name"].startswith(f"{label.lower()}_") for exhibit in receipt["exhibits"]):
            return str(receipt["item_number"])
    raise SystemExit(f"demo: no receipt of {label}")


def search_arguments(parameters: Mapping[str, Any]) -> list[str]:
    """Parameters of samples/searches.yaml as arguments of `sviedka search`."""
    arguments = ["search", *([parameters["text"]] if "text" in parameters else [])]
    for name, option in (
        ("units", "--unit"),
        ("violations", "--violation"),
        ("kinds", "--kind"),
        ("languages", "--language"),
    ):
        for value in parameters.get(name, ()):
            arguments += [option, value]
    for name, option in (("date_from", "--from"), ("date_to", "--to"), ("purpose", "--purpose"),
                         ("recipient", "--recipient"), ("jurisdiction", "--jurisdiction")):  # fmt: skip
        if name in parameters:
            arguments += [option, parameters[name]]
    return [*arguments, *(["--certainly"] if parameters.get("date_mode") == "certainly" else [])]


def _near(path: Path) -> str:
    return str(path.relative_to(REPOSITORY)) if path.is_relative_to(REPOSITORY) else str(path)


def _quoted(argument: str | Path) -> str:
    text = _near(argument) if isinstance(argument, Path) else argument
    return f'"{text}"' if " " in text else text


if __name__ == "__main__":
    main()
