"""The Homes in a real browser, at a laptop's width and at a phone's: charts, pages, buttons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from models.rows.outbox import OutboxRow
from slackapp.sandbox.run import Sandbox
from tests.browser import PHONE, Tabs, fits, needs_chromium

pytestmark = needs_chromium

Open = Callable[[str], tuple[Page, Locator]]


@pytest.fixture(params=[(1280, 800), PHONE], ids=["laptop", "phone"])
def opens(request: pytest.FixtureRequest, tabs: Tabs, sandbox: Sandbox) -> Open:
    """Opens somebody's Home; nothing sticks out of the window."""
    sandbox.house.worker.work_off()

    def opened(who: str) -> tuple[Page, Locator]:
        page = tabs.open(who, "C0SUPPORT", *request.param)
        if page.get_by_test_id("drawer-toggle").is_visible():
            page.get_by_test_id("drawer-toggle").click()
        page.get_by_test_id("home").click()
        home = page.locator(".home-view")
        expect(home).to_contain_text("Hello")
        assert fits(page)
        return page, home

    return opened


def test_an_engineers_home(opens: Open, sandbox: Sandbox) -> None:
    """The week as a chart that says in words what it shows; *Log* opens the form."""
    sandbox.slack.type("ada", "#support", "/escalation log 1h30 #4")
    page, home = opens("U0ADA")
    expect(home).to_contain_text("You are on call")
    chart = home.get_by_role("img", name="Hours by day")
    expect(chart).to_have_attribute(
        "aria-label",
        "Hours by day. Hours: Mon 8 Jun · 1h30 1.5, Tue 9 Jun 0, Wed 10 Jun 0, Thu 11 Jun 0, "
        "Fri 12 Jun 0.",
    )
    expect(chart.locator("rect")).to_have_count(1)
    home.get_by_role("button", name="Log").first.click()
    modal = page.get_by_test_id("modal")
    expect(modal).to_contain_text("SAML metadata is not refreshed")
    assert fits(page)


def test_an_account_managers_home(opens: Open) -> None:
    """Customers with a bar each, a question with its buttons, and two series in the chart."""
    page, home = opens("U0CLEO")
    expect(home).to_contain_text("3 customers, the tightest first")
    expect(home).to_contain_text("▰▰▰▰▰▱ 10 of 11 escalations left")
    chart = home.get_by_role("img", name="Met and not met, by month")
    expect(chart).to_have_attribute(
        "aria-label",
        "Met and not met, by month. Met: Apr 2026 2, "
        "May 2026 2, Jun 2026 1. Not met: Apr 2026 0, May 2026 0, Jun 2026 1.",
    )
    expect(home.locator(".legend span")).to_have_text(["Met", "Not met"])
    home.get_by_role("button", name="Consulting").click()
    expect(page.get_by_test_id("modal")).to_contain_text("consulting")


def test_an_admins_home_turns_its_pages(opens: Open, sandbox: Sandbox) -> None:
    """Failed messages by pages, each with *Send again*; pressed, the Home says what came of it."""
    now = sandbox.clock.now()
    given_up = {"topic": "queued", "error": "is_archived", "attempts": 1, "urgent": False}
    times = {"at": now, "due_at": now, "done_at": now}
    with sandbox.house.desk.database.writing() as session:
        for number in range(1, 8):
            lane, about = f"lane {number}", {"case": number}
            row = OutboxRow(recipient="C0QUEUES", lane=lane, about=about, **given_up, **times)
            session.add(row)
    page, home = opens("U0DANA")
    expect(home.get_by_role("button", name="Send again")).to_have_count(5)
    home.get_by_role("button", name="Next (page 2 of 2)").click()
    expect(home.get_by_role("button", name="Send again")).to_have_count(2)
    assert fits(page)
    home.get_by_role("button", name="Send again").first.click()
    expect(home).to_contain_text("On its way again.")


def test_a_data_table(opens: Open, sandbox: Sandbox) -> None:
    """A data table is sorted by a press on a head, and turned by pages."""
    cells = [[("Case", "Left")], *([(f"#{n}", str(10 - n))] for n in range(1, 8))]
    rows = [[{"type": "raw_text", "text": text} for text in row] for (row,) in cells]
    table = {"type": "data_table", "caption": "Cases", "rows": rows}
    page, _ = opens("U0ADA")
    with sandbox.slack.workspace.changing():
        sandbox.slack.workspace.views.publish("U0ADA", {"type": "home", "blocks": [table]})
    home = page.locator(".home-view")
    expect(home.get_by_role("row")).to_have_count(6)
    home.get_by_role("button", name="Left").click()
    expect(home.get_by_role("row").nth(1)).to_contain_text("#7")
    home.get_by_role("button", name="Next").click()
    expect(home.get_by_role("row")).to_have_count(3)
    expect(home).to_contain_text("2 of 2")
    assert fits(page)
