"""An index that was emptied, is an old copy, or answers from elsewhere is noticed and made good."""

import json
import shutil
from dataclasses import replace

import pytest

from archive.domain.agent import Role
from archive.domain.consent import Purpose, Use
from archive.domain.errors import Conflict, NotFound, NotPermitted, Unavailable
from archive.services.agents import register_agent, sign_in
from archive.services.change import change_consent
from archive.services.index_state import Change, accept_cluster, accepted_cluster
from archive.services.index_status import retry, status
from archive.services.indexing import IndexReport, catch_up, rebuild
from archive.services.search import search
from archive.services.withdrawal import withdraw
from crypto.dsse import parse_envelope
from tests.checks import check_archive
from tests.factories import PROSECUTION, consent
from tests.service_helpers import ask, flip, payload

OTHER = "words of a fictional other"


def found(own, text: str, use: Use = PROSECUTION) -> set[str]:
    results = search(own.archive, own.lawyer, replace(ask(text, use), page_size=50))
    assert results.total == len(results.found)
    return {each.number for each in results.found}


def deposit(own, *texts: str) -> list[str]:
    return [own.deposit([f"FICTIONAL zorka {text}".encode()]).number for text in texts]


def codes(own) -> list[str]:
    return [condition.code for condition in status(own.archive).conditions]


class Copy:
    """The index's file, as a snapshot would hold it."""

    def __init__(self, own, tmp_path) -> None:
        self.path, self.kept = own.root / "index.sqlite3", tmp_path / "snapshot"
        self.own = own
        self.take()

    def take(self) -> None:
        self.own.archive.index.close()
        shutil.copy(self.path, self.kept)

    def bring_back(self) -> None:
        self.own.archive.index.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.kept, self.path)


def test_an_index_brought_back_from_an_old_copy_is_caught_up(own, tmp_path):
    first, gone = deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    snapshot = Copy(own, tmp_path)
    (later,) = deposit(own, "three")
    withdraw(own.archive, own.custodian, gone, "fictional")
    catch_up(own.archive, own.lawyer)
    assert (found(own, "zorka"), codes(own)) == ({first, later}, [])
    snapshot.bring_back()
    assert codes(own) == ["older", "count-differs"] or codes(own) == ["older"]
    report = catch_up(own.archive, own.lawyer)
    assert report.noticed is Change.OLDER
    assert report.indexed < 3, "what the copy has is not made again"
    assert (found(own, "zorka"), codes(own)) == ({first, later}, [])
    assert catch_up(own.archive, own.lawyer) == IndexReport()
    check_archive(own)


def test_a_copy_older_than_the_last_rebuild_is_caught_up(own, tmp_path):
    (first,) = deposit(own, "one")
    catch_up(own.archive, own.lawyer)
    snapshot = Copy(own, tmp_path)
    (second,) = deposit(own, "two")
    rebuild(own.archive, own.lawyer)
    snapshot.bring_back()
    assert "replaced" in codes(own)
    assert catch_up(own.archive, own.lawyer).noticed is Change.REPLACED
    assert (found(own, "zorka"), codes(own)) == ({first, second}, [])


def test_an_emptied_index_is_filled_again(own):
    numbers = deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    own.archive.index.drop()
    assert codes(own) == ["emptied", "count-differs"]
    report = catch_up(own.archive, own.lawyer)
    assert (report.noticed, report.indexed) == (Change.EMPTIED, 2)
    assert (found(own, "zorka"), codes(own)) == (set(numbers), [])


def test_work_finished_between_mark_and_copy_is_done_again(own, tmp_path, monkeypatch):
    """A second worker puts its documents after the first has set the mark, and after the copy was taken."""
    (first,) = deposit(own, "one")
    catch_up(own.archive, own.lawyer)
    (second,) = deposit(own, "two")
    real, copies = type(own.archive.index).put, []

    def put(self, documents):
        ready = list(documents)
        with own.archive.records.reading() as tx:
            self.set_high_water(tx.log.size() - 1)
        copies.append(Copy(own, tmp_path))
        return real(self, ready)

    with monkeypatch.context() as patch:
        patch.setattr(type(own.archive.index), "put", put)
        catch_up(own.archive, own.lawyer)
    deposit(own, "three")
    catch_up(own.archive, own.lawyer)
    copies[0].bring_back()
    catch_up(own.archive, own.lawyer)
    assert {first, second} < found(own, "zorka")
    assert len(found(own, "zorka")) == 3


def test_an_index_ahead_of_the_database_is_named(own):
    deposit(own, "one")
    catch_up(own.archive, own.lawyer)
    own.archive.index.set_high_water(10_000)
    assert codes(own) == ["ahead"]


def test_documents_taken_out_of_the_index_are_counted(own):
    deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    index = own.archive.index
    with index.writing() as connection:
        connection.execute("UPDATE doc_1 SET live = 0 WHERE id = 1")
    assert codes(own) == ["count-differs"]
    rebuild(own.archive, own.lawyer)
    assert codes(own) == []


@pytest.fixture
def in_cluster(own, monkeypatch):
    """The embedded index, as if a cluster held it; the answer says which."""
    answers = ["cluster-a"]
    index = type(own.archive.index)
    real = index.state
    monkeypatch.setattr(index, "state", lambda self: replace(real(self), cluster=answers[0]))
    monkeypatch.setattr(index, "cluster", lambda _: answers[0])
    return answers


def acceptances(own) -> list[dict]:
    with own.archive.records.reading() as tx:
        rows = tx.log.by_type(["engine_acceptance"])
    return [json.loads(parse_envelope(row.entry).payload)["predicate"]["detail"] for row in rows]


def test_the_cluster_of_the_first_use_is_known_from_then_on(own, in_cluster):
    deposit(own, "one")
    catch_up(own.archive, own.lawyer)
    catch_up(own.archive, own.lawyer)
    kind = own.archive.index_task
    assert acceptances(own) == [{"engine": kind, "cluster": "cluster-a", "instead_of": ""}]
    assert status(own.archive).cluster == "cluster-a"
    check_archive(own)


def test_another_cluster_gets_nothing_until_a_custodian_accepts_it(own, in_cluster, monkeypatch):
    (first,) = deposit(own, "one")
    catch_up(own.archive, own.lawyer)
    in_cluster[0] = "cluster-b"
    deposit(own, "two")

    def sent(*_, **__):
        raise AssertionError("something was sent to a cluster that nobody accepted")

    with monkeypatch.context() as patch:
        for name in ("put", "remove", "search", "begin_rebuild", "set_high_water"):
            patch.setattr(type(own.archive.index), name, sent)
        for act in (catch_up, rebuild):
            with pytest.raises(Unavailable, match="cluster-b instead of cluster-a"):
                act(own.archive, own.lawyer)
        with pytest.raises(Unavailable, match="accept-cluster cluster-b"):
            found(own, "zorka")
    assert codes(own) == ["other-cluster"]
    with pytest.raises(NotPermitted):
        accept_cluster(own.archive, own.lawyer, "cluster-b")
    with pytest.raises(Conflict, match="cluster-b, not cluster-c"):
        accept_cluster(own.archive, own.custodian, "cluster-c")
    accept_cluster(own.archive, own.custodian, "cluster-b")
    accept_cluster(own.archive, own.custodian, "cluster-b")
    assert acceptances(own)[1:] == [
        {"engine": own.archive.index_task, "cluster": "cluster-b", "instead_of": "cluster-a"}
    ]
    with own.archive.records.reading() as tx:
        assert accepted_cluster(tx, own.archive.index_task) == "cluster-b"
        assert accepted_cluster(tx, "index:another") == ""
    catch_up(own.archive, own.lawyer)
    assert first in found(own, "zorka")
    check_archive(own)


def test_the_embedded_index_has_no_cluster_to_accept(own):
    with pytest.raises(NotFound, match="no cluster"):
        accept_cluster(own.archive, own.custodian, "cluster-a")


def test_what_was_set_aside_is_dated_and_tried_again_by_number(own):
    bad, worse, good = deposit(own, "one", "two", "three")
    files = [payload(own, number) for number in (bad, worse)]
    for path in files:
        flip(path)
    assert catch_up(own.archive, own.lawyer).failed == 2
    aside = status(own.archive).set_aside
    assert {(each.number, each.reason) for each in aside} == {(bad, "fixity-error"), (worse, "fixity-error")}
    assert all(each.since.endswith("Z") for each in aside)
    assert found(own, "zorka") == {good}
    flip(files[0])
    with pytest.raises(NotFound, match=good):
        retry(own.archive, own.lawyer, (bad, good))
    assert len(status(own.archive).set_aside) == 2
    assert retry(own.archive, own.lawyer, (bad,)) == 1
    assert catch_up(own.archive, own.lawyer) == IndexReport(indexed=1)
    assert found(own, "zorka") == {bad, good}
    assert retry(own.archive, own.lawyer) == 1
    assert catch_up(own.archive, own.lawyer).failed == 1


def test_what_fails_in_a_rebuild_is_set_aside_and_not_forgotten(own):
    bad, good = deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    flip(payload(own, bad))
    report = rebuild(own.archive, own.lawyer)
    assert (report.indexed, report.failed) == (1, 1)
    assert [each.number for each in status(own.archive).set_aside] == [bad]
    assert found(own, "zorka") == {good}


def test_a_rebuild_by_somebody_without_a_key_leaves_the_rest_waiting(own):
    """What the rebuilder cannot open comes back as soon as somebody who can asks."""
    numbers = deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    register_agent(own.archive, own.custodian, "other", [Role.LAWYER], OTHER)
    report = rebuild(own.archive, sign_in(own.archive, "other", OTHER))
    assert (report.indexed, report.left) == (0, 2)
    assert status(own.archive).pending == 2
    catch_up(own.archive, own.lawyer)
    assert found(own, "zorka") == set(numbers)


def test_a_rebuild_whose_documents_change_on_the_way_is_refused(own, monkeypatch):
    """Another engine's fault: the count is right, and what is held is not what was put."""
    numbers = deposit(own, "one", "two", "three")
    catch_up(own.archive, own.lawyer)
    builder = type(own.archive.index.begin_rebuild())
    real = builder.put

    def put(self, documents):
        return real(self, [replace(each, stem=each.stem[:-13]) for each in documents])

    monkeypatch.setattr(builder, "put", put)
    with pytest.raises(Conflict, match="3 of 3 sampled documents"):
        rebuild(own.archive, own.lawyer)
    monkeypatch.undo()
    assert (found(own, "zorka"), codes(own)) == (set(numbers), [])


def test_a_rebuild_follows_what_changed_meanwhile(own, monkeypatch):
    gone, kept = deposit(own, "one", "two")
    builder = type(own.archive.index.begin_rebuild())
    real, later = builder.finish, []

    def finish(self, **arguments):
        later.extend(deposit(own, "three"))
        withdraw(own.archive, own.custodian, gone, "fictional")
        real(self, **arguments)

    monkeypatch.setattr(builder, "finish", finish)
    rebuild(own.archive, own.lawyer)
    assert (found(own, "zorka"), codes(own)) == ({kept, *later}, [])


def test_consent_narrowed_after_the_copy_hides_at_once(own, tmp_path):
    """An old copy still says yes: it is not asked until what it lacks waits in the outbox."""
    (number,) = deposit(own, "one")
    catch_up(own.archive, own.lawyer)
    snapshot = Copy(own, tmp_path)
    change_consent(own.archive, own.lawyer, number, 1, consent(Purpose.ICC), "narrowed")
    catch_up(own.archive, own.lawyer)
    snapshot.bring_back()
    with pytest.raises(Unavailable, match="older than this archive left it"):
        found(own, "zorka")
    catch_up(own.archive, own.lawyer)
    assert found(own, "zorka") == set()
    assert found(own, "zorka", Use(Purpose.ICC)) == {number}


def test_an_emptied_index_never_says_that_there_is_nothing(own, monkeypatch):
    deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    own.archive.index.drop()
    with pytest.raises(Unavailable, match="deleted or emptied"):
        found(own, "zorka")
    with monkeypatch.context() as patch:
        patch.setattr(type(own.archive.index), "put", lambda *_: (_ for _ in ()).throw(Unavailable("down")))
        with pytest.raises(Unavailable, match="down"):
            catch_up(own.archive, own.lawyer)
    results = search(own.archive, own.lawyer, ask("zorka"))
    assert (results.total, results.behind) == (0, 2)
    catch_up(own.archive, own.lawyer)
    assert len(found(own, "zorka")) == 2
