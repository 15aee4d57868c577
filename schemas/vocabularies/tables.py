"""Reading the CSV files: rows that know their line, and a list of everything that is wrong with them."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

from archive.domain.dates import FuzzyDate, Period
from archive.domain.errors import InvalidRequest, Problem
from archive.domain.labels import LANGUAGES, Labels
from schemas.edtf import NotEdtf, parse, validity

Found = TypeVar("Found")


class InvalidVocabulary(InvalidRequest):
    """Vocabulary files that cannot be used; `problems` lists every defect with file and line."""

    code = "invalid-vocabulary"


COLUMNS: Final = {
    "violations.csv": "id parent_id label_en label_ru label_be definition legal_basis notes",
    "violation_crimes.csv": "violation_id crime_id fit condition",
    "violations_huridocs.csv": "violation_id huridocs_types_of_acts_code",
    "crimes.csv": "crime_id article title element_no element kind source",
    "element_facts.csv": "crime_id element_no fact note",
    "legal_codes.csv": "prefix instrument belarus_status applicable_from note source",
    "charge_codes.csv": (
        "code edition label_en label_ru label_be valid_from valid_to source confidence note"
    ),
    "charges.csv": "id edition label_en label_ru label_be valid_from valid_to source confidence note",
    "modes_of_liability.csv": "mode_id article title element_no element archive_evidence",
    "sources.csv": "key description locator",
    "units.csv": (
        "unit_id name_en name_ru name_be aliases kind parent_id valid_from valid_to place"
        " source confidence note"
    ),
    "unit_parents.csv": "unit_id parent_id relation valid_from valid_to source confidence note",
    "unit_successions.csv": "from_id to_id date type source confidence note",
    "unit_homonyms.csv": "alias_casefold unit_ids",
}
"""The files of a vocabulary folder with their columns, in this order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, stripped, and where it stands."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds a list separated by `|`."""
        return tuple(part.strip() for part in self[column].split("|") if part.strip())

    @property
    def where(self) -> str:
        """`file:line`, as editors understand it."""
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Findings:
    """What is wrong (`problems`: nothing is loaded) and what is contradictory but kept (`warnings`)."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def wrong(self, row: Row, message: str, code: str) -> None:
        """A defect of a row."""
        self.problems.append(Problem(row.where, message, code))

    def contradictory(self, row: Row, message: str, code: str) -> None:
        """Something that sources contradict each other in."""
        self.warnings.append(Problem(row.where, message, code))

    def known(self, row: Row, column: str, ids: Iterable[str], known: Iterable[str]) -> None:
        """Report every one of `ids` that is not among `known`."""
        have = set(known)
        for one in ids:
            if one not in have:
                self.wrong(row, f"{column} refers to {one!r}, which does not exist", "unknown-reference")

    def one_of(self, row: Row, column: str, allowed: Iterable[str]) -> bool:
        """Whether the cell holds one of the allowed words."""
        choices = tuple(allowed)
        if row[column] in choices:
            return True
        self.wrong(row, f"{column} is {row[column]!r}, not one of {', '.join(choices)}", "unknown-word")
        return False

    def labels(self, row: Row, prefix: str) -> Labels:
        """The three names; every missing one is reported."""
        for language in LANGUAGES:
            if not row[f"{prefix}_{language}"]:
                self.wrong(row, f"{prefix}_{language} is empty", "missing-label")
        return Labels(*(row[f"{prefix}_{language}"] for language in LANGUAGES))

    def date(self, row: Row, column: str) -> FuzzyDate | None:
        """The EDTF date of a cell; None when it is empty or (reported) no date."""
        if not row[column]:
            return None
        return self._dated(row, column, lambda: parse(row[column]))

    def validity(self, row: Row) -> Period | None:
        """The period of `valid_from` and `valid_to`; None when (reported) one is no date."""
        return self._dated(row, "valid_from, valid_to", lambda: validity(row["valid_from"], row["valid_to"]))

    def _dated(self, row: Row, column: str, read: Callable[[], Found]) -> Found | None:
        try:
            return read()
        except NotEdtf as error:
            self.wrong(row, f"{column}: {error}", error.code)
            return None


def read_tables(folder: Path, findings: Findings) -> dict[str, list[Row]]:
    """All rows of all files. Missing files and wrong columns are findings; such a file has no rows."""
    return {name: _rows(folder / name, columns.split(), findings) for name, columns in COLUMNS.items()}


def _rows(path: Path, columns: list[str], findings: Findings) -> list[Row]:
    top = Row(path.name, 1, {})
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        findings.wrong(top, f"cannot be read as UTF-8 text ({type(error).__name__})", "unreadable")
        return []
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[Row] = []
    try:
        if next(reader, None) != columns:
            findings.wrong(top, f"the columns must be {','.join(columns)}", "wrong-columns")
            return []
        for cells in reader:
            row = Row(path.name, reader.line_num, dict(zip(columns, map(str.strip, cells), strict=False)))
            if len(cells) == len(columns):
                rows.append(row)
            else:
                findings.wrong(row, f"{len(cells)} cells instead of {len(columns)}", "wrong-columns")
    except csv.Error as error:
        findings.wrong(Row(path.name, reader.line_num, {}), f"no CSV: {error}", "unreadable")
    return rows
