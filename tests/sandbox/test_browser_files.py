"""A file in a real browser: what is shown of it, and where its link leads."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import LAPTOP, PHONE, Tabs, needs_chromium, types

pytestmark = needs_chromium

SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])


@SIZES
def test_a_customers_year_comes_as_a_pdf(tabs: Tabs, size: tuple[int, int]) -> None:
    """Cleo asks for it in #acme, and everybody there sees it, with a link that opens it."""
    cleo = tabs.open("U0CLEO", "C0ACME", *size)
    types(cleo, "/balance acme statement 2026", "comes in a moment")
    file = cleo.get_by_test_id("file")
    expect(file).to_contain_text("Support statement 2026 – Acme AG")
    expect(file).to_contain_text("PDF")
    message = cleo.get_by_test_id("message").filter(has=file)
    expect(message).to_contain_text("escalations left. Asked for by @Cleo.")
    link = file.get_attribute("href")
    assert link is not None
    got = cleo.request.get(link)
    assert got.headers["content-type"] == "application/pdf"
    assert got.body().startswith(b"%PDF-")
    ada = tabs.open("U0ADA", "C0ACME", *size)
    expect(ada.get_by_test_id("file")).to_have_count(1)
