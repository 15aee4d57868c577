"""Debian's Chromium over a served World: pages as people get them, axe-core as a judge, pictures to look at.

Pictures lie in .cache/screenshots of the clone. The browser reaches loopback only, has a fresh profile, and
asks nobody for updates.

A machine may be slow and busy: everything waits as long as `PATIENCE`. A click does not wait for the page
that it leads to: `follow` does. What a script changes within a page is waited for by Playwright's `expect`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from werkzeug.serving import make_server

from archive.app import create_app
from config import WebSettings
from tests.architecture.tree import ROOT
from tests.web_world import World, examining

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
PICTURES = ROOT / ".cache" / "screenshots"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LARGEST = 100 * 1024
PATIENCE = 120_000
"""Milliseconds in which a page, or something on it, must be there. Only what never comes takes so long."""

expect.set_options(timeout=PATIENCE)


@contextmanager
def served(world: World) -> Iterator[str]:
    """The application on a free port of loopback; answers with its origin."""
    server = make_server("localhost", 0, lambda *_: [], threaded=True)
    origin = f"http://localhost:{server.port}"
    server.app = create_app(world.archive, WebSettings(origin=origin), examining(world.made))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        server.app.extensions["sviedka_identifier"].close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """One headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=list(FLAGS), timeout=PATIENCE
        )
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, origin: str, token: str = "", **options: Any) -> Iterator[BrowserContext]:
    """A profile of its own. `token`: the cookie of a session; `options`: as for Playwright's new_context."""
    context = browser.new_context(base_url=origin, **options)
    if token:
        context.add_cookies([{"name": "sviedka", "value": token, "url": origin}])
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def follow(control: Locator) -> None:
    """Click what leads to another page, or to the same address anew, and wait until that page is loaded."""
    with control.page.expect_navigation(wait_until="load"):
        control.click()


def follow_key(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait until that page is loaded."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def narrow_and_wide(page: Page) -> Iterator[int]:
    """Give a loaded page each width in turn, at which it must not scroll sideways."""
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("width => innerWidth === width", arg=width)
        yield width
        overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(overflow), f"{page.url} scrolls sideways at {width}"


def weight(page: Page) -> int:
    """Bytes of bodies that a loaded page and all it asked for are made of."""
    kinds = "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
    return int(page.evaluate(f"{kinds}.reduce((sum, each) => sum + each.encodedBodySize, 0)"))


def findings(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands when it is loaded, one line each."""
    page.wait_for_load_state()
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", list(RULES))
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:160]} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def picture(page: Page, name: str) -> Path:
    """The whole page as an image."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state()
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
