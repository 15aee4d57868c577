"""The format documents name every field, value, column and code that the readers know."""

import ast
import re
from pathlib import Path

import pytest

from archive.domain import claims, consent, description
from archive.domain.dates import Quantifier
from ingest.batch import plan_batch
from ingest.sidecar import read_sidecar
from ingest.table import COLUMNS
from schemas.deposit import DepositReader

ROOT = Path(__file__).parents[3]
DEPOSIT = (ROOT / "docs" / "formats" / "deposit.md").read_text(encoding="utf-8")
RECORD = (ROOT / "docs" / "formats" / "record.md").read_text(encoding="utf-8")
DERIVED = (description.Named,)
"""What nobody writes into a description: it follows from what is there."""
QUOTED = set(re.findall(r"`([a-z][a-z0-9_-]*)`", DEPOSIT))


def test_the_example_is_a_description(tmp_path: Path, reader: DepositReader):
    example = DEPOSIT.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "x.deposit.yaml"
    path.write_text(example, encoding="utf-8")
    described = read_sidecar(path, reader)
    assert described.description.label == "X01"
    (tmp_path / described.files[0]).write_bytes(b"x")
    assert len(plan_batch([tmp_path], reader).items) == 1


@pytest.mark.parametrize("module", [claims, consent, description], ids=["claims", "consent", "description"])
def test_every_value_of_every_list_is_named(module):
    kinds = [kind for kind in vars(module).values() if hasattr(kind, "__members__") and kind not in DERIVED]
    values = {value.value for kind in kinds for value in kind}
    assert len(values) > 15
    assert values - QUOTED == set()
    assert {value.value for value in Quantifier} - QUOTED == set()


def test_every_field_is_named(reader: DepositReader):
    def names(schema) -> set[str]:
        found = set(schema.fields)
        for field in schema.fields.values():
            inner = getattr(field, "schema", None) or getattr(getattr(field, "entry", None), "schema", None)
            found |= names(inner) if inner else set()
        return found

    known = names(reader._schema)
    assert len(known) > 60
    assert known - QUOTED == set()


def test_every_column_is_named():
    assert set(COLUMNS) - QUOTED == set()


def test_every_code_is_named():
    """Codes are the lower-case words given as `code` in the readers."""
    found: set[str] = set()
    for folder in ("schemas", "ingest"):
        for path in (ROOT / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                    "Problem",
                    "refuse",
                    "Message",
                ):
                    last = node.args[-1]
                    if isinstance(last, ast.Constant) and re.fullmatch(r"[a-z0-9-]+", str(last.value)):
                        found.add(last.value)
    assert len(found) > 10
    assert found - QUOTED == set()


def test_every_field_of_the_sealed_record_is_named():
    for name in (
        "item_id",
        "collection_id",
        "based_on",
        "object_digest",
        "plaintext_digest",
        "name_bytes",
        "salt",
    ):
        assert f"`{name}`" in RECORD
