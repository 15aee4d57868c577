"""The table of finding codes. A code never changes its meaning; a retired one is not reused.

V1xx entries and leaves, V2xx checkpoints, V3xx objects and headers, V4xx bundle, V5xx chain and agents.
V6xx and V7xx belong to the whole-archive checks of `sviedka verify`.
"""

from archive.verifier.findings import Code, Finding, Severity

_TABLE = (
    Code(
        "V101",
        "leaf-hash-mismatch",
        "The bytes of this entry are not the bytes that were logged.",
        "The entry was changed or replaced after it was logged; the signed tree contradicts it.",
    ),
    Code(
        "V102",
        "entry-malformed",
        "This entry does not follow the format of the custody log.",
        "It is no canonical DSSE envelope around a custody statement; no honest program writes such a thing.",
    ),
    Code(
        "V103",
        "entry-missing",
        "An entry that was logged is not here.",
        "The signed tree has a leaf for it, or the item's description lists it, but its bytes are withheld.",
    ),
    Code(
        "V104",
        "entry-unexpected",
        "An entry is here that was not logged, or is here twice.",
        "The signed tree has no leaf for it: it was inserted or repeated.",
    ),
    Code(
        "V105",
        "entry-out-of-order",
        "A logged entry is here at another place than in the log.",
        "Entries were exchanged or moved; their order is part of the evidence.",
    ),
    Code(
        "V106",
        "entry-signature-invalid",
        "The signature of this entry does not verify.",
        "The agent named by its key id did not sign these bytes.",
    ),
    Code(
        "V107",
        "event-id-repeated",
        "Two entries carry the same event id.",
        "One act was logged twice, or an entry was made up from another one.",
    ),
    Code(
        "V108",
        "inclusion-proof-invalid",
        "The proof of this entry does not show that it is in the log.",
        "The proof file was changed, or belongs to another entry or another checkpoint.",
    ),
    Code(
        "V109",
        "inclusion-proof-missing",
        "The proof of this entry is not here.",
        "Without it the entry cannot be tied to the signed checkpoint.",
    ),
    Code(
        "V201",
        "checkpoint-malformed",
        "The checkpoint cannot be read.",
        "It is no signed note with an origin, a tree size and a root hash.",
    ),
    Code(
        "V202",
        "checkpoint-origin-mismatch",
        "The checkpoint is of another log.",
        "Its origin is not that of the log key, the archive's first entry, or a checkpoint remembered.",
    ),
    Code(
        "V203",
        "checkpoint-signature-invalid",
        "The checkpoint is not signed by the log.",
        "The signature of the log's Ed25519 key is missing or does not verify.",
    ),
    Code(
        "V204",
        "tree-size-mismatch",
        "The log is shorter than its checkpoint says.",
        "Entries at the end were cut off, or the copy is older than the checkpoint.",
    ),
    Code(
        "V205",
        "root-hash-mismatch",
        "The entries do not have the root hash that the checkpoint states.",
        "At least one entry was changed, moved, inserted or dropped; entry hashes could not show which.",
    ),
    Code(
        "V206",
        "log-key-not-announced",
        "The log key is not one that the archive's own entries announce.",
        "Somebody else's key signs a tree that contains this archive's entries.",
    ),
    Code(
        "V207",
        "checkpoint-fork",
        "The log contradicts a checkpoint that was seen before.",
        "At the remembered size the log has another root hash: there are two histories.",
    ),
    Code(
        "V208",
        "checkpoint-rolled-back",
        "The log is shorter than a checkpoint that was seen before.",
        "An older state of the log was put in place of a newer one.",
    ),
    Code(
        "V209",
        "cosignature-invalid",
        "A second signature on the checkpoint does not verify.",
        "The ML-DSA-44 line of the log, or the line of a known witness, was changed.",
    ),
    Code(
        "V210",
        "cosignature-missing",
        "The checkpoint lacks a signature that the policy asks for.",
        "The ML-DSA-44 line of the log was removed, or too few witnesses have signed.",
    ),
    Code(
        "V211",
        "log-key-from-bundle",
        "The log key was taken from the bundle itself.",
        "What is checked is whole and consistent, but who made it is not shown: give --log-key or --policy.",
        Severity.WARNING,
    ),
    Code(
        "V212",
        "tile-invalid",
        "A hash tile does not agree with the entries.",
        "The tile is missing, malformed or changed, while the entries themselves have the signed root hash.",
    ),
    Code(
        "V301",
        "object-digest-mismatch",
        "The payload of this object is not the one that was logged.",
        "Its SHA-256 is not its name: it was changed or cut off.",
    ),
    Code(
        "V302",
        "object-missing",
        "The payload of this object is not here.",
        "It is described as part of the item, but its file is withheld.",
    ),
    Code(
        "V303",
        "object-swapped",
        "This file holds the payload of another object.",
        "Payloads were exchanged between names.",
    ),
    Code(
        "V304",
        "object-not-logged",
        "No entry of the item names this object.",
        "The payload was added to the bundle, or belongs to another item.",
    ),
    Code(
        "V305",
        "object-not-delivered",
        "An exhibit that the entries name is not part of the bundle.",
        "It may have been withheld on purpose (withdrawal, erasure, limits of a disclosure): ask.",
        Severity.WARNING,
    ),
    Code(
        "V311",
        "header-digest-mismatch",
        "The header of this object was changed after the bundle was made.",
        "It may no longer open the payload; the payload itself is not affected.",
    ),
    Code(
        "V312",
        "header-missing",
        "The header of this object is not here.",
        "Without a header the payload cannot be opened; it can still be checked.",
    ),
    Code(
        "V313",
        "header-swapped",
        "This file holds the header of another object.",
        "Headers were exchanged between names: neither opens its payload.",
    ),
    Code(
        "V314",
        "header-malformed",
        "The header of this object is no age header.",
        "It cannot open the payload.",
    ),
    Code(
        "V401",
        "file-missing",
        "A file of the bundle is not here.",
        "It is listed in the manifest.",
    ),
    Code(
        "V402",
        "file-unexpected",
        "A file is here that does not belong to the bundle.",
        "It is not listed in the manifest, or the item's description does not mention it.",
    ),
    Code(
        "V403",
        "tag-manifest-mismatch",
        "The bag's manifest or another tag file was changed.",
        "It does not agree with tagmanifest-sha256.txt, or one of the two cannot be read.",
    ),
    Code(
        "V404",
        "file-digest-mismatch",
        "A file of the bundle was changed.",
        "Its SHA-256 is not the one in the manifest.",
    ),
    Code(
        "V405",
        "bag-declaration-malformed",
        "The folder does not declare itself a BagIt 1.0 bag.",
        "bagit.txt is not the declaration of RFC 8493, or the sizes contradict bag-info.txt.",
    ),
    Code(
        "V406",
        "item-description-malformed",
        "The description of the item cannot be read.",
        "data/item.json is not the canonical JSON that docs/formats/bundle.md describes.",
    ),
    Code(
        "V407",
        "entry-of-another-item",
        "An entry in the bundle is about another item.",
        "Its item id is not the one of the description.",
    ),
    Code(
        "V408",
        "policy-malformed",
        "The policy cannot be read.",
        "It is not a C2SP tlog-policy with the key of a log.",
    ),
    Code(
        "V411",
        "receipt-malformed",
        "This is no receipt of the archive.",
        "It is not the JSON that docs/formats/receipt.md describes.",
    ),
    Code(
        "V412",
        "receipt-accession-missing",
        "The receipt does not show that its item was accessioned.",
        "None of its entries that are in the log is the accession of this item number.",
    ),
    Code(
        "V413",
        "receipt-commitment-mismatch",
        "The log does not promise the digest that the receipt states for this file.",
        "Salt, digest or object were changed, or the entry that promises them is not in the receipt.",
    ),
    Code(
        "V414",
        "receipt-file-unknown",
        "This file is not one of those the receipt is about.",
        "Its SHA-256 is not in the receipt: it was changed, or is another file.",
    ),
    Code(
        "V421",
        "report-malformed",
        "The report cannot be read.",
        "data/report.json is not the canonical JSON that docs/formats/report.md describes.",
    ),
    Code(
        "V422",
        "report-row-differs",
        "A row of the report is not what its entry says.",
        "The row was changed, added or left out after the report was made.",
    ),
    Code(
        "V423",
        "report-count-differs",
        "A number of the report does not follow from its entries.",
        "The number was changed, or entries were left out together with their rows.",
    ),
    Code(
        "V424",
        "report-copy-differs",
        "The table for reading is not the report.",
        "data/report.csv was changed, or is that of another report.",
    ),
    Code(
        "V425",
        "report-incomplete",
        "An entry of the log belongs into the report and is not in it.",
        "It was left out, with its row and its share of the numbers. Only the whole log shows this.",
    ),
    Code(
        "V426",
        "report-entry-outside",
        "An entry of the report does not belong into it.",
        "The question of the report does not ask for it: it was added, or the question was changed.",
    ),
    Code(
        "V501",
        "custody-chain-broken",
        "The entry does not follow the item's previous entry.",
        "An entry of the item between the two was dropped, or the order was changed before logging.",
    ),
    Code(
        "V502",
        "agent-unregistered",
        "The entry is signed by somebody who was no agent of the archive at that point.",
        "No earlier entry registers the key that signed it.",
    ),
    Code(
        "V503",
        "agent-mismatch",
        "The entry names another agent than the one who signed it.",
        "The key belongs to a registered agent, but not to the agent id in the statement.",
    ),
    Code(
        "V504",
        "agent-not-custodian",
        "An agent was registered or retired by somebody who is no custodian.",
        "The act was not permitted; entries of agents so registered do not count.",
    ),
    Code(
        "V505",
        "agent-retired",
        "The entry is signed by an agent who had been retired, or with a key that had been replaced.",
        "An old key was used after its end.",
    ),
    Code(
        "V506",
        "genesis-invalid",
        "The log does not begin with the archive's creation.",
        "Entry 0, and no other, creates the archive; the first custodian, whom it describes, signs it.",
    ),
    Code(
        "V507",
        "agent-registration-invalid",
        "The registration or retirement of an agent cannot be accepted.",
        "It lacks a member, names a key of another agent, or an agent who does not exist or was retired.",
    ),
)

CODES: dict[str, Code] = {code.number: code for code in _TABLE}
"""All codes by number."""


def finding(number: str, subject: str, expected: str = "", found: str = "") -> Finding:
    """Return a finding of the code with this number."""
    return Finding(CODES[number], subject, expected, found)
