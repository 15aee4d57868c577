"""Links lead somewhere within the repository, and decisions are numbered without gaps."""

import re

import pytest

from tests.architecture.tree import ROOT
from tests.docs.documents import anchors, documents, links, read

ADR = ROOT / "docs" / "adr"
LINKS = [link for path in documents() for link in links(path)]
DECISIONS = sorted(path for path in ADR.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("link", LINKS, ids=str)
def test_links_resolve(link):
    file, _, anchor = link.target.partition("#")
    target = (link.source.parent / file).resolve() if file else link.source
    assert target.is_relative_to(ROOT)
    assert target.exists()
    if anchor:
        assert anchor in anchors(target)


def test_links_were_found():
    assert len(LINKS) > 60


def test_every_page_is_linked_from_another():
    linked = {(link.source.parent / link.target.partition("#")[0]).resolve() for link in LINKS}
    pages = {path for path in documents() if path.is_relative_to(ROOT / "docs")}
    assert {path.name for path in pages - linked} == set()


def test_decisions_have_consecutive_numbers():
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_decisions_have_their_form_and_stand_in_the_index(path):
    text = read(path)
    title = re.match(r"# (\d{4})\. (.+)\n", text)
    assert title
    assert title[1] == path.name[:4]
    assert f"| [{title[1]}]({path.name}) | {title[2]} |" in read(ADR / "README.md")
    assert re.search(r"^- Status: (accepted|superseded by \[\d{4}\])", text, re.MULTILINE)
    assert re.search(r"^- Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Options", "Decision", "Consequences"]
    assert text.count("Refused") + text.count("refused") >= 1
    assert "Chosen" in text
