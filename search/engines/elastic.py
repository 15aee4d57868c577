"""The engine at scale: Elasticsearch, through the official client.

Trusted for nothing (see `search.engines.elastic_client`). Searches go to an alias; a generation is one index
behind it.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from archive.domain.errors import Conflict, Unavailable
from search.analysis import ANALYSIS_VERSION
from search.clauses import BlindedQuery, Branch, Tally
from search.documents import ItemDocument
from search.engines import elastic_health, elastic_mapping, elastic_sample
from search.engines.comparing import LEFT_AS_IT_IS, require_samples
from search.engines.elastic_bulk import BulkWriter, delete_action
from search.engines.elastic_client import SAFE, ElasticSettings, connect, refusal, translated_errors
from search.engines.elastic_limit import RequestLimit
from search.engines.elastic_query import query_body
from search.engines.elastic_tallies import aggregations, read_tallies
from search.ports import Cells, Hit, IndexAnswer, IndexBuilder, IndexState, PutReport

_FIRST = "first"
_BUILDING = "building"
SWAPS = 5
"""How often an act on the index that answers is begun again because a rebuild swapped it."""
T = TypeVar("T")
_OK, _NOT_THERE = 200, 404
_ORDER: list[Mapping[str, Any]] = [{"_score": "desc"}, {"doc": "asc"}]


class ElasticIndex:
    """A `SearchIndex` in a cluster. `client`: given by tests, else made from the settings."""

    def __init__(
        self, settings: ElasticSettings, analysis: str = ANALYSIS_VERSION, client: Elasticsearch | None = None
    ) -> None:
        self._settings = settings
        self._analysis = analysis
        self._alias = settings.name
        self.client = client or connect(settings)
        self._limit = RequestLimit(self.client)

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents; see `SearchIndex.put`."""
        with translated_errors():
            self._ensure()
            return self._writer(self._alias).put(documents)

    def remove(self, doc_ids: Iterable[str], version: int) -> None:
        """Remove documents; see `SearchIndex.remove`."""
        with translated_errors():
            self._ensure()
            self._writer(self._alias).write(delete_action(doc_id, version) for doc_id in doc_ids)

    def search(self, query: BlindedQuery) -> IndexAnswer:
        """Answer a query in one request; see `SearchIndex.search`."""
        return self.search_each((query,))[0]

    def search_each(self, queries: Sequence[BlindedQuery]) -> tuple[IndexAnswer, ...]:
        """Answer several queries in one request; see `SearchIndex.search_each`."""
        head = {"index": self._alias, "allow_partial_search_results": False}
        parts = [
            [(head, _body(query, over, tallies)) for over, tallies in query.tallies_by_branches()]
            if query.branches
            else []
            for query in queries
        ]
        searches = [each for asked in parts for pair in asked for each in pair]
        answers: Iterator[Mapping[str, Any]] = iter(())
        if searches:
            with translated_errors():
                answers = iter(self.client.msearch(searches=searches).body["responses"])
        return tuple(
            _answer(query, list(islice(answers, len(asked))))
            for query, asked in zip(queries, parts, strict=True)
        )

    def count(self) -> int:
        """Number of documents in the generation that answers."""
        with translated_errors():
            return self._count(self._alias)

    def refresh(self) -> None:
        """Make everything put or removed so far visible to searches."""
        with translated_errors():
            self.client.indices.refresh(index=self._alias, ignore_unavailable=True)

    def state(self) -> IndexState:
        """Generation, high-water mark and analysis version, and whose they are, in one request."""
        with translated_errors():
            found = self._cluster_state(local=True)
        cluster = str(found["cluster_uuid"])
        indices = found.get("metadata", {}).get("indices", {})
        if not indices:
            return IndexState("", -1, self._analysis, cluster)
        meta = _own(_only(list(indices.values())).get("mappings", {}).get("_doc", {}))
        return IndexState(str(meta["generation"]), int(meta["high_water"]), str(meta["analysis"]), cluster)

    def cluster(self) -> str:
        """UUID of the cluster that answers."""
        with translated_errors():
            return str(self._cluster_state(local=True)["cluster_uuid"])

    def ailments(self) -> tuple[str, ...]:
        """Copies that are missing, a disk too full to write to, a mapping that was changed."""
        with translated_errors():
            return self._on_live(lambda live: elastic_health.ailments(self.client, live)) or ()

    def set_high_water(self, log_index: int) -> None:
        """Store the last log index reflected; it never goes down."""

        def raise_mark(index: str) -> None:
            meta = self._meta(index)
            if log_index > int(meta["high_water"]):
                self.client.indices.put_mapping(index=index, meta={**meta, "high_water": log_index})

        with translated_errors():
            self._ensure()
            self._on_live(raise_mark)

    def begin_rebuild(self) -> IndexBuilder:
        """Start a generation beside this one; see `SearchIndex.begin_rebuild`."""
        with translated_errors():
            live = self._ensure()
            for stale in self._generations():
                if stale != live:
                    self.client.indices.delete(index=stale, ignore_unavailable=True)
            return _ElasticBuilder(self, self._create(uuid.uuid4().hex, alias=_BUILDING))

    def drop(self) -> None:
        """Drop everything, all generations."""
        with translated_errors():
            for index in self._generations():
                self.client.indices.delete(index=index, ignore_unavailable=True)

    def close(self) -> None:
        """Let go of connections."""
        self.client.close()

    def swap(self, index: str, expected_count: int, high_water: int, samples: Sequence[ItemDocument]) -> None:
        """Put a finished generation in place; see `IndexBuilder.finish`."""
        with translated_errors():
            self.client.indices.refresh(index=index)
            held = self._count(index)
            if held != expected_count:
                raise Conflict(
                    f"the new index holds {held} documents instead of {expected_count}", safe=LEFT_AS_IT_IS
                )
            require_samples(elastic_sample.held(self.client, index, samples))
            self.client.indices.put_settings(index=index, settings={"index.refresh_interval": None})
            self.client.indices.put_mapping(index=index, meta={**self._meta(index), "high_water": high_water})
            live = self._live()
            actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self._alias}}]
            actions.append({"remove": {"index": index, "alias": f"{index}.{_BUILDING}", "must_exist": False}})
            if live is not None and live != index:
                actions.append({"remove_index": {"index": live}})
            self._swap_aliases(index, actions)

    def discard(self, index: str) -> None:
        """Drop a generation, unless it is the one that answers."""
        with translated_errors():
            if index != self._live():
                self.client.indices.delete(index=index, ignore_unavailable=True)

    def write(self, index: str, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents in a generation by its own name."""
        with translated_errors():
            return self._writer(f"{index}.{_BUILDING}").put(documents)

    def _writer(self, alias: str) -> BulkWriter:
        return BulkWriter(self.client, alias, self._limit)

    def _swap_aliases(self, index: str, actions: list[dict[str, Any]]) -> None:
        """All at once. Repeated after a broken connection, it finds its own work done already."""
        try:
            self.client.indices.update_aliases(actions=actions)
        except NotFoundError:
            if self._live() != index:
                raise

    def _cluster_state(self, *, local: bool) -> dict[str, Any]:
        """UUID, and of the index behind the alias what it says of itself.

        It is one state, of the master or (`local`) as the node that answers knows it. Asking for the alias by
        its own interface is not: while a rebuild swaps, it may find an alias that has no index.
        """
        answer = self.client.cluster.state(
            metric="metadata",
            index=self._alias,
            local=local,
            ignore_unavailable=True,
            allow_no_indices=True,
            filter_path="cluster_uuid,metadata.indices.*.mappings._doc._meta,metadata.indices.*.state",
        )
        found: dict[str, Any] = answer.body
        return found

    def _count(self, index: str) -> int:
        return int(self.client.count(index=index, ignore_unavailable=True)["count"])

    def _meta(self, index: str) -> dict[str, Any]:
        return _own(self.client.indices.get_mapping(index=index)[index]["mappings"])

    def _on_live(self, act: Callable[[str], T]) -> T | None:
        """Act on the index that answers, again if it was swapped meanwhile; None if there is none."""
        for _ in range(SWAPS):
            live = self._live()
            if live is None:
                return None
            try:
                return act(live)
            except NotFoundError:
                continue
        raise Unavailable("the index is being made anew again and again", safe="It is tried again later.")

    def _live(self) -> str | None:
        """Return the index behind the alias, None when there is none."""
        names = list(self._cluster_state(local=False).get("metadata", {}).get("indices", {}))
        return str(_only(names)) if names else None

    def _generations(self) -> list[str]:
        return list(self.client.indices.get(index=f"{self._alias}.g-*", features="aliases").body)

    def _ensure(self) -> str:
        """Return the index behind the alias; make an empty first one when there is none."""
        live = self._live()
        if live is not None:
            return live
        try:
            return self._create(_FIRST, alias="")
        except BadRequestError as error:
            # Somebody else made it a moment ago, or it is left over without its alias.
            if error.error != "resource_already_exists_exception":
                raise
        live = self._live()
        if live is not None:
            return live
        self.client.indices.delete(index=self._index_name(_FIRST), ignore_unavailable=True)
        return self._create(_FIRST, alias="")

    def _index_name(self, suffix: str) -> str:
        return f"{self._alias}.g-{suffix}"

    def _create(self, suffix: str, *, alias: str) -> str:
        """Make a generation behind the alias that answers (`alias` empty), or behind one of its own."""
        meta = {"generation": uuid.uuid4().hex, "high_water": -1, "analysis": self._analysis}
        settings = elastic_mapping.settings(self._settings.shards)
        index = self._index_name(suffix)
        if alias:
            settings["index.refresh_interval"] = "-1"
        self.client.indices.create(
            index=index,
            mappings=elastic_mapping.mapping(meta),
            settings=settings,
            aliases={f"{index}.{alias}" if alias else self._alias: {}},
            wait_for_active_shards=1,
        )
        return index


class _ElasticBuilder:
    def __init__(self, index: ElasticIndex, name: str) -> None:
        self._index = index
        self._name = name

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        return self._index.write(self._name, documents)

    def finish(self, *, expected_count: int, high_water: int, samples: Sequence[ItemDocument] = ()) -> None:
        self._index.swap(self._name, expected_count, high_water, samples)

    def abandon(self) -> None:
        self._index.discard(self._name)


def _own(mapping: dict[str, Any]) -> dict[str, Any]:
    """What a generation says of itself."""
    meta: dict[str, Any] = mapping.get("_meta", {})
    if not {"generation", "high_water", "analysis"} <= meta.keys():
        raise Unavailable(
            "an index that is not ours stands in the place of the one that answers; `sviedka index rebuild` "
            "makes it anew",
            safe="Evidence, records and the custody log do not depend on it.",
        )
    return meta


def _only(found: Sequence[T]) -> T:
    if len(found) != 1:
        raise Unavailable("several indexes claim to be the one that answers", safe="It can be rebuilt.")
    return found[0]


def _body(query: BlindedQuery, over: Sequence[Branch], tallies: Sequence[Tally]) -> dict[str, Any]:
    """Return the request for what the query finds, or only counts when it counts over other branches."""
    body: dict[str, Any] = {"query": query_body(over)}
    if tallies:
        body["aggs"] = aggregations(over, tallies)
    if over != query.branches or not query.limit:
        return {**body, "size": 0, "track_total_hits": over == query.branches}
    return {
        **body,
        "from": query.offset,
        "size": query.limit,
        "sort": _ORDER,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": [{"field": "collection"}],
        "track_total_hits": True,
    }


def _answer(query: BlindedQuery, answers: Sequence[Mapping[str, Any]]) -> IndexAnswer:
    """Read the answers to one query; with nothing when the index is not there. Raises Unavailable."""
    statuses = {int(answer["status"]) for answer in answers}
    for status in statuses - {_OK, _NOT_THERE}:
        raise Unavailable(refusal(status), safe=SAFE)
    if statuses == {_OK}:
        return _read(query, answers)
    return IndexAnswer(tallies={tally.name: {} for tally in query.tallies})


def _read(query: BlindedQuery, answers: Sequence[Mapping[str, Any]]) -> IndexAnswer:
    first = answers[0]["hits"]
    hits = tuple(
        Hit(str(hit["sort"][1]), str(hit["fields"]["collection"][0]), float(hit["sort"][0]))
        for hit in first["hits"]
    )
    tallies: dict[str, Cells] = {}
    for answer, (_, counted) in zip(answers, query.tallies_by_branches(), strict=True):
        tallies |= read_tallies(counted, answer.get("aggregations", {}))
    return IndexAnswer(hits, int(first["total"]["value"]), tallies)
