"""The blueprint of REST v1: each endpoint says what it needs, as pages do, and describes itself."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint

from archive.api.bearers import bearer
from archive.services.repeats import LONGEST_KEY
from archive.web.policy import Needs, View
from schemas.answers import ProblemSchema
from schemas.openapi import EXPRESSION, QUESTION, describe_field, name_of

PREFIX = "/api/v1"
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "A random text of your own, the same when the same request is sent again (docs/api.md).",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"},
}
VERSION = {
    "in": "header",
    "name": "If-Match",
    "description": "The version that the change starts from, as the item's ETag has it.",
    "required": True,
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}
RANGE = {
    "in": "header",
    "name": "Range",
    "description": "One range of bytes.",
    "required": False,
    "schema": {"type": "string", "pattern": "^bytes=[0-9]{1,9}-[0-9]{0,9}$"},
}
TAKES_KEY: dict[str, Any] = {"parameters": [_IDEMPOTENCY_KEY | {"required": False}]}
NEEDS_KEY = {"parameters": [_IDEMPOTENCY_KEY | {"required": True}]}
"""An endpoint that takes an idempotency key (archive.api.repeating), or must have one."""
_CONFIG = {
    "API_TITLE": "Sviedka",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
}


class Resources(Blueprint):
    """Endpoints with what they need; the guard reads the table."""

    def __init__(self, name: str, import_name: str, url_prefix: str) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self.needs: dict[str, Needs] = {}

    def at(
        self,
        path: str,
        what: Needs,
        method: str = "GET",
        *,
        answers: object,
        status: int = 200,
        form: str = "application/json",
        more: dict[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """Register a view under its own name. `answers`: schema of what comes back, `form` its media type.

        `more`: what else the description says of it (OpenAPI).
        """

        def register(view: View) -> View:
            self.needs[f"{self.name}.{view.__name__}"] = what
            described: Any = self.response(status, answers, content_type=form)(view)
            described._apidoc.get("arguments", {}).pop("responses", None)  # noqa: SLF001 - said better below
            for code in _refusals(path, what, method):
                described = self.refuses(code)(described)
            acts = sorted(act.value for act in what.acts)
            said = {"operationId": view.__name__, "security": [{"token": acts}], **(more or {})}
            # Beside those of `takes`, which a list given to `doc` would replace.
            arguments = described._apidoc.setdefault("arguments", {})  # noqa: SLF001
            arguments["parameters"] = [*arguments.get("parameters", ()), *said.pop("parameters", ())]
            described = self.doc(**said)(described)
            self.route(path, methods=[method])(described)
            return view

        return register

    def refuses(self, status: int) -> Callable[[View], View]:
        """Describe a problem that a view can answer with, besides those of its kind."""
        described: Callable[[View], View] = self.alt_response(
            status, schema=ProblemSchema, content_type="application/problem+json"
        )
        return described

    def also(
        self, status: int, answers: object = None, form: str = "application/json"
    ) -> Callable[[View], View]:
        """Describe another answer of a view; without schema it has no body."""
        described: Callable[[View], View] = self.alt_response(
            status, schema=answers, content_type=form, success=status < HTTPStatus.BAD_REQUEST
        )
        return described

    def takes(self, schema: type, location: str = "json") -> Callable[[View], View]:
        """Check what is sent by a schema, unknown fields too; the view gets it as its first argument."""
        check: Callable[[View], View] = self.arguments(
            schema, location=location, unknown="raise", error_status_code=400
        )
        return check


def _refusals(path: str, what: Needs, method: str) -> set[int]:
    """Statuses of the problems that every endpoint of a kind can answer with."""
    found = {400, 401, 500, 503}
    if what.acts:
        found.add(403)
    if "<" in path:
        found.add(404)
    if method == "POST":
        found |= {404, 409, 413, 415, 422}
    return found


class _Api(Api):
    """Describes the endpoints; errors are answered by the one table of the application."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass


api = Resources("api", "archive.api", PREFIX)


def install(app: Flask) -> None:
    """Add REST v1 to the application."""
    app.config.update(_CONFIG)
    made: Any = _Api(app)
    made.ma_plugin.converter.schema_name_resolver = name_of
    made.ma_plugin.converter.add_attribute_function(describe_field)
    made.spec.components.schema(QUESTION, EXPRESSION)
    made.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    made.spec.options["security"] = [{"token": []}]
    made.register_blueprint(api)
    app.extensions["sviedka_bearers"][api.name] = bearer
    app.extensions["sviedka_needs"] |= api.needs
    app.extensions["sviedka_api"] = made
