"""The engine at scale: Elasticsearch, through the official client.

Trusted for nothing (see `search.engines.elastic_client`). Searches go to an alias; a generation is one index
behind it.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from archive.domain.errors import Conflict, Unavailable
from search.analysis import ANALYSIS_VERSION
from search.clauses import BlindedQuery
from search.documents import ItemDocument
from search.engines import elastic_mapping
from search.engines.elastic_bulk import BulkWriter, delete_action
from search.engines.elastic_client import ElasticSettings, connect, translated_errors
from search.engines.elastic_query import aggregations, query_body
from search.ports import Hit, IndexAnswer, IndexBuilder, IndexState, PutReport

_FIRST = "first"
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

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents; see `SearchIndex.put`."""
        with translated_errors():
            self._ensure()
            return BulkWriter(self.client, self._alias, is_alias=True).put(documents)

    def remove(self, doc_ids: Iterable[str], version: int) -> None:
        """Remove documents; see `SearchIndex.remove`."""
        with translated_errors():
            self._ensure()
            actions = [delete_action(doc_id, version) for doc_id in doc_ids]
            for start in range(0, len(actions), 1000):
                BulkWriter(self.client, self._alias, is_alias=True).run(actions[start : start + 1000])

    def search(self, query: BlindedQuery) -> IndexAnswer:
        """Answer a query; see `SearchIndex.search`."""
        if not query.branches:
            return IndexAnswer(facets={name: {} for name in query.facets})
        with translated_errors():
            try:
                answer = self.client.search(
                    index=self._alias,
                    query=query_body(query),
                    aggregations=aggregations(query) or None,
                    from_=query.offset,
                    size=query.limit,
                    sort=_ORDER if query.limit else None,
                    source=False,
                    stored_fields="_none_",
                    docvalue_fields=[{"field": "collection"}],
                    track_total_hits=True,
                    allow_partial_search_results=False,
                )
            except NotFoundError:
                return IndexAnswer(facets={name: {} for name in query.facets})
        return _read(query, answer.body)

    def count(self) -> int:
        """Number of documents in the generation that answers."""
        with translated_errors():
            return self._count(self._alias)

    def refresh(self) -> None:
        """Make everything put or removed so far visible to searches."""
        with translated_errors():
            self.client.indices.refresh(index=self._alias, ignore_unavailable=True)

    def state(self) -> IndexState:
        """Generation, high-water mark and analysis version."""
        with translated_errors():
            index = self._live()
            if index is None:
                return IndexState("", -1, self._analysis)
            meta = self._meta(index)
        return IndexState(str(meta["generation"]), int(meta["high_water"]), str(meta["analysis"]))

    def set_high_water(self, log_index: int) -> None:
        """Store the last log index reflected; it never goes down."""
        with translated_errors():
            index = self._ensure()
            meta = self._meta(index)
            if log_index > int(meta["high_water"]):
                self.client.indices.put_mapping(index=index, meta={**meta, "high_water": log_index})

    def begin_rebuild(self) -> IndexBuilder:
        """Start a generation beside this one; see `SearchIndex.begin_rebuild`."""
        with translated_errors():
            live = self._ensure()
            for stale in self._generations():
                if stale != live:
                    self.client.indices.delete(index=stale, ignore_unavailable=True)
            return _ElasticBuilder(self, self._create(uuid.uuid4().hex, live=False))

    def drop(self) -> None:
        """Drop everything, all generations."""
        with translated_errors():
            for index in self._generations():
                self.client.indices.delete(index=index, ignore_unavailable=True)

    def close(self) -> None:
        """Let go of connections."""
        self.client.close()

    def swap(self, index: str, expected_count: int, high_water: int) -> None:
        """Put a finished generation in place; see `IndexBuilder.finish`."""
        with translated_errors():
            self.client.indices.refresh(index=index)
            held = self._count(index)
            if held != expected_count:
                raise Conflict(
                    f"the new index holds {held} documents instead of {expected_count}",
                    safe="The index in use was left as it is.",
                )
            self.client.indices.put_settings(index=index, settings={"index.refresh_interval": None})
            self.client.indices.put_mapping(index=index, meta={**self._meta(index), "high_water": high_water})
            live = self._live()
            actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self._alias}}]
            if live is not None and live != index:
                actions.append({"remove_index": {"index": live}})
            self.client.indices.update_aliases(actions=actions)

    def discard(self, index: str) -> None:
        """Drop a generation, unless it is the one that answers."""
        with translated_errors():
            if index != self._live():
                self.client.indices.delete(index=index, ignore_unavailable=True)

    def write(self, index: str, documents: Iterable[ItemDocument]) -> PutReport:
        """Store documents in a generation by its own name."""
        with translated_errors():
            return BulkWriter(self.client, index, is_alias=False).put(documents)

    def _count(self, index: str) -> int:
        return int(self.client.count(index=index, ignore_unavailable=True)["count"])

    def _meta(self, index: str) -> dict[str, Any]:
        mappings = self.client.indices.get_mapping(index=index)[index]["mappings"]
        meta: dict[str, Any] = mappings["_meta"]
        return meta

    def _live(self) -> str | None:
        """Return the index behind the alias, None when there is none."""
        try:
            names = list(self.client.indices.get_alias(name=self._alias).body)
        except NotFoundError:
            return None
        if len(names) != 1:
            raise Unavailable("several indexes claim to be the one that answers", safe="It can be rebuilt.")
        return str(names[0])

    def _generations(self) -> list[str]:
        return list(self.client.indices.get(index=f"{self._alias}.g-*", features="aliases").body)

    def _ensure(self) -> str:
        """Return the index behind the alias; make an empty first one when there is none."""
        live = self._live()
        if live is not None:
            return live
        try:
            return self._create(_FIRST, live=True)
        except BadRequestError as error:
            # Somebody else made it a moment ago, or it is left over without its alias.
            if error.error != "resource_already_exists_exception":
                raise
        live = self._live()
        if live is not None:
            return live
        self.client.indices.delete(index=self._index_name(_FIRST), ignore_unavailable=True)
        return self._create(_FIRST, live=True)

    def _index_name(self, suffix: str) -> str:
        return f"{self._alias}.g-{suffix}"

    def _create(self, suffix: str, *, live: bool) -> str:
        meta = {"generation": uuid.uuid4().hex, "high_water": -1, "analysis": self._analysis}
        settings = elastic_mapping.settings(self._settings.shards)
        if not live:
            settings["index.refresh_interval"] = "-1"
        self.client.indices.create(
            index=self._index_name(suffix),
            mappings=elastic_mapping.mapping(meta),
            settings=settings,
            aliases={self._alias: {}} if live else None,
            wait_for_active_shards=1,
        )
        return self._index_name(suffix)


class _ElasticBuilder:
    def __init__(self, index: ElasticIndex, name: str) -> None:
        self._index = index
        self._name = name

    def put(self, documents: Iterable[ItemDocument]) -> PutReport:
        return self._index.write(self._name, documents)

    def finish(self, *, expected_count: int, high_water: int) -> None:
        self._index.swap(self._name, expected_count, high_water)

    def abandon(self) -> None:
        self._index.discard(self._name)


def _read(query: BlindedQuery, body: dict[str, Any]) -> IndexAnswer:
    hits = tuple(
        Hit(str(hit["sort"][1]), str(hit["fields"]["collection"][0]), float(hit["sort"][0]))
        for hit in body["hits"]["hits"]
    )
    found = body.get("aggregations", {})
    of_acts = found.get("acts", {}).get("those", {})
    facets: dict[str, dict[str, int]] = {}
    for name in query.facets:
        if name in elastic_mapping.ACT_FACETS:
            buckets = of_acts.get(name, {}).get("buckets", ())
            facets[name] = {bucket["key"]: int(bucket["items"]["doc_count"]) for bucket in buckets}
        else:
            buckets = found.get(name, {}).get("buckets", ())
            facets[name] = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    return IndexAnswer(hits, int(body["hits"]["total"]["value"]), facets)
