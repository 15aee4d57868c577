"""The archive with its index in Elasticsearch: the embedded engine's answers, on the thirty samples."""

import pytest
import yaml
from elasticsearch import Elasticsearch

from archive.services import indexing, workshop
from scripts.demo import search_arguments
from search.query import Facet, Order
from tests.checks import check_archive
from tests.command import Command
from tests.conftest import ROOT
from tests.elastic_environment import use_elasticsearch

pytestmark = [pytest.mark.elasticsearch, pytest.mark.xdist_group("elasticsearch-node")]
SEARCHES = yaml.safe_load((ROOT / "samples" / "searches.yaml").read_text(encoding="utf-8"))["searches"]
GERMANY = ("--purpose", "prosecution", "--jurisdiction", "DE")
ENGINE = "SVIEDKA_SEARCH"


@pytest.fixture(scope="module")
def samples(elasticsearch_node, tmp_path_factory):
    """An archive with the thirty records, indexed by both engines."""
    with pytest.MonkeyPatch.context() as patch:
        use_elasticsearch(patch, elasticsearch_node)
        command = Command(tmp_path_factory.mktemp("samples")).found()
        assert "30 deposited" in command.ingest(ROOT / "samples" / "records").out
        assert "30 indexed" in command.run("index", "catch-up", agent="lawyer").out
        patch.setenv(ENGINE, "embedded")
        command.run("index", "catch-up", agent="lawyer")
    yield command
    with client_of(elasticsearch_node) as client:
        for name in names_of(client):
            client.indices.delete(index=name)


@pytest.fixture
def on_elastic(samples, elasticsearch_node, monkeypatch) -> Command:
    use_elasticsearch(monkeypatch, elasticsearch_node)
    return samples


def client_of(node) -> Elasticsearch:
    return Elasticsearch(node.url, basic_auth=(node.user, node.password), request_timeout=300)


def names_of(client) -> list[str]:
    return sorted(client.indices.get(index="sviedka-*").body)


def answer(command: Command, *arguments) -> dict:
    """What a search gives, without scores, which only rank."""
    found = command.search(*arguments)
    assert found["behind"] == 0
    return {
        "total": found["total"],
        "facets": found["facets"],
        "items": sorted((item["label"], item["number"]) for item in found["items"]),
    }


def facet_options() -> list[str]:
    return [option for facet in Facet for option in ("--facet", facet.value)]


@pytest.mark.parametrize("search", SEARCHES, ids=[search["name"] for search in SEARCHES])
def test_both_engines_give_the_same_items_and_counts(on_elastic, monkeypatch, search):
    arguments = [*search_arguments(search["parameters"])[1:], *facet_options(), "--page-size", "50"]
    elastic = answer(on_elastic, *arguments)
    entries = on_elastic.run("log", "show", "--last", 1, "--json", agent="auditor").json
    monkeypatch.setenv(ENGINE, "embedded")
    assert answer(on_elastic, *arguments) == elastic
    assert {label for label, _ in elastic["items"]} == set(search["expected"])
    assert entries[0]["detail"]["hidden"] == {"consent": len(search["hidden"]), "clearance": 0}


def test_pages_hold_every_item_once_with_either_engine(on_elastic, monkeypatch):
    def pages() -> list[str]:
        found = [on_elastic.search(*GERMANY, "--page", n, "--page-size", 4) for n in (1, 2, 3)]
        return [item["label"] for page in found for item in page["items"]]

    elastic = pages()
    assert len(set(elastic)) == len(elastic) == 9
    monkeypatch.setenv(ENGINE, "embedded")
    assert set(pages()) == set(elastic)


@pytest.mark.parametrize("order", [each.value for each in Order if each is not Order.RELEVANCE])
def test_other_orders_are_the_same_with_either_engine(on_elastic, monkeypatch, order):
    def pages() -> list[str]:
        asked = [*GERMANY, "--order", order, "--page-size", 4]
        found = [on_elastic.search(*asked, "--page", number) for number in (1, 2, 3)]
        return [item["number"] for page in found for item in page["items"]]

    elastic = pages()
    assert len(set(elastic)) == len(elastic) == 9
    assert (elastic == sorted(elastic)) == (order in {"number", "oldest"})
    monkeypatch.setenv(ENGINE, "embedded")
    assert pages() == elastic


def test_nothing_readable_is_in_the_index(on_elastic, elasticsearch_node):
    with client_of(elasticsearch_node) as client:
        stored = str(client.search(index="sviedka-*", size=100).body)
        mapping = str(client.indices.get_mapping(index="sviedka-*").body)
    number = next(iter(on_elastic.numbers().values()))
    for word in ("FICTIONAL", "Минск", "by-mvd", "integrity.torture", "testimony", number, "2020-08"):
        assert word not in stored
        assert word not in mapping


def test_an_index_that_was_wiped_comes_back_by_itself_and_by_command(on_elastic, elasticsearch_node):
    use = (*GERMANY, "--page-size", "50", *facet_options())
    before = answer(on_elastic, *use)
    assert before["total"] == 9
    with client_of(elasticsearch_node) as client:
        for how in ("search", "rebuild"):
            for name in names_of(client):
                client.indices.delete(index=name)
            if how == "rebuild":
                assert "30 indexed" in on_elastic.run("index", "rebuild", agent="lawyer").out
            assert answer(on_elastic, *use) == before
            assert len(names_of(client)) == 1
    assert "30 of 30 items are indexed; 0 wait" in on_elastic.run("index", "status", agent="auditor").out


def test_wrong_credentials_are_named_and_nothing_else_fails(
    on_elastic, elasticsearch_node, monkeypatch, tmp_path
):
    use_elasticsearch(monkeypatch, elasticsearch_node, password="not the one")
    refused = on_elastic.run("search", "--purpose", "prosecution", agent="lawyer", expect=75)
    assert "does not accept our credentials" in refused.err
    assert "Deposits, reading by number and the custody log go on" in refused.err
    assert "credentials" in on_elastic.run("index", "status", agent="auditor", expect=75).err
    number = on_elastic.numbers()["s01_testimony.txt"]
    on_elastic.run("show", number, "--purpose", "prosecution", "--jurisdiction", "DE", agent="lawyer")
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_PASSWORD", "")
    missing = on_elastic.run("search", "x", agent="lawyer", expect=75)
    assert "SVIEDKA_ELASTICSEARCH_PASSWORD" in missing.err
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_URL", "http://search.example:9200")
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_PASSWORD", "x")
    assert "https only" in on_elastic.run("search", "x", agent="lawyer", expect=75).err


def test_what_is_deposited_during_a_rebuild_is_not_lost(on_elastic, monkeypatch, tmp_path):
    """A deposit and a withdrawal happen between two batches of the rebuild."""
    extra = tmp_path / "during.txt"
    extra.write_text("FICTIONAL zorka during the rebuild")
    gone = tmp_path / "gone.txt"
    gone.write_text("FICTIONAL zorka that will be withdrawn")
    use = ("--consent-basis", "source", "--grant", "analysis", "--language", "en")
    on_elastic.ingest(gone, *use)
    assert on_elastic.search("zorka")["total"] == 1
    real, done = indexing.index_made, []

    def with_deposit(*arguments):
        if not done:
            done.append(True)
            on_elastic.ingest(extra, *use)
            on_elastic.run(
                "withdraw", on_elastic.numbers()["gone.txt"], "--reason", "x", "--yes", agent="custodian"
            )
        return real(*arguments)

    monkeypatch.setattr(indexing, "index_made", with_deposit)
    monkeypatch.setattr(workshop, "BATCH", 7)
    on_elastic.run("index", "rebuild", agent="lawyer")
    assert done
    found = on_elastic.search("zorka")
    assert [item["title"] for item in found["items"]] == ["during.txt"]
    assert found["total"] == 1
    check_archive(on_elastic.root)


def test_two_archives_share_a_cluster_without_touching_each_other(on_elastic, elasticsearch_node, tmp_path):
    other = Command(tmp_path / "other")
    other.folder.mkdir()
    other.found()
    (tmp_path / "theirs.txt").write_text("FICTIONAL statement")
    other.ingest(tmp_path / "theirs.txt", "--grant", "prosecution:DE", "--consent-basis", "source")
    before = answer(on_elastic, *GERMANY)
    other.run("index", "rebuild", agent="lawyer")
    assert other.search(*GERMANY)["total"] == 1
    assert answer(on_elastic, *GERMANY) == before
    with client_of(elasticsearch_node) as client:
        assert len(names_of(client)) == 2
