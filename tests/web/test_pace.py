"""Pages of an archive that keeps a pace: what waits says until when; the public checkpoint stands still."""

import json
import threading
from dataclasses import replace

from archive.services.publish import publish_checkpoint
from archive.worker import start_pace
from tests.web.documenting import Desk, number_in
from tests.web_world import Browser

PACE = 600


def test_a_receipt_waits_for_the_next_checkpoint_and_then_is_there(world):
    world.app.extensions["sviedka_archive"] = replace(world.archive, checkpoint_seconds=PACE)
    before = Browser(world.app).get("/checkpoint").data
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    desk.fill()
    number = number_in(desk.hand_in())
    assert Browser(world.app).get("/checkpoint").data == before
    page, file = f"/documenter/deposits/{number}", f"/documenter/deposits/{number}/receipt.json"
    waiting = desk.browser.get(page).text
    assert "The receipt is not ready yet." in waiting
    assert file not in waiting
    assert "after 2" in desk.browser.get("/documenter/deposits").text
    assert desk.browser.get(file).status_code == 404
    assert "The next is due after" in world.browser("auditor").get("/auditor/checkpoints").text
    publish_checkpoint(world.archive)
    assert Browser(world.app).get("/checkpoint").data != before
    assert f'href="{file}"' in desk.browser.get(page).text
    assert json.loads(desk.browser.get(file).data)["entries"]


def test_a_process_keeps_the_pace_only_where_there_is_one(world):
    assert start_pace(world.archive) is None
    before = {each.ident for each in threading.enumerate()}
    stop = start_pace(replace(world.archive, checkpoint_seconds=PACE))
    (thread,) = (each for each in threading.enumerate() if each.ident not in before)
    assert (thread.name, thread.daemon) == ("pace", True)
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
