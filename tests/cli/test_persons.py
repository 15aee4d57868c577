"""A lawyer looks for a person whose name every item spells otherwise."""

import pytest

from tests.command import Command

PURPOSE = ("--purpose", "analysis")
SIDECAR = """schema: sviedka/deposit/1
kind: document
title: FICTIONAL {number}
language: ru
fictional: true
sensitivity: 1
text: "FICTIONAL {number}."
consent:
  basis: source
  grants: [{{purpose: analysis, answer: yes}}]
allegations:
  - violation: integrity.torture
    attributions: [{{person: "{person}", level: unknown, basis: seen, certainty: low}}]
"""
PERSONS = ("Прыкладовіч Ян", "Prykladovich J. P.", "Карпенков", "Карпенко")


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Command:
    folder = tmp_path_factory.mktemp("persons")
    command = Command(folder).found()
    for number, person in enumerate(PERSONS):
        text = SIDECAR.format(number=number, person=person)
        (folder / f"{number}.deposit.yaml").write_text(text, encoding="utf-8")
    command.ingest(*sorted(folder.glob("*.deposit.yaml")))
    command.run("index", "catch-up", agent="lawyer")
    return command


def found(archive, *arguments):
    answer = archive.run("search", *arguments, *PURPOSE, "--json", agent="lawyer").json
    return answer["total"], sorted(one["person"] for each in answer["items"] for one in each["persons"])


def test_a_person_is_found_across_scripts_with_what_was_decided(archive):
    assert found(archive, "person:Прикладович") == (2, ["Prykladovich J. P.", "Прыкладовіч Ян"])
    assert found(archive, "--person", "Prykładovič Jan") == (2, ["Prykladovich J. P.", "Прыкладовіч Ян"])
    shown = archive.run("search", "person:Прикладович", *PURPOSE, agent="lawyer").out
    assert (
        "names Prykladovich J. P.: possibly same as Прикладович, only one of them tells a given name" in shown
    )


def test_karpenkov_and_karpenko_are_not_merged(archive):
    assert found(archive, "person:Karpenkov") == (1, ["Карпенков"])
    assert found(archive, "person:~Карпенко") == (1, ["Карпенко"])


def test_a_beginning_stands_for_the_names_that_begin_so(archive):
    assert found(archive, "person:Прыкл*")[0] == 2
    assert found(archive, "person:Карпен*")[0] == 2
    refused = archive.run("search", "person:*", *PURPOSE, agent="lawyer", expect=2)
    assert "two letters or more were expected before the star" in refused.err


def test_a_slip_is_suggested_when_nothing_is_found(archive):
    answer = archive.run("search", "person:Карпемков", *PURPOSE, "--json", agent="lawyer").json
    assert answer["total"] == 0
    assert {"why": "one letter wrong", "query": "person:~Карпемков", "total": 1} in answer["suggestions"]


def test_names_are_compared_without_an_archive(archive):
    same = archive.run("name", "compare", "Прыкладовіч", "Prykladovich", "--json").json
    assert (same["verdict"], same["one_letter_apart"]) == ("same", False)
    apart = archive.run("name", "compare", "Карпенков", "Карпемков").out
    assert apart.startswith("Different\n")
    assert "one letter apart" in apart
    refused = archive.run("name", "compare", "12", "Хмара", expect=2).err
    assert "FIRST: not a name" in refused
