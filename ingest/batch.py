"""Planning a batch: which items it makes of which files, and what it leaves out and why. Nothing is changed.

A description with mistakes refuses its own item, with all its mistakes, and the files it names; a description
that cannot be read at all holds back the undescribed files of its folder, because they may be its own.
Nothing stops the rest.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from archive.domain.errors import InvalidRequest, Problem
from ingest.names import printable_name, printable_path
from ingest.naming import WrongName, named_file
from ingest.plan import BatchPlan, Defaults, Described, DescriptionReader, PlannedItem, Refusal
from ingest.sidecar import is_sidecar, is_table, mistakes, read_document
from ingest.table import read_table
from ingest.walk import find_files, place_of

__all__ = ["BatchPlan", "Defaults", "PlannedItem", "Refusal", "plan_batch"]

BAD_DESCRIPTION: Final = "description"
"""A description with mistakes."""
DESCRIPTION_REFUSED: Final = "description-refused"
"""A file whose description has mistakes."""
DESCRIPTION_UNREADABLE: Final = "description-unreadable"
"""A file that an unreadable description in its folder may be about."""

_ITEM_NUMBER: Final = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{4}-[0-9]{7,}")


class _Document(Protocol):
    """What sidecars and table rows have in common."""

    @property
    def value(self) -> object: ...

    @property
    def problems(self) -> tuple[Problem, ...]: ...

    def locate(self, problems: Iterable[Problem]) -> tuple[Problem, ...]: ...


@dataclass(slots=True, eq=False)
class _Draft:
    """One described item on its way to being planned."""

    origin: Path
    document: _Document
    described: Described | None = None
    problems: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Its label, even when other things in it are wrong."""
        return _text(self.document.value, "label")


def plan_batch(
    paths: Sequence[Path], reader: DescriptionReader, defaults: Defaults | None = None
) -> BatchPlan:
    """Plan the deposit of `paths`: files, folders, sidecars and tables. Opens descriptions, not exhibits.

    1. Find all files. 2. Read every description. 3. Look up the files they name. 4. Check labels, relations
    and files across the batch. 5. Give every other file a description of its own from `defaults`.
    """
    planner = _Planner(reader, defaults or Defaults())
    files = list(find_files(paths, planner.refused))
    planner.hold_unreadable()
    for path in files:
        if is_sidecar(path.name):
            planner.read_sidecar(path)
        elif is_table(path.name):
            planner.read_table(path)
    planner.look_up_files()
    planner.check_across()
    return planner.plan(files)


class _Planner:
    def __init__(self, reader: DescriptionReader, defaults: Defaults) -> None:
        self._reader = reader
        self._defaults = defaults
        self._drafts: dict[Path, list[_Draft]] = {}
        self._claims: dict[str, list[_Draft]] = defaultdict(list)
        self._held: dict[str, Path] = {}
        self.refused: list[Refusal] = []
        self._problems: list[Problem] = []

    def read_sidecar(self, path: Path) -> None:
        try:
            self._drafts[path] = [self._draft(path, read_document(path))]
        except InvalidRequest as error:
            self._hold(path, error)

    def read_table(self, path: Path) -> None:
        try:
            self._drafts[path] = [self._draft(path, row) for row in read_table(path, self._defaults)]
        except InvalidRequest as error:
            self._hold(path, error)

    def hold_unreadable(self) -> None:
        """Descriptions that were refused as files: links, or without permission."""
        for refused in self.refused:
            if is_sidecar(refused.path.name) or is_table(refused.path.name):
                self._held[place_of(refused.path.parent)] = refused.path

    def _hold(self, path: Path, error: InvalidRequest) -> None:
        """An unreadable description: refuse it, and remember that its folder holds files it may be about."""
        self._held[place_of(path.parent)] = path
        self._drafts[path] = []
        self._problems.extend(error.problems)
        self.refused.append(Refusal(path, BAD_DESCRIPTION, _reason(error.message, error.problems)))

    def _draft(self, path: Path, document: _Document) -> _Draft:
        draft = _Draft(path, document, problems=list(document.problems))
        try:
            draft.described = self._reader.read(document.value)
        except InvalidRequest as error:
            draft.problems.extend(error.problems)
        return draft

    def look_up_files(self) -> None:
        """Find the files of every draft, also of those that will be refused: nobody else may take them."""
        for draft in self._all():
            names = draft.document.value.get("files") if isinstance(draft.document.value, dict) else None
            for position, name in enumerate(names if isinstance(names, list) else ()):
                if not isinstance(name, str) or not name:
                    continue
                try:
                    path = named_file(draft.origin.parent, name)
                except WrongName as error:
                    draft.problems.append(Problem(f"files[{position}]", str(error), error.code))
                else:
                    draft.files.append(path)
                    if draft not in (claims := self._claims[place_of(path)]):
                        claims.append(draft)

    def check_across(self) -> None:
        """What only shows when all descriptions are seen together."""
        labelled: dict[str, list[_Draft]] = defaultdict(list)
        for draft in self._all():
            if draft.label:
                labelled[draft.label].append(draft)
        for drafts in labelled.values():
            for draft in drafts:
                _report_others(draft, drafts, "label", "the label is also used by", "repeated")
        for drafts in self._claims.values():
            for draft in drafts:
                _report_others(draft, drafts, "files", "a file is also named by", "claimed-twice")
        for draft in self._all():
            for position, relation in enumerate(
                draft.described.description.relations if draft.described else ()
            ):
                if relation.to == draft.label:
                    text, code = "relates the item to itself", "relation"
                elif relation.to in labelled or _ITEM_NUMBER.fullmatch(relation.to):
                    continue
                else:
                    text, code = "is neither a label of this batch nor an item number", "unknown-label"
                draft.problems.append(Problem(f"relations[{position}].to", text, code))

    def plan(self, files: Iterable[Path]) -> BatchPlan:
        """The plan, in the order in which the files were found."""
        items: list[PlannedItem] = []
        for path in files:
            if path in self._drafts:
                for draft in self._drafts[path]:
                    self._plan_draft(draft, items)
            elif not (self._claims and place_of(path) in self._claims) and not self._held_back(path):
                title = printable_name(path.name).text
                items.append(PlannedItem(self._defaults.describe(title), None, (path,), path))
        return BatchPlan(tuple(items), tuple(self.refused), tuple(self._problems))

    def _plan_draft(self, draft: _Draft, items: list[PlannedItem]) -> None:
        described = draft.described
        if described is not None and not draft.problems:
            items.append(
                PlannedItem(described.description, described.identity, tuple(draft.files), draft.origin)
            )
            return
        located = draft.document.locate(draft.problems)
        self._problems.extend(located)
        reason = _reason(mistakes(len(located)), located)
        self.refused.append(Refusal(draft.origin, BAD_DESCRIPTION, reason))
        shown = printable_path(draft.origin)
        for path in draft.files:
            self.refused.append(Refusal(path, DESCRIPTION_REFUSED, f"its description {shown} has mistakes"))

    def _held_back(self, path: Path) -> bool:
        if not self._held:
            return False
        for folder in path.absolute().parents:
            description = self._held.get(place_of(folder))
            if description is not None:
                reason = f"{printable_path(description)} cannot be read and may be about this file"
                self.refused.append(Refusal(path, DESCRIPTION_UNREADABLE, reason))
                return True
        return False

    def _all(self) -> Iterable[_Draft]:
        for drafts in self._drafts.values():
            yield from drafts


def _report_others(draft: _Draft, drafts: list[_Draft], where: str, text: str, code: str) -> None:
    """Report the other drafts that use the same thing: which of them is right nobody here can tell."""
    others = list(islice((other for other in drafts if other is not draft), 3))
    if others:
        named = ", ".join(_standing(other) for other in others)
        draft.problems.append(Problem(where, f"{text} {named}", code))


def _standing(draft: _Draft) -> str:
    (located,) = draft.document.locate([Problem("", "")])
    return located.where


def _reason(message: str, problems: Iterable[Problem]) -> str:
    return "\n".join([message, *(f"  - {problem}" for problem in problems)])


def _text(value: Any, name: str) -> str:  # noqa: ANN401 - a document that no schema has seen
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
