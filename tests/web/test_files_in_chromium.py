"""Files of a deposit in Chromium: dropped, a whole folder, the camera, a connection that ends in the middle.

Words are those of the language of the person; elements are found by what they do.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archive.services.enrolment import set_language
from tests.chromium import findings, opened, picture
from tests.web_world import World

pytestmark = pytest.mark.xdist_group("chromium")
BROKEN = {
    "en": "The connection broke",
    "ru": "Связь оборвалась",
    "be": "Сувязь абарвалася",
}
OVER = {"en": "Your session is over", "ru": "Ваш сеанс закончился", "be": "Ваш сеанс скончыўся"}
SLOW = 200_000
"""Bytes a second: a file of several megabytes is under way for long enough to be looked at."""


@pytest.fixture
def page(world, browser, origin, desk) -> Iterator[Page]:
    """The files of a new draft, opened by its documenter."""
    with opened(browser, origin, world.token("documenter")) as context:
        page = context.new_page()
        page.goto(f"{desk.path}/files")
        yield page


def drop(page: Page, *paths: Path) -> None:
    """What a file manager does when these are dragged onto the page and let go."""
    target = page.locator("[data-drop] label")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    devices = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
    for kind in ("dragEnter", "dragOver", "drop"):
        devices.send("Input.dispatchDragEvent", {"type": kind, **place})


def received(page: Page, *names: str) -> None:
    expect(page.locator(".received bdi")).to_have_text(list(names))


def speak(world: World, language: str) -> None:
    set_language(world.archive, world.enrolled["documenter"].account, language)


def test_several_files_are_dropped_at_once(page, tmp_path):
    names = ["чайник.txt", "kettle 🫖.txt", "a" * 200 + ".txt"]
    for name in names:
        (tmp_path / name).write_text(f"FICTIONAL {name}")
    drop(page, *(tmp_path / name for name in names))
    received(page, *names)
    expect(page.locator(".notice")).to_contain_text("3 files were received and sealed")
    picture(page, "files-dropped")
    assert findings(page) == []
    (tmp_path / "again.txt").write_text("FICTIONAL again")
    drop(page, tmp_path / "again.txt")
    received(page, *names, "again.txt")


def test_a_folder_is_dropped_with_all_that_is_in_it(page, tmp_path):
    deep = tmp_path / "case" / "photographs"
    deep.mkdir(parents=True)
    (tmp_path / "case" / "letter.txt").write_text("FICTIONAL letter")
    (deep / "door.txt").write_text("FICTIONAL door")
    drop(page, tmp_path / "case")
    expect(page.locator(".received bdi")).to_have_count(2)
    expect(page.locator(".received")).to_contain_text("letter.txt")
    expect(page.locator(".received")).to_contain_text("door.txt")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_a_folder_and_the_camera_are_chosen(world, browser, origin, desk, tmp_path, javascript):
    folder = tmp_path / "case"
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "one.txt").write_text("FICTIONAL one")
    (folder / "two.txt").write_text("FICTIONAL two")
    with opened(browser, origin, world.token("documenter"), java_script_enabled=javascript) as context:
        page = context.new_page()
        page.goto(f"{desk.path}/files")
        page.locator("summary").click()
        camera = page.locator("#camera")
        expect(camera).to_have_attribute("capture", "environment")
        expect(camera).to_have_attribute("accept", "image/*,video/*")
        page.locator("#folder").set_input_files(folder)
        camera.set_input_files({"name": "now.jpg", "mimeType": "image/jpeg", "buffer": b"FICTIONAL picture"})
        page.locator("form[data-files] button").first.click()
        expect(page.locator(".received bdi")).to_have_count(3)
        expect(page.locator(".received")).to_contain_text("now.jpg")
        expect(page.locator(".received")).to_contain_text("one.txt")
        picture(page, f"files-folder-{'script' if javascript else 'plain'}")


@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_a_connection_that_ends_in_the_middle_loses_nothing(world, page, desk, tmp_path, language):
    speak(world, language)
    page.reload()
    page.set_input_files("#files", {"name": "first.txt", "mimeType": "text/plain", "buffer": b"FICTIONAL"})
    page.locator("form[data-files] button").first.click()
    received(page, "first.txt")
    (tmp_path / "long.bin").write_bytes(bytes(4_000_000))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    network.send("Network.emulateNetworkConditions", slow)
    page.set_input_files("#files", tmp_path / "long.bin")
    page.locator("form[data-files] button").first.click()
    expect(page.locator("[data-progress]")).to_have_text(re.compile(r"[1-9]\d? %"))
    picture(page, f"files-sending-{language}")
    network.send("Network.emulateNetworkConditions", {**slow, "offline": True})
    expect(page.locator("[data-progress]")).to_contain_text(BROKEN[language])
    picture(page, f"files-broken-{language}")
    assert findings(page) == []
    received(page, "first.txt")
    network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    page.locator("form[data-files] button").first.click()
    received(page, "first.txt", "long.bin")


def test_without_a_connection_nothing_is_sent_and_what_was_dropped_stays_chosen(page, tmp_path):
    (tmp_path / "kettle.txt").write_text("FICTIONAL kettle")
    page.context.set_offline(True)
    drop(page, tmp_path / "kettle.txt")
    expect(page.locator("[data-progress]")).to_contain_text("There is no connection")
    page.context.set_offline(False)
    page.locator("form[data-files] button").first.click()
    received(page, "kettle.txt")


def test_sending_can_be_stopped(page, tmp_path):
    (tmp_path / "long.bin").write_bytes(bytes(4_000_000))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    network.send("Network.emulateNetworkConditions", slow)
    page.set_input_files("#files", tmp_path / "long.bin")
    page.locator("form[data-files] button").first.click()
    expect(page.locator("[data-progress]")).to_have_text(re.compile(r"[1-9]\d? %"))
    page.locator("[data-stop]").click()
    expect(page.locator("[data-progress]")).to_contain_text("Stopped")
    expect(page.locator("[data-stop]")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_an_ended_session_is_said_before_anything_is_sent(world, page, origin, language):
    speak(world, language)
    page.reload()
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"FICTIONAL"})
    world.clock.move(hours=1)
    page.locator("form[data-files] button").first.click()
    expect(page.locator("[data-progress]")).to_contain_text(OVER[language])
    picture(page, f"files-session-over-{language}")
    token = world.token("documenter")
    page.context.add_cookies([{"name": "sviedka", "value": token, "url": origin}])
    page.locator("form[data-files] button").first.click()
    received(page, "a.txt")


def test_too_much_at_once_is_said_before_it_is_sent(page):
    page.locator("[data-progress]").evaluate("each => { each.dataset.most = '5'; each.dataset.left = '1'; }")
    small = {"mimeType": "text/plain", "buffer": b"FICTIONAL"}
    page.set_input_files("#files", [{"name": f"{each}.txt", **small} for each in range(2)])
    page.locator("form[data-files] button").first.click()
    expect(page.locator("[data-progress]")).to_contain_text("at most 500 files")
    page.set_input_files("#files", {"name": "one.txt", **small})
    page.locator("form[data-files] button").first.click()
    expect(page.locator("[data-progress]")).to_contain_text("MiB at once")


def test_what_the_archive_refuses_is_said_in_its_words(world, page, desk):
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"FICTIONAL"})
    desk.browser.get(f"{desk.path}/discard")
    assert desk.browser.post(f"{desk.path}/discard").status_code == 303
    page.locator("form[data-files] button").first.click()
    expect(page.locator("[data-progress]")).to_contain_text("You have no such draft, or not any more")
