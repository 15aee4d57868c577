"""Pattern exhibits: a result kept under a number, opened, and asked again with the reasons of differences."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import api
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.domain.pattern import pattern_json
from archive.services.comparison import comparison_json
from archive.services.indexing import catch_up_if_possible
from archive.services.pattern import KeptPattern, collection_of, create_pattern, show_pattern
from archive.services.publish import publish_checkpoint
from archive.services.recompute import recompute_pattern
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.api import PatternRequestSchema
from schemas.pattern_answers import ComparisonSchema, KeptPatternSchema


@api.at("/patterns", needs(Act.SEARCH), "POST", answers=KeptPatternSchema, status=201)
@api.takes(PatternRequestSchema)
def keep_pattern(asked: dict[str, Any]) -> ResponseReturnValue:
    """Ask a question, and keep the whole result under a number to cite."""
    query = question_of(asked)
    catch_up_if_possible(archive(), actor())
    kept = create_pattern(archive(), actor(), collection_of(archive(), actor(), query), asked["title"], query)
    publish_checkpoint(archive())
    return jsonify(_told(kept)), 201


@api.at("/patterns/<number>", needs(Act.READ), answers=KeptPatternSchema)
def pattern(number: str) -> ResponseReturnValue:
    """A pattern exhibit as it was made; the opening is logged first."""
    return jsonify(_told(show_pattern(archive(), actor(), number)))


@api.at("/patterns/<number>/comparisons", needs(Act.SEARCH), "POST", answers=ComparisonSchema)
def compare_pattern(number: str) -> ResponseReturnValue:
    """Ask its question again, with its own declared use: what differs, and the entries that say why."""
    catch_up_if_possible(archive(), actor())
    return jsonify(comparison_json(recompute_pattern(archive(), actor(), number)))


def _told(kept: KeptPattern) -> dict[str, Any]:
    return {"object": kept.digest, "entry": kept.leaf_index, "pattern": pattern_json(kept.pattern)}
