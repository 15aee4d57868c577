"""Elasticsearch when it refuses, vanishes, is full or was tampered with; and what lies on its disk."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from elasticsearch import BadRequestError

from archive.domain.consent import Purpose, Use
from archive.domain.errors import Unavailable
from search.clauses import BlindedQuery
from search.documents import ActDocument
from search.engines.elastic import ElasticIndex
from search.engines.elastic_bulk import ATTEMPTS, BulkWriter
from search.engines.elastic_client import ElasticSettings
from search.expression import Word
from search.query import SearchQuery
from tests import search_world as world
from tests.servers import settings_of

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow, pytest.mark.xdist_group("elasticsearch-node")]


def documents(count=3, seed=1):
    return [deposit.document() for deposit in world.make_world(seed, count)]


def every_method(index):
    yield lambda: index.put(documents(1))
    yield lambda: index.remove(["A" * 22], 1)
    yield lambda: index.search(world.blinded(SearchQuery(Use(Purpose.ANALYSIS))).query)
    yield index.count
    yield index.refresh
    yield index.state
    yield lambda: index.set_high_water(1)
    yield index.begin_rebuild
    yield index.drop


@contextmanager
def listener(answer: bytes | None) -> Iterator[str]:
    """A server that reads a request and then answers with some bytes and hangs up, or (None) says nothing."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                if answer is None:
                    held.append(connection)
                    continue
                connection.recv(65536)
                connection.sendall(answer)
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


def test_a_server_that_is_not_there_is_unavailable_to_every_method():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    index = ElasticIndex(ElasticSettings(url, "u", "p", timeout=2))
    for method in every_method(index):
        with pytest.raises(Unavailable, match="cannot be reached"):
            method()
    index.close()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"nonsense\r\n\r\n",
    ],
    ids=["silent", "hangs up", "cut off", "some other server", "not http"],
)
def test_a_server_that_answers_badly_is_unavailable(answer):
    with listener(answer) as url:
        index = ElasticIndex(ElasticSettings(url, "u", "p", timeout=0.5))
        for method in every_method(index):
            with pytest.raises(Unavailable):
                method()
        index.close()


def test_wrong_credentials_are_said_and_nothing_of_them(elasticsearch_node):
    index = ElasticIndex(settings_of(elasticsearch_node, password="wrong-passphrase"))
    with pytest.raises(Unavailable, match="does not accept our credentials") as caught:
        index.count()
    assert "wrong-passphrase" not in str(caught.value) + repr(index._settings)
    index.close()


def test_the_mapping_is_strict_and_no_copy_of_a_document_is_kept(elastic_index):
    (document,) = documents(1)
    elastic_index.put([document])
    elastic_index.refresh()
    name = elastic_index._live()
    assert "_source" not in elastic_index.client.get(index=name, id=document.doc_id).body
    for body in ({"title": "word"}, {"acts": [{"name": "word"}]}):
        with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
            elastic_index.client.index(index=name, document=body)


def test_a_document_that_the_server_refuses_fails_alone(elastic_index):
    good, bad, last = documents(3)
    elastic_index.put([good])
    name = elastic_index._live()
    elastic_index.client.indices.put_settings(index=name, settings={"index.mapping.nested_objects.limit": 5})
    crowded = replace(bad, acts=tuple(ActDocument(year=(f"{n:012d}",)) for n in range(6)))
    report = elastic_index.put([replace(good, version=2, acts=()), crowded, replace(last, acts=())])
    assert report.stored == 2
    assert [failure.doc_id for failure in report.failed] == [bad.doc_id]
    assert "exception" in report.failed[0].reason
    elastic_index.refresh()
    assert elastic_index.count() == 2


def block(index, blocked):
    settings = {"index.blocks.read_only_allow_delete": blocked or None}
    index.client.indices.put_settings(index=index._live(), settings=settings)


def test_a_full_disk_is_waited_for_and_then_said(elastic_index):
    elastic_index.put(documents(1))
    block(elastic_index, blocked=True)
    waits: list[float] = []
    writer = BulkWriter(elastic_index.client, elastic_index._alias, elastic_index._limit, sleep=waits.append)
    with pytest.raises(Unavailable, match="no room or is too busy"):
        writer.put(documents(3, seed=2))
    assert len(waits) == ATTEMPTS - 1
    assert waits[-1] > waits[0]
    block(elastic_index, blocked=False)
    assert elastic_index.put(documents(3, seed=2)).stored == 3


def test_back_pressure_that_ends_loses_and_doubles_nothing(elastic_index):
    elastic_index.put(documents(1))
    block(elastic_index, blocked=True)

    def relieved(_seconds):
        block(elastic_index, blocked=False)

    writer = BulkWriter(elastic_index.client, elastic_index._alias, elastic_index._limit, sleep=relieved)
    report = writer.put(documents(200, seed=2))
    assert (report.stored, report.stale, report.failed) == (200, 0, ())
    elastic_index.refresh()
    assert elastic_index.count() == 201


def test_an_index_deleted_behind_our_back_is_noticed_and_made_anew(elastic_index):
    elastic_index.put(documents(3))
    elastic_index.set_high_water(17)
    elastic_index.client.indices.delete(index=elastic_index._live())
    assert elastic_index.count() == 0
    assert (elastic_index.state().generation, elastic_index.state().high_water) == ("", -1)
    assert elastic_index.search(BlindedQuery(())).total == 0
    assert elastic_index.put(documents(2)).stored == 2
    elastic_index.refresh()
    assert elastic_index.count() == 2


def test_an_alias_lost_or_pointing_at_two_indexes_is_never_guessed_about(elastic_index):
    elastic_index.put(documents(3))
    client, alias, name = elastic_index.client, elastic_index._alias, elastic_index._live()
    client.indices.create(index=f"{alias}.g-other", aliases={alias: {}})
    with pytest.raises(Unavailable, match="several indexes"):
        elastic_index.put(documents(1))
    client.indices.delete(index=f"{alias}.g-other")
    client.indices.delete_alias(index=name, name=alias)
    assert elastic_index.state().generation == ""
    assert elastic_index.put(documents(1)).stored == 1
    elastic_index.refresh()
    assert elastic_index.count() == 1


def test_a_bulk_request_never_makes_an_index_by_itself(elastic_index):
    writer = BulkWriter(elastic_index.client, "not-there", elastic_index._limit)
    with pytest.raises(Unavailable):
        writer.put(documents(1))
    assert not elastic_index.client.indices.exists(index="not-there")


def test_the_disk_of_the_server_holds_no_word_id_or_date_of_the_archive(elasticsearch_node, elastic_index):
    deposits = world.make_world(9, 50)
    elastic_index.put([deposit.document() for deposit in deposits])
    query = SearchQuery(
        Use(Purpose.ANALYSIS, "OHCHR", "DE"), expression=Word("коридор"), units=("x-company",)
    )
    elastic_index.search(world.blinded(query).query)
    elastic_index.refresh()
    elastic_index.client.indices.flush(index=elastic_index._alias, force=True)
    plain = [
        *world.WORDS,
        "корид",
        *world.UNITS[1:],
        *world.VIOLATIONS[:1],
        *world.BLIND,
        "2020-08",
        "OHCHR",
        "ohchr",
    ]
    plain += [deposit.item_id for deposit in deposits] + ["testimony", "prosecution"]
    wanted = [text.encode(code) for text in plain for code in ("utf-8", "utf-16-le")]
    token = deposits[0].document().collection[0].encode()
    files = [path for path in elasticsearch_node.data_dir.rglob("*") if path.is_file()]
    contents = [path.read_bytes() for path in files]
    assert any(token in content for content in contents), "the search looked in the wrong place"
    found = {text for text in wanted for content in contents if text in content}
    assert found == set()


def test_a_mark_set_while_a_rebuild_swaps_goes_to_the_new_generation(elastic_index, monkeypatch):
    """The worker has looked up the old index, which is gone when it writes to it."""
    elastic_index.put(documents(2))
    real, swapped = elastic_index._meta, []

    def meta(index):
        if not swapped:
            swapped.append(True)
            builder = elastic_index.begin_rebuild()
            builder.put(documents(2))
            builder.finish(expected_count=2, high_water=3)
        return real(index)

    monkeypatch.setattr(elastic_index, "_meta", meta)
    elastic_index.set_high_water(7)
    assert elastic_index.state().high_water == 7
    assert elastic_index.count() == 2


def test_a_batch_that_meets_a_swap_is_sent_again(elastic_index):
    """The alias led to an index that was gone when the documents got there."""
    elastic_index.put(documents(1))
    seen = []

    class Meeting(BulkWriter):
        def _send(self, batch, broken=0):
            outcomes = super()._send(batch, broken)
            seen.append(len(batch))
            if len(seen) == 1:
                return [replace(each, status=404, error="index_not_found_exception") for each in outcomes]
            return outcomes

    report = Meeting(elastic_index.client, elastic_index._alias, elastic_index._limit).put(
        documents(30, seed=2)
    )
    assert (report.stored, report.failed, seen) == (30, (), [30, 30])
