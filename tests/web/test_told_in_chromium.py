"""What is folded away in a deposit, told by a person in Debian's Chromium, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from archive.domain.claims import Ground, Hearing, NoticeClaim
from archive.services.reading import read_item
from tests.chromium import findings, follow, opened, picture
from tests.factories import PROSECUTION
from tests.web.documenting import number_in

pytestmark = pytest.mark.xdist_group("chromium")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_case_and_what_a_superior_heard_are_told_and_deposited(world, desk, browser, origin, javascript):
    desk.fill()
    with opened(browser, origin, world.token("documenter"), java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(f"{desk.path}/acts")
        follow(page.get_by_role("button", name="Add an act"))
        page.get_by_label("What was done?").fill("integrity.torture.beating")
        expect(page.get_by_label("on a political ground")).to_be_hidden()
        page.get_by_text("If it was told: on what ground").click()
        page.get_by_label("on a political ground").check()
        page.get_by_label("Charges under domestic law").fill("ст. 342 УК")
        page.get_by_label("How was it heard?").select_option("closed")
        follow(page.get_by_role("button", name="Keep this act"))
        expect(page.get_by_role("alert")).to_contain_text("understood rightly")
        expect(page.locator(".understood li")).to_contain_text("BY-CC-342 Organising or taking part")
        if javascript:
            assert findings(page) == []
        picture(page, f"told-case-{javascript}")
        follow(page.get_by_role("button", name="Keep this act"))
        page.get_by_text("If it was told: what superiors heard").click()
        follow(page.get_by_role("button", name="Add what a superior heard"))
        page.get_by_label("Who is the superior?").fill("FICTIONAL head")
        follow(page.get_by_role("button", name="Keep this claim"))
        expect(page.get_by_role("link", name="FICTIONAL head")).to_be_visible()
        follow(page.get_by_role("link", name="Go on"))
    number = number_in(desk.hand_in())
    described = read_item(world.archive, world.made.lawyer, number, PROSECUTION).record.description
    (told,) = described.allegations
    assert (told.grounds, told.charges, told.hearing) == (
        (Ground.POLITICAL,),
        ("BY-CC-342",),
        Hearing.CLOSED,
    )
    assert described.notices == (NoticeClaim("FICTIONAL head"),)
