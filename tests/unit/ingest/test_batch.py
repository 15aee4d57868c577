import inspect
import os
import socket
import sys
import time
from pathlib import Path

import pytest

from archive.domain.consent import Answer, ConsentBasis, Purpose
from archive.domain.description import Flag, Kind, RelationType
from archive.domain.errors import InvalidRequest
from ingest.batch import BatchPlan, Defaults, plan_batch
from ingest.walk import find_files
from schemas.deposit import DepositReader

SAMPLES = Path(__file__).parents[3] / "samples" / "records"


def sidecar(folder: Path, name: str, files: list[str], extra: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.deposit.yaml"
    listed = ", ".join(f'"{file}"' for file in files)
    path.write_text(
        "schema: sviedka/deposit/1\nkind: document\ntitle: FICTIONAL\nlanguage: be\n"
        f"files: [{listed}]\nlabel: {name}\nconsent: {{basis: none}}\n{extra}",
        encoding="utf-8",
    )
    return path


def file(folder: Path, name: str, data: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def codes(plan: BatchPlan) -> dict[str, str]:
    return {refusal.path.name: refusal.code for refusal in plan.refused}


def titles(plan: BatchPlan) -> list[str]:
    return [item.description.title for item in plan.items]


def test_all_sample_records_are_planned_without_a_problem(reader: DepositReader):
    plan = plan_batch([SAMPLES], reader)
    assert plan.refused == ()
    assert plan.problems == ()
    assert len(plan.items) == 30
    assert all(item.description.fictional for item in plan.items)
    assert {item.description.label for item in plan.items} == {f"S{number:02d}" for number in range(1, 31)}


def test_a_file_that_nobody_described_permits_nothing(tmp_path: Path, reader: DepositReader):
    path = file(tmp_path, "photo\u202egpj.exe")
    (item,) = plan_batch([path], reader).items
    description = item.description
    assert (item.files, item.origin, item.identity) == ((path,), path, None)
    assert (description.title, description.kind) == ("photo\\u202egpj.exe", Kind.OTHER)
    assert (description.sensitivity, description.languages) == (3, ("und",))
    assert (description.consent.basis, description.consent.grants) == (ConsentBasis.NONE, ())


def test_the_command_line_may_say_more(tmp_path: Path, reader: DepositReader):
    defaults = Defaults.of(kind="photograph", language="be,ru", sensitivity=2)
    (item,) = plan_batch([file(tmp_path, "a.jpg")], reader, defaults).items
    assert (item.description.kind, item.description.sensitivity) == (Kind.PHOTOGRAPH, 2)
    assert item.description.languages == ("be", "ru")


@pytest.mark.parametrize("wrong", [{"kind": "foto"}, {"language": "Russian"}, {"sensitivity": 4}])
def test_wrong_defaults_are_refused(wrong: dict):
    with pytest.raises(InvalidRequest):
        Defaults.of(**wrong)


def test_folders_are_walked_in_byte_order_without_hidden_files(tmp_path: Path, reader: DepositReader):
    for name in ("b.txt", "a.txt", "B.txt", "c/z.txt", "c/.hidden", ".git/config", "я.txt", "c.txt"):
        file(tmp_path, name)
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff.txt", os.O_CREAT | os.O_WRONLY))
    plan = plan_batch([tmp_path], reader)
    assert titles(plan) == ["B.txt", "a.txt", "b.txt", "z.txt", "c.txt", "я.txt", "\\xff.txt"]
    assert plan_batch([tmp_path / "c" / ".hidden"], reader).items  # named itself


def test_a_sidecar_and_its_files_are_one_item(tmp_path: Path, reader: DepositReader):
    first, second = file(tmp_path, "2.txt"), file(tmp_path, "sub/1.txt")
    path = sidecar(tmp_path, "X", ["2.txt", "./sub/1.txt"])
    other = file(tmp_path, "other.txt")
    plan = plan_batch([tmp_path], reader)
    assert plan.refused == ()
    described, plain = plan.items[1], plan.items[0]
    assert (described.files, described.origin) == ((first, second), path) or (plain.origin == path)
    assert {item.files for item in plan.items} == {(first, second), (other,)}


def test_a_file_given_twice_is_planned_once(tmp_path: Path, reader: DepositReader):
    path = file(tmp_path, "a.txt")
    assert len(plan_batch([path, tmp_path, tmp_path / "." / "a.txt", tmp_path], reader).items) == 1


def test_an_empty_file_is_accepted(tmp_path: Path, reader: DepositReader):
    assert len(plan_batch([file(tmp_path, "empty", b"")], reader).items) == 1


def test_nothing_but_files_is_taken_in(tmp_path: Path, reader: DepositReader, monkeypatch):
    file(tmp_path, "a.txt")
    (tmp_path / "link.txt").symlink_to("a.txt")
    (tmp_path / "folder-link").symlink_to(tmp_path)
    (tmp_path / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    server = socket.socket(socket.AF_UNIX)
    server.bind("socket")
    server.close()
    plan = plan_batch([tmp_path, Path("/dev/null"), tmp_path / "absent"], reader)
    assert titles(plan) == ["a.txt"]
    assert codes(plan) == {
        "link.txt": "symbolic-link",
        "folder-link": "symbolic-link",
        "broken": "symbolic-link",
        "pipe": "not-a-regular-file",
        "socket": "not-a-regular-file",
        "null": "not-a-regular-file",
        "absent": "missing",
    }
    assert all(refusal.path.name in refusal.reason for refusal in plan.refused)


def test_links_named_themselves_are_refused(tmp_path: Path, reader: DepositReader):
    file(tmp_path, "folder/a.txt")
    (tmp_path / "link").symlink_to("folder")
    assert codes(plan_batch([tmp_path / "link"], reader)) == {"link": "symbolic-link"}


def test_files_without_permission_are_refused(tmp_path: Path, reader: DepositReader, monkeypatch):
    """Root may read everything, so the answer of the system is played where the tests run as root."""
    path, free = file(tmp_path, "secret.txt"), file(tmp_path, "free.txt")
    path.chmod(0)
    if os.geteuid() == 0:
        may = os.access
        monkeypatch.setattr(os, "access", lambda name, mode: may(name, mode) and Path(name) != path)
    plan = plan_batch([tmp_path, path], reader)
    assert [item.files for item in plan.items] == [(free,)]
    assert set(codes(plan).values()) == {"permission"}


def test_a_file_that_vanishes_while_the_batch_is_planned_is_refused(
    tmp_path: Path, reader: DepositReader, monkeypatch
):
    gone = file(tmp_path, "gone.txt")
    file(tmp_path, "here.txt")
    may = os.access

    def access(name: str, mode: int) -> bool:
        if Path(name) == gone:
            gone.unlink()
        return may(name, mode)

    monkeypatch.setattr(os, "access", access)
    plan = plan_batch([tmp_path], reader)
    assert titles(plan) == ["here.txt"]
    assert codes(plan) == {"gone.txt": "missing"}


def test_a_folder_deeper_than_the_recursion_limit_is_walked(tmp_path: Path):
    refused: list = []
    deep = tmp_path
    for _ in range(200):
        deep = deep / "d"
        deep.mkdir()
    (deep / "a").write_bytes(b"x")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        found = list(find_files([tmp_path], refused))
    finally:
        sys.setrecursionlimit(usual)
    assert [path.name for path in found] == ["a"]
    assert refused == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../outside.txt", "path-outside"),
        ("sub/../../outside.txt", "path-outside"),
        ("/etc/passwd", "path-outside"),
        ("sub//a.txt", "path-outside"),
        ("sub/", "path-outside"),
        ("absent.txt", "missing"),
        ("absent/a.txt", "missing"),
        ("inside.txt/a.txt", "missing"),
        ("sub", "not-a-regular-file"),
        ("link.txt", "symbolic-link"),
        ("linked/outside.txt", "symbolic-link"),
        ("pipe", "not-a-regular-file"),
        ("X.deposit.yaml", "not-a-regular-file"),
        ("a" * 300, "missing"),
    ],
)
def test_a_sidecar_names_files_inside_its_folder_only(
    tmp_path: Path, reader: DepositReader, name: str, code: str
):
    home = tmp_path / "home"
    file(home, "inside.txt")
    file(home, "sub/a.txt")
    file(tmp_path, "outside.txt")
    (home / "link.txt").symlink_to("inside.txt")
    (home / "linked").symlink_to("..")
    os.mkfifo(home / "pipe")
    path = sidecar(home, "X", [name])
    plan = plan_batch([path], reader)
    assert plan.items == ()
    assert codes(plan) == {"X.deposit.yaml": "description"}
    assert [(problem.where, problem.code) for problem in plan.problems] == [(f"{path}:5", code)]


def test_a_name_in_the_other_normal_form_is_found(tmp_path: Path, reader: DepositReader):
    path = file(tmp_path, "Сведчанне \u0438\u0306.txt")
    described = sidecar(tmp_path, "X", ["Сведчанне \u0439.txt"])
    (item,) = plan_batch([described], reader).items
    assert item.files == (path,)


def test_mistakes_refuse_one_item_with_its_files_and_nothing_else(tmp_path: Path, reader: DepositReader):
    for name in ("a.txt", "b.txt", "c.txt", "free.txt"):
        file(tmp_path, name)
    bad = sidecar(tmp_path, "BAD", ["a.txt", "absent.txt"], "sensitivity: 7\nflags: [grafic]\n")
    sidecar(tmp_path, "GOOD", ["b.txt", "c.txt"])
    plan = plan_batch([tmp_path], reader)
    assert sorted(titles(plan)) == ["FICTIONAL", "free.txt"]
    assert codes(plan) == {"BAD.deposit.yaml": "description", "a.txt": "description-refused"}
    assert [(problem.where, problem.code) for problem in plan.problems] == [
        (f"{bad}:5", "missing"),
        (f"{bad}:8", "type"),
        (f"{bad}:9", "unknown-value"),
    ]
    reason = next(refusal.reason for refusal in plan.refused if refusal.path == bad)
    assert "3 mistakes" in reason
    assert all(str(problem) in reason for problem in plan.problems)


def test_an_unreadable_description_holds_back_the_files_it_may_be_about(
    tmp_path: Path, reader: DepositReader
):
    file(tmp_path, "one/maybe.txt")
    file(tmp_path, "one/sub/maybe.txt")
    file(tmp_path, "one/known.txt")
    file(tmp_path, "two/free.txt")
    sidecar(tmp_path / "one", "K", ["known.txt"])
    (tmp_path / "one" / "broken.deposit.yaml").write_text("a: [", encoding="utf-8")
    plan = plan_batch([tmp_path], reader)
    assert sorted(titles(plan)) == ["FICTIONAL", "free.txt"]
    assert sorted((refusal.path.name, refusal.code) for refusal in plan.refused) == [
        ("broken.deposit.yaml", "description"),
        ("maybe.txt", "description-unreadable"),
        ("maybe.txt", "description-unreadable"),
    ]


def test_a_linked_description_holds_back_too(tmp_path: Path, reader: DepositReader):
    file(tmp_path, "a.txt")
    (tmp_path / "x.deposit.yaml").symlink_to("/dev/null")
    plan = plan_batch([tmp_path], reader)
    assert plan.items == ()
    assert codes(plan) == {"x.deposit.yaml": "symbolic-link", "a.txt": "description-unreadable"}


def test_a_file_named_by_two_descriptions_belongs_to_neither(tmp_path: Path, reader: DepositReader):
    file(tmp_path, "a.txt")
    one, two = sidecar(tmp_path, "ONE", ["a.txt"]), sidecar(tmp_path, "TWO", ["./a.txt"])
    plan = plan_batch([tmp_path], reader)
    assert plan.items == ()
    assert [(problem.where, problem.code) for problem in plan.problems] == [
        (f"{one}:5", "claimed-twice"),
        (f"{two}:5", "claimed-twice"),
    ]
    assert str(two) in plan.problems[0].message


def test_a_label_used_twice_is_refused_for_both(tmp_path: Path, reader: DepositReader):
    file(tmp_path, "1/a.txt")
    file(tmp_path, "2/a.txt")
    sidecar(tmp_path / "1", "SAME", ["a.txt"])
    sidecar(tmp_path / "2", "SAME", ["a.txt"])
    plan = plan_batch([tmp_path], reader)
    assert plan.items == ()
    assert [problem.code for problem in plan.problems] == ["repeated", "repeated"]


def test_relations_lead_to_labels_of_the_batch_or_to_item_numbers(tmp_path: Path, reader: DepositReader):
    for name in "abcd":
        file(tmp_path, f"{name}.txt")
    relation = "relations:\n  - {{type: supports, to: {}}}\n"
    sidecar(tmp_path, "A", ["a.txt"], relation.format("B"))
    sidecar(tmp_path, "B", ["b.txt"], relation.format("BYA-2020-0000123"))
    sidecar(tmp_path, "C", ["c.txt"], relation.format("NOWHERE"))
    sidecar(tmp_path, "D", ["d.txt"], relation.format("D"))
    plan = plan_batch([tmp_path], reader)
    assert [item.description.label for item in plan.items] == ["A", "B"]
    assert [(problem.code, problem.where.endswith(":9")) for problem in plan.problems] == [
        ("unknown-label", True),
        ("relation", True),
    ]


def test_the_plan_does_not_open_exhibits(tmp_path: Path, reader: DepositReader, monkeypatch):
    path = file(tmp_path, "a.txt")
    sidecar(tmp_path, "X", ["a.txt"])
    opened: list[object] = []
    real = os.open
    monkeypatch.setattr(
        os, "open", lambda name, *rest, **more: opened.append(name) or real(name, *rest, **more)
    )
    plan_batch([tmp_path], reader)
    assert opened
    assert path not in opened


def test_ten_thousand_files_are_planned_within_a_second(tmp_path: Path, reader: DepositReader):
    for number in range(10_000):
        os.close(os.open(tmp_path / f"statement-{number:05d}.txt", os.O_CREAT | os.O_WRONLY))
    started = time.process_time()
    plan = plan_batch([tmp_path], reader)
    assert len(plan.items) == 10_000
    assert time.process_time() - started < 1.0


TABLE = """\
file,label,title,kind,language,sensitivity,flags,when,quantifier,place,violation,unit,level,basis,certainty,\
source_role,identity_name,consent_basis,identity_mode,recontact,grants,relations
a.txt,T1,"First, FICTIONAL",testimony,be;ru,2,graphic; duress,2020-08-10,some_day,Minsk,\
integrity.torture.beating,by-akr-cip,unit,insignia,medium,victim,Фікцыйная Асоба,source,pseudonym,yes,\
"analysis; prosecution:DE,LT; un_body@OHCHR; publication=no",same_witness:T2
b.txt,T2,"Two
lines of a note? No: of a title",,,,,,,,,,,,,,,,,,,
"""


def table(folder: Path, text: str, name: str = "x.deposits.csv") -> Path:
    return file(folder, name, text.encode())


def test_a_table_makes_an_item_of_each_row(tmp_path: Path, reader: DepositReader):
    one, two = file(tmp_path, "a.txt"), file(tmp_path, "b.txt")
    path = table(tmp_path, TABLE.replace("Two\nlines of a note? No: of a title", "Second"))
    plan = plan_batch([tmp_path], reader)
    assert plan.problems == ()
    first, second = plan.items
    assert (first.files, second.files, first.origin) == ((one,), (two,), path)
    assert first.identity is not None
    assert first.identity.name == "Фікцыйная Асоба"
    description = first.description
    assert description.title == "First, FICTIONAL"
    assert (description.kind, description.languages, description.sensitivity) == (
        Kind.TESTIMONY,
        ("be", "ru"),
        2,
    )
    assert description.flags == (Flag.GRAPHIC, Flag.DURESS)
    assert description.allegations[0].attributions[0].unit == "by-akr-cip"
    assert [(grant.purpose, grant.answer) for grant in description.consent.grants] == [
        (Purpose.ANALYSIS, Answer.YES),
        (Purpose.PROSECUTION, Answer.YES),
        (Purpose.UN_BODY, Answer.YES),
        (Purpose.PUBLICATION, Answer.NO),
    ]
    assert description.consent.grants[1].jurisdictions == ("DE", "LT")
    assert description.consent.grants[2].recipients == ("OHCHR",)
    assert description.relations[0].type is RelationType.SAME_WITNESS
    assert (second.description.title, second.description.kind) == ("Second", Kind.OTHER)
    assert second.description.consent.basis is ConsentBasis.NONE


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_semicolons_byte_order_marks_and_windows_line_ends_are_read(
    tmp_path: Path, reader: DepositReader, start: bytes
):
    file(tmp_path, "a.txt")
    data = start + b'File;Title;Note;violation\r\na.txt;"A; b";"one\r\ntwo";liberty.abduction\r\n\r\n'
    file(tmp_path, "x.deposits.csv", data)
    (item,) = plan_batch([tmp_path], reader).items
    assert item.description.title == "A; b"
    assert item.description.allegations[0].note == "one\ntwo"


def test_mistakes_of_a_table_are_told_by_row_and_column_all_at_once(tmp_path: Path, reader: DepositReader):
    for name in "abcd":
        file(tmp_path, f"{name}.txt")
    path = table(
        tmp_path,
        "file,kind,when,unit,level,grants,certainty,flags,relations\n"
        "a.txt,film,someday,by-akr-cp,top,everything,low,grafic,\n"
        "\n"
        'b.txt,,,,,"analysis; prosecution:Germany",,,supports\n'
        "absent.txt,,,,unit,to whom it may concern,,,\n"
        "c.txt,video\n"
        "d.txt,video,,,,,,,\n",
    )
    plan = plan_batch([tmp_path], reader)
    assert [item.files[0].name for item in plan.items] == ["d.txt"]
    assert [(problem.where.removeprefix(f"{path}:"), problem.code) for problem in plan.problems] == [
        ("2:kind", "unknown-value"),
        ("2:when", "invalid-date"),
        ("2:unit", "unknown-term"),
        ("2:level", "unknown-value"),
        ("2:grants", "unknown-value"),
        ("2:flags", "unknown-value"),
        ("4:grants", "form"),
        ("4:relations", "form"),
        ("5:file", "missing"),
        ("5:unit", "attribution"),
        ("5:grants", "form"),
        ("6", "syntax"),
    ]
    assert {refusal.code for refusal in plan.refused} == {"description", "description-refused"}


@pytest.mark.parametrize(
    ("text", "where", "code"),
    [
        ("", "1", "missing"),
        ("title,kind\nx,video\n", "1", "missing"),
        ("file,titel\na.txt,x\n", "1:2", "unknown-field"),
        ("file,kind,KIND\na.txt,video,video\n", "1:3", "repeated"),
        ("file,files\na.txt,\n", "1:files", "repeated"),
        ('file,title\na.txt,"open\n', "2", "syntax"),
        ('file,title\na.txt,"x"y\n', "2", "syntax"),
    ],
)
def test_a_table_that_is_none_holds_back_its_folder(
    tmp_path: Path, reader: DepositReader, text: str, where: str, code: str
):
    file(tmp_path, "a.txt")
    path = table(tmp_path, text)
    plan = plan_batch([tmp_path], reader)
    assert plan.items == ()
    assert [(problem.where, problem.code) for problem in plan.problems] == [(f"{path}:{where}", code)]
    assert codes(plan) == {"x.deposits.csv": "description", "a.txt": "description-unreadable"}


def test_a_table_that_is_not_utf8_says_so(tmp_path: Path, reader: DepositReader):
    file(tmp_path, "x.deposits.csv", "text,title\nтекст,x\n".encode("cp1251"))
    (problem,) = plan_batch([tmp_path], reader).problems
    assert (problem.where[-2:], problem.code) == (":2", "not-utf8")


def test_rows_of_a_table_may_share_neither_file_nor_label(tmp_path: Path, reader: DepositReader):
    file(tmp_path, "a.txt")
    path = table(tmp_path, "file,label\na.txt,L\na.txt,L\n")
    plan = plan_batch([tmp_path], reader)
    assert plan.items == ()
    assert [problem.where for problem in plan.problems] == [
        f"{path}:{row}:{column}" for row in (2, 3) for column in ("file", "label")
    ]


def test_a_row_may_be_text_alone(tmp_path: Path, reader: DepositReader):
    table(tmp_path, "text,title\n=1+1 she said,FICTIONAL\n")
    (item,) = plan_batch([tmp_path], reader).items
    assert (item.description.text, item.files) == ("=1+1 she said", ())


def test_hostile_names_cannot_steer_the_report(tmp_path: Path, reader: DepositReader):
    sidecar(
        tmp_path / "a\n\x1b[2J\u202eb", "X", ["<img src=x onerror=alert(1)>\x07".replace("\x07", "\\u0007")]
    )
    plan = plan_batch([tmp_path], reader)
    shown = "".join(str(problem) for problem in plan.problems) + "".join(r.reason for r in plan.refused)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x07" not in shown
    assert "\\u001b[2J\\u202e" in shown
