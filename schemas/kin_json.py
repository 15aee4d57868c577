"""What belongs with an item, as JSON values: what commands and the API answer."""

from typing import Any

from archive.services.accounts import Accounts
from archive.services.similar import SimilarItems


def similar_json(found: SimilarItems) -> dict[str, Any]:
    """Similar items, the most similar first."""
    return {
        "number": found.number,
        "behind": found.behind,
        "not_compared": found.not_compared,
        "damaged": list(found.damaged),
        "items": [
            {
                "number": each.number,
                "title": each.record.description.title,
                "similarity": round(each.similarity, 4),
                "contained": round(each.contained, 4),
            }
            for each in found.found
        ],
    }


def accounts_json(found: Accounts) -> dict[str, Any]:
    """Other accounts, and where they differ."""
    return {
        "number": found.number,
        "by_witness": found.by_witness,
        "behind": found.behind,
        "left_out": found.left_out,
        "damaged": list(found.damaged),
        "accounts": [
            {
                "number": each.number,
                "version": each.record.version,
                "title": each.record.description.title,
                "because": list(each.because),
                "differs": [
                    {
                        "about": difference.about,
                        "here": {"allegation": difference.here.allegation, "said": difference.here.text},
                        "there": {"allegation": difference.there.allegation, "said": difference.there.text},
                    }
                    for difference in each.differs
                ],
            }
            for each in found.accounts
        ],
    }
