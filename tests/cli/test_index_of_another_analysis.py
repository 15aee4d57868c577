"""An index made by other rules of analysis, or another lemma table, is neither asked nor added to."""

import pytest

from archive import bootstrap_search
from tests.command import Command

OPEN = ("--consent-basis", "source", "--grant", "analysis", "--language", "be")
ASKED = ("search", "камерах", "--purpose", "analysis")


@pytest.fixture
def archive(tmp_path) -> Command:
    command = Command(tmp_path).found()
    (tmp_path / "a.txt").write_text("FICTIONAL. Нас трымалі ў камеры.", encoding="utf-8")
    command.ingest(tmp_path / "a.txt", *OPEN)
    command.run("index", "catch-up", agent="lawyer")
    return command


def test_another_analysis_asks_for_a_rebuild(archive, monkeypatch):
    archive.run(*ASKED, agent="lawyer")
    before = archive.run("index", "status", "--json", agent="lawyer").json["analysis"]
    monkeypatch.setenv("SVIEDKA_ANALYSIS", "script")
    for refused in (ASKED, ("index", "catch-up")):
        assert "sviedka index rebuild" in archive.run(*refused, agent="lawyer", expect=75).err
    archive.run("index", "rebuild", agent="lawyer")
    after = archive.run("index", "status", "--json", agent="lawyer").json["analysis"]
    assert before.startswith("languages-")
    assert not after.startswith("languages-")
    archive.run(*ASKED, agent="lawyer")


def test_a_table_that_is_named_must_be_there(archive, monkeypatch):
    monkeypatch.setenv("SVIEDKA_LEMMAS", str(archive.folder / "none.txt"))
    assert "lemma table" in archive.run("index", "status", agent="lawyer", expect=2).err


def test_languages_find_what_script_alone_does_not(tmp_path):
    """A Belarusian form that no Russian ending explains: the table knows its lemma."""
    command = Command(tmp_path).found()
    (tmp_path / "a.txt").write_text("FICTIONAL. Яны зрабілі выгляд, што нічога не чуюць.", encoding="utf-8")
    command.ingest(tmp_path / "a.txt", *OPEN)
    asked = ("search", "зробіць", "--purpose", "analysis", "--json")
    assert command.run(*asked, agent="lawyer").json["total"] == 1


def test_an_unknown_analysis_is_refused(archive, monkeypatch):
    monkeypatch.setenv("SVIEDKA_ANALYSIS", "magic")
    assert "script, languages" in archive.run("index", "status", agent="lawyer", expect=2).err


@pytest.fixture
def machine(monkeypatch):
    """Puts the lemma table of this machine where a test says."""

    def with_table(path) -> None:
        monkeypatch.setattr(bootstrap_search, "LEMMAS", path)
        bootstrap_search._analyzer.cache_clear()

    yield with_table
    bootstrap_search._analyzer.cache_clear()


def test_without_the_table_it_is_said_and_never_mixed_with_what_has_it(tmp_path, machine):
    """One machine without the set-up's table, then one with it: the second refuses what the first indexed."""
    table = bootstrap_search.LEMMAS
    machine(tmp_path / "none.txt")
    command = Command(tmp_path)
    secrets = command.secrets
    command.found()
    founded = ("init", tmp_path / "other", "--passphrases", secrets, "--insecure-kdf")
    assert "lemma table" in command.run(*founded).err
    (tmp_path / "a.txt").write_text("FICTIONAL. Яны зрабілі выгляд.", encoding="utf-8")
    command.ingest(tmp_path / "a.txt", *OPEN)
    for act in ("catch-up", "rebuild"):
        assert "lemma table" in command.run("index", act, agent="lawyer").err
    without = command.run("index", "status", "--json", agent="lawyer").json
    assert [each["code"] for each in without["conditions"]] == ["no-lemmas"]
    assert without["analysis"].endswith("be-lemmas:none")

    machine(table)
    for refused in (ASKED, ("index", "catch-up")):
        assert "sviedka index rebuild" in command.run(*refused, agent="lawyer", expect=75).err
    assert command.run("index", "rebuild", agent="lawyer").err == ""
    assert command.run("index", "status", "--json", agent="lawyer").json["conditions"] == []
