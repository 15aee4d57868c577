"""The questions of docs/questions.md, asked as they stand there: on the samples, each gives what it says."""

import re
import shlex

import pytest

from tests.command import Command
from tests.conftest import ROOT
from tests.docs.documents import read

QUESTIONS = ROOT / "docs" / "questions.md"
AGENTS = {"Lawyers": "lawyer", "Documenters": "lawyer", "Auditors": "auditor", "Truth commissions": "lawyer"}
_ROW = re.compile(r"^\| (?P<question>.+\?) \| `sviedka (?P<command>[^`]+)` \| (?P<said>.+) \|$")
COMMON = """\
schema: sviedka/deposit/1
fictional: true
language: be
sensitivity: 1
consent:
  basis: source
  grants:
  - {purpose: analysis, answer: yes}
  - {purpose: prosecution, answer: yes}
  - {purpose: reparations, answer: yes}
"""
ROSTER = """\
kind: roster
title: FICTIONAL roster
text: An invented list of commanders.
source: {role: public_archive}
postings:
- {person: Узорны А., unit: by-guvd-minsk, post: commander, when: 2019/2021, basis: leaked_roster}
notices:
- {person: Узорны А., channel: complaint, given_by: families, violation: integrity.torture, when: 2020-08-08}
measures:
- {person: Узорны А., measure: none, violation: integrity.torture, when: 2020-08/2020-12}
"""
TRIAL = """\
label: TRIAL
kind: court_record
title: FICTIONAL trial
text: An invented judgment, read out behind closed doors.
source: {role: victim, witness: W-UZORNY}
expectations: [rehabilitation]
allegations:
- violation: justice.unfair_trial
  victim: {role: self}
  attributions: [{unit: by-genprok, level: unit, involvement: prosecuted, basis: document, certainty: high}]
  when: 2021-03
  grounds: [political]
  charges: [BY-CC-361-4/1]
  hearing: closed
- violation: integrity.torture.beating
  victim: {role: self}
  attributions: [{unit: by-prison8-zhodzina, level: unit, basis: insignia, certainty: medium}]
  when: 2021-02
  grounds: [political]
- violation: liberty.arbitrary_detention
  victim: {role: other}
  attributions: [{person: Узорны А., reference: W-UZORNY, involvement: present}]
  when: 2020-08-10
"""
REPORT = """\
kind: medical_report
title: FICTIONAL report
text: An invented examination.
source: {role: expert}
medical: {findings: [{description: invented burns, consistency: diagnostic_of}], examiner: invented}
relations: [{type: medical_finding_for, to: TRIAL}]
"""


def rows():
    agent = ""
    for line in read(QUESTIONS).splitlines():
        if line.startswith("## "):
            agent = AGENTS.get(line.removeprefix("## "), "")
        elif found := _ROW.match(line):
            yield pytest.param(agent, found["command"], found["said"], id=found["question"][:50])


@pytest.fixture(scope="module")
def samples(tmp_path_factory) -> Command:
    """The thirty records and three more, indexed; tests only read it."""
    command = Command(tmp_path_factory.mktemp("questions")).found()
    command.ingest(ROOT / "samples" / "records")
    (command.folder / "more").mkdir()
    for name, said in {"roster": ROSTER, "trial": TRIAL, "report": REPORT}.items():
        (command.folder / "more" / f"{name}.deposit.yaml").write_text(COMMON + said, encoding="utf-8")
    command.ingest(command.folder / "more")
    command.run("index", "catch-up", agent="lawyer")
    command.run("search", "стена", agent="lawyer")
    kept = command.run("pattern", "create", "walls", "стена", "--json", agent="lawyer").json
    number = kept["pattern"]["number"]
    command.run("pattern", "recompute", number, agent="lawyer")
    (command.folder / "pattern").write_text(number)
    command.run("pattern", "opening", number, "--output", command.folder / "opening.json", agent="lawyer")
    return command


@pytest.mark.parametrize(("agent", "command", "said"), tuple(rows()))
def test_a_question_is_answered_as_the_page_says(samples, agent, command, said):
    numbers = {name[:3].upper(): number for name, number in samples.numbers().items()}
    numbers["PATTERN"] = (samples.folder / "pattern").read_text()
    numbers["OPENING"] = str(samples.folder / "opening.json")
    arguments = [numbers.get(word, word) for word in shlex.split(command)]
    assert said in samples.run(*arguments, agent=agent).out


def test_every_row_of_the_tables_is_asked():
    tables = [
        line for line in read(QUESTIONS).splitlines() if line.startswith("| ") and "question" not in line
    ]
    assert len(tables) == len(list(rows())) >= 20
