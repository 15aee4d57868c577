"""Bulk writing: every result is looked at, back-pressure is obeyed, one bad document stops no other."""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
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

_CONFLICT = 409
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


@dataclass(slots=True)
class BulkWriter:
    """Writes actions into one index or alias. `sleep` is what waiting is done with."""

    client: Elasticsearch
    target: str
    is_alias: bool
    sleep: Callable[[float], None] = time.sleep
    _report: PutReport = field(default_factory=PutReport)

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """As `SearchIndex.put`; Unavailable when the server stays too busy."""
        self._report = PutReport()
        with ThreadPoolExecutor(1) as sender:
            sending: Future[None] | None = None
            # While the server works on one batch, the next one is made.
            for batch in _batches(self._actions(documents)):
                if sending is not None:
                    sending.result()
                sending = sender.submit(self.run, batch)
            if sending is not None:
                sending.result()
        return self._report

    def _actions(self, documents: Iterable[ItemDocument]) -> Iterator[Action]:
        for document in documents:
            try:
                yield index_action(document)
            except InvalidRequest as error:
                self._fail(document.doc_id, error.message)

    def _fail(self, doc_id: str, reason: str) -> None:
        self._report += PutReport(failed=(PutFailure(doc_id, reason),))

    def run(self, batch: Sequence[Action]) -> None:
        """Send a batch, and again what the server was too busy for."""
        left = list(batch)
        for attempt in range(ATTEMPTS):
            if attempt:
                # Not a secret: it only keeps several workers from coming back at the same moment.
                self.sleep(FIRST_WAIT * 2**attempt * (0.5 + random.random() / 2))  # noqa: S311
            left = self._send(left)
            if not left:
                return
        raise Unavailable(
            "Elasticsearch has no room or is too busy",
            safe="What it did not take is tried again later; evidence and records are not affected.",
        )

    def _send(self, batch: Sequence[Action]) -> list[Action]:
        """Send once; return what to send again."""
        # The client's serializer passes lines that are text already through as they are.
        lines = cast("list[dict[str, Any]]", [line for action in batch for line in action.lines])
        try:
            answer = self.client.bulk(
                index=self.target,
                operations=lines,
                require_alias=self.is_alias,
                filter_path="items.*.status,items.*.error.type",
            )
        except ApiError as error:
            if error.status_code == TOO_MANY_REQUESTS:
                return list(batch)
            raise
        results = [next(iter(item.values())) for item in answer["items"]]
        return [action for action, result in zip(batch, results, strict=True) if self._busy(action, result)]

    def _busy(self, action: Action, result: dict[str, Any]) -> bool:
        """Count one result; return whether the server asks to come back with it."""
        status = int(result["status"])
        kind = str(result.get("error", {}).get("type", ""))
        if status == TOO_MANY_REQUESTS:
            return True
        if status == _CONFLICT:
            self._report += PutReport(stale=1)
        elif not kind:
            self._report += PutReport(stored=1)
        elif status >= 500 or kind == "index_not_found_exception":
            raise Unavailable(f"Elasticsearch could not write: {kind}", safe="It is tried again later.")
        else:
            self._fail(action.doc_id, kind)
        return False


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
