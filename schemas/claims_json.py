"""Claims about units that need a person's eye, as JSON values: what commands and the API answer."""

from collections.abc import Iterable
from typing import Any

from archive.domain.anomalies import Anomaly
from archive.domain.claims import NoticeClaim
from archive.domain.description import Attribution
from archive.domain.notice import Done, Heard
from archive.domain.postings import Service, Stint
from archive.domain.vague import Candidacies
from archive.services.unit_claims import InPost, UnderCommand
from schemas.law_json import act_json, name_of


def anomalies_json(found: Iterable[Anomaly]) -> dict[str, Any]:
    """Acts attributed to a unit that did not exist then."""
    return {"anomalies": list(map(_anomaly_json, found))}


def candidates_json(found: Candidacies) -> dict[str, Any]:
    """Claims that could mean a unit, and how many were left out."""
    return {
        "elsewhere": found.elsewhere,
        "outside": found.outside,
        "unplaced": found.unplaced,
        "candidates": [
            {
                **act_json(one.act),
                "claim": _claim_json(one.attribution),
                "because": one.clue.value,
                "place_answer": one.place.value,
                "existed": one.presence.value,
                "as_well": list(one.as_well),
                "more": one.more,
            }
            for one in found.found
        ],
    }


def in_post_json(found: InPost) -> dict[str, Any]:
    """Postings of a person with gaps, and the acts under the person meanwhile."""
    return {
        "postings": [
            {"unit": service.unit, "stints": list(map(_stint_json, service.stints)), "gaps": gaps_of(service)}
            for service in found.services
        ],
        "during": [_under_json(one) for one in found.acts],
        "heard": list(map(_claimed_json, found.heard)),
        "done": list(map(_claimed_json, found.done)),
    }


def gaps_of(service: Service) -> list[list[str]]:
    """First and last days of the stretches between postings in which no claim puts the person there."""
    return [[str(gap.earliest), str(gap.latest)] for gap in service.gaps]


def _claim_json(claim: Attribution) -> dict[str, str]:
    return {
        "unit": claim.unit,
        "unnamed_unit": claim.unnamed_unit,
        "level": claim.level.value,
        "basis": claim.basis.value,
        "certainty": claim.certainty.value,
    }


def _anomaly_json(one: Anomaly) -> dict[str, Any]:
    return {
        **act_json(one.act),
        "claim": _claim_json(one.attribution),
        "existed_from": one.unit.valid_from,
        "existed_to": one.unit.valid_to,
    }


def _claimed_json(one: Heard | Done) -> dict[str, str]:
    claim = one.claim
    what = (
        {"channel": claim.channel.value, "given_by": claim.given_by}
        if isinstance(claim, NoticeClaim)
        else {"measure": claim.measure.value}
    )
    return {
        "number": one.number,
        **what,
        "unit": claim.unit,
        "violation": claim.violation,
        "when": claim.when,
        "quantifier": claim.quantifier.value,
        "basis": claim.basis.value,
        "certainty": claim.certainty.value,
        "note": claim.note,
    }


def _stint_json(stint: Stint) -> dict[str, str]:
    posting = stint.posting
    return {
        "number": stint.number,
        "post": posting.post.value,
        "when": posting.when,
        "basis": posting.basis.value,
        "certainty": posting.certainty.value,
    }


def _under_json(one: UnderCommand) -> dict[str, Any]:
    return {
        **act_json(one.act),
        "unit": one.unit,
        "posted_to": one.posted_to,
        "during": one.during.value,
        "path": list(one.path),
        "before": [name_of(act) for act in one.notice.before],
        "alike_before": [name_of(act) for act in one.notice.alike],
        "own_part": [part.value for part in one.notice.own],
        "heard_before": list(map(_claimed_json, one.notice.heard)),
        "heard_before_of_others": list(map(_claimed_json, one.notice.elsewhere)),
        "done_after": list(map(_claimed_json, one.notice.done)),
        "told": one.notice.told.value,
    }
