"""How large a request the nodes of a cluster take: asked for, as a larger one may only break the connection.

A node refuses a larger request from its head and closes, often while the client still writes: the client then
sees a broken connection in place of status 413, as if the node had gone.
"""

from dataclasses import dataclass, field

from elasticsearch import ApiError, Elasticsearch

_REFUSED = frozenset({401, 403})
_FIELD = "max_content_length_in_bytes"


@dataclass(slots=True)
class RequestLimit:
    """What the nodes take at most in one request, asked for once and remembered."""

    client: Elasticsearch
    _known: int | None = field(default=None, repr=False)

    def size(self) -> int | None:
        """Bytes that every node takes; None where the account may not ask. Errors as the client."""
        if self._known is None:
            self._known = self._asked()
        return self._known

    def ask_again(self) -> int | None:
        """As `size`, of the nodes as they are now: that they answer tells also that they are there."""
        self._known = None
        return self.size()

    def _asked(self) -> int | None:
        try:
            answer = self.client.nodes.info(metric="http", filter_path=f"nodes.*.http.{_FIELD}")
        except ApiError as error:
            if error.status_code in _REFUSED:
                return None
            raise
        sizes = [int(node["http"][_FIELD]) for node in answer.get("nodes", {}).values()]
        return min(sizes, default=None)
