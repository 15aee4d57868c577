"""The blueprint of REST v1: each endpoint says what it needs, as pages do, and describes itself."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint

from archive.api.bearers import bearer
from archive.web.policy import Needs, View

PREFIX = "/api/v1"
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

    def at(self, path: str, what: Needs, method: str = "GET") -> Callable[[View], View]:
        """Register a view under its own name."""

        def register(view: View) -> View:
            self.needs[f"{self.name}.{view.__name__}"] = what
            self.route(path, methods=[method])(view)
            return view

        return register

    def takes(self, schema: type, location: str = "json") -> Callable[[View], View]:
        """Check what is sent by a schema, unknown fields too; the view gets it as its first argument."""
        check: Callable[[View], View] = self.arguments(schema, location=location, unknown="raise")
        return check


class _Api(Api):
    """Describes the endpoints; errors are answered by the one table of the application."""

    def _register_error_handlers(self) -> None:
        pass


api = Resources("api", "archive.api", PREFIX)


def install(app: Flask) -> None:
    """Add REST v1 to the application."""
    app.config.update(_CONFIG)
    made: Any = _Api(app)
    made.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    made.spec.options["security"] = [{"token": []}]
    made.register_blueprint(api)
    app.extensions["sviedka_bearers"][api.name] = bearer
    app.extensions["sviedka_needs"] |= api.needs
    app.extensions["sviedka_api"] = made
