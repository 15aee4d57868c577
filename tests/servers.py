"""Real servers for tests: one Elasticsearch node per run, started when the first test asks for it.

The node runs as an account of its own with security on (`scripts.elasticsearch`), and stops with the run.
"""

import uuid
from collections.abc import Iterator

import pytest

from scripts.elasticsearch import Node, running_node
from search.engines.elastic import ElasticIndex
from search.engines.elastic_client import ElasticSettings


@pytest.fixture(scope="session")
def elasticsearch_node() -> Iterator[Node]:
    """A healthy node, shared by all tests of the run."""
    with running_node() as node:
        yield node


def settings_of(node: Node, **changes) -> ElasticSettings:
    """Settings for an index of its own on the node."""
    fields = {
        "url": node.url,
        "user": node.user,
        "password": node.password,
        "name": f"test-{uuid.uuid4().hex[:12]}",
    }
    return ElasticSettings(**{**fields, **changes})


@pytest.fixture
def elastic_index(elasticsearch_node: Node) -> Iterator[ElasticIndex]:
    """An empty index, dropped afterwards."""
    index = ElasticIndex(settings_of(elasticsearch_node))
    yield index
    index.drop()
    index.close()
