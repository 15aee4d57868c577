"""Processes that make documents: what happens when one ends, and that an archive uses them for many items."""

import os
import select
import signal
from functools import partial
from pathlib import Path

import pytest

from archive.adapters.making import processes
from archive.adapters.making.processes import DEATHS, DIED, MakingProcesses
from archive.adapters.making.worker import GIVES_WAY
from archive.domain.errors import Unavailable
from archive.services import workshop
from archive.services.indexing import catch_up, rebuild
from archive.services.search import search
from search.documents import ItemDocument
from search.lexicon import ListedWords
from search.making import CollectionKeys
from search.ports import PutFailure
from tests.checks import check_archive
from tests.factories import describe
from tests.ready_makers import ENDS, SILENT, job, ready_makers
from tests.search_world import BLIND, FIRST_COLLECTION, KEY
from tests.service_helpers import ask, flip, payload

KEYS = CollectionKeys(FIRST_COLLECTION, 3, KEY)


@pytest.fixture(params=["one, as at first", "two, as soon as words were met"])
def beside(request, monkeypatch):
    made = MakingProcesses(ready_makers, 2)
    if request.param.startswith("two"):
        monkeypatch.setattr(processes, "MET", 1)
        make(made, titled("none", "yet"))
        make(made, titled("more"))
        assert len(made._all) == 2
    yield made
    made.close()


def titled(*titles):
    return [job(number, describe(title)) for number, title in enumerate(titles)]


def make(makers, jobs):
    return list(makers.make(KEYS, jobs, ListedWords()))


def numbers(makers):
    """The numbers of the processes, the one that was started first."""
    found = []
    for process in makers._all:
        if isinstance(process, processes._Started):
            found.insert(0, process._process.pid)
        else:
            told = Path(f"/proc/self/fdinfo/{process._descriptor}").read_text()
            found.append(int(told.partition("\nPid:")[2].split()[0]))
    return found


def test_an_item_at_which_a_process_ends_is_set_aside_alone(beside):
    jobs = titled(*["one"] * 20, ENDS, *["two"] * 20)
    made = make(beside, jobs)
    blind = BLIND[FIRST_COLLECTION]
    assert [one.doc_id for one in made] == [blind.doc_id(each.item_id) for each in jobs]
    assert made[20] == PutFailure(blind.doc_id(jobs[20].item_id), DIED)
    assert all(isinstance(one, ItemDocument) for one in made[:20] + made[21:])
    assert len(make(beside, titled("three"))) == 1


def test_a_process_that_was_killed_is_replaced(beside):
    jobs = titled(*["one"] * 40)
    before = make(beside, jobs)
    for number in numbers(beside):
        os.kill(number, signal.SIGKILL)
    assert make(beside, jobs) == before


def test_processes_end_when_they_are_closed_or_nobody_asks_any_more(beside):
    each = numbers(beside)
    for process in list(beside._all):
        if isinstance(process, processes._Forked):
            process._pipe.close()  # as the system does when the process that asks was killed
            assert select.select([process._descriptor], [], [], 60)[0]
            os.close(process._descriptor)
    beside.close()
    assert not any(map(running, each))


def running(number):
    """Whether a process has not ended; what has may still wait to be asked how."""
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def test_they_give_way_to_whoever_asks_and_to_the_search_engine(beside):
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    make(beside, titled("one"))
    for number in numbers(beside):
        assert os.getpriority(os.PRIO_PROCESS, number) == min(ours + GIVES_WAY, 19)


def test_processes_that_keep_ending_end_the_run(beside):
    with pytest.raises(Unavailable, match="keep ending"):
        make(beside, titled(*[ENDS] * (DEATHS + 2)))


def test_a_store_that_does_not_answer_is_said_to_be_so(beside):
    with pytest.raises(Unavailable, match="the store is not there"):
        make(beside, titled("one", SILENT, "two"))
    assert len(make(beside, titled("one"))) == 1


def test_what_nobody_takes_is_given_up_and_the_processes_go_on(beside):
    some = beside.make(KEYS, titled(*["one"] * 200), ListedWords())
    next(some)
    some.close()
    assert len(make(beside, titled(*["two"] * 40))) == 40


def test_processes_that_cannot_start_are_said_to_be_so():
    with pytest.raises(Unavailable, match="do not start"):
        MakingProcesses(ready_makers, 2, ("-c", "raise SystemExit(1)"))


def test_no_key_stands_on_a_command_line_or_in_an_environment(beside, monkeypatch):
    for number in numbers(beside):
        arguments = Path(f"/proc/{number}/cmdline").read_bytes()
        assert b"archive.adapters.making.worker" in arguments
        assert KEY not in arguments
        assert KEY.hex().encode() not in arguments
    started = []
    monkeypatch.setattr(processes.subprocess, "Popen", lambda *_, **named: started.append(named) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        MakingProcesses(ready_makers, 1)
    assert set(started[0]["env"]) == {"LC_ALL", "PYTHONPATH"}


@pytest.fixture
def few(monkeypatch):
    """Two items are many, and processes are there on a machine with one processor too."""
    monkeypatch.setattr(workshop, "MANY", 2)
    monkeypatch.setattr(workshop, "MANY_BATCH", 5)
    monkeypatch.setattr("archive.bootstrap_search.processes_here", lambda: 2)


def test_an_archive_rebuilt_by_processes_finds_what_it_found(own, few):
    deposited = own.deposit_all([([b"FICTIONAL zorka"], describe(f"item {n}"), None) for n in range(9)])
    assert catch_up(own.archive, own.lawyer).indexed == 9
    before = search(own.archive, own.lawyer, ask("zorka"))
    assert before.total == 9
    report = rebuild(own.archive, own.lawyer)
    assert report.indexed == 9
    after = search(own.archive, own.lawyer, ask("zorka"))
    assert [hit.number for hit in after.found] == [hit.number for hit in before.found]
    assert search(own.archive, own.lawyer, ask("zor*")).total == 9
    flip(payload(own, deposited[0].number))
    assert rebuild(own.archive, own.lawyer).indexed == 8
    assert search(own.archive, own.lawyer, ask("zorka")).total == 8


def test_where_no_process_starts_the_index_is_made_in_this_one(own, few, monkeypatch):
    nothing = partial(MakingProcesses, command=("-c", "raise SystemExit(1)"))
    monkeypatch.setattr("archive.bootstrap_search.MakingProcesses", nothing)
    own.deposit_all([([b"FICTIONAL zorka"], describe(f"item {n}"), None) for n in range(3)])
    assert catch_up(own.archive, own.lawyer).indexed == 3
    assert search(own.archive, own.lawyer, ask("zorka")).total == 3
    check_archive(own)
