"""Words for what a search says of itself and of its hits."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.consent import ConsentBasis
from search.query import Order
from search.suggestions import Why
from search.timeline import Scale

CONSENTS: dict[ConsentBasis, LazyString] = {
    ConsentBasis.SOURCE: _l("given by the source"),
    ConsentBasis.GUARDIAN: _l("given by a guardian"),
    ConsentBasis.PROXY: _l("given by somebody whom the source asked to"),
    ConsentBasis.PUBLIC_ARCHIVE: _l("not asked: from a public archive"),
    ConsentBasis.OPEN_SOURCE: _l("not asked: from an open source"),
    ConsentBasis.SECURITY_REVIEW: _l("not asked: decided after a review of security"),
    ConsentBasis.NONE: _l("not asked"),
}
WHYS: dict[Why, LazyString] = {
    Why.SPELLING: _l("another spelling"),
    Why.SCRIPT: _l("another script"),
    Why.LAYOUT: _l("another keyboard layout"),
    Why.SLIP: _l("one letter wrong"),
    Why.APART: _l("words further apart"),
    Why.DATE: _l("a wider date"),
    Why.BELOW: _l("with what is below"),
    Why.DROPPED: _l("one condition less"),
}
ORDERS: dict[Order, LazyString] = {
    Order.RELEVANCE: _l("by relevance"),
    Order.EARLIEST: _l("by the first possible day"),
    Order.LATEST: _l("by the last possible day, latest first"),
    Order.NEWEST: _l("by deposit, newest first"),
    Order.OLDEST: _l("by deposit, oldest first"),
    Order.NUMBER: _l("by number"),
}
SCALES: dict[Scale, LazyString] = {
    Scale.DECADE: _l("decades"),
    Scale.YEAR: _l("years"),
    Scale.MONTH: _l("months"),
    Scale.DAY: _l("days"),
}
EXAMPLES: tuple[tuple[str, LazyString], ...] = (
    ("стена коридор", _l("both words, inflected in any way")),
    ('"лицом к стене"', _l("words side by side")),
    ('"избили коридоре"~5', _l("words near each other, at most five between them")),
    ("избив*", _l("words that begin so")),
    ("(стена OR стенка) NOT суд", _l("either, and without; AND, OR and NOT in capitals")),
    ("unit:by-mvd", _l("a unit with all that stood below it then; unit:= the unit itself")),
    ('unit:"ОМОН Минск" date:2020-08', _l("a unit by its name, read by the date beside it")),
    ("violation:integrity.torture", _l("a type with everything narrower")),
    ("crime:CAH-7-1-f", _l("types that are the core or a component of a crime")),
    ("article:CAT-1", _l("types that rest on an article; older acts get a warning")),
    ("date:2020-08-09..2020-08-13", _l("possibly within these days; date:! certainly within")),
    ("person:Прыкладовіч", _l("a person named in a claim, in any script and spelling")),
    ("place:Жодино", _l("a place as the item names it")),
)
"""What can be typed, and what it finds."""
