"""Elements, norms, victims, anomalies and vague claims, laid out over the thirty fictional records."""

import csv
import io

import pytest

from tests.checks import check_archive
from tests.command import Command
from tests.conftest import ROOT

GERMANY = ("--purpose", "prosecution", "--jurisdiction", "DE")
COMMISSION = ("--purpose", "truth_commission_closed")
LITHUANIA = ("--purpose", "prosecution", "--jurisdiction", "LT")
AUGUST = ("--from", "2020-08-09", "--to", "2020-08-13")
TORTURE = ("--unit", "by-mvd", "--violation", "integrity.torture", *AUGUST)


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> Command:
    """An archive with the thirty records, indexed; tests only read it."""
    command = Command(tmp_path_factory.mktemp("samples")).found()
    command.ingest(ROOT / "samples" / "records")
    command.run("index", "catch-up", agent="lawyer")
    return command


@pytest.fixture(scope="module")
def labels(samples) -> dict[str, str]:
    """The label of each record by its number."""
    return {number: name[:3].upper() for name, number in samples.numbers().items()}


def asked(samples, *arguments):
    return samples.run(*arguments, "--json", agent="lawyer").json


def told(samples, *arguments):
    return samples.run(*arguments, agent="lawyer").out


def acts(rows, labels):
    return [(labels[row["number"]], row["act"]) for row in rows]


def test_elements_of_torture_in_august(samples, labels):
    """L7: which element lacks evidence?"""
    found = asked(samples, "law", "coverage", "CAH-7-1-f", *TORTURE, *GERMANY)
    assert (found["items"], found["acts"], found["mapped"], found["unmapped"]) == (3, 3, 3, 0)
    elements = found["elements"]
    assert [one["weight"] for one in elements] == [
        "evidence",
        "evidence",
        "possible evidence",
        "possible evidence",
        "none",
    ]
    assert [one["needs_pattern_exhibit"] for one in elements] == [False, False, False, True, False]
    assert acts(elements[0]["support"], labels) == [("S01", 1), ("S03", 1), ("S04", 1)]
    custody = {labels[one["number"]]: one["weight"] for one in elements[1]["support"]}
    assert custody == {"S01": "evidence", "S03": "possible evidence", "S04": "evidence"}


def test_purpose_is_an_element_of_the_convention_only(samples, labels):
    """L8: a phone code was asked for in S03."""
    found = asked(samples, "law", "coverage", "CAT-1", *TORTURE, *GERMANY)
    purpose = found["elements"][2]
    why = {labels[one["number"]]: one["why"] for one in purpose["support"]}
    assert why == {"S01": ["purpose told: punishment"], "S03": ["purpose told: password"]}
    out = told(samples, "law", "coverage", "CAT-1", *TORTURE, *GERMANY)
    assert "2. NONE  (mental)" in out
    assert "3. EVIDENCE  (mental)" in out
    assert "A table to argue with" in out


def test_norms_that_an_act_is_older_than_are_warned_of(samples, labels):
    found = asked(samples, "law", "applies", "violation:soviet", *COMMISSION)
    older = {
        use["prefix"]: sorted({labels[one["number"]] for one in use["acts"] if one["applies"] == "act older"})
        for use in found["instruments"]
    }
    assert older["UDHR"] == ["S25", "S26", "S27", "S28"]
    assert found["states"] == ["BY"]
    out = told(samples, "law", "applies", "violation:soviet", "--instrument", "UDHR", *COMMISSION)
    assert "applies from 1948-12-10" in out
    assert "WARNING" in out
    assert "ICCPR" not in out
    assert "WARNING" not in told(samples, "law", "applies", *TORTURE, "--instrument", "CAT-1", *GERMANY)
    samples.run("law", "applies", "--instrument", "KAT", agent="lawyer", expect=2)


def test_a_search_for_a_norm_warns_of_acts_older_than_it(samples, labels):
    found = asked(samples, "search", "article:UDHR", "violation:soviet", *COMMISSION)
    warned = {labels[one["number"]]: one["warnings"] for one in found["items"]}
    assert warned["S25"] == ["act 1: UDHR applies from 1948-12-10: it is older"]
    assert all(warned[label] for label in ("S26", "S27", "S28"))
    assert warned["S29"] == []
    assert "WARNING act 1: Rome applies" not in told(samples, "search", "crime:CAH-7-1-f", *GERMANY)
    out = told(samples, "search", "crime:~CAH-7-1-h", "--to", "1941", *COMMISSION)
    assert "Rome applies from 2002-07-01: it is older" in out
    assert "WARNING" not in told(samples, "search", "violation:soviet NOT article:UDHR-3", *COMMISSION)


def test_the_same_victim_twice_without_a_name(samples, labels):
    """L11. Образцова told twice: beaten and detained, in S01 and S04; nobody learns that it is she."""
    found = asked(samples, "law", "cooccurrence", "--crime", "CAH-7-1-h", *AUGUST, *GERMANY)
    deprived = [sorted({labels[act["number"]] for act in one["acts"]}) for one in found["joined"]]
    assert deprived == [["S01", "S04"], ["S16"]]
    found = asked(samples, "law", "cooccurrence", *AUGUST, *GERMANY)
    by_items = {tuple(sorted({labels[a["number"]] for a in one["acts"]})): one for one in found["joined"]}
    assert set(by_items) == {("S01", "S04"), ("S03",), ("S16",), ("S17",)}
    one = by_items["S01", "S04"]
    assert one["types"] == ["integrity.torture.beating", "liberty.arbitrary_detention"]
    assert len(one["victim"]) == 12
    text = told(samples, "law", "cooccurrence", *AUGUST, *GERMANY)
    assert one["victim"] in text
    for each in found["joined"]:
        text = text.replace(each["victim"], "")  # random signs, that may happen to spell a reference
    assert not any(word in text for word in ("OBRAZ", "Образцов", "W-"))
    three = asked(samples, "law", "cooccurrence", "--at-least", 3, *AUGUST, *GERMANY)
    assert (three["matching"], three["victims"]) == (0, found["victims"])
    beaten = asked(samples, "law", "cooccurrence", "--including", "integrity.torture", *AUGUST, *GERMANY)
    assert len(beaten["joined"]) == 2


def test_a_layout_is_written_to_a_table_once(samples, labels, tmp_path):
    path = tmp_path / "elements.csv"
    table = ("law", "table", "elements", path, *TORTURE, *GERMANY)
    assert "--crime" in samples.run(*table, agent="lawyer", expect=2).err
    out = told(samples, *table, "--crime", "CAH-7-1-f")
    assert "made of 3 items, entry " in out
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    first = [labels[row["number"]] for row in rows if row["element"] == rows[0]["element"]]
    assert first == ["S01", "S03", "S04"]
    assert rows[0]["why"]
    assert [row["weight"] for row in rows if not row["number"]] == ["none"]
    again = samples.run(*table, "--crime", "CAH-7-1-f", agent="lawyer", expect=5)
    assert "Nothing was exported." in again.err


def test_an_act_outside_the_term_of_the_troika_is_listed(samples, labels):
    """Demonstration 5: S26 is accepted, and listed under anomalies."""
    found = asked(samples, "unit", "anomalies", *COMMISSION)
    (one,) = found["anomalies"]
    assert labels[one["number"]] == "S26"
    assert one["claim"]["unit"] == "bssr-troika37"
    assert (one["existed_from"], one["existed_to"]) == ("1937-07-30", "1938-11-17")
    out = told(samples, "unit", "anomalies", *COMMISSION)
    assert "1939" in out
    assert "existed 1937-07-30 – 1938-11-17" in out
    assert "No act found" in told(samples, "unit", "anomalies", "unit:by-mvd")


def test_claims_that_could_mean_a_detachment(samples, labels):
    """L4, on what the records have: the ministry named in Minsk, and men in black without insignia."""
    found = asked(samples, "unit", "candidates", "by-omon-minsk", *LITHUANIA, *AUGUST)
    claims = [(labels[one["number"]], one["because"], one["place_answer"]) for one in found["candidates"]]
    assert ("S02", "names no unit", "place agrees") in claims
    sealed = asked(samples, "unit", "candidates", "by-omon-minsk", "violation:sgbv", *GERMANY)
    (first, _) = sealed["candidates"]
    assert (first["claim"]["unit"], first["because"]) == ("by-mvd", "names what it may have stood under")
    assert "by-guvd-minsk" in first["as_well"]
    out = told(samples, "unit", "candidates", "by-omon-hrodna", "violation:sgbv", *GERMANY)
    assert "Claims that could mean it: 0." in out
    assert "Left out of another place: 2." in out


def test_a_line_of_bodies_with_the_path_of_each(samples, labels):
    """S29 is found from the KGB of today on request, and the answer says by which path."""
    assert samples.labels("--unit", "by-kgb", *COMMISSION) == set()
    assert "S29" in samples.labels("--unit", "by-kgb", "--follow-succession", *COMMISSION)
    out = told(samples, "search", "--unit", "by-kgb", "--succession", "rename", *COMMISSION)
    assert "bssr-kgb-sm" in out
    assert "by-kgb → rename bssr-kgb 1991-10-23, rename bssr-kgb-sm 1978-12" in out
    samples.run("search", "--unit", "by-kgb", "--succession", "site_reuse", agent="lawyer", expect=2)
    stopped = ("--follow-succession", "--not-followed", "bssr-kgb")
    assert samples.labels("--unit", "by-kgb", *stopped, *COMMISSION) == set()


def test_a_name_is_read_by_the_dates_and_the_answer_says_so(samples):
    """Demonstration 2."""
    assert samples.labels("--unit", "ИК-1", "--from", "2021", "--to", "2021") == {"S09"}
    out = told(samples, "search", "unit:ИК-1 date:2021")
    assert "ИК-1 is read as by-ik1-navapolatsk: by-ik1-minsk did not exist then." in out
    error = samples.run("search", "unit:ИК-1", agent="lawyer", expect=2).err
    assert "by-ik1-minsk" in error
    assert "by-ik1-navapolatsk" in error


def test_laying_out_is_logged_like_a_search_and_hides_what_a_search_hides(samples):
    asked(samples, "law", "coverage", "CAH-7-1-f", *TORTURE, *GERMANY)
    (entry,) = samples.run("log", "show", "--last", 1, "--json", agent="auditor").json
    assert entry["event_type"] == "query"
    assert entry["detail"]["hidden"] == {"consent": 1, "clearance": 0}
    assert entry["detail"]["total"] == 3
    assert "CAH" not in str(entry["detail"])
    for arguments in (("law", "coverage", "CAT-1"), ("unit", "anomalies"), ("unit", "candidates", "by-mvd")):
        samples.run(*arguments, agent="auditor", expect=3)
    check_archive(samples.root)


def test_bad_requests_open_nothing(samples):
    for arguments in (
        ("law", "coverage", "CAH-7-1-z"),
        ("law", "cooccurrence", "--at-least", "0"),
        ("law", "cooccurrence", "--crime", "X-1"),
        ("law", "cooccurrence", "--including", "nothing"),
        ("unit", "candidates", "by-nobody"),
        ("law", "coverage", "CAT-1", "unit:(a"),
    ):
        samples.run(*arguments, agent="lawyer", expect=2)
    assert "[not-found]" in samples.run("unit", "postings", "Nobody", agent="lawyer", expect=4).err
