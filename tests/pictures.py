"""Takes the README's pictures from the real sandbox: `python -m tests.pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from slackapp.sandbox.run import Sandbox
from tests.browser import browser

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def types(page: Page, text: str, answer: str) -> None:
    """Type a command and wait for its answer."""
    page.get_by_test_id("composer").fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message").last).to_contain_text(answer)


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(Path(folder) / "desk.sqlite", 0, ticking=False) as sandbox,
        browser() as chromium,
    ):
        sandbox.house.worker.send_all()

        def opens(who: str, place: str, size: dict[str, int]) -> Page:
            page = chromium.new_page(viewport={"width": size["width"], "height": size["height"]})
            page.goto(f"{sandbox.address}/#as={who}&at={place}")
            expect(page.get_by_test_id("composer")).to_be_visible()
            return page

        def keeps(page: Page, name: str) -> None:
            page.wait_for_timeout(400)  # let the page settle
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()

        ada = opens("U0ADA", "C0ACME", LAPTOP)
        types(ada, "/escalation log 2h", "2 of 7 escalations left")
        keeps(ada, "log")
        ada = opens("U0ADA", "C0SUPPORT", LAPTOP)
        types(ada, "/escalation explain 1", "2 escalations")
        keeps(ada, "explain")
        keeps(opens("U0CLEO", "D0CLEO", LAPTOP), "decide")
        ben = opens("U0BEN", "C0INITECH", LAPTOP)
        ben.get_by_test_id("message").first.hover()
        ben.get_by_test_id("message-menu").first.click()
        ben.get_by_test_id("shortcut-open_support_case").first.click()
        expect(ben.get_by_test_id("modal")).to_contain_text("Open support case")
        keeps(ben, "open-case")
        cleo = opens("U0CLEO", "C0SALES", PHONE)
        types(cleo, "/balance", "the tightest first")
        keeps(cleo, "phone")


if __name__ == "__main__":
    main()
