"""Results of a search given out as a file: who took what, for which use, is in the log before a byte is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.domain.account import Approval, GuardedAct
from archive.domain.agent import Act
from archive.domain.custody import MAX_SUBJECTS, EventType, Subject, batched
from archive.domain.errors import EvidenceError, InvalidRequest
from archive.domain.item import ObjectRole
from archive.domain.record import RecordVersion
from archive.domain.sentences import sentence
from archive.services.approvals import ApprovalNeeded, claim, expect, request_approval
from archive.services.context import Actor, Archive
from archive.services.desk import open_desk, open_match
from archive.services.ledger import acting, require
from archive.services.matching import Matched, match
from archive.services.query_log import Asked, log_query
from archive.services.questions import query_json, question
from archive.services.reading import use_detail
from archive.services.search import passages_in
from crypto.canonical import canonical_json
from crypto.digest import sha256_hex
from crypto.secretbox import derive, tag
from search.passages import Passage, Sought
from search.query import MAX_DEPTH, SearchQuery

ALONE = 50
"""Rows that an agent takes out without a second person; a larger file needs a custodian's approval."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One match: `record_digest` names the sealed record that it was made from."""

    number: str
    record_digest: str
    record: RecordVersion
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class ExportedResults:
    """The file, its rows, and the entry of the export. `damaged`: matches whose objects are in doubt."""

    data: bytes
    rows: int
    leaf_index: int
    behind: int
    damaged: tuple[str, ...] = ()


def export_results(
    archive: Archive,
    actor: Actor,
    query: SearchQuery,
    form: str,
    render: Callable[[Sequence[ResultRow]], bytes],
) -> ExportedResults:
    """Make a file of all matches, best first. `form` is a word for the log, `render` makes the bytes.

    Raise NotPermitted unless the actor may search and export, InvalidRequest for more matches than a search
    shows, ApprovalNeeded for more than ALONE matches that no custodian has approved.
    """
    require(archive, actor, Act.SEARCH)
    require(archive, actor, Act.EXPORT)
    desk = open_desk(archive, actor)
    matched = match(archive, desk, query, most=MAX_DEPTH)
    if matched.answer.total > MAX_DEPTH:
        raise InvalidRequest(
            sentence(
                "%(count)d items match; %(most)d can be exported at once. Narrow the search.",
                count=matched.answer.total,
                most=MAX_DEPTH,
            ),
            safe="Nothing was exported.",
        )
    expect_approval(archive, actor, query, form, matched)
    rows: list[ResultRow] = []
    sought = Sought(query.expression, archive.analyzer)
    damaged: list[str] = []
    for each in matched.answer.items:
        try:
            opened = open_match(archive, desk, each.item_id, query.use)
            if opened is not None:
                item, record = opened
                passages = passages_in(archive, desk, record, sought)
                rows.append(ResultRow(item.number, item.record, record, passages))
        except EvidenceError as error:
            damaged.append(error.message)
    data = render(rows)
    log_query(archive, actor, Asked(query_json(query), query.use, matched.answer.total, matched.hidden), ())
    taken = Taken(form, data, tuple(row.record_digest for row in rows), matched.answer.total)
    leaf = log_export(archive, actor, query, taken)
    return ExportedResults(data, len(rows), leaf, desk.behind, tuple(damaged))


def expect_approval(archive: Archive, actor: Actor, query: SearchQuery, form: str, matched: Matched) -> None:
    """Raise ApprovalNeeded for more than ALONE matches that no custodian has approved to be taken out."""
    if matched.answer.total <= ALONE:
        return
    try:
        expect(archive, actor, GuardedAct.BULK_EXPORT, _particulars(actor, query, form))
    except ApprovalNeeded:
        # What matches has been learnt: the question is in the log, whether or not the file is made.
        asked = Asked(query_json(query), query.use, matched.answer.total, matched.hidden)
        log_query(archive, actor, asked, ())
        raise


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it is logged: made from the sealed records of these digests, out of `total` matches."""

    form: str
    data: bytes
    records: tuple[str, ...]
    total: int


def log_export(archive: Archive, actor: Actor, query: SearchQuery, taken: Taken) -> int:
    """Write down that a file is taken out, and use up its approval; -1 where it has nothing of any record."""
    detail: dict[str, object] = {**use_detail(query.use), "form": taken.form, "rows": len(taken.records)}
    subjects = [Subject(ObjectRole.RECORD.value, digest) for digest in taken.records]
    leaf = -1
    with acting(archive, actor) as work:
        if taken.total > ALONE:
            approved = _particulars(actor, query, taken.form)
            detail |= claim(archive, work, actor, GuardedAct.BULK_EXPORT, approved)
        for part in batched(subjects, MAX_SUBJECTS) if subjects else ():
            private = {"query": query_json(query), "file_sha256": sha256_hex(taken.data)}
            leaf = work.ledger.record(EventType.EXPORT, part, detail=detail, private=private).leaf_index
    return leaf


def request_export(archive: Archive, actor: Actor, query: SearchQuery, form: str, reason: str) -> Approval:
    """Ask a custodian to approve the export of whatever this query finds, in this form, for this use."""
    require(archive, actor, Act.SEARCH)
    return request_approval(archive, actor, GuardedAct.BULK_EXPORT, _particulars(actor, query, form), reason)


def _particulars(actor: Actor, query: SearchQuery, form: str) -> dict[str, object]:
    """Use and form in clear; the question, which may name people, as a mark that only the actor can make."""
    key = derive(str(actor.identity).encode(), "sviedka/approval/query")
    return {**use_detail(query.use), "form": form, "query": tag(key, canonical_json(question(query))).hex()}
