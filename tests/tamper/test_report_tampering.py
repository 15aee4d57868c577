"""Take a real report, change one thing, expect exactly that one finding; leave out, add, exchange.

The careless forger changes a file; the careful one rewrites the manifests too.
"""

import json
import shutil

import pytest

from archive.bundle import write_bundle
from archive.domain.errors import InvalidRequest, NotPermitted
from archive.services.collections import find_collection
from archive.services.custody_log import Wanted, log_entries
from archive.services.indexing import catch_up
from archive.services.pattern import create_pattern
from archive.services.proven_report import question_for, report_files, zipped
from archive.services.recompute import recompute_pattern
from archive.services.verification import verify_archive
from archive.verifier.heads import policy_of
from archive.verifier.report_rows import counts_of, table_of
from crypto.note import parse_verifier_key
from tests.factories import fill, make_archive
from tests.service_helpers import ask
from tests.tamper.forging import codes, edit, rewrite


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    made = make_archive(tmp_path_factory.mktemp("reports"))
    fill(made)
    verify_archive(made.archive, made.auditor)
    with pytest.raises(NotPermitted):
        log_entries(made.archive, made.documenter, Wanted())
    made.publish()
    yield made
    made.close()


@pytest.fixture(scope="module")
def trust(made):
    return policy_of([parse_verifier_key(text) for text in made.archive.keys.log_vkeys()])


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    """A report of everything that was ever done, as a folder."""
    folder = tmp_path_factory.mktemp("whole") / "report"
    write_bundle(folder, report_files(made.archive, made.auditor, "log", question_for("log")))
    return folder


@pytest.fixture
def report(whole, tmp_path):
    folder = tmp_path / "report"
    shutil.copytree(whole, folder)
    return folder


def drop_entry(folder, index):
    for ending in ("json", "tlog-proof"):
        (folder / "data" / "entries" / f"{index}.{ending}").unlink()


def test_a_report_is_valid_and_the_same_each_time(made, report, trust, tmp_path):
    assert codes(report, trust) == []
    assert codes(report, trust, made.root / "log") == []
    first, second = (
        zipped(report_files(made.archive, made.auditor, "log", question_for("log"))) for _ in range(2)
    )
    assert first == second
    (tmp_path / "report.zip").write_bytes(first)
    assert codes(tmp_path / "report.zip", trust) == []
    assert codes(tmp_path / "report.zip", None) == ["V211"]


@pytest.mark.parametrize("kind", ["openings", "hidden", "fixity", "anomalies", "patterns"])
def test_each_kind_is_valid_and_complete(made, trust, tmp_path, kind):
    write_bundle(tmp_path / "r", report_files(made.archive, made.auditor, kind, question_for(kind)))
    assert codes(tmp_path / "r", trust, made.root / "log") == []


@pytest.fixture
def standing(made, tmp_path):
    """A report of what stands out, as a folder: in this archive, one refusal."""
    folder = tmp_path / "standing"
    write_bundle(folder, report_files(made.archive, made.auditor, "anomalies", question_for("anomalies")))
    return folder


def reasons(value):
    value["rows"][0]["why"] = "failed"


def limits(value):
    value["question"]["since"] = "2026-01-01"


def kind(value):
    value["kind"] = "log"


@pytest.mark.parametrize(
    ("change", "named"), [(reasons, ["V422"]), (limits, ["V421"]), (kind, ["V422", "V424"])]
)
def test_a_changed_report_of_what_stands_out_is_found(standing, trust, change, named):
    edit(standing, change)
    assert codes(standing, trust) == named


def test_a_refusal_left_out_shows_beside_the_log_and_no_part_is_made(made, standing, trust):
    value = json.loads((standing / "data" / "report.json").read_bytes())
    assert [(row["event"], row["why"], row["because"]) for row in value["rows"]] == [
        ("refusal", "refused", "")
    ]
    left_out(standing, value["entries"][0], "anomalies")
    assert codes(standing, trust) == []
    assert codes(standing, trust, made.root / "log") == ["V425"]
    with pytest.raises(InvalidRequest):
        question_for("anomalies", since="2026-11-22")


def test_findings_of_a_run_are_those_of_its_entry(made, trust, tmp_path):
    folder = tmp_path / "fixity"
    write_bundle(folder, report_files(made.archive, made.auditor, "fixity", question_for("fixity")))

    def change(value):
        assert value["rows"][0]["objects"] > 0
        assert value["rows"][0]["one_item"] is False
        value["rows"][0]["findings"] = "V101=1"

    edit(folder, change)
    assert codes(folder, trust) == ["V422"]


@pytest.fixture(scope="module")
def exhibits(made, tmp_path_factory):
    """A report of pattern exhibits: the search that one was made of, the exhibit, the search made again."""
    catch_up(made.archive, made.lawyer)
    collection = find_collection(made.archive)
    kept = create_pattern(made.archive, made.lawyer, collection, "A title", ask("fictional"))
    made.deposit([b"FICTIONAL later"])
    catch_up(made.archive, made.lawyer)
    recompute_pattern(made.archive, made.lawyer, kept.pattern.number)
    made.publish()
    folder = tmp_path_factory.mktemp("exhibits") / "report"
    write_bundle(folder, report_files(made.archive, made.auditor, "patterns", question_for("patterns")))
    return folder


@pytest.fixture
def asked_twice(exhibits, tmp_path):
    folder = tmp_path / "asked"
    shutil.copytree(exhibits, folder)
    return folder


def of_another(value):
    value["rows"][-1]["number"] = "BYA-2026-E99999"


def nothing_differed(value):
    value["rows"][-1]["differences"] = ""


def test_a_report_of_pattern_exhibits_holds_their_searches(made, asked_twice, trust):
    assert codes(asked_twice, trust, made.root / "log") == []
    value = json.loads((asked_twice / "data" / "report.json").read_bytes())
    assert [row["event"] for row in value["rows"][-3:]] == ["query", "pattern", "query"]
    assert len({row["number"] for row in value["rows"][-3:]}) == 1
    assert "added=" in value["rows"][-1]["differences"]
    left_out(asked_twice, value["entries"][-3], "patterns")
    assert codes(asked_twice, trust) == ["V425"]


@pytest.mark.parametrize("change", [of_another, nothing_differed])
def test_a_changed_report_of_pattern_exhibits_is_found(asked_twice, trust, change):
    edit(asked_twice, change)
    assert codes(asked_twice, trust) == ["V422"]


def test_the_careless_forger_is_caught_by_the_manifest(report, trust):
    path = report / "data" / "report.json"
    path.write_bytes(path.read_bytes().replace(b'"outcome":"success"', b'"outcome":"failure"', 1))
    assert codes(report, trust) == ["V404"]


def number(value):
    value["counts"]["by_event"]["accession"] += 1


def total(value):
    value["counts"]["entries"] -= 1


def size(value):
    value["size"] += 1


def row(value):
    value["rows"][3]["outcome"] = "failure"


def added_row(value):
    value["rows"].append(value["rows"][0])


def dropped_row(value):
    del value["rows"][2]


def reordered(value):
    value["rows"][1:3] = value["rows"][2:0:-1]


def extra(value):
    value["note"] = "trust me"


def narrowed(value):
    value["question"]["until"] = "2001-01-01"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (number, "V423"),
        (total, "V423"),
        (size, "V423"),
        (row, "V422"),
        (added_row, "V422"),
        (dropped_row, "V422"),
        (reordered, "V422"),
        (extra, "V421"),
    ],
)
def test_a_changed_report_is_one_finding(report, trust, change, code):
    edit(report, change)
    assert codes(report, trust) == [code]


def test_a_changed_table_is_one_finding(report, trust):
    path = report / "data" / "report.csv"
    path.write_bytes(path.read_bytes().replace(b"success", b"failure", 1))
    rewrite(report)
    assert codes(report, trust) == ["V424"]


def test_a_changed_question_names_what_it_does_not_ask_for(report, trust):
    edit(report, narrowed)
    assert set(codes(report, trust)) == {"V426"}


def test_a_missing_entry_and_a_missing_proof(report, trust):
    (report / "data" / "entries" / "5.json").unlink()
    rewrite(report)
    assert codes(report, trust) == ["V103"]


def test_a_missing_proof(report, trust):
    (report / "data" / "entries" / "5.tlog-proof").unlink()
    rewrite(report)
    assert codes(report, trust) == ["V109"]


def test_a_changed_entry(report, trust):
    path = report / "data" / "entries" / "7.json"
    path.write_bytes(path.read_bytes().replace(b'"sig":"', b'"sig":"A', 1))
    rewrite(report)
    assert codes(report, trust) == ["V101"]


def test_a_changed_proof(report, trust):
    path = report / "data" / "entries" / "7.tlog-proof"
    path.write_bytes(path.read_bytes().replace(b"index 7", b"index 8", 1))
    rewrite(report)
    assert codes(report, trust) == ["V108"]


def test_a_changed_checkpoint(report, trust):
    path = report / "data" / "checkpoint"
    lines = path.read_bytes().split(b"\n")
    lines[1] = b"%d" % (int(lines[1]) - 1)
    path.write_bytes(b"\n".join(lines))
    rewrite(report)
    assert "V203" in codes(report, trust)


def left_out(folder, index, kind="log"):
    """Everything about one entry is gone, and all numbers are made anew."""

    def change(value):
        value["rows"] = [row for row in value["rows"] if row["entry"] != index]
        value["entries"].remove(index)
        value["counts"] = counts_of(value["rows"])
        (folder / "data" / "report.csv").write_bytes(table_of(kind, value["rows"]))

    drop_entry(folder, index)
    edit(folder, change)


def test_what_was_left_out_with_all_numbers_shows_beside_the_log_alone(made, report, trust):
    value = json.loads((report / "data" / "report.json").read_bytes())
    index = next(row["entry"] for row in value["rows"] if row["event"] == "withdrawal")
    left_out(report, index)
    assert codes(report, trust) == []
    assert codes(report, trust, made.root / "log") == ["V425"]


def test_an_entry_left_out_with_its_row_and_not_its_numbers(report, trust):
    def change(value):
        value["rows"] = [row for row in value["rows"] if row["entry"] != 9]
        value["entries"].remove(9)
        (report / "data" / "report.csv").write_bytes(table_of("log", value["rows"]))

    drop_entry(report, 9)
    edit(report, change)
    assert codes(report, trust) == ["V423"]
