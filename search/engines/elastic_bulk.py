"""Bulk writing: every result is looked at, back-pressure is obeyed, one bad document stops no other."""

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, cast

from elastic_transport import ConnectionError as BrokenConnection
from elasticsearch import ApiError, Elasticsearch

from archive.domain.errors import InvalidRequest, Unavailable
from search.documents import ItemDocument, check_document
from search.engines.elastic_client import TOO_MANY_REQUESTS
from search.engines.elastic_limit import RequestLimit
from search.engines.elastic_mapping import source
from search.ports import PutFailure, PutReport

MAX_BYTES = 4 * 1024 * 1024
MAX_DOCUMENTS = 64
ATTEMPTS = 6
FIRST_WAIT = 0.2
"""Seconds; doubles with every attempt, of which a random part is waited."""

SWAPS = 2
"""How often a batch is sent again because a rebuild swapped the index between its alias and its documents."""

BREAKS = 3
"""How often in a row the connection must break under one large document to blame it."""

SURELY_TAKEN = 512 * 1024
"""Bytes of a request that no server or proxy in use refuses for its size."""

_GONE = "index_not_found_exception"
_CONFLICT = 409
_TOO_LARGE = 413
_UNFIT = frozenset({400, _TOO_LARGE})
"""Malformed, or larger than the server takes: the document is at fault, not the server."""
_dump = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Action:
    """One document to write or remove: its id and the lines of the bulk request."""

    doc_id: str
    lines: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes in a request: its lines are ASCII and each ends with a line feed."""
        return sum(len(line) + 1 for line in self.lines)


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

    `limit` knows what the nodes take in one request; `sleep` is what waiting is done with.
    """

    client: Elasticsearch
    alias: str
    limit: RequestLimit
    sleep: Callable[[float], None] = time.sleep

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """As `SearchIndex.put`; Unavailable when the server stays too busy."""
        refused: list[PutFailure] = []
        return self.write(_actions(documents, refused)) + PutReport(failed=tuple(refused))

    def write(self, actions: Iterable[Action]) -> PutReport:
        """Carry out actions in batches that the nodes take; one that is too large for them fails alone."""
        report = PutReport()
        most = self.limit.size()
        refused: list[Action] = []
        with ThreadPoolExecutor(1) as sender:
            sending: Future[PutReport] | None = None
            # While the server works on one batch, the next one is made.
            for batch in _batches(actions, most, refused):
                if sending is not None:
                    report += sending.result()
                sending = sender.submit(self.run, batch)
            if sending is not None:
                report += sending.result()
        return report + _counted([_too_large(action, most) for action in refused])

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

    def _send(self, batch: Sequence[Action], broken: int = 0) -> list["_Outcome"]:
        """Send; return what became of every action. What is unfit or breaks the connection is found out."""
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
                return self._send_halves(batch)
            return [_Outcome(batch[0], error.status_code, f"the server refused it with {error.status_code}")]
        except BrokenConnection:  # a TlsError as well: within TLS a break looks like a failed certificate
            if sum(action.size for action in batch) <= SURELY_TAKEN:
                raise
            if len(batch) > 1:
                return self._send_halves(batch)
            return self._after_a_break(batch[0], broken + 1)
        results = [next(iter(item.values())) for item in answer["items"]]
        return [
            _Outcome(action, int(result["status"]), str(result.get("error", {}).get("type", "")))
            for action, result in zip(batch, results, strict=True)
        ]

    def _send_halves(self, batch: Sequence[Action]) -> list["_Outcome"]:
        half = len(batch) // 2
        return [*self._send(batch[:half]), *self._send(batch[half:])]

    def _after_a_break(self, action: Action, broken: int) -> list["_Outcome"]:
        """Decide about a large document under which the connection broke, for the `broken`-th time in a row.

        It is blamed only when the servers answer another request right after every break: else the error goes
        on to the caller, who tries again later. Something between us and them may take less than they do.
        """
        most = self.limit.ask_again()
        if most is not None and action.size > most:
            return [_too_large(action, most)]
        if broken < BREAKS:
            return self._send([action], broken)
        reason = f"the connection breaks whenever its {action.size} bytes are sent, and only then"
        return [_Outcome(action, _TOO_LARGE, reason)]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the server made of one action: status, and kind of error or ""."""

    action: Action
    status: int
    error: str


def _too_large(action: Action, most: int | None) -> _Outcome:
    reason = (
        f"it needs {action.size} bytes in a request, and the servers take {most} (http.max_content_length)"
    )
    return _Outcome(action, _TOO_LARGE, reason)


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


def _batches(actions: Iterable[Action], most: int | None, refused: list[Action]) -> Iterator[list[Action]]:
    """Yield requests of at most `most` bytes; an action that is larger by itself goes to `refused`."""
    room = MAX_BYTES if most is None else min(MAX_BYTES, most)
    batch: list[Action] = []
    size = 0
    for action in actions:
        if most is not None and action.size > most:
            refused.append(action)
            continue
        if batch and (size + action.size > room or len(batch) == MAX_DOCUMENTS):
            yield batch
            batch, size = [], 0
        batch.append(action)
        size += action.size
    if batch:
        yield batch
