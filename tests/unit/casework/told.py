"""Acts as the tests tell them. Everything is fictional."""

from archive.domain.acts import ToldAct
from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Attribution, Certainty, Level, Victim
from schemas.edtf import parse

NOBODY_NAMED = Victim()


def claim(unit="", level=Level.UNIT, certainty=Certainty.HIGH, **more):
    return Attribution(unit=unit, level=level, certainty=certainty, **more)


def told(
    number,
    violation="",
    *claims,
    when="2020-08-10",
    place="Minsk",
    victim="",
    who=NOBODY_NAMED,
    position=1,
    **more,
):
    """One act of one item."""
    allegation = Allegation(violation=violation, victim=who, attributions=claims, **more)
    return ToldAct(
        number,
        position,
        allegation,
        claims,
        parse(when) if when else None,
        Quantifier.SOME_DAY,
        place,
        victim,
    )
