"""The rights that operations.md gives to the account in a cluster are enough, and reach nothing else."""

import json
import time

import pytest
from elasticsearch import AuthenticationException, AuthorizationException, Elasticsearch

from scripts.elasticsearch_node import Node
from tests.architecture.tree import ROOT
from tests.command import Command
from tests.docs.documents import OPERATIONS, blocks

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow, pytest.mark.xdist_group("elasticsearch-node")]
ACCOUNT = "sviedka-documented"
RELOAD_SECONDS = 600
"""The node looks for changed files every five seconds."""


@pytest.fixture
def account(elasticsearch_node: Node) -> Elasticsearch:
    """A client of an account with the documented role alone; it borrows the superuser's passphrase."""
    config = elasticsearch_node.home / "config"
    (role,) = blocks(OPERATIONS, "json")
    with (config / "roles.yml").open("a", encoding="utf-8") as file:
        file.write(json.dumps({ACCOUNT: json.loads(role)}) + "\n")
    users = (config / "users").read_text(encoding="utf-8").splitlines()
    (stretched,) = (
        line.partition(":")[2] for line in users if line.startswith(f"{elasticsearch_node.user}:")
    )
    for name, line in (("users", f"{ACCOUNT}:{stretched}"), ("users_roles", f"{ACCOUNT}:{ACCOUNT}")):
        with (config / name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    client = Elasticsearch(
        elasticsearch_node.url, basic_auth=(ACCOUNT, elasticsearch_node.password), request_timeout=300
    )
    deadline = time.monotonic() + RELOAD_SECONDS
    while time.monotonic() < deadline:
        try:
            client.cluster.health()
            return client
        except (AuthenticationException, AuthorizationException):
            time.sleep(0.5)
    raise AssertionError("the node does not know the account")


def test_the_documented_rights_suffice(account, elasticsearch_node, tmp_path, monkeypatch):
    monkeypatch.setenv("SVIEDKA_SEARCH", "elasticsearch")
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_URL", elasticsearch_node.url)
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_USERNAME", ACCOUNT)
    monkeypatch.setenv("SVIEDKA_ELASTICSEARCH_PASSWORD", elasticsearch_node.password)
    command = Command(tmp_path).found()
    command.ingest(*(ROOT / "samples" / "records" / name for name in ("S01", "S03", "S04")))
    command.run("index", "catch-up", agent="lawyer")
    use = ("--purpose", "prosecution", "--jurisdiction", "DE")
    before = command.search(*use)
    assert before["total"] == 3
    command.run("index", "rebuild", agent="lawyer")
    assert command.search(*use)["items"] == before["items"]
    assert "3 of 3 items are indexed" in command.run("index", "status", agent="lawyer").out
    owner = (elasticsearch_node.user, elasticsearch_node.password)
    with Elasticsearch(elasticsearch_node.url, basic_auth=owner, request_timeout=300) as client:
        client.index(index="of-somebody-else", document={"word": "fictional"}, refresh=True)
        with pytest.raises(AuthorizationException, match="security_exception"):
            account.search(index="of-somebody-else")
        client.indices.delete(index="of-somebody-else")
    for generation in account.indices.get(index="sviedka-*").body:
        account.indices.delete(index=generation)
    account.close()
