"""Load and check all vocabularies of a folder.

Checked: ids well-formed and unique; every reference (parents, sources, crimes, legal prefixes, homonyms)
known; no cycle among violation types, nor among units on any day; EDTF; names in English, Russian and
Belarusian; elements numbered without gaps; no article of a code with two meanings on one day. Everything
wrong is reported at once, with file and line. Contradictions between sources, such as a relation that
outlasts its unit, are kept and listed as warnings.
"""

import hashlib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from archive.domain.charges import ChargeRegister
from archive.domain.errors import Problem
from archive.domain.units import UnitRegister
from archive.domain.vocabulary import ViolationVocabulary, Vocabularies
from schemas.vocabularies import charge_tables, unit_tables, violation_tables
from schemas.vocabularies.tables import COLUMNS, Findings, InvalidVocabulary, read_tables

__all__ = ["DATA", "InvalidVocabulary", "load_vocabularies", "vocabularies"]

DATA: Final = Path(__file__).parent
"""The folder with the vocabularies that come with the archive."""


def load_vocabularies(folder: Path = DATA) -> Vocabularies:
    """The vocabularies of a folder; raises InvalidVocabulary with all problems."""
    findings = Findings()
    version = _version(folder, findings)
    tables = read_tables(folder, findings)
    instruments = violation_tables.instruments(tables, findings)
    terms = violation_tables.terms(tables, instruments, findings)
    crimes = violation_tables.crimes(tables, findings)
    links = violation_tables.links(tables, terms, crimes, findings)
    modes = violation_tables.modes(tables, findings)
    sources = unit_tables.sources(tables, findings)
    codes = charge_tables.codes(tables, sources, findings)
    charges = charge_tables.charges(tables, codes, sources, findings)
    units = unit_tables.units(tables, sources, findings)
    relations = unit_tables.relations(tables, units, sources, findings)
    successions = unit_tables.successions(tables, units, sources, findings)
    unit_tables.check_homonyms(tables, units, findings)
    if findings.problems:
        count = len(findings.problems)
        raise InvalidVocabulary(
            f"The vocabularies have {count} {'problem' if count == 1 else 'problems'}:",
            problems=tuple(findings.problems),
            safe="Nothing was loaded; no deposit is affected.",
        )
    return Vocabularies(
        version=version,
        violations=ViolationVocabulary(terms.values(), links),
        crimes=MappingProxyType(crimes),
        instruments=MappingProxyType(instruments),
        modes=MappingProxyType(modes),
        units=UnitRegister(units.values(), relations, successions),
        sources=MappingProxyType(sources),
        charges=ChargeRegister(charges),
        warnings=tuple(findings.warnings),
    )


def _version(folder: Path, findings: Findings) -> str:
    """The content of VERSION, a plus sign and the first 16 hex digits of a SHA-256 over all files.

    Hashed are, file by file, VERSION first, then in the order of COLUMNS: name, a zero byte, length in
    decimal, a zero byte, the bytes.
    """
    digest = hashlib.sha256()
    label = ""
    for name in ("VERSION", *COLUMNS):
        try:
            content = (folder / name).read_bytes()
        except OSError:
            continue  # reading the tables reports it
        if name == "VERSION":
            label = content.decode("utf-8", errors="replace").strip()
        digest.update(name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    if not label:
        findings.problems.append(Problem("VERSION:1", "is missing or empty", "unreadable"))
    return f"{label}+{digest.hexdigest()[:16]}"


@cache
def vocabularies() -> Vocabularies:
    """The data of the program, the same for every archive, and frozen: loaded once per process."""
    return load_vocabularies()
