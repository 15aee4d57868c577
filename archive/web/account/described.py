"""The description of the API (OpenAPI 3.1) as rows for a page: parameters, fields, answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "delete")
_DEEPEST = 5
_MOST = 200
"""Rows of one schema; the document itself holds all."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `name` with what it stands in (`items[].number`), `kind` in the words of JSON Schema."""

    name: str
    kind: str
    needed: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at one address. `scope`: acts, any of which suffices."""

    name: str
    method: str
    path: str
    summary: str
    scope: tuple[str, ...]
    parameters: tuple[Field, ...]
    form: str
    body: tuple[Field, ...]
    answers: tuple[tuple[str, str, tuple[Field, ...]], ...]
    problems: tuple[tuple[str, str], ...]


def operations(document: Mapping[str, Any]) -> tuple[Operation, ...]:
    """All, in the order of their addresses."""
    return tuple(
        _operation(document, method, path, each[method])
        for path, each in sorted(document["paths"].items())
        for method in METHODS
        if method in each
    )


def _operation(document: Mapping[str, Any], method: str, path: str, said: Mapping[str, Any]) -> Operation:
    parts = document["components"]["schemas"]
    above = document["paths"][path].get("parameters", [])
    sent: Mapping[str, Any] = said.get("requestBody", {}).get("content", {})
    form = next(iter(sent), "")
    good = [(status, answer) for status, answer in sorted(said["responses"].items()) if status < "400"]
    bad = [(status, answer) for status, answer in sorted(said["responses"].items()) if status >= "400"]
    return Operation(
        name=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said.get("summary", ""),
        scope=tuple(said["security"][0]["token"]),
        parameters=tuple(_parameter(each) for each in [*above, *said.get("parameters", [])]),
        form=form,
        body=_fields(sent[form].get("schema", {}), parts) if form else (),
        answers=tuple(
            (status, kind, _fields(content.get("schema", {}), parts))
            for status, answer in good
            for kind, content in answer.get("content", {"": {}}).items()
        ),
        problems=tuple((status, answer["description"]) for status, answer in bad),
    )


def _parameter(said: Mapping[str, Any]) -> Field:
    kind = f"{said['in']}, {_kind(said.get('schema', {}))}"
    return Field(said["name"], kind, bool(said.get("required")), said.get("description", ""))


def _fields(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(row for row, _ in zip(_rows(schema, parts, "", ()), range(_MOST), strict=False))


def _rows(
    schema: Mapping[str, Any], parts: Mapping[str, Any], within: str, passed: tuple[str, ...]
) -> Iterator[Field]:
    """The fields inside a schema; one that stands inside itself is not opened again."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in passed or len(passed) > _DEEPEST:
        return
    if name:
        yield from _rows(parts[name], parts, within, (*passed, name))
    for each in (*schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _rows(each, parts, within, passed)
    if isinstance(schema.get("items"), Mapping):
        yield from _rows(schema["items"], parts, f"{within}[]", passed)
    needed = schema.get("required", ())
    for field, inner in schema.get("properties", {}).items():
        full = f"{within}.{field}" if within else field
        yield Field(full, _kind(inner), field in needed, inner.get("description", ""))
        yield from _rows(inner, parts, full, passed)


def _kind(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(str(each) or '""' for each in schema["enum"])
    kind = schema.get("type", "")
    if isinstance(kind, list):
        kind = " | ".join(kind)
    if kind == "array" and isinstance(schema.get("items"), Mapping):
        return f"array: {_kind(schema['items'])}".removesuffix(": ")
    if not kind and "oneOf" in schema:
        return " | ".join(_kind(each) or each.get("$ref", "").rpartition("/")[2] for each in schema["oneOf"])
    return str(kind or schema.get("$ref", "").rpartition("/")[2])
