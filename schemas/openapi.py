"""Our own fields in the words of JSON Schema, for the description of the API (OpenAPI 3.1)."""

from typing import Any

import marshmallow
from marshmallow import fields, validate

from schemas.api import Question
from schemas.fields import Choice, Many, Matching, Part, Text, Truth, Whole

QUESTION = "Expression"
"""The component that questions refer to; it refers to itself."""
_AGAIN = {"$ref": f"#/components/schemas/{QUESTION}"}
_TEXT = {"type": "string"}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


EXPRESSION: dict[str, Any] = {
    "description": "A question as a structure (docs/formats/query.md): the same as in the query language.",
    "oneOf": [
        _object({"and": {"type": "array", "items": _AGAIN}}),
        _object({"or": {"type": "array", "items": _AGAIN}}),
        _object({"not": _AGAIN}),
        _object({"word": _TEXT}),
        _object({"prefix": _TEXT}),
        _object({"phrase": _TEXT}),
        _object({"near": _TEXT, "within": {"type": "integer"}}),
        _object({"field": _TEXT, "values": {"type": "array", "items": _TEXT}, "mode": _TEXT}, ("mode",)),
    ],
}


def describe_field(
    converter: Any,  # noqa: ANN401 - of apispec, whose home is archive.api
    field: fields.Field[Any],
    **_kwargs: object,
) -> dict[str, Any]:
    """What JSON Schema says of one of our fields; nothing for those of marshmallow.

    `converter`: of apispec, which describes what a field is made of.
    """
    found: dict[str, Any] = {}
    match field:
        case Question():
            found = {"oneOf": [{"type": "string"}, {"$ref": f"#/components/schemas/{QUESTION}"}]}
        case Text():
            found = _text(field)
        case Truth():
            found = {"type": "boolean"}
        case Whole(bounds=(least, most)):
            found = {"type": "integer", "minimum": least, "maximum": most}
        case Choice():
            found = {"type": "string", "enum": [each.value for each in field.choices]}
        case Many():
            found = {"type": "array", "items": converter.field2property(field.entry)}
        case Part():
            found = converter.resolve_nested_schema(field.schema)
    return {**found, **_pattern(field)}


def name_of(schema: type[marshmallow.Schema] | marshmallow.Schema) -> str:
    """The name of a schema among the components."""
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.strip("_").removesuffix("Schema") or "Part"


def _pattern(field: fields.Field[Any]) -> dict[str, str]:
    """The pattern of a field as JSON Schema has it, which ends with a dollar where Python's has a letter."""
    for each in field.validators:
        pattern = str(each.regex.pattern) if isinstance(each, validate.Regexp) else ""
        if pattern.endswith(r"\Z"):
            return {"pattern": pattern.removesuffix(r"\Z") + "$"}
    return {}


def _text(field: Text) -> dict[str, Any]:
    kind: object = ["string", "null"] if field.allow_none else "string"
    longest = {} if field.longest is None else {"maxLength": field.longest}
    pattern = {"pattern": f"^(?:{field.pattern.pattern})$"} if isinstance(field, Matching) else {}
    return {"type": kind, **longest, **pattern}
