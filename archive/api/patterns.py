"""Pattern exhibits: a result kept under a number, opened, and asked again with the reasons of differences."""

import json
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from archive.api.blueprint import TAKES_KEY, api
from archive.api.repeating import key_of_request, repeatable
from archive.api.searching import question_of
from archive.domain.agent import Act
from archive.domain.pattern import pattern_json
from archive.services.comparison import comparison_file, comparison_json
from archive.services.indexing import catch_up_if_possible
from archive.services.pace import checkpoint_after_act
from archive.services.pattern import (
    KeptPattern,
    ListedPattern,
    collection_of,
    create_pattern,
    number_made_by,
    readable_patterns,
    show_pattern,
)
from archive.services.pattern_opening import check_opening, opening_of
from archive.services.questions import query_json
from archive.services.recompute import recompute_pattern
from archive.services.repeats import Answer
from archive.web.policy import needs
from archive.web.reports import attachment
from archive.web.visit import actor, archive
from schemas.api import PatternRequestSchema
from schemas.pattern_answers import (
    CheckedPatternSchema,
    ComparisonSchema,
    KeptPatternSchema,
    ListedPatternsSchema,
    OpeningSchema,
)
from schemas.pattern_json import checked_json

_ZIP = {"type": "string", "format": "binary"}


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
        checkpoint_after_act(archive())
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


@api.at(
    "/patterns/<number>/comparisons/file", needs(Act.SEARCH), "POST", answers=_ZIP, form="application/zip"
)
def comparison_proof(number: str) -> ResponseReturnValue:
    """The same as a ZIP file, with every entry that is a reason and its proof."""
    catch_up_if_possible(archive(), actor())
    found = recompute_pattern(archive(), actor(), number)
    name = f"{found.kept.pattern.number}-again.zip"
    return attachment(comparison_file(archive(), found), name, "application/zip")


@api.at("/patterns/<number>/openings", needs(Act.EXPORT), "POST", answers=OpeningSchema, status=201)
def hand_over(number: str) -> ResponseReturnValue:
    """What opens this exhibit and nothing else, for an auditor; logged as a disclosure."""
    return jsonify(opening_of(archive(), actor(), number)), 201


@api.at("/log/pattern-checks", needs(Act.READ_LOG), "POST", answers=CheckedPatternSchema)
@api.takes(OpeningSchema)
def check_pattern(asked: dict[str, Any]) -> ResponseReturnValue:
    """Open an exhibit with what was handed over, and check all of it that the log can bear out."""
    return jsonify(checked_json(check_opening(archive(), actor(), json.dumps(asked).encode())))


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
