"""What the loader finds wrong in vocabulary files, all at once, and what it keeps as a contradiction."""

import shutil

import pytest

from schemas.vocabularies.loader import DATA, InvalidVocabulary, load_vocabularies
from schemas.vocabularies.tables import COLUMNS


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "vocabularies"
    target.mkdir()
    for name in ("VERSION", *COLUMNS):
        shutil.copy(DATA / name, target / name)
    return target


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder, name, line):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def line_of(folder, name, beginning):
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(beginning))


def problems(folder):
    with pytest.raises(InvalidVocabulary) as caught:
        load_vocabularies(folder)
    assert caught.value.exit_code == 2
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)
    return [(problem.where, problem.code) for problem in caught.value.problems]


def test_the_data_of_the_archive_is_sound():
    found = load_vocabularies()

    assert len(found.violations.all()) == 120
    assert len(found.units.all()) == 148
    assert len(found.crimes) == 16
    assert len(found.instruments) == 27
    assert len(found.modes) == 6
    assert len(found.charges.all()) == 93
    assert found.sources["MEM"].description.startswith("memory only")


def test_contradictions_between_sources_are_kept_and_listed():
    warnings = load_vocabularies().warnings

    assert {warning.code for warning in warnings} == {"outside-existence"}
    assert any("by-kgb-alfa" in warning.message for warning in warnings)
    assert all(warning.where.startswith("unit_parents.csv:") for warning in warnings)


def test_the_version_changes_with_every_byte(folder):
    assert load_vocabularies(folder).version == load_vocabularies().version
    label, _, digest = load_vocabularies().version.partition("+")
    assert label == (DATA / "VERSION").read_text(encoding="utf-8").strip()
    assert len(digest) == 16

    change(folder, "violations.csv", "Torture", "torture")
    assert load_vocabularies(folder).version != load_vocabularies().version


DEFECTS = [
    ("violations.csv", "life,,", "Life!,,", "malformed-id"),
    ("violations.csv", "integrity.torture,integrity,", "integrity,integrity,", "duplicate-id"),
    ("violations.csv", "sgbv.rape,sgbv,", "sgbv.rape,sgvb,", "unknown-reference"),
    ("violations.csv", "integrity,,", "integrity,integrity.torture.beating,", "cycle"),
    ("violations.csv", "Изнасилование", "", "missing-label"),
    ("violations.csv", "CAT-1|CAT-16", "TAC-1|CAT-16", "unknown-reference"),
    ("violation_crimes.csv", ",core,", ",certain,", "unknown-word"),
    ("violation_crimes.csv", "CAH-7-1-a,core", "CAH-7-1-z,core", "unknown-reference"),
    ("violations_huridocs.csv", "010000000000", "0100", "malformed-id"),
    ("violations_huridocs.csv", "life,", "death,", "unknown-reference"),
    (
        "crimes.csv",
        "Murder as a crime against humanity,2",
        "Murder as a crime against humanity,4",
        "inconsistent",
    ),
    ("crimes.csv", ",contextual,", ",context,", "unknown-word"),
    ("element_facts.csv", "CAT-1,3,purpose", "CAT-1,3,aim", "unknown-word"),
    ("element_facts.csv", "CAT-1,3,purpose", "CAT-1,9,purpose", "unknown-reference"),
    ("element_facts.csv", "CAT-1,3,purpose", "CAT-1,1,purpose", "duplicate-id"),
    ("legal_codes.csv", '1976-03-23,"Ratified', '1976-02-30,"Ratified', "edtf-calendar"),
    ("legal_codes.csv", "1987-06-26", "", "missing-date"),
    ("legal_codes.csv", "not_party", "maybe", "unknown-word"),
    (
        "modes_of_liability.csv",
        "Civilian superior responsibility,2",
        "Civil superior responsibility,2",
        "inconsistent",
    ),
    ("charge_codes.csv", "BY-CC,1999", "BY-CC,99", "malformed-id"),
    ("charge_codes.csv", "BY-CAO,2003", "BY-CAO,1984", "duplicate-id"),
    ("charges.csv", "BY-CC-342,", "BY-342,", "malformed-id"),
    ("charges.csv", "BY-CC-342,1999", "BY-CC-342,1960", "unknown-reference"),
    ("charges.csv", "Мошенничество", "", "missing-label"),
    ("charges.csv", "2022-01,..,MEM,medium,Brought", "2018-01,..,MEM,medium,Brought", "duplicate-id"),
    ("charges.csv", "1966-09-16,1989", "1966-09-16,1966-09-15", "edtf-order"),
    ("charges.csv", "SU-BSSR-72,1928", "SU-BSSR-72,1960", "inconsistent"),
    ("charges.csv", "MEM,medium", "MOM,medium", "unknown-reference"),
    ("charges.csv", "MEM,medium", "MEM,sure", "unknown-word"),
    ("sources.csv", "S-ICIT-GUB", "S-ART002", "duplicate-id"),
    ("units.csv", "by-pa,", "BY_PA,", "malformed-id"),
    ("units.csv", "Совет Министров,", ",", "missing-label"),
    ("units.csv", ",council,", ",Council!,", "malformed-id"),
    ("units.csv", "by-president,2008", "by-president,2008-13", "edtf-calendar"),
    ("unit_parents.csv", "by-sc,by-president,command", "by-sc,by-president,commands", "unknown-word"),
    ("unit_parents.csv", "by-sbp,by-president", "by-sbp,by-presidnet", "unknown-reference"),
    ("unit_parents.csv", "1934-07-15,1946-03,", "1946-03,1934-07-15,", "edtf-order"),
    ("unit_parents.csv", "S-OAC", "S-OAK", "unknown-reference"),
    ("unit_parents.csv", "S-OAC,high", "S-OAC,sure", "unknown-word"),
    ("unit_parents.csv", "S-OAC", "", "missing-source"),
    ("unit_successions.csv", ",rename,", ",renamed,", "unknown-word"),
    ("unit_successions.csv", "1922-03-01", "весной 1922", "edtf-characters"),
    ("unit_successions.csv", "bssr-kgb-sm,bssr-kgb,", "bssr-kgb,bssr-kgb,", "cycle"),
    ("unit_homonyms.csv", "by-akr-cip|by-akr-ivs", "by-akr-cip", "homonym-mismatch"),
    ("unit_homonyms.csv", "by-akr-cip|by-akr-ivs", "by-akr-cip|by-akr-iws", "unknown-reference"),
]


@pytest.mark.parametrize(("name", "old", "new", "code"), DEFECTS)
def test_one_defect_is_found_where_it_is(folder, name, old, new, code):
    text = (folder / name).read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    change(folder, name, old, new)

    assert (f"{name}:{line}", code) in problems(folder)


def test_all_problems_are_told_at_once(folder):
    change(folder, "violations.csv", "sgbv.rape,sgbv,", "sgbv.rape,sgvb,")
    change(folder, "units.csv", "Совет Министров,", ",")
    change(folder, "unit_parents.csv", "S-OAC", "S-OAK")
    change(folder, "unit_successions.csv", "1922-03-01", "1922-02-30")

    found = problems(folder)
    assert {where.partition(":")[0] for where, _ in found} == {
        "violations.csv",
        "units.csv",
        "unit_parents.csv",
        "unit_successions.csv",
    }


def test_a_cycle_of_units_counts_only_when_it_exists_on_some_day(folder):
    add(folder, "unit_parents.csv", "by-mvd,by-omon-minsk,command,1900,1910,MEM,low,")
    codes = [warning.code for warning in load_vocabularies(folder).warnings]
    assert "outside-existence" in codes

    add(folder, "unit_parents.csv", "by-mvd,by-omon-minsk,command,2019,..,MEM,low,")
    found = problems(folder)
    assert {code for _, code in found} == {"cycle"}
    assert (f"unit_parents.csv:{line_of(folder, 'unit_parents.csv', 'by-mvd,')}", "cycle") in found


def test_a_unit_above_itself_is_a_cycle(folder):
    add(folder, "unit_parents.csv", "by-kgb,by-kgb,command,2000,..,MEM,low,")

    assert {code for _, code in problems(folder)} == {"cycle"}


def test_missing_and_unreadable_files_are_found_together(folder):
    (folder / "crimes.csv").unlink()
    (folder / "sources.csv").write_bytes(b"key,description,locator\n\xff\xfe\n")
    change(folder, "legal_codes.csv", "prefix,", "code,")
    (folder / "VERSION").write_text("\n", encoding="utf-8")
    add(folder, "unit_homonyms.csv", "one,two,three")

    found = problems(folder)
    assert ("crimes.csv:1", "unreadable") in found
    assert ("sources.csv:1", "unreadable") in found
    assert ("legal_codes.csv:1", "wrong-columns") in found
    assert ("VERSION:1", "unreadable") in found
    assert ("unit_homonyms.csv:20", "wrong-columns") in found


def test_broken_quoting_is_no_csv(folder):
    add(folder, "sources.csv", 'X,"unfinished" text,y')

    assert ("sources.csv:65", "unreadable") in problems(folder)


def test_a_parent_in_units_must_have_its_relation(folder):
    change(folder, "unit_parents.csv", "by-dnd,by-mvd,command", "by-dnd,by-cm,command")
    line = line_of(folder, "units.csv", "by-dnd,")

    assert (f"units.csv:{line}", "unknown-reference") in problems(folder)
