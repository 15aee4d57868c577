"""The connection to an Elasticsearch cluster: how it may be made, and what its failures become.

Trust: none. The cluster sees tokens, counts and queries in tokens; it can lose, withhold or invent answers.
It is only spoken to with credentials, and in the clear only on this machine.
"""

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch

from archive.domain.errors import InvalidRequest, Unavailable

TOO_MANY_REQUESTS = 429
_SAFE = (
    "Evidence, records and the custody log do not depend on it; what is missing in it is made up for later."
)


@dataclass(frozen=True, slots=True)
class ElasticSettings:
    """Where the cluster is and how to speak to it. `name` is the alias; generations are `<name>.g-…`.

    `ca_path`: file of the certificate authority, empty for the system's. `timeout` in seconds, per request.
    Raises InvalidRequest for plain HTTP to another machine, or without credentials.
    """

    url: str
    user: str
    password: str
    name: str = "sviedka"
    ca_path: str = ""
    timeout: float = 30.0
    shards: int = 1

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise InvalidRequest("the address of Elasticsearch is not an http or https URL")
        if address.scheme == "http" and not _is_loopback(address.hostname):
            raise InvalidRequest("Elasticsearch on another machine is spoken to by https only")
        if not self.user or not self.password:
            raise InvalidRequest("Elasticsearch is never used without credentials")

    def __repr__(self) -> str:
        return f"ElasticSettings(url={self.url!r}, name={self.name!r})"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def connect(settings: ElasticSettings) -> Elasticsearch:
    """Return a client; nothing is sent yet. It never retries by itself: callers know what may be repeated."""
    return Elasticsearch(
        settings.url,
        basic_auth=(settings.user, settings.password),
        request_timeout=settings.timeout,
        max_retries=0,
        retry_on_timeout=False,
        ca_certs=settings.ca_path or DEFAULT,
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn every failure of the client into Unavailable; messages hold the kind of failure, no content."""
    try:
        yield
    except TransportError as error:
        raise Unavailable("Elasticsearch cannot be reached", safe=_SAFE) from error
    except ApiError as error:
        raise Unavailable(refusal(error), safe=_SAFE) from error


def refusal(error: ApiError) -> str:
    """Return what a refusal by the server means, without what it was about."""
    status = error.status_code
    if status in {401, 403}:
        return "Elasticsearch does not accept our credentials"
    if status == TOO_MANY_REQUESTS:
        return "Elasticsearch has no room or is too busy"
    return f"Elasticsearch refused a request with status {status}"
