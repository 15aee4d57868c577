"""The search page: everything beside the text stands in one form and goes by POST."""

import re

import pytest

from tests.web.searching import USE, form_of


@pytest.fixture
def browser(searched):
    browser = searched.browser("lawyer")
    browser.get("/lawyer/search")
    return browser


def ask(browser, **fields):
    response = browser.post("/lawyer/search", {**USE, **fields})
    assert response.status_code == 200, response.text
    return response.text


def press(browser, page, name, value):
    """Send the form of a page by one of its buttons."""
    fields, buttons = form_of(page)
    assert (name, value) in buttons
    return ask(browser, **{**fields, name: [*fields.get(name, []), value]})


def test_facets_count_trees_of_units_and_types_as_lower_bounds(browser):
    page = ask(browser, text="стена")
    assert "30 items" in page
    for said in (
        'value="by-mvd-gubopik"',
        'value="by-mvd"',
        'value="liberty"',
        'value="testimony"',
        "+</span>",
    ):
        assert said in page
    assert 'class="count">20<' not in page, "small differences must not show"


def test_values_of_one_facet_are_alternatives_and_stay_countable(browser):
    page = ask(browser, text="стена", kinds=["testimony"])
    assert "20 items" in page
    assert 'value="interview"' in page, "the facet leaves its own condition out"
    page = ask(browser, text="стена", kinds=["testimony", "interview"])
    assert "30 items" in page


def test_articles_grounds_and_measures_are_counted_by_name_and_can_be_chosen(browser):
    page = ask(browser, text="стена")
    for said in (
        "Articles charged",
        "BY-CC-342 (",
        "on a political ground",
        "refused to have it looked into",
    ):
        assert said in page
    assert 'value="BY-CC-342/1"' not in page, "by article, whatever its part"
    page = ask(browser, text="стена", charges=["SU-RSFSR-58-10"], grounds=["political"])
    assert "10 items" in page
    assert 'value="BY-CC-342"' in page, "the facet leaves its own condition out"
    page = press(browser, page, "drop", "charges:SU-RSFSR-58-10")
    assert "30 items" in page
    assert form_of(page)[0]["grounds"] == ["political"]
    assert "0 items" in ask(browser, text="стена", measures=["reward"])


def test_a_chip_takes_its_condition_away_and_the_rest_stays(browser):
    page = ask(browser, text="стена", kinds=["interview"], units=["bssr-nkvd"])
    assert "10 items" in page
    assert "Kinds of item: interview" in page
    page = press(browser, page, "drop", "kinds:interview")
    fields, _ = form_of(page)
    assert "kinds" not in fields
    assert (fields["units"], fields["text"], fields["purpose"]) == (["bssr-nkvd"], ["стена"], ["prosecution"])


def test_what_was_chosen_survives_a_mistake(browser):
    response = browser.post("/lawyer/search", {**USE, "text": "(", "kinds": "interview", "from": "1937"})
    assert response.status_code == 400
    fields, buttons = form_of(response.text)
    assert (fields["kinds"], fields["from"]) == (["interview"], ["1937"])
    assert ("drop", "kinds:interview") in buttons


@pytest.mark.parametrize(("certainly", "total"), [("", "10 items"), ("yes", "0 items")])
def test_days_are_possibly_or_certainly_within(browser, certainly, total):
    assert total in ask(browser, text="стена", **{"from": "1937", "to": "1937", "certainly": certainly})


@pytest.mark.parametrize("day", ["yesterday", "2020-13", "2020-02-30", "2020-08-0", "\x00", "９９９９"])
def test_an_impossible_day_is_told_beside_its_field(browser, day):
    response = browser.post("/lawyer/search", {**USE, "from": day})
    assert response.status_code == 400
    assert 'id="from-error"' in response.text


def test_a_timeline_tells_certain_from_possible_and_leads_on(browser):
    page = ask(browser, text="стена", view="timeline", scale="year", **{"from": "1930", "to": "2021"})
    assert "<svg" in page
    assert " style=" not in page
    assert ("only", "from:1937 to:1937") in form_of(page)[1]
    row = page.split("from:1937 to:1937")[1].split("</tr>")[0]
    assert re.search(r"<td>(5|10)\+</td>", row), "ten, lowered by 0 to 4 and to a multiple of five"
    assert "&lt;" in row, "certain in neither year"
    narrowed = press(browser, page, "only", "from:1937 to:1937")
    assert "10 items" in narrowed
    assert form_of(narrowed)[0]["from"] == ["1937"]


def test_a_timeline_too_fine_is_told_and_not_drawn(browser):
    response = browser.post("/lawyer/search", {**USE, "view": "timeline", "scale": "day"})
    assert response.status_code == 400
    assert "400 bins" in response.text


def test_the_matrix_leads_to_the_items_of_a_cell(browser):
    page = ask(browser, text="стена", view="matrix", unit_depth="0", type_depth="0")
    cells = [value for name, value in form_of(page)[1] if name == "only"]
    assert cells
    units, violations = cells[0].split()
    narrowed = press(browser, page, "only", cells[0])
    fields, _ = form_of(narrowed)
    assert [f"units:{fields['units'][0]}", f"violations:{fields['violations'][0]}"] == [units, violations]


def test_the_map_counts_places_by_region_in_any_language(browser, searched):
    before = searched.entries()
    page = ask(browser, text="стена", view="places")
    assert searched.entries() == before + 2, "the search, and the count by region"
    rows = dict(re.findall(r'in the region (\w+)">.*?<td>(.*?)</td>', page))
    assert rows["Hrodna"] in {"5+", "10+"}
    assert int(rows["Minsk"].rstrip("+")) >= 20
    assert rows["Brest"].startswith("&lt;")
    narrowed = press(browser, page, "instead", next(v for n, v in form_of(page)[1] if "Гродно" in v))
    assert "10 items" in narrowed


def test_pages_follow_each_other_and_keep_the_question(browser):
    page = ask(browser, text="стена")
    page = press(browser, page, "page", "2")
    assert "Page 2 of 3" in page
    assert ("page", "3") in form_of(page)[1]


def test_a_name_of_several_units_offers_them(browser):
    response = browser.post("/lawyer/search", {**USE, "text": "стена unit:ИК-1"})
    assert response.status_code == 400
    offered = [value for name, value in form_of(response.text)[1] if name == "instead"]
    assert {"unit:by-ik1-minsk" in " ".join(offered), "unit:by-ik1-navapolatsk" in " ".join(offered)} == {
        True
    }
    assert ask(browser, instead=offered[0])


def test_a_date_settles_the_name_and_the_page_says_so(browser):
    page = ask(browser, text="стена unit:ИК-1 date:2021")
    assert "is read as" in page


def test_an_unknown_unit_offers_the_nearest(browser):
    response = browser.post("/lawyer/search", {**USE, "text": "unit:by-mvd-gubopk"})
    assert response.status_code == 400
    assert ("instead", "unit:by-mvd-gubopik") in form_of(response.text)[1]


def test_nothing_found_offers_what_would_find_something(browser):
    page = ask(browser, text="стенка калидор")
    assert "0 items" in page
    assert [value for name, value in form_of(page)[1] if name == "instead"]


def test_succession_is_followed_when_asked_and_stopped_at_a_unit(browser):
    page = ask(browser, text="unit:by-kgb", follow="yes")
    stops = [value for name, value in form_of(page)[1] if name == "also"]
    assert stops
    page = press(browser, page, "also", stops[0])
    assert "Not followed:" in page
    assert ("also", stops[0]) not in form_of(page)[1]


def test_a_hit_says_what_to_know_before_it_is_opened(browser):
    page = ask(browser, text='"коридор 0"')
    for said in ("graphic material", "Fictional", "consent: given by the source", "<mark>"):
        assert said in page


@pytest.mark.parametrize(
    "name",
    [
        "units",
        "violations",
        "kinds",
        "charges",
        "grounds",
        "measures",
        "levels",
        "languages",
        "collections",
        "show",
    ],
)
def test_what_no_register_has_is_refused(browser, searched, name):
    before = searched.entries()
    assert browser.post("/lawyer/search", {**USE, name: "<b>1"}).status_code == 400
    assert searched.entries() == before
