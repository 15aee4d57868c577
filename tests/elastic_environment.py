"""The variables that put an archive's index into a node of Elasticsearch."""

import pytest

from scripts.elasticsearch_node import Node


def use_elasticsearch(monkeypatch: pytest.MonkeyPatch, node: Node, password: str = "") -> None:
    monkeypatch.setenv("SVIEDKA_SEARCH", "elasticsearch")
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_URL", node.url)
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_USERNAME", node.user)
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_PASSWORD", password or node.password)
