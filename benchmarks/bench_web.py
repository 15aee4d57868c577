"""The web application against what it stands on: search page, item page, fifty people at once.

    python -m benchmarks.bench_web [--items 500] [--people 50] [--rounds 20]

One archive with a real Elasticsearch. The search page (form, catching up, search, passages, HTML) is timed
in-process against the same search by its service, alternating; the item page against opening the same item
by its service, which decrypts and logs it. Then `--people` sessions search at once through gunicorn as
docs/operations.md runs it, and the same number of threads sends one of these queries, blinded beforehand,
to the same Elasticsearch. Every page and service call writes its custody entry. Targets: the search page
at most 2 times the search, the item page below 1.5 times the opening, no error. Exit status 1 when one is
missed.
"""

import argparse
import http.client
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from archive.bootstrap import open_archive
from archive.domain.consent import Purpose, Use
from archive.services.indexing import catch_up
from archive.services.reading import read_item
from archive.services.search import search
from benchmarks.prose import Prose
from benchmarks.targets import Measured, report
from config import ElasticSettings, Settings
from config.settings import INSECURE_KDF, SearchEngine
from scripts.elasticsearch import running_node
from scripts.elasticsearch_node import Node
from search.expression_text import parse
from search.query import Facet, SearchQuery
from tests.factories import TestArchive, describe, make_archive
from tests.serving import PATIENCE, serving
from tests.web_world import World, make_world

USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}
DECLARED = Use(Purpose.PROSECUTION, "", "DE")
STATEMENT_BYTES = 5_000
GROUP = 100
WORKERS = 3
FACETS = (Facet.UNIT, Facet.VIOLATION, Facet.KIND)
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


def make(folder: Path, items: int, node: Node | None) -> tuple[World, list[str]]:
    """An archive with accounts and indexed statements, and words that occur in them."""
    root = make_archive(folder)
    root.close()
    settings = Settings(folder / "archive", kdf=INSECURE_KDF, two_person=False)
    if node is not None:
        elastic = ElasticSettings(node.url, node.user, node.password)
        settings = replace(settings, search=SearchEngine.ELASTICSEARCH, elastic=elastic)
    made = TestArchive(settings.root, open_archive(settings))
    prose = Prose(7)
    told = [describe(f"FICTIONAL {n}", text=prose.text(STATEMENT_BYTES)) for n in range(items)]
    for first in range(0, items, GROUP):
        made.deposit_all([((), each, None) for each in told[first : first + GROUP]])
    while catch_up(made.archive, made.lawyer).indexed:
        pass
    words = sorted({word for each in told[:3] for word in re.findall(r"\w{5,}", each.text)})
    return make_world(made), words[:: max(1, len(words) // 10)][:10]


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def beside(page: Callable[[], object], service: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of both, alternating, after each has been called once."""
    page()
    service()
    pairs = [(timed(page), timed(service)) for _ in range(rounds)]
    return statistics.median(p for p, _ in pairs), statistics.median(s for _, s in pairs)


def asked(word: str) -> SearchQuery:
    """What the search page asks for this word."""
    return SearchQuery(DECLARED, expression=parse(word), page_size=10, facets=FACETS)


def pages(world: World, words: Sequence[str], rounds: int) -> list[Measured]:
    """Search page and item page against their services."""
    browser, archive, lawyer = world.browser("lawyer"), world.archive, world.made.lawyer
    ratios = []
    for word in words:
        page, alone = beside(
            lambda word=word: _right(browser.post("/lawyer/search", {**USE, "text": word})),  # type: ignore[misc]
            lambda word=word: search(archive, lawyer, asked(word)),  # type: ignore[misc]
            rounds,
        )
        print(f"search page {1000 * page:7.1f} ms, search alone {1000 * alone:7.1f} ms")
        ratios.append(page / alone)
    with archive.records.reading() as tx:
        number = next(iter(tx.items.items())).number
    page, alone = beside(
        lambda: _right(browser.post(f"/lawyer/items/{number}", USE)),
        lambda: read_item(archive, lawyer, number, DECLARED),
        rounds * 3,
    )
    print(f"item page   {1000 * page:7.1f} ms, opening alone {1000 * alone:6.1f} ms")
    return [
        Measured("web: search page to search", statistics.median(ratios), 2.0),
        Measured("web: item page to opening", page / alone, 1.5),
    ]


def _right(response: Any) -> None:  # noqa: ANN401 - a test response
    assert response.status_code == 200, response.status_code


class Person:
    """Somebody with a session of their own who searches over HTTP."""

    def __init__(self, origin: str, token: str) -> None:
        self.origin, self.cookie = origin, f"sviedka={token}"
        self.form_token = _TOKEN.findall(self._send("GET", "/lawyer/search", "")[1])[0]

    def ask(self, word: str) -> tuple[float, int]:
        """Seconds and status."""
        body = urlencode({**USE, "text": word, "form_token": self.form_token})
        begin = time.perf_counter()
        status, _ = self._send("POST", "/lawyer/search", body)
        return time.perf_counter() - begin, status

    def _send(self, method: str, path: str, body: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE)
        headers = {
            "Cookie": self.cookie,
            "Origin": self.origin,
            "Accept": "text/html",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, body, headers)
        with connection.getresponse() as response:
            text = response.read().decode()
        connection.close()
        return response.status, text


def elastic_variables(node: Node | None) -> dict[str, str]:
    """What tells a server to use this Elasticsearch; nothing for the embedded index."""
    if node is None:
        return {}
    return {
        "SVIEDKA_SEARCH": "elasticsearch",
        "SVIEDKA_ELASTICSEARCH_URL": node.url,
        "SVIEDKA_ELASTICSEARCH_USERNAME": node.user,
        "SVIEDKA_ELASTICSEARCH_PASSWORD": node.password,
    }


def at_once(people: int, each: int, act: Callable[[int, int], tuple[float, int]]) -> tuple[float, float, int]:
    """Everybody asks `each` times at once: (requests per second, p95 in seconds, errors)."""

    def asks(person: int) -> list[tuple[float, int]]:
        return [act(person, turn) for turn in range(each)]

    begin = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        answers = [answer for found in pool.map(asks, range(people)) for answer in found]
    seconds = time.perf_counter() - begin
    waits = sorted(wait for wait, _ in answers)
    errors = sum(status != 200 for _, status in answers)
    return len(answers) / seconds, waits[int(0.95 * (len(waits) - 1))], errors


def crowd(world: World, node: Node | None, words: Sequence[str], people: int, each: int) -> list[Measured]:
    """People through the application, then the same queries to the engine alone."""
    tokens = [world.token("lawyer") for _ in range(people)]
    root = world.made.root
    log, variables = root.parent / "server.log", elastic_variables(node)
    with serving(root, log, workers=WORKERS, variables=variables) as origin:
        persons = [Person(origin, token) for token in tokens]
        rate, p95, errors = at_once(people, each, lambda p, t: persons[p].ask(words[(p + t) % len(words)]))
    print(f"{people} people at once: {rate:.1f} searches/s, p95 {p95:.2f} s, {errors} errors")
    index, sent = world.archive.index, []
    whole = type(index).search_each
    with patch.object(type(index), "search_each", autospec=True, side_effect=whole) as watched:
        search(world.archive, world.made.lawyer, asked(words[0]))
        sent = [call.args[1] for call in watched.call_args_list]

    def plain(_person: int, _turn: int) -> tuple[float, int]:
        return timed(lambda: index.search_each(sent[0])), 200

    plain_rate, plain_p95, _ = at_once(people, each, plain)
    print(f"the engine alone:   {plain_rate:.1f} searches/s, p95 {plain_p95:.2f} s")
    return [Measured(f"web: errors of {people} people at once", errors, 0)]


def run(items: int, people: int, rounds: int, node: Node | None) -> list[Measured]:
    """Everything on one archive; `node` None: the embedded index."""
    with tempfile.TemporaryDirectory(prefix="sviedka-bench-") as folder:
        world, words = make(Path(folder), items, node)
        try:
            return [
                *pages(world, words, rounds),
                *crowd(world, node, words, people, max(1, rounds // 4)),
            ]
        finally:
            world.close()


def main() -> int:
    """Run it and print the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with running_node() as node:
        return report(run(options.items, options.people, options.rounds, node))


if __name__ == "__main__":
    sys.exit(main())
