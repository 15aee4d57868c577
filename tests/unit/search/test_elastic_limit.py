"""What becomes of a request that is larger than a server, or something on the way to it, takes.

The server here speaks as Elasticsearch does, and breaks the connection under what is too large for it.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from elastic_transport import TlsError, Transport
from elasticsearch import Elasticsearch

from archive.domain.errors import Unavailable
from search.documents import ItemDocument
from search.engines.elastic_bulk import BREAKS, SURELY_TAKEN, BulkWriter, delete_action, index_action
from search.engines.elastic_client import translated_errors
from search.engines.elastic_limit import RequestLimit
from tests import search_world as world

MEGABYTE = 1024 * 1024


def documents(count: int) -> list[ItemDocument]:
    return [deposit.document() for deposit in world.make_world(1, count)]


def of_size(document: ItemDocument, least: int) -> ItemDocument:
    return replace(document, text=" ".join(["A" * 12] * (least // 13 + 1)))


@dataclass
class Server:
    """`takes`: bytes under which the connection holds; `says`: its nodes' limits, or a refusal."""

    takes: int = 64 * MEGABYTE
    says: list[int] | int = field(default_factory=lambda: [100 * MEGABYTE])
    gone_after: int = 10**9
    asked: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    breaks: int = 0

    def answer(self, path: str, lines: list[bytes]) -> tuple[int, object]:
        if path.startswith("/_nodes/http"):
            self.asked.append(path)
            if isinstance(self.says, int):
                return self.says, {"error": {"type": "security_exception"}, "status": self.says}
            nodes = {str(n): {"http": {"max_content_length_in_bytes": of}} for n, of in enumerate(self.says)}
            return 200, {"nodes": nodes} if nodes else {}
        actions = [json.loads(line) for line in lines]
        items = [next(iter(action)) for action in actions if action.keys() & {"index", "delete"}]
        return 200, {"items": [{name: {"status": 200}} for name in items]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: Server

    def do_GET(self) -> None:
        self.respond(b"")

    def do_PUT(self) -> None:
        length = int(self.headers["Content-Length"])
        if length > self.told.takes or self.told.breaks >= self.told.gone_after:
            self.told.breaks += 1
            self.close_connection = True
            return
        self.told.sizes.append(length)
        self.respond(self.rfile.read(length))

    def respond(self, body: bytes) -> None:
        if self.told.breaks >= self.told.gone_after:
            self.close_connection = True
            return
        status, answer = self.told.answer(self.path, body.splitlines())
        encoded = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[Server, BulkWriter]]:
    told = Server()
    made = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Handler,), {"told": told}))
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    with Elasticsearch(f"http://127.0.0.1:{made.server_port}", max_retries=0, request_timeout=120) as client:
        yield told, BulkWriter(client, "alias", RequestLimit(client))
    made.shutdown()
    made.server_close()
    thread.join()


def test_no_request_is_larger_than_the_smallest_node_takes(server):
    told, writer = server
    told.says = [100 * MEGABYTE, 6000, 8000]
    given = documents(40)
    assert max(index_action(each).size for each in given) < 6000
    report = writer.put(given)
    assert (report.stored, report.failed) == (40, ())
    assert max(told.sizes) <= 6000
    assert sum(told.sizes) == sum(index_action(each).size for each in given)
    writer.put(given)
    assert len(told.asked) == 1, "it is asked once"


def test_a_document_larger_than_the_nodes_take_is_never_sent(server):
    told, writer = server
    good = documents(5)
    most = max(index_action(each).size for each in good)
    told.says = [most]
    monster = of_size(good[2], most + 1)
    report = writer.put([*good[:2], monster, *good[3:]])
    assert (report.stored, [failure.doc_id for failure in report.failed]) == (4, [monster.doc_id])
    size = index_action(monster).size
    assert f"needs {size} bytes" in report.failed[0].reason
    assert f"take {most} (http.max_content_length)" in report.failed[0].reason
    assert max(told.sizes) <= most


def test_removals_are_cut_as_well(server):
    told, writer = server
    told.says = [1000]
    report = writer.write(delete_action(each.doc_id, 2) for each in documents(30))
    assert report.stored == 30
    assert max(told.sizes) <= 1000


@pytest.mark.parametrize("says", [401, 403, []], ids=["stranger", "not permitted", "says nothing"])
def test_where_the_limit_cannot_be_learned_batches_are_as_large_as_ever(server, says):
    told, writer = server
    told.says = says
    report = writer.put([of_size(each, 100_000) for each in documents(30)])
    assert report.stored == 30
    assert max(told.sizes) > MEGABYTE


def test_nodes_that_do_not_answer_the_question_are_unavailable(server):
    told, writer = server
    told.says = 503
    with pytest.raises(Unavailable), translated_errors():
        writer.put(documents(1))


def test_a_batch_that_breaks_the_connection_is_halved_until_it_passes(server):
    told, writer = server
    told.takes = MEGABYTE
    report = writer.put([of_size(each, 100_000) for each in documents(30)])
    assert (report.stored, report.failed) == (30, ())
    assert max(told.sizes) > SURELY_TAKEN


def test_a_document_under_which_the_connection_breaks_always_fails_alone(server):
    """Something between us and the nodes takes less than they do, and closes in place of answering."""
    told, writer = server
    told.takes = MEGABYTE
    good = documents(5)
    monster = of_size(good[2], 2 * MEGABYTE)
    report = writer.put([*good[:2], monster, *good[3:]])
    assert (report.stored, [failure.doc_id for failure in report.failed]) == (4, [monster.doc_id])
    assert f"whenever its {index_action(monster).size} bytes are sent" in report.failed[0].reason
    assert len(told.asked) == 1 + BREAKS, "after every break the servers were asked whether they are there"


def test_a_limit_lowered_while_we_run_is_learned_from_the_break(server):
    told, writer = server
    assert writer.put(documents(1)).stored == 1
    told.takes, told.says = MEGABYTE, [MEGABYTE]
    monster = of_size(documents(1)[0], 2 * MEGABYTE)
    report = writer.put([monster])
    assert f"take {MEGABYTE} " in report.failed[0].reason
    assert told.breaks == 1


def test_a_server_that_went_away_is_never_blamed_on_the_document(server):
    told, writer = server
    told.takes, told.gone_after = MEGABYTE, 2
    with pytest.raises(Unavailable, match="cannot be reached"), translated_errors():
        writer.put([of_size(documents(1)[0], 2 * MEGABYTE)])
    assert told.breaks >= 2


def test_a_small_request_that_breaks_is_never_blamed_on_the_document(server):
    told, writer = server
    told.takes = 10
    with pytest.raises(Unavailable, match="cannot be reached"), translated_errors():
        writer.put(documents(1))
    assert told.breaks == 1


def test_a_connection_that_breaks_within_tls_is_a_broken_one(server, monkeypatch):
    """The client tells of it as of a certificate that fails."""
    _, writer = server
    bulk = Elasticsearch.bulk

    def broken(self, **request):
        if sum(map(len, request["operations"])) > MEGABYTE:
            raise TlsError("EOF occurred in violation of protocol")
        return bulk(self, **request)

    monkeypatch.setattr(Elasticsearch, "bulk", broken)
    good = documents(5)
    monster = of_size(good[2], 2 * MEGABYTE)
    report = writer.put([*good[:2], monster, *good[3:]])
    assert (report.stored, [failure.doc_id for failure in report.failed]) == (4, [monster.doc_id])


def test_a_certificate_that_fails_is_never_blamed_on_the_document(server, monkeypatch):
    _, writer = server
    writer.limit.size()

    def failing(*_, **__):
        raise TlsError("certificate verify failed")

    monkeypatch.setattr(Transport, "perform_request", failing)
    with pytest.raises(Unavailable, match="certificate"), translated_errors():
        writer.put([of_size(documents(1)[0], 2 * MEGABYTE)])
