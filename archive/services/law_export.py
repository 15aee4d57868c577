"""A search laid out in law, taken out as a table: logged as any other export is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from archive.domain.agent import Act
from archive.domain.description import Consistency
from archive.services.casework import Gathered
from archive.services.context import Actor, Archive
from archive.services.desk import open_desk
from archive.services.law import (
    Together,
    bodies,
    cooccurrence,
    coverage,
    medical_findings,
    norms,
    roles,
)
from archive.services.ledger import require
from archive.services.matching import match as find_matches
from archive.services.result_export import ExportedResults, Taken, expect_approval, log_export
from search.query import MAX_DEPTH, SearchQuery


class Way(StrEnum):
    """By what a search is laid out."""

    ELEMENTS = "elements"
    NORMS = "norms"
    VICTIMS = "victims"
    BODIES = "bodies"
    ROLES = "roles"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a search is laid out. `crime`: an id; needed for elements, and for victims what they are joined by.

    `least`: the weakest degree of medical findings.
    """

    way: Way
    crime: str = ""
    least: Consistency = Consistency.TYPICAL_OF

    @property
    def form(self) -> str:
        """What the log and approvals call the file; of which crime is sealed, with the question."""
        return f"csv {self.way.value}"


def lay_out(archive: Archive, actor: Actor, query: SearchQuery, layout: Layout) -> tuple[Gathered, Any]:
    """Lay everything that a query finds out; what comes second is what the service of the way answers.

    Raises UnknownTerm for a crime we do not have, and what `gather` raises.
    """
    match layout.way:
        case Way.ELEMENTS:
            return coverage(archive, actor, query, layout.crime)
        case Way.NORMS:
            return norms(archive, actor, query)
        case Way.VICTIMS:
            return cooccurrence(archive, actor, query, Together(crime=layout.crime))
        case Way.BODIES:
            return bodies(archive, actor, query)
        case Way.ROLES:
            return roles(archive, actor, query)
        case Way.FINDINGS:
            return medical_findings(archive, actor, query, layout.least)


def export_layout(
    archive: Archive,
    actor: Actor,
    query: SearchQuery,
    layout: Layout,
    render: Callable[[Any], bytes],
) -> ExportedResults:
    """Make a table of a layout; `render` makes the bytes. `rows` of the answer: records it was made of.

    Raise NotPermitted unless the actor may search and export, ApprovalNeeded for more matches than may be
    taken out alone that no custodian has approved, before any is opened; else what `lay_out` raises.
    """
    require(archive, actor, Act.EXPORT)
    require(archive, actor, Act.SEARCH)
    matched = find_matches(archive, open_desk(archive, actor), query, most=MAX_DEPTH)
    expect_approval(archive, actor, query, layout.form, matched)
    gathered, found = lay_out(archive, actor, query, layout)
    data = render(found)
    taken = Taken(layout.form, data, gathered.opened, gathered.total)
    leaf = log_export(archive, actor, query, taken)
    return ExportedResults(data, len(gathered.opened), leaf, gathered.behind, gathered.damaged)
