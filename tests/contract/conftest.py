"""The engines that the search contract is held against."""

from collections.abc import Iterator

import pytest

from search.engines.memory import MemoryIndex
from search.engines.sqlite import SqliteIndex
from search.ports import SearchIndex

ELASTIC = [pytest.mark.elasticsearch, pytest.mark.xdist_group("elasticsearch-node")]
CLUSTER = [pytest.mark.elasticsearch, pytest.mark.xdist_group("elasticsearch-cluster")]
SERVED = {"elastic-8": "elastic_index", "elastic-9": "clustered_index"}
ENGINES = [
    "memory",
    "sqlite",
    pytest.param("elastic-8", marks=ELASTIC),
    pytest.param("elastic-9", marks=CLUSTER),
]


@pytest.fixture(params=ENGINES)
def index(request, tmp_path) -> Iterator[SearchIndex]:
    if request.param in SERVED:
        yield request.getfixturevalue(SERVED[request.param])
        return
    engine = MemoryIndex() if request.param == "memory" else SqliteIndex(tmp_path / "index.sqlite3")
    yield engine
    engine.close()
