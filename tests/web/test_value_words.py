"""Values of a record are said in the language of the page: in the versions of a record, and in law."""

import dataclasses
import typing
from enum import StrEnum

import pytest

from archive.domain.claims import Ground, Hearing
from archive.domain.dates import Quantifier
from archive.domain.description import (
    ActPurpose,
    Allegation,
    Attribution,
    Basis,
    Certainty,
    Description,
    Flag,
    Kind,
    Level,
    Source,
    Valence,
    Victim,
    VictimRole,
)
from archive.services.change import amend
from archive.web.lawyer.value_words import WORDS
from tests.factories import describe
from tests.web.searching import USE
from tests.web.speech import speak

ALLEGED = Allegation(
    violation="integrity.torture.beating",
    victim=Victim(VictimRole.SELF),
    attributions=(
        Attribution("by-akr-cip", level=Level.UNIT, basis=Basis.UNIFORM, certainty=Certainty.HIGH),
    ),
    when="2020-08-10",
    quantifier=Quantifier.SOME_DAY,
    duress=True,
    valence=(Valence.INCRIMINATING, Valence.CREDIBILITY),
    purpose=ActPurpose.PUNISHMENT,
    grounds=(Ground.POLITICAL, Ground.NATIONAL),
    charges=("BY-CC-361-4",),
    hearing=Hearing.CLOSED,
)
SAID = {
    "en": (
        "as a punishment",
        "on a political ground, on a national ground",
        "incriminating, about credibility",
        "sure",
        "uniform",
        "the source",
        "heard behind closed doors",
        "medical details",
        "Russian, Belarusian",
        "written statement",
    ),
    "ru": ("в наказание", "по политическому мотиву", "обвиняющее", "русский, белорусский", "да"),
    "be": ("з палітычных матываў", "у пакаранне", "руская, беларуская", "так"),
}
CODES = ("punishment", "political", "incriminating", "some_day", "by-akr-cip", "integrity.torture", "361-4")


def choices(kind: object) -> typing.Iterator[type[StrEnum]]:
    """All enumerations in the fields of a dataclass, however deep."""
    for inner in typing.get_args(kind):
        yield from choices(inner)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        yield kind
    if dataclasses.is_dataclass(kind):
        for hint in typing.get_type_hints(kind).values():
            yield from choices(hint)


def test_every_choice_of_a_description_has_words():
    found = set(choices(Description))
    assert len(found) > 15
    lacking = [
        f"{kind.__name__}.{each}" for kind in found for each in kind if each not in WORDS.get(kind, ())
    ]
    assert [each for each in lacking if not each.endswith(".unknown")] == []


@pytest.fixture
def number(world) -> str:
    return world.made.deposit(
        [], describe("FICTIONAL", text="FICTIONAL", source=Source(witness="W-KETTLE"))
    ).number


@pytest.mark.parametrize("language", SAID)
def test_the_versions_of_a_record_are_told_in_words(world, number, language):
    more = describe(
        "FICTIONAL",
        text="FICTIONAL",
        kind=Kind.STATEMENT,
        languages=("ru", "be"),
        flags=(Flag.MEDICAL,),
        allegations=(ALLEGED,),
        source=Source(witness="W-KETTLE"),
    )
    amend(world.archive, world.made.lawyer, number, 1, more, "FICTIONAL")
    speak(world, language)
    browser = world.browser("lawyer")
    page = browser.get(f"/lawyer/shared-work/{number}/revisions").text
    changed = page[page.index("<table") : page.index("</table>")]
    for said in SAID[language]:
        assert said in changed
    if language != "en":
        assert [code for code in CODES if f">{code}" in changed] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "purpose told: as a punishment"),
        ("ru", "названа цель: в наказание"),
        ("be", "названая мэта: у пакаранне"),
    ],
)
def test_why_an_act_bears_on_an_element_is_told_in_words(world, language, said):
    world.made.deposit([], describe("FICTIONAL", allegations=(ALLEGED,)))
    speak(world, language)
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    page = browser.post("/lawyer/search/law", {**USE, "way": "elements", "crime": "CAT-1"}).text
    assert said in page
    assert "punishment<" not in page.replace("as a punishment", "")
    assert ": by-akr-cip" not in page
