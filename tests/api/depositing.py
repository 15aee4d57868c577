"""Deposits as a program sends them."""

import io
import json
from typing import Any

from werkzeug.test import TestResponse

from tests.api.conftest import Client

DESCRIPTION: dict[str, Any] = {
    "schema": "sviedka/deposit/1",
    "fictional": True,
    "kind": "document",
    "title": "FICTIONAL kettle",
    "language": "en",
    "sensitivity": 2,
    "consent": {"basis": "source", "grants": [{"purpose": "prosecution", "answer": "yes"}]},
}
FILES = {"kettle.txt": b"FICTIONAL kettle", "lid.txt": b"FICTIONAL lid"}


def hand_in(
    client: Client,
    key: str | None = "first",
    description: object = DESCRIPTION,
    files: dict[str, bytes] | None = None,
    **options: Any,
) -> TestResponse:
    """POST /deposits; `key`: the idempotency key, None for no header."""
    headers = {} if key is None else {"Idempotency-Key": key}
    parts: list[tuple[str, Any]] = [("files", (io.BytesIO(d), n)) for n, d in (files or FILES).items()]
    text = description if isinstance(description, str) else json.dumps(description)
    data: dict[str, Any] = {"description": text, "files": [value for _, value in parts]}
    return client.ask("POST", "/deposits", data=data, headers=headers | options.pop("headers", {}), **options)
