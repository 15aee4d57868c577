"""Articles of domestic law and the editions of their codes, from rows to domain objects."""

import re
from collections.abc import Iterable, Mapping

from archive.domain.charges import Charge, Code
from archive.domain.claims import CHARGE
from archive.domain.dayset import Days
from schemas.vocabularies.tables import Findings, Row
from schemas.vocabularies.unit_tables import check_sources

Tables = Mapping[str, list[Row]]
Codes = Mapping[tuple[str, str], Code]

_CODE = re.compile(r"[A-Z]{2}-[A-Z]{2,8}")
_EDITION = re.compile(r"[0-9]{4}")


def codes(tables: Tables, known_sources: Iterable[str], findings: Findings) -> dict[tuple[str, str], Code]:
    """The editions of codes, by code and edition."""
    found: dict[tuple[str, str], Code] = {}
    for row in tables["charge_codes.csv"]:
        pair = row["code"], row["edition"]
        if not _CODE.fullmatch(pair[0]) or not _EDITION.fullmatch(pair[1]):
            findings.wrong(row, "code is no State-code, or edition no year", "malformed-id")
        if pair in found:
            findings.wrong(row, f"edition {pair[1]} of {pair[0]} stands above already", "duplicate-id")
        labels, life = findings.labels(row, "label"), findings.validity(row)
        check_sources(row, known_sources, findings)
        if life is not None:
            found[pair] = Code(
                *pair,
                labels,
                life,
                row["valid_from"],
                row["valid_to"],
                row.several("source"),
                row["confidence"],
                row["note"],
            )
    return found


def charges(
    tables: Tables, known: Codes, known_sources: Iterable[str], findings: Findings
) -> tuple[Charge, ...]:
    """The articles. One id may have several entries, on no day two of them."""
    found: list[Charge] = []
    for row in tables["charges.csv"]:
        if not CHARGE.fullmatch(row["id"]) or "/" in row["id"]:
            findings.wrong(row, "id is not State-code-article, without a part", "malformed-id")
        pair = "-".join(row["id"].split("-")[:2]), row["edition"]
        findings.known(row, "edition", [" ".join(pair)], [" ".join(one) for one in known])
        labels, life = findings.labels(row, "label"), findings.validity(row)
        check_sources(row, known_sources, findings)
        if life is None or pair not in known:
            continue
        charge = Charge(
            row["id"],
            known[pair],
            labels,
            life,
            row["valid_from"],
            row["valid_to"],
            row.several("source"),
            row["confidence"],
            row["note"],
        )
        if not Days.of(life.span) & Days.of(charge.code.life.span):
            findings.wrong(row, "it was never in force while its code was", "inconsistent")
        if any(one.id == charge.id and _sure(one) & _sure(charge) for one in found):
            findings.wrong(row, "an entry of this article above has days in common with it", "duplicate-id")
        found.append(charge)
    return tuple(found)


def _sure(charge: Charge) -> Days:
    """The days on which it was certainly in force."""
    return Days.of(charge.life.core) & Days.of(charge.code.life.core)
