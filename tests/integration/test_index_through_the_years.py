"""An index in Elasticsearch that is snapshotted, restored, wiped and tampered with comes back."""

import contextlib
import itertools
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive.domain.errors import Unavailable
from archive.services.context import Archive
from archive.services.index_state import Change
from archive.services.index_status import status
from archive.services.indexing import catch_up, rebuild
from archive.services.search import search
from archive.services.withdrawal import withdraw
from search.engines.elastic import ElasticIndex
from tests.checks import check_archive
from tests.factories import TestArchive, describe, make_archive, reopen
from tests.service_helpers import ask

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow, pytest.mark.xdist_group("elasticsearch-cluster")]
REPOSITORY = "fictional-backup"


def on_cluster(made: TestArchive, index: ElasticIndex) -> TestArchive:
    archive: Archive = replace(made.archive.with_index(index), index_task="index:elasticsearch")
    return replace(made, archive=archive)


@pytest.fixture
def own(tmp_path, clustered_index) -> Iterator[TestArchive]:
    """An archive of the test's own, indexed in the cluster."""
    made = make_archive(tmp_path)
    clustered_index._analysis = made.archive.analyzer.version
    yield on_cluster(made, clustered_index)
    made.close()


def deposit(own: TestArchive, *texts: str) -> list[str]:
    deposits = [([f"FICTIONAL zorka {text}".encode()], describe(text), None) for text in texts]
    return [outcome.number for outcome in own.deposit_all(deposits)]


def found(own: TestArchive) -> set[str]:
    results = search(own.archive, own.lawyer, replace(ask("zorka"), page_size=50))
    assert results.total == len(results.found)
    return {each.number for each in results.found}


def codes(own: TestArchive) -> set[str]:
    return {condition.code for condition in status(own.archive).conditions} - {"engine"}


def test_an_index_restored_from_an_old_snapshot_is_caught_up(own, clustered_index, elasticsearch_cluster):
    client = clustered_index.client
    location = str(elasticsearch_cluster.repository)
    client.snapshot.create_repository(
        name=REPOSITORY, repository={"type": "fs", "settings": {"location": location}}
    )
    kept, gone = deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    name = clustered_index._live()
    client.snapshot.create(
        repository=REPOSITORY,
        snapshot="old",
        indices=name,
        include_global_state=False,
        wait_for_completion=True,
    )
    (later,) = deposit(own, "three")
    withdraw(own.archive, own.custodian, gone, "fictional")
    catch_up(own.archive, own.lawyer)
    assert found(own) == {kept, later}
    client.indices.delete(index=name)
    client.snapshot.restore(repository=REPOSITORY, snapshot="old", indices=name, wait_for_completion=True)
    client.snapshot.delete_repository(name=REPOSITORY)
    assert clustered_index.count() == 2, "the snapshot has what was withdrawn since"
    assert "older" in codes(own)
    report = catch_up(own.archive, own.lawyer)
    assert report.noticed is Change.OLDER
    assert report.removed == 1
    assert (found(own), codes(own)) == ({kept, later}, set())
    check_archive(own)


def wipe_by_deleting(index: ElasticIndex) -> None:
    index.client.indices.delete(index=index._live())


def wipe_by_ransom(index: ElasticIndex) -> None:
    """Everything deleted, and a note left where our alias was."""
    index.client.indices.delete(index=index._live())
    index.client.indices.create(index=f"{index._alias}.g-read-me", aliases={index._alias: {}})
    index.client.index(index=index._alias, document={"note": "FICTIONAL ransom note"}, refresh=True)


@pytest.mark.parametrize("wipe", [wipe_by_deleting, wipe_by_ransom])
def test_an_index_that_was_wiped_comes_back(own, clustered_index, wipe):
    numbers = deposit(own, "one", "two")
    catch_up(own.archive, own.lawyer)
    wipe(clustered_index)
    if wipe is wipe_by_deleting:
        assert codes(own) == {"emptied", "count-differs"}
        assert catch_up(own.archive, own.lawyer).noticed is Change.EMPTIED
    else:
        with pytest.raises(Exception, match="not ours"):
            catch_up(own.archive, own.lawyer)
        rebuild(own.archive, own.lawyer)
    assert (found(own), codes(own)) == (set(numbers), set())
    assert len(clustered_index._generations()) == 1
    assert set(clustered_index.client.indices.get_alias(index=clustered_index._live()).body) == {
        clustered_index._live()
    }


def test_documents_removed_one_by_one_are_counted(own, clustered_index):
    deposit(own, "one", "two", "three")
    catch_up(own.archive, own.lawyer)
    hit = clustered_index.client.search(index=clustered_index._alias, size=1)["hits"]["hits"][0]
    clustered_index.client.delete(
        index=clustered_index._alias, id=hit["_id"], version=9, version_type="external", refresh=True
    )
    assert codes(own) == {"count-differs"}
    rebuild(own.archive, own.lawyer)
    assert codes(own) == set()
    assert len(found(own)) == 3


def test_deposits_by_another_process_during_four_rebuilds_are_all_found(own, clustered_index):
    """An intake and its worker go on, with connections of their own, while the index is made anew."""
    deposit(own, *(f"before {number}" for number in range(20)))
    catch_up(own.archive, own.lawyer)
    other = on_cluster(reopen(own.root), clustered_index)
    numbers, failures, over = [], [], threading.Event()

    def go_on():
        try:
            for place in itertools.takewhile(lambda _: not over.is_set(), itertools.count()):
                numbers.extend(deposit(other, f"during {place}"))
                if place % 4 == 0:
                    with contextlib.suppress(Unavailable):  # as the worker does, which comes again
                        catch_up(other.archive, other.lawyer)
                if place % 5 == 0:
                    withdraw(other.archive, other.custodian, numbers.pop(), "fictional")
        except Exception as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    other.documenter, other.lawyer, other.custodian  # noqa: B018 - signed in before the thread needs them
    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        for _ in range(4):
            rebuild(own.archive, own.lawyer)
        while len(numbers) < 2 and not failures:
            time.sleep(0.01)
    finally:
        over.set()
        thread.join()
    other.archive.records.close()
    assert failures == []
    catch_up(own.archive, own.lawyer)
    assert len(numbers) >= 2
    found = set()  # on as many pages as the rebuilds left time for
    for page in range(1, (len(numbers) - 1) // 50 + 2):
        results = search(own.archive, own.lawyer, replace(ask("during"), page=page, page_size=50))
        found |= {each.number for each in results.found}
        assert (results.total, results.behind) == (len(numbers), 0)
    assert found == set(numbers)
    assert codes(own) == set()
    check_archive(own)
