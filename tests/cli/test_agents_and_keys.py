"""Who may do what: the policy table through every command; consent, clearance, membership, recovery."""

import shutil

import click
import pytest

from archive.cli.main import cli
from archive.domain.agent import MAY, Act, Role
from tests.checks import check_archive
from tests.cli.conftest import enlist, last_entry
from tests.command import Command

OPEN = ("--consent-basis", "source", "--grant", "analysis; prosecution:DE", "--language", "en")
# Every command that acts, and what it needs of the table. ITEM, OTHER and FILE are filled in below.
ACTS = {
    ("ingest", "FILE"): Act.DEPOSIT,
    ("given-before", "--born", "1970", "--name-file", "SECRET"): Act.DEPOSIT,
    ("show", "ITEM"): Act.READ,
    ("exhibit", "ITEM"): Act.READ,
    ("similar", "ITEM"): Act.READ,
    ("accounts", "ITEM"): Act.READ,
    ("search", "statement"): Act.SEARCH,
    ("count", "statement"): Act.COUNT,
    ("count", "statement", "--exact"): Act.COUNT_EXACTLY,
    ("law", "coverage", "CAT-1"): Act.SEARCH,
    ("law", "applies"): Act.SEARCH,
    ("law", "cooccurrence"): Act.SEARCH,
    ("law", "roles"): Act.SEARCH,
    ("law", "findings"): Act.SEARCH,
    ("law", "bodies"): Act.SEARCH,
    ("law", "table", "norms", "TABLE"): Act.EXPORT,
    ("unit", "anomalies"): Act.SEARCH,
    ("unit", "candidates", "by-mvd"): Act.SEARCH,
    ("unit", "postings", "Nobody"): Act.SEARCH,
    ("search-list", "FILE"): Act.SEARCH,
    ("saved", "add", "name", "statement"): Act.SEARCH,
    ("saved", "list"): Act.SEARCH,
    ("saved", "run", "name"): Act.SEARCH,
    ("saved", "rename", "name", "other"): Act.SEARCH,
    ("saved", "drop", "name"): Act.SEARCH,
    ("alerts",): Act.SEARCH,
    ("pattern", "create", "title", "statement"): Act.SEARCH,
    ("pattern", "show", "BYA-2020-E00009"): Act.READ,
    ("pattern", "recompute", "BYA-2020-E00009"): Act.SEARCH,
    ("pattern", "history", "BYA-2020-E00009"): Act.READ_LOG,
    ("pattern", "opening", "BYA-2020-E00009", "--output", "NONE"): Act.EXPORT,
    ("pattern", "check", "OPENING"): Act.READ_LOG,
    ("index", "catch-up"): Act.INDEX,
    ("index", "rebuild"): Act.INDEX,
    ("index", "retry"): Act.INDEX,
    ("index", "accept-cluster", "fictional"): Act.MANAGE_INDEX,
    ("index", "worker", "--rounds", "1"): Act.INDEX,
    ("export", "ITEM", "--to", "FOLDER", "--purpose", "analysis"): Act.EXPORT,
    ("amend", "ITEM", "SIDECAR", "--based-on", "1", "--reason", "r"): Act.AMEND,
    (
        "rendition",
        "add",
        "ITEM",
        "FILE",
        "--operation",
        "o",
        "--tool",
        "t",
        "--based-on",
        "1",
        "--reason",
        "r",
    ): (Act.AMEND),
    ("revisions", "ITEM"): Act.READ,
    ("work", "list"): Act.SHARE_WORK,
    ("work", "show", "ITEM"): Act.SHARE_WORK,
    ("work", "status", "ITEM", "open"): Act.SHARE_WORK,
    ("work", "assign", "ITEM"): Act.SHARE_WORK,
    ("work", "label", "ITEM", "label"): Act.SHARE_WORK,
    ("work", "decide", "ITEM", "fictional", "verify"): Act.SHARE_WORK,
    ("work", "note", "ITEM", "FILE"): Act.SHARE_WORK,
    ("work", "relate", "ITEM", "person", "x", "--type", "supports", "--certainty", "low"): Act.SHARE_WORK,
    ("link", "ITEM", "same_incident", "OTHER", "--basis", "b"): Act.LINK,
    ("consent", "set", "ITEM", "CONSENT", "--based-on", "1", "--reason", "r"): Act.CHANGE_CONSENT,
    ("withdraw", "ITEM", "--reason", "r", "--yes"): Act.WITHDRAW,
    ("verify",): Act.VERIFY,
    ("log", "show"): Act.READ_LOG,
    ("log", "proof", "0"): Act.READ_LOG,
    ("log", "report", "openings", "--to", "FOLDER"): Act.READ_LOG,
    ("log", "hidden"): Act.COUNT_HIDDEN,
    ("log", "publish"): Act.PUBLISH_CHECKPOINT,
    ("agent", "add", "new", "--role", "lawyer", "--new-passphrase-file", "SECRET"): Act.MANAGE_AGENTS,
    ("agent", "retire", "auditor2"): Act.MANAGE_AGENTS,
    ("agent", "roles", "auditor2", "--role", "lawyer"): Act.MANAGE_AGENTS,
    ("agent", "admit", "auditor2", "--clearance", "0"): Act.MANAGE_COLLECTIONS,
    ("collection", "create", "new", "--prefix", "NEW", "--collection-passphrase-file", "SECRET"): (
        Act.MANAGE_COLLECTIONS
    ),
    ("collection", "rotate", "main", "--new-passphrase-file", "SECRET"): Act.MANAGE_COLLECTIONS,
    ("collection", "rewrap", "main"): Act.MANAGE_COLLECTIONS,
    ("approval", "request", "erasure", "ITEM", "--reason", "r"): Act.WITHDRAW,
    ("approval", "decide", "fictional", "approve"): Act.APPROVE,
    ("identity", "reveal", "ITEM", "--reason", "r", "--vault-passphrase-file", "VAULT"): Act.REVEAL_IDENTITY,
}
# Commands that need no role: founding, public registers and keys, and what an agent wrote itself.
FREE = {
    "init",
    "doctor",
    "enrol",
    "agent list",
    "approval list",
    "approval withdraw",
    "collection list",
    "index status",
    "log keys",
    "log private",
    "query",
    "name compare",
    "recovery combine",
    "token create",
    "token list",
    "token revoke",
    "upgrade",
}
REGISTERS = ("unit ", "vocabulary ")


def filled_in(command: Command, arguments) -> list[str]:
    numbers = command.numbers()
    stand_ins = {
        "ITEM": numbers["one.txt"],
        "OTHER": numbers["two.txt"],
        "FILE": command.folder / "new.txt",
        "SIDECAR": command.folder / "files" / "one.deposit.yaml",
        "CONSENT": command.folder / "consent.yaml",
        "OPENING": command.folder / "opening.json",
        "SECRET": command.secrets / "auditor2",
        "VAULT": command.secrets / "vault",
        "FOLDER": command.folder / "exported",
        "TABLE": command.folder / "table.csv",
    }
    return [str(stand_ins.get(argument, argument)) for argument in arguments]


def count_of(command: Command, event_type: str) -> int:
    entries = command.run("log", "show", "--last", 1000, "--json", agent="auditor").json
    return sum(entry["event_type"] == event_type for entry in entries)


def all_commands(group: click.Group, prefix: str = ""):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{prefix}{name} ")
        else:
            yield prefix + name


def test_the_table_below_names_every_command():
    named = {" ".join(part for part in arguments[:2]) for arguments in ACTS} | {a[0] for a in ACTS} | FREE
    missing = [n for n in all_commands(cli) if n not in named and not n.startswith(REGISTERS)]
    assert not missing, f"new commands need a line in ACTS: {missing}"
    used = set(ACTS.values())
    assert used == set(Act), "an act that no command needs"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_do_what_the_table_says_and_nothing_else(archive, role):
    refused = [arguments for arguments, act in ACTS.items() if act not in MAY[role]]
    assert refused
    for arguments in refused:
        answer = archive.run(*filled_in(archive, arguments), agent=role.value, expect=3)
        assert f"{role} may not {ACTS[arguments].value.replace('_', ' ')}" in answer.err, arguments
        assert "The refusal is in the custody log." in answer.err
        assert "[not-permitted]" in answer.err
        entry = last_entry(archive)
        assert entry["event_type"] == "refusal"
        assert entry["outcome"] == "failure"
        assert entry["detail"] == {"act": ACTS[arguments].value, "reason": "role"}
    check_archive(archive.root)
    refusals = count_of(archive, "refusal")
    assert refusals == len(refused)
    for arguments, act in ACTS.items():
        if act in MAY[role]:
            options = ["--receipts", archive.receipts] if arguments[0] == "ingest" else []
            answer = archive.run(*filled_in(archive, arguments), *options, agent=role.value, expect=None)
            assert "not-permitted" not in answer.err, arguments
            assert answer.code in (0, 4, 5), f"{arguments}: {answer.err}"
    assert count_of(archive, "refusal") == refusals
    check_archive(archive.root)


def test_an_agent_may_hold_two_roles(archive):
    enlist(archive, "both", "auditor", "documenter")
    archive.run("log", "show", agent="both")
    archive.run("ingest", archive.folder / "new.txt", "--receipts", archive.receipts, agent="both")
    archive.run("search", "x", agent="both", expect=3)


def test_retired_agents_cannot_act(archive):
    archive.run("agent", "retire", "lawyer", agent="custodian")
    answer = archive.run("show", archive.numbers()["one.txt"], agent="lawyer", expect=3)
    assert "retired" in answer.err
    copies = list((archive.root / "keys").glob("collections/*/members/*"))
    assert len(copies) == 1, "only the custodian's copy of the identity is left"
    archive.run("agent", "retire", "custodian", agent="custodian", expect=2)
    archive.run("agent", "retire", "nobody", agent="custodian", expect=4)
    check_archive(archive.root)


def test_an_unknown_agent_and_no_agent(archive):
    shutil.copy(archive.secrets / "lawyer", archive.secrets / "stranger")
    assert "No agent named stranger" in archive.run("search", "x", agent="stranger", expect=3).err
    assert "--as" in archive.run("search", "x", expect=2).err


# Clearance and consent


@pytest.fixture
def junior(archive) -> Command:
    """With a second lawyer, cleared for class 1 only."""
    enlist(archive, "junior", "lawyer")
    archive.admit("junior", 1)
    return archive


def test_a_lawyer_cleared_for_class_1_finds_class_1_only(junior):
    found = junior.run("search", "statement", "--json", agent="junior").json
    assert {item["title"] for item in found["items"]} == {"FICTIONAL one", "FICTIONAL two"}
    assert found["total"] == 2
    detail = last_entry(junior)["detail"]
    assert detail["hidden"] == {"consent": 0, "clearance": 1}
    assert junior.search("statement")["total"] == 3


def commands_on(number: str, files) -> list[tuple]:
    change = ("--based-on", 7, "--reason", "r")
    return [
        ("show", number),
        ("exhibit", number),
        ("export", number, "--to", files / "exported", "--purpose", "analysis"),
        ("amend", number, files / "files" / "one.deposit.yaml", *change),
        ("consent", "set", number, files / "consent.yaml", *change),
        ("link", number, "same_incident", number[:-1] + "1", "--basis", "b"),
        ("link", number[:-1] + "1", "same_incident", number, "--basis", "b"),
        ("rendition", "add", number, files / "new.txt", "--operation", "o", "--tool", "t", *change),
    ]


def test_what_clearance_hides_looks_absent_to_every_command_and_not_to_the_auditor(junior):
    hidden = junior.numbers()["three.txt"]
    assert junior.numbers()["one.txt"].endswith("1") or junior.numbers()["two.txt"].endswith("1")
    absent = "BYA-2020-0000009"
    for seen, unseen in zip(
        commands_on(absent, junior.folder), commands_on(hidden, junior.folder), strict=True
    ):
        not_there = junior.run(*seen, agent="junior", expect=4)
        not_shown = junior.run(*unseen, agent="junior", expect=4)
        if "link" not in seen:
            assert not_shown.err == not_there.err.replace(absent, hidden), unseen[0]
        else:
            assert f"There is no item {hidden}." in not_shown.err
        assert not_shown.out == not_there.out == ""
        entry = last_entry(junior)
        assert (entry["event_type"], entry["detail"]["reason"]) == ("refusal", "clearance"), unseen[0]
    check_archive(junior.root)


def test_what_consent_hides_looks_absent(archive):
    number = archive.numbers()["one.txt"]
    for use in (("--purpose", "prosecution"), ("--purpose", "storage"), ("--purpose", "publication")):
        hidden = archive.run("show", number, *use, agent="lawyer", expect=4)
        entry = last_entry(archive)
        assert (entry["event_type"], entry["detail"]["reason"]) == ("refusal", "consent")
        absent = archive.run("show", "BYA-2020-0000009", *use, agent="lawyer", expect=4)
        assert hidden.err == absent.err.replace("BYA-2020-0000009", number)
        assert archive.search("statement", *use)["total"] == 0
        assert last_entry(archive)["detail"]["hidden"]["consent"] == 3
    assert archive.run("show", number, agent="lawyer").code == 0


def test_a_revoked_member_is_out_at_the_next_command(archive):
    number = archive.numbers()["one.txt"]
    archive.run("show", number, agent="lawyer")
    archive.run("agent", "admit", "lawyer", "--clearance", 0, agent="custodian")
    archive.run("show", number, agent="lawyer", expect=4)
    assert archive.search("statement")["total"] == 0


def test_facets_and_counts_are_those_of_the_asker(junior):
    found = junior.run("search", "statement", "--facet", "kind", "--json", agent="junior").json
    few = {"at_least": 0, "below": 9}
    assert (found["total"], found["facets"]["kind"], found["few"]) == (2, [], few)
    chosen = junior.run("search", "statement", "--kind", "testimony", "--facet", "kind", agent="junior").out
    assert "<9  *  testimony" in chosen
    junior.admit("custodian", 2)
    exact = junior.run("count", "statement", "--facet", "kind", "--exact", "--json", agent="custodian").json
    assert exact["total"] == {"at_least": 2, "below": 3}
    assert [(row["value"], row["items"]["at_least"]) for row in exact["facets"]["kind"]] == [("testimony", 2)]


@pytest.mark.parametrize("arguments", [("agent", "list"), ("collection", "list"), ("index", "status")])
def test_lists_are_for_agents_only(archive, arguments):
    assert "Who acts?" in archive.run(*arguments, expect=2).err
    for role in Role:
        assert archive.run(*arguments, agent=role.value).out
