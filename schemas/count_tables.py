"""Counts and tables of them as JSON values: what commands and the API answer."""

from typing import Any

from archive.domain.counts import Count
from archive.services.counting import Tables


def tables_json(tables: Tables) -> dict[str, Any]:
    """Every table with `at_least` and `below` for each count; null: no upper bound is said."""
    found: dict[str, Any] = {
        "few": None if tables.few is None else count_json(tables.few),
        "facets": {
            facet.value: [
                {
                    "value": row.value,
                    "parent": row.parent,
                    "depth": row.depth,
                    "chosen": row.chosen,
                    "items": count_json(row.items),
                }
                for row in rows
            ]
            for facet, rows in tables.facets.items()
        },
    }
    if tables.matrix is not None:
        found["matrix"] = {
            "units": list(tables.matrix.units),
            "violations": list(tables.matrix.violations),
            "cells": [
                {
                    "unit": unit,
                    "violation": violation,
                    "items": count_json(cell.items),
                    "acts": count_json(cell.acts),
                }
                for (unit, violation), cell in tables.matrix.cells.items()
            ],
        }
    if tables.timeline is not None:
        found["timeline"] = {
            "bins": [
                {
                    "bin": row.name,
                    "certainly": count_json(row.certainly),
                    "possibly": count_json(row.possibly),
                }
                for row in tables.timeline.bins
            ],
            "undated": count_json(tables.timeline.undated),
        }
    return found


def count_json(count: Count) -> dict[str, int | None]:
    """One count."""
    return {"at_least": count.at_least, "below": count.below}
