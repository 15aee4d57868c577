"""The connection to an Elasticsearch cluster: how it may be made, and what its failures become.

Trust: none. The cluster sees tokens, counts and queries in tokens; it can lose, withhold or invent answers.
It is only spoken to with credentials, and in the clear only on this machine.
"""

import ipaddress
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from elastic_transport import TlsError, TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch

from archive.domain.errors import InvalidRequest, Unavailable

# Its warnings hold stack traces of every node that is passed over; what matters becomes an error of ours.
logging.getLogger("elastic_transport").addHandler(logging.NullHandler())

TOO_MANY_REQUESTS = 429
SERVICE_UNAVAILABLE = 503
SAFE = (
    "Evidence, records and the custody log do not depend on it; what is missing in it is made up for later."
)


@dataclass(frozen=True, slots=True)
class ElasticSettings:
    """Where the cluster is and how to speak to it. `name` is the alias; generations are `<name>.g-…`.

    `url`: addresses of its nodes, separated by commas; one that does not answer is passed over. `api_key`:
    instead of user and password. `ca_path`: file of the certificate authority, empty for the system's.
    `timeout` in seconds, per request. Raises InvalidRequest, with every reason, for plain HTTP to another
    machine, credentials in an address, none, or two of them, and an authority that cannot be read.
    """

    url: str
    user: str = ""
    password: str = ""
    name: str = "sviedka"
    ca_path: str = ""
    timeout: float = 30.0
    shards: int = 1
    api_key: str = ""

    def __post_init__(self) -> None:
        problems = [*_address_problems(self.urls), *self._credential_problems()]
        if self.ca_path and not Path(self.ca_path).is_file():
            problems.append(f"there is no certificate authority at {self.ca_path}")
        if problems:
            raise InvalidRequest("; ".join(problems))

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses, one for each node."""
        return tuple(part.strip() for part in self.url.split(",") if part.strip())

    def _credential_problems(self) -> Iterator[str]:
        if self.api_key and (self.user or self.password):
            yield "Elasticsearch is used with an API key or with a user and password, not with both"
        elif not self.api_key and not (self.user and self.password):
            yield "Elasticsearch is never used without credentials"

    def __repr__(self) -> str:
        return f"ElasticSettings(url={self.url!r}, name={self.name!r})"


def _address_problems(urls: Sequence[str]) -> Iterator[str]:
    if not urls:
        yield "no address of Elasticsearch is given"
    for url in urls:
        address = urlsplit(url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            yield "the address of Elasticsearch is not an http or https URL"
        elif address.username or address.password:
            yield "the address of Elasticsearch holds credentials, which belong into variables"
        elif address.scheme == "http" and not _is_loopback(address.hostname):
            yield "Elasticsearch on another machine is spoken to by https only"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def connect(settings: ElasticSettings) -> Elasticsearch:
    """Return a client; nothing is sent yet.

    A node that refuses or breaks a connection is passed over: all that is ever sent may be repeated. Timeouts
    and refusals are not: callers know what is worth waiting for.
    """
    urls = settings.urls
    return Elasticsearch(
        list(urls),
        basic_auth=(settings.user, settings.password) if settings.user else None,
        api_key=settings.api_key or None,
        request_timeout=settings.timeout,
        max_retries=len(urls) - 1,
        retry_on_timeout=False,
        retry_on_status=(),
        ca_certs=settings.ca_path or DEFAULT,
    )


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn every failure of the client into Unavailable; messages hold the kind of failure, no content."""
    try:
        yield
    except TlsError as error:
        raise Unavailable(
            "Elasticsearch's certificate is not one that our certificate authority vouches for", safe=SAFE
        ) from error
    except TransportError as error:
        raise Unavailable("Elasticsearch cannot be reached", safe=SAFE) from error
    except ApiError as error:
        raise Unavailable(refusal(error.status_code), safe=SAFE) from error


def refusal(status: int) -> str:
    """Return what a refusal by the server means, without what it was about."""
    if status == SERVICE_UNAVAILABLE:
        return "Elasticsearch is there, but part of the index has no copy that answers"
    if status in {401, 403}:
        return "Elasticsearch does not accept our credentials"
    if status == TOO_MANY_REQUESTS:
        return "Elasticsearch has no room or is too busy"
    return f"Elasticsearch refused a request with status {status}"
