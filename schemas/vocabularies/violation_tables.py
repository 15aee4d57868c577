"""Violation types, crimes, legal instruments and modes of liability, from rows to domain objects."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from archive.domain.vocabulary import (
    Crime,
    CrimeLink,
    Element,
    Fact,
    LegalInstrument,
    ModeOfLiability,
    Term,
)
from schemas.vocabularies.tables import Findings, Row

_TERM_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_CRIME_ID = re.compile(r"[A-Z]{2,6}-[A-Za-z0-9-]+")
_HURIDOCS = re.compile(r"[0-9]{12}")
_FITS: Final = ("core", "component", "possible", "context")
_KINDS: Final = ("material", "mental", "contextual")
_STATUSES: Final = ("party", "not_party", "declaration", "standard", "resolution", "charter")

Tables = Mapping[str, list[Row]]


def instruments(tables: Tables, findings: Findings) -> dict[str, LegalInstrument]:
    """The legal instruments by prefix."""
    found: dict[str, LegalInstrument] = {}
    for row in tables["legal_codes.csv"]:
        if not re.fullmatch(r"[A-Za-z0-9]+", row["prefix"]):
            findings.wrong(row, "prefix is not letters and digits", "malformed-id")
        if row["prefix"] in found:
            findings.wrong(row, f"prefix {row['prefix']!r} was used before", "duplicate-id")
        findings.one_of(row, "belarus_status", _STATUSES)
        start = findings.date(row, "applicable_from")
        if not row["applicable_from"]:
            findings.wrong(row, "applicable_from is empty", "missing-date")
        if start is not None:
            found[row["prefix"]] = LegalInstrument(
                prefix=row["prefix"],
                title=row["instrument"],
                belarus_status=row["belarus_status"],
                applicable_from=start,
                note=row["note"],
                source=row["source"],
            )
    return found


def terms(tables: Tables, prefixes: Iterable[str], findings: Findings) -> dict[str, Term]:
    """The violation types by id."""
    codes = _huridocs(tables, findings)
    parents = {row["id"]: row["parent_id"] for row in tables["violations.csv"]}
    known_prefixes = set(prefixes)
    found: dict[str, Term] = {}
    for row in tables["violations.csv"]:
        term_id = row["id"]
        if not _TERM_ID.fullmatch(term_id):
            findings.wrong(row, f"id {term_id!r} is not lower-case words joined by dots", "malformed-id")
        if term_id in found:
            findings.wrong(row, f"id {term_id!r} was used before", "duplicate-id")
        if row["parent_id"]:
            findings.known(row, "parent_id", [row["parent_id"]], parents)
        if _is_circular(term_id, parents):
            findings.wrong(row, f"{term_id} is above itself", "cycle")
        for reference in row.several("legal_basis"):
            prefix = reference.partition("-")[0]
            findings.known(row, "legal_basis", [prefix], known_prefixes)
        if not row["definition"]:
            findings.wrong(row, "definition is empty", "missing-label")
        found[term_id] = Term(
            id=term_id,
            parent=row["parent_id"],
            labels=findings.labels(row, "label"),
            definition=row["definition"],
            legal_basis=row.several("legal_basis"),
            notes=row["notes"],
            huridocs=codes.get(term_id, ""),
        )
    return found


def _is_circular(term_id: str, parents: Mapping[str, str]) -> bool:
    passed = {term_id}
    current = parents.get(term_id, "")
    while current and current not in passed:
        passed.add(current)
        current = parents.get(current, "")
    return current == term_id


def _huridocs(tables: Tables, findings: Findings) -> dict[str, str]:
    known = {row["id"] for row in tables["violations.csv"]}
    codes: dict[str, str] = {}
    for row in tables["violations_huridocs.csv"]:
        findings.known(row, "violation_id", [row["violation_id"]], known)
        if not _HURIDOCS.fullmatch(row["huridocs_types_of_acts_code"]):
            findings.wrong(row, "a HURIDOCS code has twelve digits", "malformed-id")
        if row["violation_id"] in codes:
            findings.wrong(row, f"{row['violation_id']} has a code already", "duplicate-id")
        codes[row["violation_id"]] = row["huridocs_types_of_acts_code"]
    return codes


def crimes(tables: Tables, findings: Findings) -> dict[str, Crime]:
    """The crimes by id, with their elements."""
    facts = _facts(tables, findings)
    found: dict[str, Crime] = {}
    for row in tables["crimes.csv"]:
        findings.one_of(row, "kind", _KINDS)
        crime_id = row["crime_id"]
        if not _CRIME_ID.fullmatch(crime_id):
            findings.wrong(row, f"crime_id {crime_id!r} is malformed", "malformed-id")
        before = found.get(crime_id) or Crime(crime_id, row["article"], row["title"], (), row["source"])
        if (before.article, before.title) != (row["article"], row["title"]):
            findings.wrong(row, "article or title differs from the first element's", "inconsistent")
        number = _number(row, before.elements, findings)
        element = Element(
            number, row["element"], row["kind"], fact=facts.pop((crime_id, str(number)), Fact.NOTHING)
        )
        found[crime_id] = Crime(
            crime_id, before.article, before.title, (*before.elements, element), before.source
        )
    for row in tables["element_facts.csv"]:
        if (row["crime_id"], row["element_no"]) in facts:
            findings.wrong(row, "there is no such element", "unknown-reference")
    return found


def _facts(tables: Tables, findings: Findings) -> dict[tuple[str, str], Fact]:
    """What the elements of crimes turn on, by crime and number of the element."""
    found: dict[tuple[str, str], Fact] = {}
    for row in tables["element_facts.csv"]:
        element = row["crime_id"], row["element_no"]
        if element in found:
            findings.wrong(row, "this element stands above already", "duplicate-id")
        if findings.one_of(row, "fact", [fact for fact in Fact if fact]):
            found[element] = Fact(row["fact"])
    return found


def modes(tables: Tables, findings: Findings) -> dict[str, ModeOfLiability]:
    """The modes of liability by id, with their elements."""
    found: dict[str, ModeOfLiability] = {}
    for row in tables["modes_of_liability.csv"]:
        mode_id = row["mode_id"]
        if not mode_id:
            findings.wrong(row, "mode_id is empty", "malformed-id")
        before = found.get(mode_id) or ModeOfLiability(mode_id, row["article"], row["title"], ())
        if (before.article, before.title) != (row["article"], row["title"]):
            findings.wrong(row, "article or title differs from the first element's", "inconsistent")
        number = _number(row, before.elements, findings)
        element = Element(number, row["element"], evidence=row["archive_evidence"])
        found[mode_id] = ModeOfLiability(mode_id, before.article, before.title, (*before.elements, element))
    return found


def _number(row: Row, before: tuple[Element, ...], findings: Findings) -> int:
    expected = len(before) + 1
    if row["element_no"] != str(expected):
        findings.wrong(row, f"element_no is {row['element_no']!r}, not {expected}", "inconsistent")
    return expected


def links(
    tables: Tables, known_terms: Iterable[str], known_crimes: Iterable[str], findings: Findings
) -> tuple[CrimeLink, ...]:
    """The mapping of violation types to crimes."""
    found: dict[tuple[str, str], CrimeLink] = {}
    for row in tables["violation_crimes.csv"]:
        findings.known(row, "violation_id", [row["violation_id"]], known_terms)
        findings.known(row, "crime_id", [row["crime_id"]], known_crimes)
        findings.one_of(row, "fit", _FITS)
        pair = row["violation_id"], row["crime_id"]
        if pair in found:
            findings.wrong(row, "this mapping stands above already", "duplicate-id")
        found[pair] = CrimeLink(*pair, row["fit"], row["condition"])
    return tuple(found.values())
