"""One hit of a search on the screen: its passages first, then the item, then where to go on."""

from archive.cli.context import emit
from archive.cli.render import item_text, tombstone_text
from archive.cli.search import highlighted
from archive.services.context import Archive
from archive.services.hits import Hit
from archive.services.reading import Tombstone
from schemas.match_json import match_json


def show_hit(archive: Archive, hit: Hit, *, as_json: bool) -> None:
    """Print a hit as JSON or text."""
    emit(match_json(hit), as_json=as_json, text=lambda: _text(archive, hit))


def _text(archive: Archive, hit: Hit) -> str:
    lines = [f"Hit {hit.place.hit} of search {hit.place.search}", ""]
    lines += [f"  … {highlighted(passage)} …" for passage in hit.passages]
    lines += [""] if hit.passages else []
    if isinstance(hit.item, Tombstone):
        lines.append(tombstone_text(hit.item))
    else:
        lines.append(item_text(hit.item.record, archive.vocabularies))
    for word, place in (("next", hit.next), ("previous", hit.previous)):
        if place is not None:
            lines += ["", f"{word}: sviedka show --in-search {place.search} --hit {place.hit}"]
    return "\n".join(lines)
