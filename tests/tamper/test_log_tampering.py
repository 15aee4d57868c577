"""One change to a whole custody log, one finding: with the published tiles, and with the entries alone."""

import pytest

from archive.verifier.log import check_log
from crypto.checkpoint import Checkpoint, sign_checkpoint
from crypto.merkle import root_hash
from crypto.note import Ed25519NoteSigner
from crypto.signing import Ed25519SigningKey
from tests.fictional_log import (
    CUSTODIAN,
    DOCUMENTER,
    ITEM_A,
    ITEM_B,
    LOG,
    MLDSA,
    ORIGIN,
    STRANGER,
    VKEYS,
    FictionalAgent,
    FictionalLog,
    fictional_log,
    flip,
    other_base64,
)

FOREIGN = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x66" * 32))


def codes(report):
    return sorted({finding.code.number for finding in report.findings})


def check(log, entries=None, checkpoint=None, vkeys=VKEYS, **options):
    """Check with the published leaf hashes, in one process."""
    return check_log(
        log.entries if entries is None else entries,
        log.checkpoint() if checkpoint is None else checkpoint,
        vkeys,
        leaf_hashes=options.pop("leaf_hashes", log.leaves),
        processes=1,
        **options,
    )


def check_bare(log, entries=None, **options):
    """Check with the entries alone: no leaf hashes tell which entry is wrong."""
    return check(log, entries, leaf_hashes=None, **options)


def test_an_untouched_log_is_valid():
    log = fictional_log(300)
    for report in (check(log), check_bare(log), check_log(log.entries, log.checkpoint(), VKEYS)):
        assert report.findings == ()
        assert (report.entries, report.uncovered, report.origin) == (300, 0, ORIGIN)
        assert [agent.handle for agent in report.agents] == [CUSTODIAN.name, DOCUMENTER.name]
        assert report.is_valid


def test_many_processes_give_what_one_gives():
    log = fictional_log(2500)
    entries = [*log.entries[:2000], flip(log.entries[2000]), *log.entries[2001:]]
    seen = []
    for processes in (1, 2):
        report = check_log(entries, log.checkpoint(), VKEYS, leaf_hashes=log.leaves, processes=processes)
        assert codes(report) == ["V101"]
        seen.append(report)
    assert seen[0] == seen[1]


def test_entries_beyond_the_checkpoint_are_checked_but_not_covered():
    log = fictional_log(12)
    report = check(log, checkpoint=log.checkpoint(9), leaf_hashes=log.leaves[:9])
    assert (report.findings, report.uncovered) == ((), 3)
    spoiled = [*log.entries[:10], flip(log.entries[10]), log.entries[11]]
    assert codes(check(log, spoiled, log.checkpoint(9), leaf_hashes=log.leaves[:9])) == ["V106"]


@pytest.mark.parametrize("index", range(12))
@pytest.mark.parametrize("position", [5, 60, -60])
def test_a_flipped_bit(index, position):
    """In the frame of the envelope, in the payload, in the signature; in each entry of the log."""
    log = fictional_log()
    entries = [flip(entry, position) if n == index else entry for n, entry in enumerate(log.entries)]
    report = check(log, entries)
    assert codes(report) == ["V101"]
    assert [finding.subject for finding in report.findings] == [f"entry {index}"]
    assert codes(check_bare(log, entries)) in (["V102"], ["V106"])


@pytest.mark.parametrize("index", range(12))
def test_a_dropped_entry(index):
    log = fictional_log()
    report = check(log, log.entries[:index] + log.entries[index + 1 :])
    assert [str(finding)[:4] + finding.subject for finding in report.findings] == [f"V103entry {index}"]


def test_a_dropped_entry_without_leaf_hashes():
    log = fictional_log()
    assert "V204" in codes(check_bare(log, log.entries[:6] + log.entries[7:]))
    assert codes(check_bare(log, log.entries[:-1])) == ["V204"]


def test_re_ordered_entries():
    log = fictional_log()
    entries = list(log.entries)
    entries[5], entries[6] = entries[6], entries[5]
    assert codes(check(log, entries)) == ["V105"]
    assert codes(check_bare(log, entries)) == ["V205"]
    entries = list(log.entries)
    entries[5], entries[7] = entries[7], entries[5]
    assert codes(check(log, entries)) == ["V105"]


@pytest.mark.parametrize("place", [6, 9, 12])
def test_a_duplicated_entry(place):
    log = fictional_log()
    entries = [*log.entries[:place], log.entries[5], *log.entries[place:]]
    expected = ["V107"] if place == 12 else ["V104"]
    assert codes(check(log, entries)) == expected


def test_an_inserted_entry():
    log, other = fictional_log(), fictional_log(20)
    assert codes(check(log, [*log.entries[:4], other.entries[15], *log.entries[4:]])) == ["V104"]


def test_a_log_cut_off_against_a_later_checkpoint():
    log = fictional_log()
    assert codes(check(log, log.entries[:9], leaf_hashes=log.leaves[:9])) == ["V204"]
    assert codes(check(log, [])) == ["V103"]
    assert codes(check_bare(log, [])) == ["V204"]


def test_an_older_log_than_the_one_remembered():
    log = fictional_log()
    older = log.checkpoint(9)
    report = check(
        log,
        log.entries[:9],
        older,
        leaf_hashes=log.leaves[:9],
        remembered=[log.checkpoint(4), log.checkpoint()],
    )
    assert codes(report) == ["V208"]


def test_a_fork():
    """Both logs are whole and signed by the log's own key; only what was seen before tells them apart."""
    log, fork = fictional_log(), fictional_log(8)
    for _ in range(4):
        fork.add("query")
    assert check(fork).findings == ()
    assert codes(check(fork, remembered=[log.checkpoint(5), log.checkpoint()])) == ["V207"]
    assert check(fork, remembered=[log.checkpoint(8), fork.checkpoint()]).findings == ()
    assert codes(
        check(fork, checkpoint=fork.checkpoint(10), leaf_hashes=None, remembered=[log.checkpoint()])
    ) == ["V207"]


def test_a_remembered_checkpoint_of_another_log_or_of_none():
    log = fictional_log()
    assert codes(check(log, remembered=[log.checkpoint(origin="other")])) == ["V202"]
    assert codes(check(log, remembered=[b"nothing"])) == ["V201"]


def test_a_changed_tile():
    log = fictional_log()
    leaves = [*log.leaves[:5], bytes(32), *log.leaves[6:]]
    assert codes(check(log, leaf_hashes=leaves)) == ["V212"]
    assert codes(check(log, leaf_hashes=log.leaves[:5])) == ["V212"]


def test_another_root_hash_signed_by_the_log():
    log = fictional_log()
    wrong = sign_checkpoint(Checkpoint(ORIGIN, 12, root_hash(log.leaves[:11])), [LOG, MLDSA])
    assert codes(check(log, checkpoint=wrong)) == ["V205"]


@pytest.mark.parametrize(
    ("checkpoint", "code"),
    [
        pytest.param(lambda log: b"", "V201", id="empty"),
        pytest.param(lambda log: log.checkpoint().replace(b"\n12\n", b"\n012\n"), "V201", id="leading zero"),
        pytest.param(lambda log: log.checkpoint(origin="sviedka/other"), "V202", id="other origin"),
        pytest.param(lambda log: flip(log.checkpoint(), 3), "V202", id="flipped bit in the origin"),
        pytest.param(lambda log: log.checkpoint().replace(b"\n12\n", b"\n13\n"), "V203", id="other size"),
        pytest.param(lambda log: log.checkpoint(signers=(FOREIGN, MLDSA)), "V203", id="foreign log key"),
        pytest.param(lambda log: log.checkpoint(signers=(MLDSA,)), "V203", id="no Ed25519 signature"),
        pytest.param(lambda log: other_base64(log.checkpoint(), -50), "V209", id="changed ML-DSA line"),
        pytest.param(lambda log: log.checkpoint(signers=(LOG,)), "V210", id="no ML-DSA signature"),
    ],
)
def test_a_changed_checkpoint(checkpoint, code):
    log = fictional_log()
    assert codes(check(log, checkpoint=checkpoint(log))) == [code]


def test_a_log_key_that_the_archive_does_not_know():
    """A foreign log re-publishes this archive's entries under its own key, which the auditor trusts."""
    log = fictional_log()
    forged = log.checkpoint(signers=(FOREIGN,))
    assert codes(check(log, checkpoint=forged, vkeys=(FOREIGN.vkey,))) == ["V206"]
    renamed = Ed25519NoteSigner("sviedka/other", Ed25519SigningKey(b"\x66" * 32))
    forged = log.checkpoint(origin="sviedka/other", signers=(renamed,))
    assert codes(check(log, checkpoint=forged, vkeys=(renamed.vkey,))) == ["V202"]


def test_a_rotated_log_key_is_announced_by_a_custodian():
    log = fictional_log()
    log.add("key_rotation", CUSTODIAN, detail={"log_vkeys": [str(FOREIGN.vkey)]})
    assert check(log, checkpoint=log.checkpoint(signers=(FOREIGN,)), vkeys=(FOREIGN.vkey,)).findings == ()
    log = fictional_log()
    log.add("key_rotation", DOCUMENTER, detail={"log_vkeys": [str(FOREIGN.vkey)]})
    assert codes(check(log, checkpoint=log.checkpoint(signers=(FOREIGN,)), vkeys=(FOREIGN.vkey,))) == ["V206"]


SECOND = FictionalAgent("fictional-second", ("custodian", "auditor"))


def dishonest(number):  # noqa: C901, PLR0912  # a table of dishonest acts
    """A log whose own keeper accepted one entry that must not be there."""
    log = fictional_log()
    match number:
        case "signed by nobody known":
            log.add("query", STRANGER)
        case "signed with another agent's key":
            log.add("query", DOCUMENTER, signer=STRANGER)
        case "in another agent's name":
            log.add("query", DOCUMENTER, signer=CUSTODIAN)
        case "a registration by a documenter":
            log.add("agent_registration", DOCUMENTER, detail={"agent": STRANGER.described()})
        case "a retirement by a documenter":
            log.add("agent_retirement", DOCUMENTER, detail={"agent_id": CUSTODIAN.agent_id})
        case "an act after retirement":
            log.add("agent_retirement", CUSTODIAN, detail={"agent_id": DOCUMENTER.agent_id})
            log.add("query", DOCUMENTER)
        case "an act with a replaced key":
            key = SECOND.described()["public_key"]
            detail = {"agent": DOCUMENTER.described(public_key=key)}
            log.add("agent_registration", CUSTODIAN, detail=detail)
            log.add("query", DOCUMENTER)
        case "a key of two agents":
            detail = {"agent": DOCUMENTER.described(agent_id=STRANGER.agent_id)}
            log.add("agent_registration", CUSTODIAN, detail=detail)
        case "a registration of nobody":
            log.add("agent_registration", CUSTODIAN, detail={"agent": {"agent_id": STRANGER.agent_id}})
        case "a retirement of nobody":
            log.add("agent_retirement", CUSTODIAN, detail={"agent_id": STRANGER.agent_id})
        case "a second creation":
            log.add("archive_creation", CUSTODIAN, detail={"agent": CUSTODIAN.described()})
        case "a chain that skips an entry":
            log.add("description", item_id=ITEM_A, previous=log.leaves[3].hex())
        case "a chain that begins twice":
            log.add("description", item_id=ITEM_A, previous=None)
        case "a chain of another item":
            log.add("description", item_id=ITEM_A, previous=log.tails[ITEM_B])
        case "a chain without an item":
            log.add("query", previous=log.tails[ITEM_B])
        case "an event id twice":
            log.add("query", event_id="11111111-1111-4111-8111-111111111111")
            log.add("query", event_id="11111111-1111-4111-8111-111111111111")
        case "a signature that is none":
            log.append(flip(log.entries[-1], -30))
        case "an entry that is none":
            log.append(b"{}")
    return log


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("signed by nobody known", "V502"),
        ("signed with another agent's key", "V502"),
        ("in another agent's name", "V503"),
        ("a registration by a documenter", "V504"),
        ("a retirement by a documenter", "V504"),
        ("an act after retirement", "V505"),
        ("an act with a replaced key", "V505"),
        ("a key of two agents", "V507"),
        ("a registration of nobody", "V507"),
        ("a retirement of nobody", "V507"),
        ("a second creation", "V506"),
        ("a chain that skips an entry", "V501"),
        ("a chain that begins twice", "V501"),
        ("a chain of another item", "V501"),
        ("a chain without an item", "V501"),
        ("an event id twice", "V107"),
        ("a signature that is none", "V106"),
        ("an entry that is none", "V102"),
    ],
)
def test_a_log_that_signed_what_it_should_not(number, code):
    log = dishonest(number)
    assert codes(check(log)) == [code]
    assert codes(check_bare(log)) == [code]


def test_what_custodians_may_do():
    log = fictional_log()
    log.add("agent_registration", CUSTODIAN, detail={"agent": SECOND.described()})
    log.add("agent_registration", SECOND, detail={"agent": STRANGER.described()})
    log.add("query", STRANGER)
    log.add("agent_registration", SECOND, detail={"agent": STRANGER.described(roles=["auditor"])})
    log.add("agent_retirement", DOCUMENTER, detail={"agent_id": DOCUMENTER.agent_id})
    report = check(log)
    assert report.findings == ()
    assert {agent.handle: sorted(agent.roles) for agent in report.agents} == {
        CUSTODIAN.name: ["custodian"],
        SECOND.name: ["auditor", "custodian"],
        STRANGER.name: ["auditor"],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": None},
        {"log_vkeys": "none"},
        {"agent": CUSTODIAN.described(roles=["auditor"])},
        {"agent": DOCUMENTER.described(roles=["custodian"])},
        {"agent": CUSTODIAN.described(public_key="AAAA")},
        {"agent": CUSTODIAN.described(roles="custodian")},
        {"agent": CUSTODIAN.described(agent_id="nobody")},
        {"agent": None},
    ],
)
def test_a_log_must_begin_with_its_custodian(changes):
    log = FictionalLog()
    log.begin(**changes)
    assert codes(check(log))[-1] == "V506"


def test_a_log_that_begins_with_something_else():
    log = FictionalLog()
    log.add("query", CUSTODIAN)
    assert codes(check(log)) == ["V506"]


def test_the_observer_sees_every_entry():
    log, seen = fictional_log(), []
    check(log, observe=lambda index, leaf, facts: seen.append((index, leaf, facts.event_type)))
    assert [(index, leaf) for index, leaf, _ in seen] == list(enumerate(log.leaves))
    assert seen[0][2] == "archive_creation"
