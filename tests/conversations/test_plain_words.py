"""Commands in plain words, as one would say them: directly, in a thread, and in a channel."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.case_threads import place_of
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.conversations.plain_words import asks, the_thread
from tests.desk import DeskUnderTest

# --- directly -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("log 2h acme", "Logged 2h on #1 on Mon 1 Jun: 3 of 4 escalations left."),
        ("2h acme yesterday", "Logged 2h on #1 on Sun 31 May: 3 of 4 escalations left."),
        ("balance acme", "acme has 4 of 4 escalations left."),
        ("balance acme?", "acme has 4 of 4 escalations left."),
        ("please log 45m #1", "Logged 45m on #1 on Mon 1 Jun: 3 of 4 escalations left."),
        (" /escalation log 2h #1", "Logged 2h on #1 on Mon 1 Jun: 3 of 4 escalations left."),
    ],
)
def test_directly_as_one_would_type_it(desk: DeskUnderTest, said: str, answered: str) -> None:
    """A command without its name, and with it; the answer is a message."""
    with_acme(desk, "Login loops")
    assert asks(desk, "ada", said).text == answered
    assert desk.slack.messages_seen_by("ada", "@desk")[-1].only_for is None


# --- in threads -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("@desk log 2h traced the loop", "Logged 2h on #2 on Mon 1 Jun: 3 of 4 escalations left."),
        ("@desk balance", "acme has 4 of 4 escalations left."),
        ("@desk respond", "#2"),
        ("@desk take", "#2"),
        ("@desk /case show 1", "#1"),
        ("@desk show", "#2"),
    ],
)
def test_in_the_thread_of_a_case_that_case_is_meant(
    desk: DeskUnderTest, said: str, answered: str
) -> None:
    """Also where the customer has others; what is named is what is meant."""
    thread = the_thread(desk, "Slow tokens", "Login loops")
    assert answered in asks(desk, "ada", said, "#acme", thread).text
    answer = desk.slack.messages_seen_by("ada", "#acme")[-1]
    assert (answer.thread_ts, answer.only_for) == (thread, "U0ADA")


def test_undoing_in_the_thread(desk: DeskUnderTest) -> None:
    """One's latest entry on that case, and not the later one on another; where there is none, none
    elsewhere either.
    """
    thread = the_thread(desk, "Slow tokens", "Login loops")
    desk.types("ada", "/escalation log 1h #2")
    desk.types("ada", "/escalation log 30m #1")
    assert asks(desk, "ada", "@desk undo", "#acme", thread).text.startswith("Took back 1h on #2")
    assert asks(desk, "ada", "@desk undo", "#acme", thread).text == (
        "You have no time entry on #2 to take back."
    )
    assert desk.types("ada", "/escalation undo").text.startswith("Took back 30m on #1")


def test_opening_in_a_thread(desk: DeskUnderTest) -> None:
    """Where no case lives in it, the case does: no other thread is begun. In that of a case it is
    another, with a thread of its own.
    """
    with_acme(desk)
    thread = desk.says("ben", "The proxy is gone", "#acme")
    desk.says("ada", "I see", "#acme", thread_ts=thread)
    assert asks(desk, "ada", "@desk open Proxy gone", "#acme", thread).text.startswith("Opened #1")
    desk.works()
    assert place_of(desk, 1) == ("C0ACME", thread)
    asks(desk, "ada", "@desk open Another thing", "#acme", thread)
    desk.works()
    channel, other = place_of(desk, 2)
    assert channel == "C0ACME"
    assert other not in (None, thread)


def test_opening_in_the_thread_of_a_message_that_waits(desk: DeskUnderTest) -> None:
    """It is opened from that: it counts from 10:00, and nothing waits any more (I12)."""
    with_people_on_call(desk)
    desk.types("dana", "/customer channel initech #initech")
    desk.at("Wed 2026-06-03 10:00")
    thread = desk.says("eve", "The export is slow", "#initech")
    desk.at("Wed 2026-06-03 10:20")
    asks(desk, "ada", "@desk open Export slow since the update", "#initech", thread)
    desk.works()
    assert place_of(desk, 1) == ("C0INITECH", thread)
    desk.types("ada", "/case show 1").says("Export slow since the update", "10:00")
    assert desk.types("ada", "/case waiting").text == "No message waits."


def test_closing_in_the_thread(desk: DeskUnderTest) -> None:
    """`@desk close` closes the thread's case; everybody reads in the thread that it did."""
    thread = the_thread(desk, "Login loops")
    asks(desk, "ada", "@desk respond", "#acme", thread)
    asks(desk, "ada", "@desk close the proxy it was", "#acme", thread)
    assert desk.types("ada", "/case show 1 --more").says("closed", "the proxy it was")


def test_a_severity_opens_a_case(desk: DeskUnderTest) -> None:
    """Where somebody is in need no word has to be remembered: in the customer's channel it rings;
    alone in the thread of a case it is that case's.
    """
    with_people_on_call(desk)
    desk.types("dana", "/customer channel initech #initech")
    opened = asks(desk, "ada", "@desk critical: login is down for everybody", "#initech")
    assert opened.text.startswith("Opened #1 for initech")
    assert opened.says("“login is down for everybody”", "Sev-1")
    assert desk.types("ben", "/oncall pages").says("1 page open")
    desk.types("dana", "/customer channel acme #acme")
    desk.types("ada", "/case open acme Slow tokens")
    desk.works()
    _, thread = place_of(desk, 2)
    assert asks(desk, "ada", "@desk sev2", "#acme", thread).says("#2", "Sev-2")
