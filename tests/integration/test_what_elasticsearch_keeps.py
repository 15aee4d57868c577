"""Every word, name and id of the samples is looked for in all that Elasticsearch keeps: files and answers."""

import json
import re
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from elasticsearch import Elasticsearch

from search.documents import ACT_FIELDS, ITEM_FIELDS, WORD_FIELDS
from search.engines.elastic import ElasticIndex
from search.engines.elastic_mapping import ITEM_FACETS
from tests.command import Command
from tests.conftest import ROOT
from tests.elastic_environment import use_elasticsearch
from tests.servers import settings_of

pytestmark = [pytest.mark.elasticsearch, pytest.mark.xdist_group("elasticsearch-node")]
RECORDS = ROOT / "samples" / "records"
SHORTEST = 5
"""Letters of a word in Latin script; shorter ones stand in any binary file by chance."""
SHORTEST_CYRILLIC = 3
TOKEN = re.compile(r"[A-Za-z0-9_-]{12}")


@pytest.fixture(scope="module")
def its_own_words(elasticsearch_node) -> str:
    """What Elasticsearch says of itself and of an empty index like ours, before it has seen a sample."""
    index = ElasticIndex(settings_of(elasticsearch_node))
    index.set_high_water(0)
    client = index.client
    parts = [client.indices.get_mapping(index=index._alias), client.indices.get_settings(index=index._alias)]
    parts += [client.cluster.get_settings(include_defaults=True), client.nodes.info(), client.cluster.state()]
    index.drop()
    index.close()
    # A file of this name tells older releases, in a sentence, not to open the folder.
    notice = (elasticsearch_node.data_dir / "nodes").read_text(encoding="utf-8")
    said = json.dumps([notice, *(part.body for part in parts)], ensure_ascii=False).lower()
    assert not re.search("[а-яёіў]", said)
    return said


@pytest.fixture(scope="module")
def samples(elasticsearch_node, its_own_words, tmp_path_factory) -> Iterator[Command]:
    """The thirty samples, indexed; and searched for, by words that the searches show."""
    with pytest.MonkeyPatch.context() as patch:
        use_elasticsearch(patch, elasticsearch_node)
        command = Command(tmp_path_factory.mktemp("kept")).found()
        command.ingest(RECORDS)
        assert "30 indexed" in command.run("index", "catch-up", agent="lawyer").out
        command.search("избили", "--purpose", "prosecution", "--jurisdiction", "DE")
        yield command
        with client_of(elasticsearch_node) as client:
            for name in client.indices.get(index=f"{alias(command)}.g-*").body:
                client.indices.delete(index=name)


def client_of(node) -> Elasticsearch:
    return Elasticsearch(node.url, basic_auth=(node.user, node.password), request_timeout=300)


def alias(command: Command) -> str:
    found = re.search(r'archive_id = "([0-9a-f]{8})', (command.root / "sviedka.toml").read_text())
    assert found
    return f"sviedka-{found[1]}"


def strings(value) -> Iterator[str]:
    """Every string in a YAML document, names of fields left out."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from strings(each)
        case list():
            for each in value:
                yield from strings(each)


def said() -> Iterator[str]:
    """Everything that the samples say, description by description and text by text."""
    for path in sorted(RECORDS.rglob("*")):
        if path.suffix in {".yaml", ".yml"}:
            yield from strings(yaml.safe_load(path.read_text(encoding="utf-8")))
        elif path.suffix in {".txt", ".csv", ".md"}:
            yield path.read_text(encoding="utf-8", errors="replace")


def plain(command: Command) -> set[str]:
    """Words, whole identifiers, names and numbers, as they are and in small letters."""
    found: set[str] = set(command.numbers().values())
    for text in said():
        if re.fullmatch(r"[a-z0-9_.-]{5,}", text):
            found.add(text)
        for word in re.findall(r"[^\W\d_]+", text):
            short = SHORTEST if word.isascii() else SHORTEST_CYRILLIC
            if len(word) >= short:
                found |= {word, word.lower()}
    for receipt in command.receipts.glob("*.receipt.json"):
        found |= set(re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", receipt.read_text(encoding="utf-8")))
    return found


def kept(patterns: set[str], folder: Path, work: Path) -> set[str]:
    """Which of the patterns stand in some file below the folder; grep looks for all of them at once."""
    listing = work / "patterns"
    listing.write_text("\n".join(sorted(patterns)) + "\n", encoding="utf-8")
    command = ["grep", "-r", "-a", "-h", "-o", "-F", "-f", str(listing), str(folder)]
    found = subprocess.run(command, capture_output=True, check=False, env={"LC_ALL": "C"})
    assert found.returncode in (0, 1), found.stderr.decode()
    return {line.decode("utf-8", "replace") for line in found.stdout.splitlines()}


def stored(client: Elasticsearch, name: str) -> str:
    """All that can be asked back but terms: what is kept for counting, and the cluster's state."""
    counted = list(ITEM_FACETS)
    hits = client.search(index=name, size=100, docvalue_fields=counted, stored_fields=["*"], version=True)
    assert len(hits["hits"]["hits"]) == 30
    answers = [hits.body, client.indices.get(index=name).body, client.cluster.state().body]
    return json.dumps(answers, ensure_ascii=False)


@pytest.mark.parametrize("field", [*ITEM_FIELDS, *(f"acts.{each}" for each in ACT_FIELDS)])
def test_every_term_of_every_field_is_a_token(samples, elasticsearch_node, field):
    with client_of(elasticsearch_node) as client:
        terms = client.terms_enum(index=alias(samples), field=field, size=10_000)["terms"]
    print(f"{len(terms)} terms")
    assert [term for term in terms if not TOKEN.fullmatch(term)] == []


def test_no_word_name_or_id_of_a_sample_is_in_any_file_or_answer(
    samples, its_own_words, elasticsearch_node, tmp_path
):
    wanted = plain(samples)
    assert len(wanted) > 1500
    with client_of(elasticsearch_node) as client:
        name = next(iter(client.indices.get_alias(name=alias(samples)).body))
        patterns = {each for each in wanted if each.lower() not in its_own_words}
        print(f"{len(patterns)} looked for; left to Elasticsearch: {sorted(wanted - patterns)}")
        answers = stored(client, name)
        assert {each for each in patterns if each in answers} == set()
        token = client.search(index=name, docvalue_fields=["collection"], size=1)["hits"]["hits"][0]
        sign = token["fields"]["collection"][0]
        documents = {f'"{field}":"' for field in WORD_FIELDS}
        assert kept(documents, elasticsearch_node.data_dir, tmp_path) == documents, (
            "no document as it was sent"
        )
        for step in ("journal", "segments"):
            # First the translog, which holds every document in clear as it was sent, then what it becomes.
            assert sign in kept({sign}, elasticsearch_node.data_dir, tmp_path), "it looked in the wrong place"
            found = kept(patterns, elasticsearch_node.data_dir, tmp_path)
            assert found == set(), step
            client.indices.flush(index=name, force=True)
            client.indices.forcemerge(index=name, max_num_segments=1)
        ids = [each for each in patterns if re.fullmatch(r"[0-9a-f]{8}-[0-9a-f-]{27}", each)]
        files = [path.read_bytes() for path in elasticsearch_node.data_dir.rglob("*") if path.is_file()]
        assert len(ids) >= 30
        assert [each for each in ids if any(uuid.UUID(each).bytes in data for data in files)] == []
        # The server's log is English prose: in it, ids and words in Cyrillic would tell.
        telling = {each for each in patterns if not each.isascii() or re.search(r"[0-9._-]", each)}
        assert len(telling) > 1500
        assert kept(telling, elasticsearch_node.home / "logs", tmp_path) == set()
