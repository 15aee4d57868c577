"""A pattern exhibit asked again, as a file: what differs, and the entries that say why with their proofs."""

import io
import json
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from archive.bundle_readme import CHECK
from archive.services.context import Archive
from archive.services.publish import Prover, publish_checkpoint
from archive.services.recompute import Recomputed

README: Final = f"""\
WHAT THIS FILE IS

A pattern exhibit of an evidence archive (the result of a search, kept under a number) was asked again.

  comparison.json           what it found then and now, item by item, and why
  entries/I.json            a custody entry that is a reason; I is its place in the log
  entries/I.tlog-proof      the proof that it is there (c2sp.org/tlog-proof)

The reason names what was done to an item after the exhibit was made. To read an entry:

  python3 -c "import base64,json,sys;e=json.load(sys.stdin);print(base64.b64decode(e['payload']).decode())" \\
    < entries/I.json

IS EVERY ENTRY IN THE LOG?

Save these lines as check.py and run: python3 check.py entries/*.json

----8<----
{CHECK}----8<----

The checkpoint at the end of each proof is signed by the log. Get the log's public key from the archive, from
a witness, or from a paper, never from this file.
"""


def comparison_json(found: Recomputed) -> dict[str, Any]:
    """What differs, for programs."""
    pattern = found.kept.pattern
    return {
        "number": pattern.number,
        "same": found.is_same,
        "then": len(pattern.items),
        "now": found.total,
        "vocabulary": {"then": pattern.vocabulary, "now": found.vocabulary},
        "analysis": {"then": pattern.analysis, "now": found.analysis},
        "items": [
            {
                "number": each.number,
                "difference": each.difference,
                "because": [{"reason": b.reason, "entry": b.leaf_index} for b in each.because],
            }
            for each in found.differences
        ],
        "counts": [
            {"facet": facet, "value": value, "then": then, "now": now}
            for facet, value, then, now in found.counts
        ],
    }


def comparison_file(archive: Archive, found: Recomputed) -> bytes:
    """A ZIP file with the comparison, and with every entry that it names and its proof.

    A checkpoint that covers them is published first. Raises CustodyError when the published one is damaged.
    """
    publish_checkpoint(archive)
    prover = Prover(archive)
    named = {why.leaf_index for each in found.differences for why in each.because if why.leaf_index >= 0}
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file, archive.records.reading() as tx:
        file.writestr("README.txt", README)
        file.writestr(
            "comparison.json", json.dumps(comparison_json(found), ensure_ascii=False, indent=1) + "\n"
        )
        for index in sorted(named):
            file.writestr(f"entries/{index}.json", tx.log.entry(index).entry)
            file.writestr(f"entries/{index}.tlog-proof", prover.prove(index))
    return buffer.getvalue()
