"""What is said of a customer's change windows (I8)."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.windows import window_lines, window_words
from handlers.blocks.pieces.wording import counted
from models.rows.customers import Customer
from models.rules.written_time import Wall
from models.usecases.derived.windows import AgreedWindow
from models.usecases.reports.change_windows import WindowChanged


def agreed(done: WindowChanged, wall: Wall) -> Answer:
    """Say which window was agreed, and what it holds at once."""
    held = counted(done.held, "report")
    return answer(
        f"{done.customer.key}'s change window: {window_words(done.changed, wall)}.",
        lines(["What its sources report then is recorded and rings nobody (I8)."]),
        small(f"{held} that came in before {_are(done.held)} held for it") if done.held else None,
    )


def ended(done: WindowChanged, wall: Wall) -> Answer:
    """Say which window has ended, and what it held."""
    count = done.released
    return answer(
        f"Ended {done.customer.key}'s change window: {window_words(done.changed, wall)}.",
        small(f"{counted(count, 'report')} that it held {_are(count)} routed now")
        if count
        else None,
    )


def listed(customer: Customer, windows: Sequence[AgreedWindow], wall: Wall) -> Answer:
    """Show a customer's windows, with the numbers by which they are ended."""
    if not windows:
        return answer(
            f"{customer.key} has no change windows.",
            small(f"`/customer window {customer.key} tue,thu 20:00-22:00` agrees on one"),
        )
    return answer(
        f"{customer.key} has {counted(len(windows), 'change window')}.",
        lines(window_lines(windows, wall)),
        small(f"`/customer window {customer.key} remove {windows[0].number}` ends one"),
    )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
