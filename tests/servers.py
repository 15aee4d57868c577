"""Real servers for tests, started when the first test asks for them, stopped with the run.

One node of Elasticsearch 8.19 in the clear on loopback, as the demonstration uses it, and three nodes of 9.5
with TLS and a copy of everything, as operators run them. All run as an account of their own with security on.
"""

import uuid
from collections.abc import Iterator

import pytest

from scripts.elasticsearch import running_node
from scripts.elasticsearch_cluster import Cluster, running_cluster
from scripts.elasticsearch_node import Node
from search.engines.elastic import ElasticIndex
from search.engines.elastic_client import ElasticSettings

CLUSTER_VERSION = "9.5.3"


@pytest.fixture(scope="session")
def elasticsearch_node() -> Iterator[Node]:
    """A healthy node, shared by all tests of the run."""
    with running_node() as node:
        yield node


@pytest.fixture(scope="session")
def elasticsearch_cluster() -> Iterator[Cluster]:
    """Three healthy nodes with TLS, shared by all tests of the run; whoever kills one starts it again."""
    with running_cluster(CLUSTER_VERSION) as cluster:
        yield cluster


def cluster_settings(cluster: Cluster, **changes) -> ElasticSettings:
    """Settings for an index of its own on the cluster."""
    return settings_of(cluster.nodes[0], **{"url": cluster.url, "ca_path": str(cluster.ca), **changes})


@pytest.fixture
def clustered_index(elasticsearch_cluster: Cluster) -> Iterator[ElasticIndex]:
    """An empty index on the three nodes, dropped afterwards."""
    index = ElasticIndex(cluster_settings(elasticsearch_cluster))
    yield index
    index.drop()
    index.close()


def settings_of(node: Node, **changes) -> ElasticSettings:
    """Settings for an index of its own on the node."""
    fields = {
        "url": node.url,
        "user": node.user,
        "password": node.password,
        "name": f"test-{uuid.uuid4().hex[:12]}",
        "timeout": 300.0,
    }
    return ElasticSettings(**{**fields, **changes})


@pytest.fixture
def elastic_index(elasticsearch_node: Node) -> Iterator[ElasticIndex]:
    """An empty index, dropped afterwards."""
    index = ElasticIndex(settings_of(elasticsearch_node))
    yield index
    index.drop()
    index.close()
