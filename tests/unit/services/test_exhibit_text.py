"""Words inside PDF, office and web files: indexed, shown as passages, never in the way of anything else."""

from dataclasses import replace
from functools import partial

import pytest

from archive.adapters.making import processes
from archive.ports_texts import DOCX, HTML, MOST_SECONDS, ODT, PDF, NoText, NotRead
from archive.services import workshop
from archive.services.exhibit_text import Budgeted
from archive.services.indexing import catch_up, rebuild
from archive.services.search import search
from search.making import Alone
from tests import office_files, pdf_files
from tests.checks import check_archive
from tests.factories import describe
from tests.service_helpers import ask
from tests.web.exhibits import deposit_media

BEATEN = "FICTIONAL: Били дубинкой в коридоре"
SOUND = {
    "letter.pdf": (PDF, pdf_files.written("FICTIONAL первая страница", BEATEN)),
    "letter.docx": (DOCX, office_files.docx("FICTIONAL начало", BEATEN)),
    "letter.odt": (ODT, office_files.odt("FICTIONAL начало", BEATEN)),
    "letter.html": (HTML, f"<html><script>дубинка</script><p>{BEATEN}</p></html>".encode()),
}
HOSTILE = {
    "locked.pdf": (PDF, pdf_files.encrypted()),
    "broken.pdf": (PDF, b"%PDF-1.7 rubbish"),
    "bomb.docx": (DOCX, office_files.bomb()),
    "laughs.odt": (ODT, office_files.laughs()),
}


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A busy machine may take longer than people would wait."""
    monkeypatch.setattr("archive.services.desk.Budgeted", partial(Budgeted, seconds=300.0))


def deposit(own, name: str, media_type: str, data: bytes) -> str:
    return deposit_media(own, describe(f"FICTIONAL {name}", text="обычные слова"), (name, media_type, data))


@pytest.mark.parametrize("name", SOUND)
def test_words_inside_a_file_are_found_and_shown(own, name):
    number = deposit(own, name, *SOUND[name])
    catch_up(own.archive, own.lawyer)
    results = search(own.archive, own.lawyer, ask("дубинки коридор"))
    (found,) = results.found
    assert found.number == number
    (passage,) = found.passages
    assert [passage.text[start:end] for start, end in passage.spans] == ["дубинкой", "коридоре"]
    assert results.damaged == ()
    check_archive(own)


def test_a_file_without_text_hides_neither_its_item_nor_any_other(own):
    numbers = [deposit(own, name, *file) for name, file in {**HOSTILE, **SOUND}.items()]
    catch_up(own.archive, own.lawyer)
    everything = search(own.archive, own.lawyer, replace(ask("обычные"), page_size=20))
    assert {each.number for each in everything.found} == set(numbers)
    assert all(each.passages for each in everything.found)
    assert search(own.archive, own.lawyer, ask("дубинка")).total == len(SOUND)


def test_a_script_of_a_web_page_is_no_text_of_it(own):
    deposit(own, "page.html", HTML, b"<html><script>zorka</script><p>FICTIONAL</p></html>")
    catch_up(own.archive, own.lawyer)
    assert search(own.archive, own.lawyer, ask("zorka")).total == 0


def test_an_index_that_is_made_again_beside_knows_the_same_words(own, monkeypatch):
    """By processes of their own, as many items are."""
    for name, file in SOUND.items():
        deposit(own, name, *file)
    catch_up(own.archive, own.lawyer)
    monkeypatch.setattr("archive.services.workshop.MANY", 1)
    beside = []
    make = Alone.make
    monkeypatch.setattr(Alone, "make", lambda *given: beside.append(given) or make(*given))
    rebuild(own.archive, own.custodian)
    assert search(own.archive, own.lawyer, ask("дубинка")).total == len(SOUND)
    assert beside == []


class Slow:
    """A reader that takes four seconds for each file, and says how many it was given."""

    def __init__(self):
        self.now, self.given = 0.0, []

    def read(self, media_type, data, seconds=MOST_SECONDS):
        self.given.append(seconds)
        self.now += min(4.0, seconds)
        if seconds < 4.0:
            raise NotRead(NoText.TOO_LONG)
        return media_type

    def close(self):
        raise AssertionError("another's")


def test_a_question_reads_files_for_so_long_and_no_longer():
    slow = Slow()
    reader = Budgeted(slow, 5.0, lambda: slow.now)
    assert reader.read(PDF, b"") == PDF
    for _ in range(3):
        with pytest.raises(NotRead) as raised:
            reader.read(PDF, b"")
        assert raised.value.why is NoText.TOO_LONG
    assert slow.given == [5.0, 1.0], "the last two were not asked for"
    reader.close()


def test_copies_of_a_process_that_read_files_read_theirs(own, monkeypatch):
    monkeypatch.setattr("archive.bootstrap_search.processes_here", lambda: 2)
    monkeypatch.setattr(workshop, "MANY", 2)
    monkeypatch.setattr(processes, "TOGETHER", 1)
    monkeypatch.setattr(processes, "MET", 3)
    forks = []
    real = processes._Process.fork
    monkeypatch.setattr(processes._Process, "fork", lambda self: forks.append(self) or real(self))
    numbers = [
        deposit(own, "letter.pdf", PDF, pdf_files.written(f"FICTIONAL zorka {at}")) for at in range(12)
    ]
    assert rebuild(own.archive, own.lawyer).indexed == len(numbers)
    assert len(forks) == 1
    for at, number in enumerate(numbers):
        (found,) = search(own.archive, own.lawyer, ask(f'"zorka {at}"')).found
        assert found.number == number
