"""A case that is moved to another customer: its thread follows it, or stays where it may."""

from __future__ import annotations

import pytest

from models.usecases.channels.threads import Headline
from slackapp.worker import Worker
from tests.conversations.case_threads import (
    EVE_SAID,
    headline,
    in_channel,
    place_of,
    roots,
)
from tests.conversations.oncall.people_on_call import thread
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("two_customers")

MOVED = (
    ":heavy_minus_sign: #1 was moved and is not followed here any more. Questions about it are "
    "welcome here all the same."
)


def test_a_moved_entry_is_told_in_both_threads(desk: DeskUnderTest) -> None:
    """Time goes from one thread and comes in the other."""
    desk.types("ada", "/case open acme configuration One")
    desk.types("ada", "/case open acme configuration Two")
    desk.works()
    desk.types("ada", "/escalation log 30m 1")
    desk.works()
    desk.types("ada", "/escalation move #2")
    desk.works()
    assert thread(desk, "#acme") == [
        "#1: Ada logged 30m: 30m in all.",
        "#1: Ada took away 30m: no time is left.",
        "#2: Ada moved here 30m: 30m in all.",
    ]


def test_a_moved_case_leaves_its_customers_channel(desk: DeskUnderTest) -> None:
    """The old channel hears nothing of the new customer; the new one gets an announcement, and the
    thread is there from then on."""
    desk.types("ada", "/case open initech sev2 configuration Login loops")
    desk.works()
    desk.types("ada", "/case customer 1 acme because typed the wrong one")
    desk.types("ben", "/case take 1")
    desk.works()
    assert [said.whole for said in in_channel(desk, "#initech", "eve")] == ["\n".join([MOVED] * 2)]
    said = headline(desk, "#acme")
    assert said.text == ":hourglass_flowing_sand: #1 acme Sev-2 *“Login loops”*"
    assert place_of(desk, 1) == ("C0ACME", said.ts)
    assert thread(desk, "#acme") == ["#1: Ben has it."]
    desk.types("ben", "/case title 1 Acme pays late")
    desk.types("ben", "/case respond 1")
    desk.works()
    assert len(in_channel(desk, "#initech", "eve")) == 1
    assert "Acme" not in in_channel(desk, "#initech", "eve")[0].whole
    desk.types("ada", "/case customer 1 initech because it was theirs after all")
    desk.works()
    assert headline(desk, "#acme").text == MOVED
    assert len(roots(desk, "#initech")) == 2


def test_a_case_that_is_moved_before_it_is_announced(desk: DeskUnderTest) -> None:
    """What is announced is worded from the facts of its moment: once, and to the right customer."""
    desk.types("ada", "/case open initech Acme's login loops")
    desk.types("ada", "/case customer 1 acme because typed the wrong one")
    desk.works()
    assert in_channel(desk, "#initech", "eve") == []
    assert roots(desk, "#acme") == [":hourglass_flowing_sand: #1 acme Sev-3 *“Acme's login loops”*"]
    assert thread(desk, "#acme") == []


def test_a_case_that_is_moved_while_it_is_announced(desk: DeskUnderTest) -> None:
    """What was just posted to the wrong customer is taken back at once."""
    desk.types("ada", "/case open initech Login loops")

    def moves(worker: Worker) -> None:
        sends = worker.postman._sender.send

        def send(letter):  # type: ignore[no-untyped-def]
            arrived = sends(letter)
            if letter.topic == Headline.topic and letter.recipient == "C0INITECH":
                desk.at("Tue 2026-06-09 10:01")
                desk.types("ada", "/case customer 1 acme because typed the wrong one")
            return arrived

        worker.postman._sender.send = send  # type: ignore[method-assign]

    moves(desk.house.worker)
    desk.works()
    assert [said.text for said in in_channel(desk, "#initech", "eve")] == [MOVED]
    assert place_of(desk, 1) == ("C0ACME", headline(desk, "#acme").ts)


def test_a_thread_among_ourselves_goes_on(desk: DeskUnderTest) -> None:
    """A thread in a channel that is no customer's stays the case's when it is moved."""
    ts = desk.says("ben", "Login loops at acme", "#support")
    desk.shortcut("ada", "open_support_case", "#support", ts)
    desk.submits("ada", customer="acme")
    desk.works()
    desk.types("ada", "/case customer 1 initech because they wrote it")
    desk.works()
    assert thread(desk, "#support")[1:] == ["#1: Ada moved it from acme to initech, with its time."]
    assert headline(desk, "#support").says("#1 initech Sev-3")
    assert roots(desk, "#initech") == roots(desk, "#acme") == []


def test_a_case_of_a_direct_message_lives_in_its_customers_channel(desk: DeskUnderTest) -> None:
    """Nobody reads along in a direct message with the desk: the case is announced where it may."""
    ts = desk.says("ada", "Login loops at acme", "@desk")
    desk.shortcut("ada", "open_support_case", "@desk", ts)
    desk.submits("ada", customer="acme")
    desk.types("ben", "/case take 1")
    desk.works()
    assert headline(desk, "#acme").says("Ben has it")
    desk.shortcut("ada", "log_time_here", "@desk", ts)
    assert "#1" in desk.form("ada")["text"]


def test_another_customers_channel_hears_nothing(desk: DeskUnderTest) -> None:
    """A case opened for acme from a message in initech's channel is announced in acme's; moved to
    initech, it has its headline below that message."""
    ts = desk.says("eve", EVE_SAID, "#initech")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    desk.fills("ada", "customer", "acme")
    desk.submits("ada")
    desk.types("ben", "/case take 1")
    desk.works()
    assert thread(desk, "#initech", "eve") == []
    assert headline(desk, "#acme").says("Ben has it")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    assert "#1 was already opened from this thread." in desk.form("ada")["text"]
    desk.types("ben", "/case customer 1 initech because it is theirs")
    desk.works()
    assert len(thread(desk, "#initech", "eve")) == 1
    assert headline(desk, "#initech").says("Ben has it")
