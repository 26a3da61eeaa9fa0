"""A real browser over the real sandbox, for tests and for the README's pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.waiting import SOON

# These tests ask what is shown, the benchmarks how soon: messages in one channel keep a second
# between them, and three of them on a busy machine are slower than Playwright's own five.
expect.set_options(timeout=SOON * 1000)

LAPTOP, PHONE = (1366, 768), (390, 844)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-GB",
)


def chromium_path() -> str | None:
    """Return where a Chromium is, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def is_required() -> bool:
    """Whether a missing Chromium is a failure (as in CI) rather than a reason to skip."""
    return os.environ.get("DESK_BROWSER") == "required"


needs_chromium = pytest.mark.skipif(
    chromium_path() is None and not is_required(),
    reason="no Chromium found: install chromium to run the browser tests",
)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium that talks to nobody but the page."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=list(_FLAGS))
        yield opened
        opened.close()


class Tabs:
    """Browser tabs of several people, which notes what must not happen in any."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._chromium, self._address = chromium, address
        self.troubles: list[str] = []
        self._pages: list[Page] = []

    def open(self, who: str, place: str, width: int = 1366, height: int = 768) -> Page:
        """Open the sandbox as somebody, in a place; what is as narrow as a phone is touched."""
        page = self._chromium.new_page(
            viewport={"width": width, "height": height},
            is_mobile=width < 600,
            has_touch=width < 600,
            locale="en-GB",
        )
        self.watch(page)
        page.goto(f"{self._address}/#as={who}&at={place}")
        expect(page.get_by_test_id("composer")).to_be_visible()
        return page

    def watch(self, page: Page) -> None:
        """Note what must not happen in a page, also in one that another opened."""
        page.on("console", self._said)
        page.on("pageerror", self._broke)
        page.on("request", self._asked)
        self._pages.append(page)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(message.text)

    def _broke(self, error: Error) -> None:
        self.troubles.append(str(error))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:")):
            self.troubles.append(request.url)

    def close(self) -> None:
        for page in self._pages:
            page.close()


def types(page: Page, text: str, answer: str) -> None:
    """Type a command and wait for its answer."""
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text(answer)


def chooses(page: Page, shortcut: str) -> None:
    """Choose a shortcut from the menu of the first message."""
    page.get_by_test_id("message").first.hover()
    page.get_by_test_id("message-menu").first.click()
    page.get_by_test_id(f"shortcut-{shortcut}").first.click()


def puts_a_siren(message: Locator) -> None:
    """React to a message with 🚨: from the bar over it, or from its menu where nothing hovers."""
    message.hover()
    if (siren := message.get_by_test_id("react-siren")).is_visible():
        siren.click()
    else:
        message.get_by_test_id("message-menu").click()
        message.page.get_by_test_id("menu-siren").click()


_CUT_OFF = """() => {
    const inside = ['.message-list', '.home-view', '.modal-body']
        .flatMap(place => [...document.querySelectorAll(place)]);
    const all = (what) => inside.flatMap(place => [...place.querySelectorAll(what)]);
    const cut = all('.btn, .legend, figcaption, .block-table :is(th, td) > div')
        .filter(e => e.scrollWidth > e.clientWidth + 1);
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const labels = all('.block-data_visualization svg').flatMap(chart => {
        const edge = chart.getBoundingClientRect();
        const words = [...chart.querySelectorAll('text')].map(e => [e, e.getBoundingClientRect()]);
        const out = ([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1;
        return words.filter((word, n) => out(word)
            || words.slice(n + 1).some(other => meet(word[1], other[1]))).map(([e]) => e);
    });
    return [...cut, ...labels].map(e => e.textContent);
}"""


def cut_off(page: Page) -> list[str]:
    """The words that nobody can read whole: on buttons and in tables, where they don't fit; in
    charts, where they stick out or lie upon each other.
    """
    found: list[str] = page.evaluate(_CUT_OFF)
    return found


def fits(page: Page) -> bool:
    """Whether nothing sticks out of the window, or of the form that is open."""
    return bool(
        page.evaluate(
            """() => [document.documentElement, document.querySelector('.modal-body')]
                .every(e => !e || e.scrollWidth <= e.clientWidth)"""
        )
    )
