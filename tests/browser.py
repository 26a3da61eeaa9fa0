"""A real browser over the real sandbox, for tests and for the README's pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

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


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium that talks to nobody but the page."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=list(_FLAGS))
        yield opened
        opened.close()
