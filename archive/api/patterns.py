"""Pattern exhibits: a result kept under a number, opened, and asked again with the reasons of differences."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import TAKES_KEY, api
from archive.api.repeating import key_of_request, repeatable
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.domain.pattern import pattern_json
from archive.services.comparison import comparison_json
from archive.services.indexing import catch_up_if_possible
from archive.services.pattern import (
    KeptPattern,
    ListedPattern,
    collection_of,
    create_pattern,
    number_made_by,
    readable_patterns,
    show_pattern,
)
from archive.services.publish import publish_checkpoint
from archive.services.questions import query_json
from archive.services.recompute import recompute_pattern
from archive.services.repeats import Answer
from archive.web.policy import needs
from archive.web.visit import actor, archive
from schemas.api import PatternRequestSchema
from schemas.pattern_answers import ComparisonSchema, KeptPatternSchema, ListedPatternsSchema


@api.at("/patterns", needs(Act.READ), answers=ListedPatternsSchema)
def patterns() -> ResponseReturnValue:
    """Pattern exhibits that the agent could open, by what the log says in clear: nothing is opened."""
    return jsonify(patterns=[_listed(each) for each in readable_patterns(archive(), actor())])


@api.at("/patterns", needs(Act.SEARCH), "POST", answers=KeptPatternSchema, status=201, more=TAKES_KEY)
@api.takes(PatternRequestSchema)
def keep_pattern(asked: dict[str, Any]) -> ResponseReturnValue:
    """Ask a question, and keep the whole result under a number to cite.

    Sent again with its idempotency key, the exhibit is opened instead; that opening is logged like any other.
    """
    query = question_of(asked)
    made: list[KeptPattern] = []

    def act(act_id: str) -> Answer:
        number = number_made_by(archive(), act_id) if act_id else ""
        if not number:
            catch_up_if_possible(archive(), actor())
            about = collection_of(archive(), actor(), query)
            made.append(
                create_pattern(archive(), actor(), about, asked["title"], query, act_id=act_id or None)
            )
            number = made[0].pattern.number
        publish_checkpoint(archive())
        return {"number": number}

    content = {"title": asked["title"], "question": query_json(query)}
    number = repeatable(key_of_request(), content, act)["number"]
    kept = made[0] if made else show_pattern(archive(), actor(), number)
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


def _listed(each: ListedPattern) -> dict[str, Any]:
    found = each.recorded
    return {
        "number": found.number,
        "collection_id": found.collection_id,
        "made_at": found.predicate["at"],
        "made_by": each.handle,
        "entry": found.row.leaf_index,
        "object": found.digest,
    }


def _told(kept: KeptPattern) -> dict[str, Any]:
    return {"object": kept.digest, "entry": kept.leaf_index, "pattern": pattern_json(kept.pattern)}
