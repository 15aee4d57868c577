"""Bulk writing: every result is looked at, back-pressure is obeyed, one bad document stops no other."""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, cast

from elasticsearch import ApiError, Elasticsearch

from archive.domain.errors import InvalidRequest, Unavailable
from search.documents import ItemDocument, check_document
from search.engines.elastic_client import TOO_MANY_REQUESTS
from search.engines.elastic_mapping import source
from search.ports import PutFailure, PutReport

MAX_BYTES = 4 * 1024 * 1024
MAX_DOCUMENTS = 64
ATTEMPTS = 6
FIRST_WAIT = 0.2
"""Seconds; doubles with every attempt, of which a random part is waited."""

SWAPS = 2
"""How often a batch is sent again because a rebuild swapped the index between its alias and its documents."""

_GONE = "index_not_found_exception"
_CONFLICT = 409
_UNFIT = frozenset({400, 413})
"""Malformed, or larger than the server takes: the document is at fault, not the server."""
_dump = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Action:
    """One document to write or remove: its id and the lines of the bulk request."""

    doc_id: str
    lines: tuple[str, ...]


def index_action(document: ItemDocument) -> Action:
    """Return the action that stores a document unless a newer version is there.

    Raises InvalidRequest when something in it is not a token.
    """
    check_document(document)
    head = {"index": {"_id": document.doc_id, "version": document.version, "version_type": "external_gte"}}
    return Action(document.doc_id, (_dump(head), source(document)))


def delete_action(doc_id: str, version: int) -> Action:
    """Return the action that removes a document unless a newer version is there."""
    head = {"delete": {"_id": doc_id, "version": version, "version_type": "external_gte"}}
    return Action(doc_id, (_dump(head),))


@dataclass(frozen=True, slots=True)
class BulkWriter:
    """Writes actions through an alias, so that no request ever makes an index by itself.

    `sleep` is what waiting is done with.
    """

    client: Elasticsearch
    alias: str
    sleep: Callable[[float], None] = time.sleep

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """As `SearchIndex.put`; Unavailable when the server stays too busy."""
        refused: list[PutFailure] = []
        report = PutReport()
        with ThreadPoolExecutor(1) as sender:
            sending: Future[PutReport] | None = None
            # While the server works on one batch, the next one is made.
            for batch in _batches(_actions(documents, refused)):
                if sending is not None:
                    report += sending.result()
                sending = sender.submit(self.run, batch)
            if sending is not None:
                report += sending.result()
        return report + PutReport(failed=tuple(refused))

    def run(self, batch: Sequence[Action]) -> PutReport:
        """Send a batch, and again, in smaller pieces, what the server was too busy for."""
        report = PutReport()
        left, room, attempt, swaps = list(batch), len(batch), 0, 0
        while left:
            outcomes = self._send(left[:room])
            missed = [outcome for outcome in outcomes if outcome.error == _GONE and swaps < SWAPS]
            report += _counted([outcome for outcome in outcomes if outcome not in missed])
            refused = [outcome.action for outcome in outcomes if outcome.status == TOO_MANY_REQUESTS]
            left = [*refused, *(outcome.action for outcome in missed), *left[room:]]
            swaps += bool(missed)
            if not refused:
                attempt = 0
                continue
            attempt += 1
            if attempt == ATTEMPTS:
                break
            room = max(1, room // 2)
            # Not a secret: it only keeps several workers from coming back at the same moment.
            self.sleep(FIRST_WAIT * 2**attempt * (0.5 + random.random() / 2))  # noqa: S311
        else:
            return report
        raise Unavailable(
            "Elasticsearch has no room or is too busy",
            safe="What it did not take is tried again later; evidence and records are not affected.",
        )

    def _send(self, batch: Sequence[Action]) -> list["_Outcome"]:
        """Send once; return what became of every action."""
        # The client's serializer passes lines that are text already through as they are.
        lines = cast("list[dict[str, Any]]", [line for action in batch for line in action.lines])
        try:
            answer = self.client.bulk(
                index=self.alias,
                operations=lines,
                require_alias=True,
                filter_path="items.*.status,items.*.error.type",
            )
        except ApiError as error:
            if error.status_code == TOO_MANY_REQUESTS:
                return [_Outcome(action, TOO_MANY_REQUESTS, "") for action in batch]
            if error.status_code not in _UNFIT:
                raise
            if len(batch) > 1:
                # One of them makes the whole request unfit: find it, and let the others through.
                half = len(batch) // 2
                return [*self._send(batch[:half]), *self._send(batch[half:])]
            return [_Outcome(batch[0], error.status_code, f"the server refused it with {error.status_code}")]
        results = [next(iter(item.values())) for item in answer["items"]]
        return [
            _Outcome(action, int(result["status"]), str(result.get("error", {}).get("type", "")))
            for action, result in zip(batch, results, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the server made of one action: status, and kind of error or ""."""

    action: Action
    status: int
    error: str


def _counted(outcomes: Sequence[_Outcome]) -> PutReport:
    """Add up what is settled. Raises Unavailable when the server, not the document, is at fault."""
    stored, stale = 0, 0
    failed: list[PutFailure] = []
    for outcome in outcomes:
        if outcome.status == TOO_MANY_REQUESTS:
            continue
        if outcome.status == _CONFLICT:
            stale += 1
        elif not outcome.error:
            stored += 1
        elif outcome.status >= 500 or outcome.error == _GONE:
            raise Unavailable(
                f"Elasticsearch could not write: {outcome.error}", safe="It is tried again later."
            )
        else:
            failed.append(PutFailure(outcome.action.doc_id, outcome.error))
    return PutReport(stored, stale, tuple(failed))


def _actions(documents: Iterable[ItemDocument], refused: list[PutFailure]) -> Iterator[Action]:
    """Yield the action of every document; those that hold more than tokens go to `refused` instead."""
    for document in documents:
        try:
            yield index_action(document)
        except InvalidRequest as error:
            refused.append(PutFailure(document.doc_id, error.message))


def _batches(actions: Iterator[Action]) -> Iterator[list[Action]]:
    batch: list[Action] = []
    size = 0
    for action in actions:
        length = sum(map(len, action.lines))
        if batch and (size + length > MAX_BYTES or len(batch) == MAX_DOCUMENTS):
            yield batch
            batch, size = [], 0
        batch.append(action)
        size += length
    if batch:
        yield batch
