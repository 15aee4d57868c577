"""The engines that the search contract is held against."""

from collections.abc import Iterator

import pytest

from search.engines.memory import MemoryIndex
from search.engines.sqlite import SqliteIndex
from search.ports import SearchIndex

ELASTIC = [pytest.mark.elasticsearch, pytest.mark.xdist_group("elasticsearch-node")]


@pytest.fixture(params=["memory", "sqlite", pytest.param("elastic", marks=ELASTIC)])
def index(request, tmp_path) -> Iterator[SearchIndex]:
    if request.param == "elastic":
        yield request.getfixturevalue("elastic_index")
        return
    engine = MemoryIndex() if request.param == "memory" else SqliteIndex(tmp_path / "index.sqlite3")
    yield engine
    engine.close()
