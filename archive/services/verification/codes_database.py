"""Codes of `sviedka verify` that set the database against the log: itself, items, objects, links."""

from archive.verifier.findings import Code

DATABASE_CODES = (
    Code(
        "V701",
        "database-damaged",
        "The database reports a fault of its own.",
        "The engine's check failed, its settings promise too little, or a row makes no sense.",
    ),
    Code(
        "V702",
        "database-older-than-log",
        "The database is older than the published custody log.",
        "It was restored from an older copy. Bring back the newest one: nothing is written until then.",
    ),
    Code(
        "V703",
        "entry-columns-differ",
        "The columns beside this entry are not what the entry says.",
        "The entry itself is intact; its copied leaf hash, id, type or item in the database was changed.",
    ),
    Code(
        "V704",
        "log-state-differs",
        "The stored size or frontier of the log does not fit its entries.",
        "New entries would continue another tree.",
    ),
    Code(
        "V705",
        "sealed-detail-missing",
        "What this entry commits to is not kept any more.",
        "The sealed reason or query that belongs to the entry was removed.",
    ),
    Code(
        "V706",
        "sealed-detail-changed",
        "What this entry commits to was changed.",
        "The sealed reason or query has another SHA-256 than the entry says.",
    ),
    Code(
        "V707",
        "archive-identity-mismatch",
        "The archive's file and its custody log name different archives.",
        "sviedka.toml was changed, or the log is that of another archive.",
    ),
    Code(
        "V708",
        "entry-detail-malformed",
        "The detail of this entry lacks what its type needs.",
        "It is signed and logged, but was not written by a sound program.",
    ),
    Code(
        "V711",
        "item-missing",
        "An item was accessioned and is not in the database.",
        "Its row was removed; the log, and its objects, still show it.",
    ),
    Code(
        "V712",
        "item-not-logged",
        "An item is in the database that was never accessioned.",
        "No entry of the custody log knows it.",
    ),
    Code(
        "V713",
        "item-differs",
        "The item's collection, number, accession or depositor is not what was logged.",
        "Its row was changed.",
    ),
    Code(
        "V714",
        "item-version-differs",
        "The item's present version is not the last one that was logged.",
        "An older version was put back, or a version was made up.",
    ),
    Code(
        "V715",
        "item-state-differs",
        "The item is withdrawn in the database and not in the log, or the reverse.",
        "Its state was changed without an act.",
    ),
    Code(
        "V716",
        "item-number-gap",
        "A number is missing in a series.",
        "Numbers have no gaps: an item was removed together with its entries, or numbers were changed.",
    ),
    Code(
        "V717",
        "item-number-repeated",
        "Two items carry the same number.",
        "One of them was renumbered.",
    ),
    Code(
        "V721",
        "object-row-missing",
        "An object was logged and is not in the database.",
        "Its row was removed.",
    ),
    Code(
        "V722",
        "object-row-not-logged",
        "An object is in the database that no entry names.",
        "Its row was added.",
    ),
    Code(
        "V723",
        "object-row-differs",
        "The row of this object is not what was logged.",
        "Its item, role, place or size was changed.",
    ),
    Code(
        "V724",
        "header-row-differs",
        "The database names another header than the log.",
        "A header put in its place would pass unnoticed.",
    ),
    Code(
        "V725",
        "erasure-differs",
        "The object is erased in the database and not in the log, or the reverse.",
        "The mark was changed without an act.",
    ),
    Code(
        "V731",
        "link-missing",
        "A link between items was logged and is not in the database.",
        "Its row was removed.",
    ),
    Code(
        "V732",
        "link-not-logged",
        "A link between items is in the database that no entry made.",
        "Its row was added or changed.",
    ),
    Code(
        "V733",
        "shared-work-impossible",
        "This step of shared work was not allowed by the steps before it.",
        "It was not written by a sound program: somebody verified an own label, or left a review out.",
    ),
)
