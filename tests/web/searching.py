"""An archive with enough items for counts to be shown, and the form of a search as a browser sends it."""

from html.parser import HTMLParser

from archive.domain.claims import Ground, MeasureClaim, Response
from archive.domain.description import Allegation, Attribution, Certainty, Flag, Kind, Level
from archive.services.indexing import catch_up
from tests.factories import TestArchive, describe

USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}


def fill_for_search(made: TestArchive) -> None:
    """Thirty statements: twenty of August 2020, ten of 1937 or 1938, each of one act."""
    told = [("by-mvd-gubopik", "2020-08-10", "liberty.arbitrary_detention", Kind.TESTIMONY)] * 20
    told += [("bssr-nkvd", "[1937..1938]", "integrity.torture", Kind.INTERVIEW)] * 10
    made.deposit_all(
        [
            (
                (f"FICTIONAL стена {number}\n".encode(),),
                describe(
                    f"FICTIONAL statement {number}",
                    kind=kind,
                    text=f"FICTIONAL: стояли лицом к стене, коридор {number}.",
                    when=when,
                    place="Жодзіна" if kind is Kind.TESTIMONY else "Kurapaty or Гродно",
                    flags=(Flag.GRAPHIC,) if number == 0 else (),
                    allegations=(
                        Allegation(
                            violation=violation,
                            when=when,
                            charges=("BY-CC-342/1",) if kind is Kind.TESTIMONY else ("SU-RSFSR-58-10",),
                            grounds=(Ground.POLITICAL,),
                            attributions=(Attribution(unit, level=Level.UNIT, certainty=Certainty.HIGH),),
                        ),
                    ),
                    measures=(MeasureClaim("Ян Прыкладовіч", Response.REFUSAL),),
                ),
                None,
            )
            for number, (unit, when, violation, kind) in enumerate(told)
        ]
    )
    catch_up(made.archive, made.lawyer)
    made.publish()


def _is_sent(given: dict[str, str]) -> bool:
    return given.get("type") != "checkbox" or "checked" in given


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str]] = []
        self._form, self._select = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        form = given.get("form", self._form)
        if tag == "form":
            self._form = given.get("id", "")
        elif tag == "select":
            self._select = given["name"] if form == "ask" else ""
        elif tag == "option" and self._select and "selected" in given:
            self.sent.setdefault(self._select, []).append(given.get("value", ""))
        elif form == "ask" and tag == "button" and "name" in given:
            self.buttons.append((given["name"], given["value"]))
        elif form == "ask" and tag == "input" and "name" in given and _is_sent(given):
            self.sent.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""


def form_of(page: str) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """What a browser sends of the form of the search, as the page has it, and its buttons with a value."""
    parser = _Fields()
    parser.feed(page)
    return parser.sent, parser.buttons
