"""Receipts as files in a folder of the documenter's choice."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from archive.domain.errors import Unavailable
from archive.domain.item import Collection
from archive.services.context import Archive
from archive.services.deposit import Outcome, Result
from archive.services.publish import published_head
from archive.services.receipts import format_receipt, make_receipts

_UNFINISHED = ".new"


def write_receipts(
    archive: Archive, collection: Collection, outcomes: Sequence[Outcome], folder: Path
) -> int:
    """Write a receipt for every item that is in the archive and has none in `folder`; answers how many.

    What waits for a checkpoint gets none yet. A file appears whole or not at all; they are not synced one by
    one, because running the same command again writes what a power cut took. A receipt of another item, as of
    another archive that counts in the same way, is never overwritten. Raise Unavailable if the folder cannot
    be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        covered = published_head(archive).size
        outcomes = [each for each in outcomes if each.leaf_index is None or each.leaf_index < covered]
        first = {outcome.item_id: outcome for outcome in reversed(outcomes)}
        names = [(path, each) for each in reversed(first.values()) if (path := _free_name(folder, each))]
        receipts = make_receipts(archive, collection, [each for _, each in names])
        for (path, _), receipt in zip(names, receipts, strict=True):
            _write(path, format_receipt(receipt))
    except OSError as error:
        raise Unavailable(
            f"The receipts cannot be written to {folder}: {error.strerror}.",
            safe="What is reported as deposited is safe. Run the same command again with another --receipts: "
            "it deposits nothing twice and writes the receipts.",
        ) from error
    return len(names)


def _free_name(folder: Path, outcome: Outcome) -> Path | None:
    """Where the receipt goes; None if it is there already, or none is given."""
    if outcome.result is Result.WITHDRAWN:
        return None
    for name in (outcome.number, f"{outcome.number}.{outcome.item_id}"):
        path = folder / f"{name}.receipt.json"
        if not os.path.lexists(path):
            return path
        if _item_of(path) == outcome.item_id:
            return None
    return None


def _item_of(path: Path) -> str:
    try:
        receipt = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(receipt.get("item_id", "")) if isinstance(receipt, dict) else ""


def _sweep(folder: Path) -> None:
    """Remove what killed runs left half written; a run that lives keeps its own."""
    for path in folder.glob(f".*{_UNFINISHED}"):
        owner = path.name.removesuffix(_UNFINISHED).rpartition(".")[2]
        if owner.isdigit() and not Path("/proc", owner).exists():
            path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}{_UNFINISHED}")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
        temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
