"""S4: what changes while a clock runs, and what it may not do to a promise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest


@pytest.fixture
def desk(desk: DeskUnderTest) -> DeskUnderTest:
    with_four_customers(desk)
    return desk


def test_what_was_breached_stays_breached(desk: DeskUnderTest) -> None:
    """S4: a Sev-1 of yesterday, lowered today and then answered, is breached."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open initech sev1 Login loops")
    desk.at("Tue 2026-06-09 10:00")
    lowered = desk.types("ada", "/case severity 1 3")
    assert lowered.says("First response was due Mon 8 Jun 12:00: overdue, which stands (S4).")
    assert desk.types("ada", "/case respond 1").says("today 10:00: breached (S3)")


def test_a_level_counts_from_its_recording(desk: DeskUnderTest) -> None:
    """S4: Managed from today, recorded at 09:04, is nobody's breach of 02:00."""
    desk.at("Mon 2026-06-08 18:00")
    desk.types("ada", "/case open acme sev1 Login loops")
    desk.at("Tue 2026-06-09 09:04")
    raised = desk.types("dana", "/customer level acme managed escalations 6 from 2026-06-09")
    assert raised.says("1 running clock moved:", "• #1 “Login loops”: due today 11:04")
    desk.at("Tue 2026-06-09 09:10")
    late = desk.types("ada", "/case open acme sev1 reported yesterday 18:00 Also")
    assert late.says("First response due today 11:04.")


def test_what_was_met_stays_met(desk: DeskUnderTest) -> None:
    """S4: a contract that is recorded later with an earlier date breaches nothing that was met."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open hooli Login loops")
    desk.at("Tue 2026-06-09 16:00")
    assert desk.types("ada", "/case respond 1").says("met (S3)")
    desk.at("Wed 2026-06-10 10:00")
    desk.types("dana", "/customer level hooli premium from 2026-06-01")
    assert desk.types("ada", "/case show 1").says("First response Tue 9 Jun 16:00: met")
    desk.types("ada", "/case open hooli reported 2026-06-09 16:30 Again")
    assert desk.types("ada", "/case show 2").says("due today 12:30")  # as known when it was opened


def test_lowered_and_raised_again_is_due_no_later(desk: DeskUnderTest) -> None:
    """S4: back to an earlier target it is due when it was then."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev1 Login loops")
    desk.types("ada", "/case severity 1 3")
    desk.at("Tue 2026-06-09 11:30")
    assert desk.types("ada", "/case severity 1 1").says("First response due today 12:00 (was Wed")


@pytest.mark.parametrize(
    "typed", ["/case respond 1 at 02:50", "/case open initech reported 02:50 X"]
)
def test_in_the_hour_that_comes_twice_instants_count(desk: DeskUnderTest, typed: str) -> None:
    """At the second 02:10 the first 02:50 was 20 minutes ago; the answer says which it was."""
    desk.at("Sun 2026-10-25 01:00")
    desk.types("ada", "/case open initech sev1 Login loops")
    desk.clock.move_to(datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    told = desk.types("ada", typed)
    assert "lies ahead" not in told.whole
    assert "02:50 CEST" in told.whole or "Opened #2" in told.text


def test_the_level_that_promised_is_named(desk: DeskUnderTest) -> None:
    """S1, S2: what was reported under Premium has its target, though the level is Basic by now."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add vandelay "Vandelay" premium from 2025-06-05 to 2026-06-07')
    opened = desk.types("ada", "/case open vandelay reported 2026-06-05 10:00 Login loops")
    assert opened.says("Premium: 4 business hours, counted from Fri 5 Jun 10:00 (S1, T3)")
    assert opened.says("It waits in queue `basic`")
