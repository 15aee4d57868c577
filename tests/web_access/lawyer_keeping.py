"""Pages for lawyers: what is kept of searches, and lists searched at once."""

from archive.domain.consent import Purpose, Use
from archive.services.collections import find_collection
from archive.services.pattern import create_pattern
from archive.services.saved import save_search
from search.query import SearchQuery
from tests.web_access import LAWYER, only
from tests.web_access.posting import Sent, sent
from tests.web_world import World

TABLE = {
    "lawyer.saved": only(LAWYER),
    "lawyer.save": only(LAWYER),
    "lawyer.run": only(LAWYER),
    "lawyer.rename": only(LAWYER),
    "lawyer.drop": only(LAWYER),
    "lawyer.new_matches": only(LAWYER),
    "lawyer.ask_list": only(LAWYER),
    "lawyer.find_list": only(LAWYER),
    "lawyer.take_out": only(LAWYER),
    "lawyer.lay_out": only(LAWYER),
    "lawyer.take_out_law": only(LAWYER),
    "lawyer.patterns": only(LAWYER),
    "lawyer.keep_pattern": only(LAWYER),
    "lawyer.pattern": only(LAWYER),
    "lawyer.recompute": only(LAWYER),
    "lawyer.comparison": only(LAWYER),
}

_USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}
_QUERY = SearchQuery(Use(Purpose.PROSECUTION, "", "DE"))
_NEW = "each search is asked, then how far it was told"
_AGAIN = "the exhibit is opened, then its question is asked"
_KEPT = "the question, then what is kept of it"


def a_saved_search(world: World) -> dict[str, str]:
    """One saved search: `number`."""
    return {"number": str(save_search(world.archive, world.made.lawyer, "kept", _QUERY).number)}


def a_pattern(world: World) -> dict[str, str]:
    """One pattern exhibit: `number`."""
    archive = world.archive
    kept = create_pattern(archive, world.made.lawyer, find_collection(archive), "FICTIONAL walls", _QUERY)
    return {"number": kept.pattern.number}


def _again(leaves: str) -> Sent:
    return sent("lawyer", leaves, {"number": "{number}"}, made=a_pattern, why=_AGAIN)


POSTS = {
    "lawyer.save": sent("lawyer", "search_saved", {**_USE, "name": "walls"}),
    "lawyer.run": sent("lawyer", "query", made=a_saved_search, number="{number}"),
    "lawyer.rename": sent(
        "lawyer", "search_saved", {"name": "other walls"}, made=a_saved_search, number="{number}"
    ),
    "lawyer.drop": sent("lawyer", "search_dropped", made=a_saved_search, number="{number}"),
    "lawyer.new_matches": sent("lawyer", "query alert", made=a_saved_search, why=_NEW),
    "lawyer.lay_out": sent("lawyer", "query", {**_USE, "way": "elements", "crime": "CAT-1"}),
    "lawyer.take_out_law": sent("lawyer", "query", {**_USE, "way": "norms"}),
    "lawyer.find_list": sent("lawyer", "query", {**_USE, "rows": "wall", "each": "words"}),
    "lawyer.take_out": sent("lawyer", "query", {**_USE, "file": "csv"}),
    "lawyer.keep_pattern": sent("lawyer", "query pattern", {**_USE, "title": "walls"}, why=_KEPT),
    "lawyer.pattern": sent("lawyer", "decryption", {"number": "{number}"}, made=a_pattern),
    "lawyer.recompute": _again("decryption query"),
    "lawyer.comparison": _again("decryption query"),
}
