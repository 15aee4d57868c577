"""The description of the API itself: OpenAPI 3.1, made from the schemas that check requests."""

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.web.policy import SIGNED_IN


@api.at("/openapi.json", SIGNED_IN, answers={"type": "object"})
def openapi() -> ResponseReturnValue:
    """This document."""
    return jsonify(current_app.extensions["sviedka_api"].spec.to_dict())
