"""What a cluster says is wrong with the index, in words for those who run it."""

from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch

_BLOCKS = {
    "read_only_allow_delete": "The disk of a node is nearly full: the index takes nothing new.",
    "read_only": "Somebody made the index read-only: it takes nothing new.",
    "write": "Somebody forbade writing to the index: it takes nothing new.",
    "read": "Somebody forbade reading the index: searches fail.",
}


def ailments(client: Elasticsearch, index: str) -> tuple[str, ...]:
    """Return what is wrong with one index; empty when it is well."""
    health = client.cluster.health(index=index, local=True).body
    settings = client.indices.get_settings(index=index, local=True)[index]["settings"]["index"]
    mapping = client.indices.get_mapping(index=index)[index]["mappings"]
    return (*_of_copies(health), *_of_blocks(settings), *_of_mapping(mapping))


def _of_copies(health: dict[str, Any]) -> Iterator[str]:
    if health["status"] == "red":
        yield "Part of the index has no copy that answers: searches fail. Bring the nodes back, or rebuild."
    elif health["status"] == "yellow":
        yield "A copy of the index is missing: if another node is lost, so is the index. Bring the node back."
    if health["number_of_data_nodes"] == 1:
        yield "There is one node and one copy: while it is down nothing can be searched. Three are advised."


def _of_blocks(settings: dict[str, Any]) -> Iterator[str]:
    blocks = settings.get("blocks", {})
    yield from (text for name, text in _BLOCKS.items() if str(blocks.get(name)).lower() == "true")


def _of_mapping(mapping: dict[str, Any]) -> Iterator[str]:
    if mapping.get("dynamic") != "strict" or mapping.get("_source", {}).get("enabled") is not False:
        yield "The mapping was changed: the index may keep more than it should. Rebuild it."
