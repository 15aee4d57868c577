"""Checkpoints at a fixed pace: which instants, who publishes, what waits. No test looks at the real clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.errors import NotFound, Unavailable
from archive.services import pace
from archive.services.log_facts import LogFacts
from archive.services.pace import checkpoint_after_act, keep_pace, next_due, waits_until
from archive.services.publish import log_proof, published_head
from archive.verifier.heads import policy_of
from archive.verifier.published import check_published
from crypto.cosignature import cosignature_time
from crypto.note import parse_note, parse_verifier_key
from crypto.signing import MLDSA44_SIGNATURE_SIZE
from tests.checks import check_archive
from tests.factories import make_archive

START = datetime(2026, 11, 22, 18, 0, 1, tzinfo=UTC)
PACE = 600


class Clock:
    """Stands still until somebody waits or moves it."""

    def __init__(self, at=START):
        self.at = at

    def now(self):
        return self.at


@pytest.fixture
def paced(tmp_path):
    """An archive that keeps a pace of ten minutes, and its clock."""
    made = make_archive(tmp_path)
    made.publish()
    clock = Clock()
    made.archive = replace(made.archive, clock=clock, checkpoint_seconds=PACE, log_facts=LogFacts())
    yield made, clock
    made.close()


def run(archive, clock, acts):
    """Keep pace on this clock; `acts`: (seconds after the start, what is done then). Answers the errors."""
    acts, errors = sorted(acts, key=lambda each: each[0]), []

    def wait(seconds):
        until = clock.at + timedelta(seconds=seconds)
        while acts and START + timedelta(seconds=acts[0][0]) <= until:
            after, act = acts.pop(0)
            clock.at = max(clock.at, START + timedelta(seconds=after))
            if act is None:
                return True
            act()
        clock.at = until
        return False

    keep_pace(archive, wait, errors.append)
    return errors


def signed(archive, before):
    """(size, POSIX seconds in the log's own cosignature) of every checkpoint larger than `before`."""
    with archive.records.reading() as tx:
        rows = tx.log.checkpoints()
    return [(row.size, _time(row.note)) for row in rows if row.size > before]


def size_of(archive):
    with archive.records.reading() as tx:
        return tx.log.size()


def widths(root):
    """Of all partial tiles of the lowest level and bundles: the sizes that were published, below 256."""
    return {int(each.name) for each in (root / "log").rglob("*.p/*")}


def _time(note):
    line = next(each for each in parse_note(note).signatures if each.name.endswith("/mldsa44"))
    return cosignature_time(line.signature, MLDSA44_SIGNATURE_SIZE)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)), st.integers(10, 7 * 24 * 3600))  # noqa: DTZ001
def test_an_instant_is_due_by_the_clock_alone(at, seconds):
    now = at.replace(tzinfo=UTC)
    due = next_due(now, seconds)
    assert timedelta(0) < due - now <= timedelta(seconds=seconds)
    assert (due - datetime(1970, 1, 1, tzinfo=UTC)) % timedelta(seconds=seconds) == timedelta(0)
    assert next_due(due - timedelta(microseconds=1), seconds) == due


def test_no_act_publishes_and_the_receipt_waits_for_the_instant(paced):
    made, clock = paced
    archive, before = made.archive, published_head(made.archive)
    outcome = made.deposit([b"FICTIONAL"])
    checkpoint_after_act(archive)
    assert published_head(archive) == before
    due = datetime(2026, 11, 22, 18, 10, tzinfo=UTC)
    assert waits_until(archive, outcome.leaf_index) == due
    with pytest.raises(NotFound):
        log_proof(archive, outcome.leaf_index)
    assert run(archive, clock, [(700, None)]) == []
    assert waits_until(archive, outcome.leaf_index) is None
    assert log_proof(archive, outcome.leaf_index)
    assert signed(archive, before.size) == [(size_of(archive), int(due.timestamp()))]


def test_without_a_pace_an_act_publishes(tmp_path):
    made = make_archive(tmp_path)
    outcome = made.deposit([b"FICTIONAL"])
    assert waits_until(made.archive, outcome.leaf_index) is not None
    checkpoint_after_act(made.archive)
    assert waits_until(made.archive, outcome.leaf_index) is None
    made.close()


@pytest.mark.parametrize("times", [(1, 2, 3), (1, 300, 598), (597, 598, 598), (200, 201, 590)])
def test_what_is_published_does_not_tell_when_between_two_instants(paced, times):
    made, clock = paced
    archive, before, sizes = made.archive, published_head(made.archive).size, []
    widths_before = widths(made.root)

    def deposit(words):
        made.deposit([words])
        checkpoint_after_act(archive)
        sizes.append(size_of(archive))

    acts = [(after, lambda n=n: deposit(b"FICTIONAL %d" % n)) for n, after in enumerate(times)]
    later = (1900, lambda: deposit(b"FICTIONAL later"))
    assert run(archive, clock, [*acts, later, (2500, None)]) == []
    first, second = (int(datetime(2026, 11, 22, 18, m, tzinfo=UTC).timestamp()) for m in (10, 40))
    assert signed(archive, before) == [(sizes[2], first), (sizes[3], second)], "quiet instants sign nothing"
    assert widths(made.root) - widths_before == {sizes[2], sizes[3]}
    trust = policy_of([parse_verifier_key(text) for text in archive.keys.log_vkeys()])
    assert check_published(made.root / "log", trust).findings == ()
    check_archive(archive)


def test_an_error_is_told_and_the_next_instant_tried(paced, monkeypatch):
    made, clock = paced
    before = published_head(made.archive).size
    made.deposit([b"FICTIONAL"])
    publish, left = pace.publish_checkpoint, [Unavailable("busy", safe="Nothing was written.")]

    def sometimes(archive):
        if left:
            raise left.pop()
        return publish(archive)

    monkeypatch.setattr(pace, "publish_checkpoint", sometimes)
    assert [each.message for each in run(made.archive, clock, [(1300, None)])] == ["busy"]
    assert [at for _, at in signed(made.archive, before)] == [int(START.timestamp()) - 1 + 2 * PACE]


def test_who_wakes_after_a_whole_interval_waits_for_the_next_instant(paced):
    made, clock = paced
    before = published_head(made.archive).size
    made.deposit([b"FICTIONAL"])
    slept = []

    def wait(seconds):
        if len(slept) == 2:
            return True
        slept.append(seconds)
        clock.at += timedelta(seconds=seconds if len(slept) > 1 else seconds + 2 * PACE + 7)
        return False

    keep_pace(made.archive, wait, pytest.fail)
    assert [at % PACE for _, at in signed(made.archive, before)] == [0]
    assert slept == [599.0, 593.0]
