"""A lawyer asks and reads: for a declared purpose, logged first, and what is hidden looks absent."""

import pytest

USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}


def ask(browser, text, **fields):
    browser.get("/lawyer/search")
    return browser.post("/lawyer/search", {**USE, "text": text, **fields})


def test_the_form_needs_a_purpose(world):
    browser = world.browser("lawyer")
    browser.get("/lawyer/search")
    before = world.entries()
    response = browser.post("/lawyer/search", {"text": "стена"})
    assert response.status_code == 400
    assert "This field is needed." in response.text
    assert world.entries() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [('"стена', "never closed"), ("(стена", "never closed"), ("unti:by-mvd", "unit")],
)
def test_a_mistake_is_shown_at_its_place_and_the_question_survives(world, text, said):
    response = ask(world.browser("lawyer"), text)
    assert response.status_code == 400
    assert said in response.text
    assert "^" in response.text
    assert text.replace('"', "&#34;") in response.text


def test_a_wrong_state_is_told_beside_its_field(world):
    response = ask(world.browser("lawyer"), "стена", jurisdiction="Germany")
    assert response.status_code == 400
    assert "two letters" in response.text


def test_a_search_is_one_entry_and_opening_a_hit_another(shown_world):
    world, number = shown_world, shown_world.items.amended
    browser = world.browser("lawyer")
    before = world.entries()
    page = ask(browser, "", purpose="analysis", jurisdiction="")
    assert page.status_code == 200, page.text
    assert world.entries() == before + 1
    assert f"Open {number}" in page.text
    opened = browser.post(f"/lawyer/items/{number}", {**USE, "purpose": "analysis", "jurisdiction": ""})
    assert opened.status_code == 200, opened.text
    assert world.entries() == before + 2
    assert number in opened.text


def test_an_exhibit_is_given_out_whole_and_only_as_a_file(shown_world):
    number = shown_world.items.two_exhibits
    browser = shown_world.browser("lawyer")
    use = {**USE, "purpose": "analysis", "jurisdiction": ""}
    browser.get("/lawyer/search")
    before = shown_world.entries()
    file = browser.post(f"/lawyer/items/{number}/exhibits/1", use)
    assert file.status_code == 200, file.text
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert int(file.headers["Content-Length"]) == len(file.data) > 0
    assert shown_world.entries() == before + 2
    assert browser.post(f"/lawyer/items/{number}/exhibits/99", use).status_code == 400


def test_what_may_not_be_seen_looks_like_what_is_not_there(shown_world):
    browser = shown_world.browser("lawyer")
    number = shown_world.items.two_exhibits
    browser.get("/lawyer/search")
    hidden = browser.post(f"/lawyer/items/{number}", {**USE, "purpose": "sanctions"})
    absent = browser.post("/lawyer/items/BYA-2026-9999999", {**USE, "purpose": "sanctions"})
    assert (hidden.status_code, absent.status_code) == (404, 404)
    token = browser.token
    assert (
        hidden.text.replace(number, "N").split("form_token")[0]
        == absent.text.replace("BYA-2026-9999999", "N").split("form_token")[0]
    )
    assert token


def test_a_withdrawn_item_shows_its_custody_and_nothing_else(shown_world):
    browser = shown_world.browser("lawyer")
    browser.get("/lawyer/search")
    page = browser.post(f"/lawyer/items/{shown_world.items.withdrawn}", {**USE, "purpose": "analysis"})
    assert page.status_code == 200
    assert "withdrawal" in page.text


@pytest.mark.parametrize("position", [0, 3, 10**12])
def test_an_exhibit_that_is_not_there_is_not_another(shown_world, position):
    browser, number = shown_world.browser("lawyer"), shown_world.items.two_exhibits
    browser.get("/lawyer/search")
    fields = {**USE, "purpose": "analysis", "jurisdiction": ""}
    response = browser.post(f"/lawyer/items/{number}/exhibits/{position}", fields)
    assert response.status_code == 400, response.text
    assert "counted from 1" in response.text
