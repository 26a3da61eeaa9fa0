"""What our own people say to the desk where they talk: in mentions, in threads, and directly."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.case_threads import place_of
from tests.desk import DeskUnderTest, Heard


def answers(
    desk: DeskUnderTest, who: str, text: str, channel: str = "@desk", thread: str | None = None
) -> list[Heard]:
    """Let somebody say something, and return what they see of the desk's then."""
    before = {message.ts for message in desk.slack.messages_seen_by(who, channel)}
    desk.slack.type(who, channel, text, thread_ts=thread)
    desk.waits()
    return [
        Heard(message.text, message.blocks, message.ts)
        for message in desk.slack.messages_seen_by(who, channel)
        if message.ts not in before and message.is_app
    ]


def asks(
    desk: DeskUnderTest, who: str, text: str, channel: str = "@desk", thread: str | None = None
) -> Heard:
    """Let somebody say something, and return the one answer to it."""
    (answer,) = answers(desk, who, text, channel, thread)
    return answer


def the_thread(desk: DeskUnderTest, *titles: str) -> str:
    """Let acme have a case of each title; return the thread of the last one in #acme."""
    with_acme(desk, *titles)
    desk.works()
    _, thread = place_of(desk, len(titles))
    return thread or ""


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


def test_closing_in_the_thread(desk: DeskUnderTest) -> None:
    """`@desk close` closes the thread's case; everybody reads in the thread that it did."""
    thread = the_thread(desk, "Login loops")
    asks(desk, "ada", "@desk respond", "#acme", thread)
    asks(desk, "ada", "@desk close the proxy it was", "#acme", thread)
    assert desk.types("ada", "/case show 1 --more").says("closed", "the proxy it was")
