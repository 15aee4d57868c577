"""Pages for lawyers."""

from archive.domain.agent import Role
from archive.domain.claims import NoticeClaim
from archive.domain.consent import Purpose, Use
from archive.domain.description import Allegation
from archive.services.agents import register_agent
from archive.services.collections import find_collection
from archive.services.deposit import open_intake
from archive.services.indexing import catch_up
from archive.services.rendition import RenditionRequest, add_rendition
from archive.services.search import search
from archive.services.shared_work import propose_label
from search.query import SearchQuery
from tests.factories import admit, describe, sealed_exhibit
from tests.web_access import LAWYER, lawyer_keeping, only
from tests.web_access.posting import Made, Sent, an_item, sent
from tests.web_world import World

TABLE = {
    **lawyer_keeping.TABLE,
    "lawyer.home": only(LAWYER),
    "lawyer.ask": only(LAWYER),
    "lawyer.find": only(LAWYER),
    "lawyer.match": only(LAWYER),
    "lawyer.back_to_matches": only(LAWYER),
    "lawyer.item": only(LAWYER),
    "lawyer.custody": only(LAWYER),
    "lawyer.accounts": only(LAWYER),
    "lawyer.similar": only(LAWYER),
    "lawyer.exhibit": only(LAWYER),
    "lawyer.rendition": only(LAWYER),
    "lawyer.look": only(LAWYER),
    "lawyer.look_at_rendition": only(LAWYER),
    "lawyer.opening": only(LAWYER),
    "lawyer.page_picture": only(LAWYER),
    "lawyer.work": only(LAWYER),
    "lawyer.item_work": only(LAWYER),
    "lawyer.move": only(LAWYER),
    "lawyer.assign": only(LAWYER),
    "lawyer.propose_label": only(LAWYER),
    "lawyer.decide_label": only(LAWYER),
    "lawyer.write_note": only(LAWYER),
    "lawyer.relate": only(LAWYER),
    "lawyer.revisions": only(LAWYER),
    "lawyer.amend": only(LAWYER),
    "lawyer.keep_amended": only(LAWYER),
    "lawyer.amend_claims": only(LAWYER),
    "lawyer.amend_claim": only(LAWYER),
    "lawyer.keep_claim": only(LAWYER),
    "lawyer.take_out_claim": only(LAWYER),
    "lawyer.amend_superior": only(LAWYER),
    "lawyer.keep_superior": only(LAWYER),
    "lawyer.take_out_superior": only(LAWYER),
}


_USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}
_BOTH, _TWICE = "decryption decryption", "the record that says what the exhibit is, then the exhibit"
_EXHIBIT = {"number": "{number}", "position": "1"}
_AMENDED = {"title": "FICTIONAL", "based_on": "1", "reason": "typed wrongly"}
_CLAIMED = {"violation": "integrity.torture.beating", "based_on": "1", "reason": "left out"}
_HEARD = {
    "person": "FICTIONAL head",
    "channel": "report",
    "given_by": "FICTIONAL deputy",
    "note": "FICTION",
    "based_on": "1",
    "reason": "left out",
}
_RELATED = {"kind": "incident", "to": "FICTIONAL day", "type": "same_incident", "certainty": "low"}
_ASKS = "the index first takes in what waits; then the record asked about, then the question"


def a_rendition(world: World) -> dict[str, str]:
    """An item with one exhibit and a derived text of it: `number`."""
    number = an_item(world)["number"]
    archive = world.archive
    intake = open_intake(archive, world.made.documenter, find_collection(archive, "main"))
    with archive.objects.new_batch() as batch:
        sealed = sealed_exhibit(batch, b"FICTIONAL transcript", "transcript.txt", intake.content)
        request = RenditionRequest(number, 1, 0, "transcript", "test", "r")
        add_rendition(archive, world.made.lawyer, request, sealed, batch)
    return {"number": number}


def a_search(world: World) -> dict[str, str]:
    """A search that found one item: `search`, its entry."""
    an_item(world)
    catch_up(world.archive, world.made.lawyer)
    found = search(world.archive, world.made.lawyer, SearchQuery(Use(Purpose.PROSECUTION, "", "DE")))
    return {"search": str(found.entry)}


def a_claim(world: World) -> dict[str, str]:
    """An item with one claim: `number`."""
    told = describe("FICTIONAL", text="FICTIONAL", allegations=(Allegation("integrity.torture.beating"),))
    return {"number": world.made.deposit([], told).number}


def a_notice(world: World) -> dict[str, str]:
    """An item that tells what a superior heard: `number`."""
    told = describe("FICTIONAL", text="FICTIONAL", notices=(NoticeClaim("FICTIONAL head"),))
    return {"number": world.made.deposit([], told).number}


def a_label(world: World) -> dict[str, str]:
    """An item with a label that a colleague proposed: `number`, `proposal`."""
    made = world.made
    register_agent(
        made.archive, made.custodian, "lawyer2", [Role.LAWYER], "words of lawyer2 for a test archive"
    )
    admit(made, "lawyer2", 3)
    number = an_item(world)["number"]
    return {"number": number, "proposal": propose_label(made.archive, made.actor("lawyer2"), number, "door")}


def _working(fields: dict[str, str], made: Made = an_item) -> Sent:
    return sent("lawyer", "shared_work", fields, made=made, number="{number}")


def _amending(fields: dict[str, str], made: Made, position: str) -> Sent:
    return sent("lawyer", "description", fields, made=made, number="{number}", position=position)


def _of_superior(fields: dict[str, str], made: Made, position: str) -> Sent:
    path = {"number": "{number}", "told": "notices", "position": position}
    return sent("lawyer", "description", fields, made=made, **path)


def _reading(leaves: str, why: str = "") -> Sent:
    return sent("lawyer", leaves, _USE, made=an_item, why=why, number="{number}")


POSTS = {
    **lawyer_keeping.POSTS,
    "lawyer.find": sent("lawyer", "query", {**_USE, "text": ""}),
    "lawyer.match": sent("lawyer", "decryption", {"search": "{search}", "hit": "1"}, made=a_search),
    "lawyer.back_to_matches": sent("lawyer", "query", {"search": "{search}"}, made=a_search),
    "lawyer.item": _reading("decryption"),
    "lawyer.custody": _reading("decryption"),
    "lawyer.accounts": _reading("indexing decryption query", _ASKS),
    "lawyer.similar": _reading("indexing decryption query", _ASKS),
    "lawyer.exhibit": sent("lawyer", _BOTH, _USE, made=an_item, why=_TWICE, **_EXHIBIT),
    "lawyer.look": sent("lawyer", _BOTH, _USE, made=an_item, why=_TWICE, **_EXHIBIT),
    "lawyer.rendition": sent("lawyer", _BOTH, _USE, made=a_rendition, why=_TWICE, **_EXHIBIT),
    "lawyer.look_at_rendition": sent("lawyer", _BOTH, _USE, made=a_rendition, why=_TWICE, **_EXHIBIT),
    "lawyer.move": _working({"status": "open"}),
    "lawyer.assign": _working({"handle": "lawyer"}),
    "lawyer.propose_label": _working({"label": "door"}),
    "lawyer.decide_label": _working({"proposal": "{proposal}", "decision": "verify"}, a_label),
    "lawyer.write_note": _working({"note": "FICTIONAL"}),
    "lawyer.relate": _working(_RELATED),
    "lawyer.keep_claim": _amending(_CLAIMED, an_item, "0"),
    "lawyer.take_out_claim": _amending(_AMENDED, a_claim, "1"),
    "lawyer.keep_superior": _of_superior(_HEARD, an_item, "0"),
    "lawyer.take_out_superior": _of_superior(_HEARD, a_notice, "1"),
    "lawyer.keep_amended": sent("lawyer", "description", _AMENDED, made=an_item, number="{number}"),
}
