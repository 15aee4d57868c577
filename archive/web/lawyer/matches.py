"""From match to match of a search, and back to them. Which search it was goes by POST, like all of it."""

from flask import request
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.services.hits import Place, open_hit, question_of
from archive.web.forms import Form
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer import reading
from archive.web.lawyer.asking import of_query
from archive.web.lawyer.searching import answer
from archive.web.policy import needs
from archive.web.visit import actor, archive


@bp.page("/search/match", needs(Act.READ), methods=["POST"])
def match() -> ResponseReturnValue:
    """The record of a match, opened for the use that its search declared; beyond the page it is asked on."""
    form = Form(request.form)
    place = Place(form.number("search", 0, 10**12), form.number("hit", 1, 10**6))
    found = open_hit(archive(), actor(), place)
    data = of_query(found.query)
    carried = {"search": found.place.search, "hit": found.place.hit, "of": found.total}
    data.update({name: str(value) for name, value in carried.items()})
    return reading.item_page(found.item, Form(data), found.passages)


@bp.page("/search/again", needs(Act.SEARCH), methods=["POST"])
def back_to_matches() -> ResponseReturnValue:
    """The page of matches that was left: asked again, because it may have changed, and logged."""
    entry = Form(request.form).number("search", 0, 10**12)
    return answer(Form(of_query(question_of(archive(), actor(), entry))))
