"""Files that arrive: cut short, too large, forged, twice. Nothing of them is kept, and the draft stays."""

import io

import pytest

from archive.app import create_app
from config import WebSettings
from tests.web.documenting import ACCOUNT, Desk, number_in
from tests.web_world import ORIGIN


def payloads(world) -> list[str]:
    return [path.name for path in (world.made.root / "drafts").rglob("*.pa*")]


def raw(desk: Desk, body: bytes, **more: str):
    return desk.browser.client.post(
        f"{desk.path}/files",
        data=body,
        content_type="multipart/form-data; boundary=kettle",
        headers={**desk.browser.headers, **more},
    )


def form(desk: Desk, content: bytes, token: str = "") -> bytes:
    parts = (
        b'--kettle\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n'
        + (token or desk.browser.token).encode()
        + b'\r\n--kettle\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    )
    return parts + content + b"\r\n--kettle--\r\n"


@pytest.mark.parametrize("left", [20, 150, 300_000])
def test_a_connection_that_ends_early_leaves_nothing(world, left):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    whole = form(desk, b"FICTIONAL " * 60_000)
    cut = raw(desk, whole[:left])
    assert cut.status_code == 400
    assert "Your draft is as it was" in cut.text
    assert payloads(world) == []
    assert raw(desk, whole).status_code == 303
    assert len(payloads(world)) == 1


def test_a_form_without_its_token_keeps_nothing(world):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    assert raw(desk, form(desk, b"FICTIONAL", token="x" * 43)).status_code == 403
    assert raw(desk, form(desk, b"FICTIONAL").partition(b"\r\n--kettle")[2]).status_code in {400, 403}
    assert raw(desk, form(desk, b"FICTIONAL"), **{"Sec-Fetch-Site": "cross-site", "Origin": "http://x"}).status_code == 403  # fmt: skip # noqa: E501
    assert payloads(world) == []


def test_more_than_the_setting_allows_is_refused(world):
    world.app = create_app(world.archive, WebSettings(origin=ORIGIN, deposit_bytes=10_000))
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    refused = desk.send(("large.bin", b"x" * 20_000))
    assert refused.status_code == 413
    assert payloads(world) == []
    assert desk.send(("small.bin", b"x" * 1000)).status_code == 303


def test_the_same_file_is_in_a_draft_once_and_can_be_taken_out(world):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    desk.send(("one.txt", b"FICTIONAL"), ("two.txt", b"FICTIONAL"))
    assert desk.send(("three.txt", b"FICTIONAL")).status_code == 303
    assert len(payloads(world)) == 1
    page = desk.browser.get(f"{desk.path}/files").text
    file_id = payloads(world)[0].removesuffix(".payload")
    assert f"/files/{file_id}/drop" in page
    assert desk.browser.post(f"{desk.path}/files/{file_id}/drop").status_code == 303
    assert payloads(world) == []
    again = desk.browser.post(f"{desk.path}/files/{file_id}/drop")
    assert "taken out already" in desk.browser.follow(again).text


def test_a_draft_with_many_files_and_a_long_account_is_opened_again(world):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    assert desk.send(*((f"{n}.txt", f"FICTIONAL {n}".encode()) for n in range(40))).status_code == 303
    desk.fill()
    text = "ВЫДУМКА " * 9_000
    assert desk.keep("account", {**ACCOUNT, "text": text}).status_code == 303
    page = desk.browser.get(f"{desk.path}/account").text
    assert text.strip() in page
    assert "39.txt" in desk.browser.get(f"{desk.path}/files").text
    number = number_in(desk.hand_in())
    assert "39.txt" in desk.browser.get(f"/documenter/deposits/{number}").text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a" * 500 + ".txt", "🫖.txt", "<b>x</b>.txt", "gpj.\u202eexe"]
)
def test_names_of_files_are_shown_and_make_no_path(world, name):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    assert desk.send((name, b"FICTIONAL")).status_code == 303
    page = desk.browser.get(f"{desk.path}/files").text
    assert "<b>x</b>" not in page
    assert "\u202e" not in page
    assert len(payloads(world)) == 1


def test_an_ended_session_reads_no_file(world):
    desk = Desk.begin(world)
    desk.browser.get(f"{desk.path}/files")
    world.clock.move(hours=1)
    assert desk.send(("kettle.txt", b"FICTIONAL")).status_code == 401
    assert payloads(world) == []


def test_other_pages_drop_files(world):
    desk = Desk.begin(world)
    page = desk.browser.post(
        f"{desk.path}/keep/account",
        {"revision": "0", "title": (io.BytesIO(b"FICTIONAL"), "title.txt")},
        content_type="multipart/form-data",
    )
    assert page.json == {"revision": 1}
