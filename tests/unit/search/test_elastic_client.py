"""How a cluster may be spoken to, and what goes over the wire with it."""

import socket
import threading

import pytest

from archive.domain.errors import InvalidRequest, Unavailable
from search.engines.elastic import ElasticIndex
from search.engines.elastic_client import ElasticSettings

SAFE = {"url": "http://127.0.0.1:9200", "user": "u", "password": "p"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": ""}, "no address"),
        ({"url": "http://search.example:9200"}, "https only"),
        ({"url": "https://search.example:9200,http://other.example:9200"}, "https only"),
        ({"url": "ftp://127.0.0.1"}, "not an http or https URL"),
        ({"url": "127.0.0.1:9200"}, "not an http or https URL"),
        ({"url": "https://u:p@search.example:9200"}, "holds credentials"),
        ({"user": ""}, "never used without credentials"),
        ({"password": ""}, "never used without credentials"),
        ({"api_key": "k"}, "not with both"),
        ({"ca_path": "/no/such/authority.pem"}, "no certificate authority at"),
    ],
)
def test_unsafe_settings_are_refused_and_say_why(changes, said):
    with pytest.raises(InvalidRequest, match=said):
        ElasticSettings(**{**SAFE, **changes})


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidRequest) as caught:
        ElasticSettings("http://search.example:9200", ca_path="/no/such")
    for said in ("https only", "without credentials", "no certificate authority"):
        assert said in caught.value.message


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"url": "http://[::1]:9200"},
        {"url": "http://localhost:9200, https://search.example:9200"},
        {"user": "", "password": "", "api_key": "k"},
    ],
)
def test_safe_settings_hold_and_show_no_secret(changes):
    settings = ElasticSettings(**{**SAFE, **changes, "name": "an-index"})
    assert "an-index" in repr(settings)
    assert "'p'" not in repr(settings)
    assert "'k'" not in repr(settings)


def asked_with(**credentials) -> str:
    """The credentials that a server is shown."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            heard.append(connection.recv(65536))
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        index = ElasticIndex(ElasticSettings(f"http://127.0.0.1:{server.getsockname()[1]}", **credentials))
        with pytest.raises(Unavailable):
            index.state()
        index.close()
        thread.join()
    (line,) = (each for each in heard[0].decode().splitlines() if each.lower().startswith("authorization:"))
    return line.partition(":")[2].strip()


def test_a_password_or_a_key_goes_with_every_request():
    assert asked_with(user="u", password="p") == "Basic dTpw"
    assert asked_with(api_key="VGVzdA==") == "ApiKey VGVzdA=="


def test_a_node_that_does_not_answer_is_passed_over(capfd):
    """Two addresses, neither of which is there: both are tried, and nothing is printed of it."""
    ports = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            ports.append(taken.getsockname()[1])
    url = ",".join(f"http://127.0.0.1:{port}" for port in ports)
    index = ElasticIndex(ElasticSettings(url, "u", "p", timeout=2))
    with pytest.raises(Unavailable, match="cannot be reached") as caught:
        index.state()
    index.close()
    assert len(caught.value.__cause__.errors) == 1, "the first address was tried before the second"
    assert capfd.readouterr() == ("", "")
