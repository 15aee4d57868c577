"""A report of checkpoints: take a real one, change one thing, expect exactly that finding."""

import base64
from dataclasses import replace

import pytest

from archive.bundle import write_bundle
from archive.domain.errors import InvalidRequest, NotPermitted
from archive.services.proven_report import question_for, report_files
from archive.verifier.growth import growth_rows, growth_table
from archive.verifier.heads import policy_of
from crypto.errors import FormatError
from crypto.note import parse_verifier_key
from crypto.tlog_witness import AddCheckpoint, format_add_checkpoint, parse_add_checkpoint
from tests.factories import fill, make_archive
from tests.tamper.forging import codes, contents, edit, rewrite


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    made = make_archive(tmp_path_factory.mktemp("growth"))
    fill(made)
    made.publish()
    yield made
    made.close()


@pytest.fixture(scope="module")
def trust(made):
    return policy_of([parse_verifier_key(text) for text in made.archive.keys.log_vkeys()])


@pytest.fixture
def report(made, tmp_path):
    folder = tmp_path / "report"
    write_bundle(folder, report_files(made.archive, made.auditor, "checkpoints", question_for("checkpoints")))
    return folder


def steps(folder):
    return [folder / f"data/checkpoints/{size}.add-checkpoint" for size in contents(folder)["checkpoints"]]


def test_a_report_is_whole_and_the_log_holds_what_it_says(made, report, trust, tmp_path):
    assert codes(report, trust) == []
    assert codes(report, trust, made.root / "log") == []
    assert codes(report, None) == ["V211"]
    rows = contents(report)["rows"]
    assert len(rows) >= 3
    assert sum(row["new"] for row in rows) == rows[-1]["entries"]
    assert all(row["at"].startswith("20") for row in rows)
    with pytest.raises(NotPermitted):
        report_files(made.archive, made.documenter, "checkpoints", question_for("checkpoints"))
    with pytest.raises(InvalidRequest):
        report_files(made.archive, made.auditor, "checkpoints", question_for("checkpoints"), 1)
    with pytest.raises(InvalidRequest):
        question_for("checkpoints", since="2026-11-22")


def fewer(value):
    value["rows"][1]["new"] -= 1


def earlier(value):
    value["rows"][1]["at"] = "2020-08-09T00:00:00Z"


def dropped(value):
    del value["rows"][-1]


def extra(value):
    value["note"] = "trust me"


def reordered(value):
    value["checkpoints"][:2] = value["checkpoints"][1::-1]


@pytest.mark.parametrize(
    ("change", "code"),
    [(fewer, "V422"), (earlier, "V422"), (dropped, "V422"), (extra, "V421"), (reordered, "V421")],
)
def test_a_changed_report_is_one_finding(report, trust, change, code):
    edit(report, change)
    assert codes(report, trust) == [code]


def test_the_careless_forger_and_a_changed_table(report, trust):
    table = report / "data" / "report.csv"
    table.write_bytes(table.read_bytes().replace(b"entries", b"deposits", 1))
    assert codes(report, trust) == ["V404"]
    rewrite(report)
    assert codes(report, trust) == ["V424"]


def test_a_missing_step_a_changed_signature_and_what_is_no_step(report, trust):
    path = steps(report)[1]
    step = parse_add_checkpoint(path.read_bytes())
    lines = step.checkpoint.split(b"\n")
    lines[2] = base64.b64encode(bytes(32))
    path.write_bytes(format_add_checkpoint(replace(step, checkpoint=b"\n".join(lines))))
    rewrite(report)
    assert codes(report, trust) == ["V203"]
    path.write_bytes(b"new 1\n\n")
    rewrite(report)
    assert codes(report, trust) == ["V201"]
    path.unlink()
    rewrite(report)
    assert codes(report, trust) == ["V401"]


def test_a_step_that_does_not_go_on_from_the_one_before(report, trust):
    path = steps(report)[-1]
    step = parse_add_checkpoint(path.read_bytes())
    changed = (bytes(32), *step.hashes[1:])
    path.write_bytes(format_add_checkpoint(AddCheckpoint(step.old_size, changed, step.checkpoint)))
    rewrite(report)
    assert codes(report, trust) == ["V207"]


def test_a_checkpoint_left_out_breaks_the_chain(report, trust):
    gone = steps(report)[1]
    gone.unlink()

    def change(value):
        del value["checkpoints"][1]
        notes = [parse_add_checkpoint(path.read_bytes()).checkpoint for path in left]
        value["rows"] = growth_rows(notes)
        (report / "data" / "report.csv").write_bytes(growth_table(value["rows"]))

    left = [path for path in steps(report) if path != gone]
    edit(report, change)
    assert codes(report, trust) == ["V207"]


def test_another_log_beside_it(report, trust, tmp_path):
    other = make_archive(tmp_path / "other")
    other.publish()
    assert codes(report, trust, other.root / "log") != []
    other.close()


@pytest.mark.parametrize(
    "data",
    [b"", b"old 1\n", b"old 01\n\nx", b"old 0\n" + b"A" * 43 + b"=\n\nx", b"old 2\nAAAA\n\nx",
     b"old \xff\n\nx", b"old 5\n" + (b"A" * 43 + b"=\n") * 64 + b"\nx"],
)  # fmt: skip
def test_what_is_no_step_is_refused(data):
    with pytest.raises(FormatError):
        parse_add_checkpoint(data)


def test_a_step_is_read_as_it_was_written():
    step = AddCheckpoint(5, (bytes(32), b"\x01" * 32), b"origin\n7\n")
    assert parse_add_checkpoint(format_add_checkpoint(step)) == step
    first = AddCheckpoint(0, (), b"origin\n7\n")
    assert format_add_checkpoint(first) == b"old 0\n\norigin\n7\n"
    assert parse_add_checkpoint(format_add_checkpoint(first)) == first
