"""The description of the API as a judge of its answers: what is not described there must not come."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs
from flask import Flask
from werkzeug.test import TestResponse


@dataclass
class Described:
    """The OpenAPI document of an application."""

    app: Flask
    document: dict[str, Any]

    @classmethod
    def of(cls, app: Flask) -> "Described":
        """Made once for each application."""
        if "described" not in app.extensions:
            app.extensions["described"] = cls(app, app.extensions["sviedka_api"].spec.to_dict())
        return app.extensions["described"]

    @cached_property
    def operations(self) -> dict[tuple[str, str], dict[str, Any]]:
        """By endpoint of Flask and method."""
        found = {}
        for rule in self.app.url_map.iter_rules():
            path = rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}")
            for method in rule.methods or ():
                operation = self.document["paths"].get(path, {}).get(method.lower())
                if operation is not None:
                    found[rule.endpoint, method] = operation
        return found

    def check(self, answer: TestResponse) -> None:
        """Fail unless status, media type and content are described."""
        adapter, request = self.app.url_map.bind("localhost"), answer.request
        if not adapter.test(request.path, method=request.method):
            assert answer.status_code in {401, 404, 405}
            return
        rule, _ = adapter.match(request.path, method=request.method)
        operation = self.operations[rule, request.method]
        described = operation["responses"].get(str(answer.status_code))
        assert described is not None, f"{rule} answers {answer.status_code}, which is not described"
        content = described.get("content", {})
        if not content:
            assert not answer.data
            return
        assert answer.mimetype in content
        if answer.mimetype.endswith("json"):
            schema = {**content[answer.mimetype]["schema"], "components": self.document["components"]}
            jsonschema_rs.Draft202012Validator(schema).validate(answer.json)
