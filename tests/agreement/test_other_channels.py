"""I5: an admin has said that all that comes from a channel is a customer's: it is heard there as
where it is at home, and that is taken back.

initech is Managed and at home in #initech; its people write in #globex too, which is nobody's.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from slackapp.pretend_slack.state.cast import Team
from tests.agreement.outsiders import (
    DOWN,
    answer,
    answers,
    at_home,
    cases,
    joins,
    mentions,
    pages,
    person,
)
from tests.desk import DeskUnderTest

NIGHT = "Sat 2026-06-06 03:12"
OF_NOBODY_KNOWN = replace(person("mallory", "T0EVIL"), is_stranger=True)


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    """Eve reads in both channels, and somebody of a workspace that nobody knows in #globex."""
    at_home(desk, "initech")
    workspace = desk.slack.workspace
    workspace.cast = replace(
        workspace.cast, teams=(*workspace.cast.teams, Team("T0EVIL", "Evil", "evil"))
    )
    members = (*workspace.rooms["C0GLOBEX"].members, "U0EVE")
    workspace.change_room("C0GLOBEX", members=members, shared_with=("T0INITECH",))
    joins(desk, OF_NOBODY_KNOWN, "#globex")
    desk.at(NIGHT)


def given(desk: DeskUnderTest) -> str:
    """Eve reports in #globex, and Dana says that all that comes from there is initech's; return the
    thread.
    """
    thread = mentions(desk, "the export fails", "#globex")
    always = desk.types("dana", "/case arrival 1 of initech").typed_by("Always initech")
    said = desk.types("dana", always)
    assert said.text == "What comes from <#C0GLOBEX> is initech's from now on (I5)."
    desk.works()
    return thread


def test_it_is_heard_as_at_home(desk: DeskUnderTest) -> None:
    """Its headline has the button, and that rings; `status` is answered; what is written waits."""
    thread = given(desk)
    assert answers(desk, thread, "#globex")[-1].buttons == ["This is critical"]
    desk.slack.click("eve", "This is critical", channel="#globex")
    desk.works()
    assert ([each.severity for each in cases(desk)], len(pages(desk))) == ([1], 1)
    status = mentions(desk, "status", "#globex")
    assert answer(desk, status, "#globex").text == "1 case of yours is open."
    desk.says("eve", "and who is our contact?", "#globex")
    assert desk.types("ada", "/case waiting").says("who is our contact?")


def test_who_is_not_heard_at_home_is_not_there(desk: DeskUnderTest) -> None:
    """I1: a workspace with which the channel is not shared."""
    given(desk)
    workspace = desk.slack.workspace
    said = workspace.timeline.add("C0GLOBEX", OF_NOBODY_KNOWN.id, f"<@U0DESK> critical: {DOWN}")
    desk.slack.wire.send(event_delivery(payloads.mentioned(workspace, said)))
    desk.works()
    assert (len(cases(desk)), pages(desk)) == (1, [])


def test_where_the_desk_listens_to_nothing_of_the_customer(desk: DeskUnderTest) -> None:
    given(desk)
    desk.types("dana", "/customer listens initech nothing")
    thread = mentions(desk, f"critical: {DOWN}", "#globex")
    assert answer(desk, thread, "#globex").text.startswith("The desk takes no reports")
    assert (len(cases(desk)), pages(desk)) == (1, [])


def test_it_is_seen_and_taken_back_where_one_looks(desk: DeskUnderTest) -> None:
    """`/customer show` tells of it; when it is taken back the admins are asked anew, and whoever is
    in need is told whom to call.
    """
    given(desk)
    shown = desk.types("ada", "/customer show initech")
    assert shown.says("<#C0INITECH>, and what comes from <#C0GLOBEX> (I5)")
    removed = desk.types("dana", "/customer channel initech remove #globex")
    assert removed.text == (
        "What comes from <#C0GLOBEX> is initech's no more: the admins are asked whose it is (I5)."
    )
    assert ", and what comes from" not in desk.types("ada", "/customer show initech").whole
    thread = mentions(desk, f"critical: {DOWN}", "#globex")
    assert answer(desk, thread, "#globex").text.startswith("The desk does not know yet whose")
    back = desk.presses("dana", "Put it back")
    assert back.text == "What comes from <#C0GLOBEX> is initech's from now on (I5)."
    assert desk.presses("dana", "Undo").text == removed.text
    assert desk.types("ada", "/customer show initech --more").says(
        "what comes from <#C0GLOBEX> is its own", "what comes from <#C0GLOBEX> is no more its own"
    )


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("channel acme also #globex", "<#C0GLOBEX> is initech's already."),
        ("channel acme #globex", "That channel is initech's. A channel belongs to one customer."),
        ("channel acme remove #globex", "<#C0GLOBEX> is no further channel of acme's."),
        ("channel initech also #initech", "<#C0INITECH> is initech's already."),
    ],
)
def test_a_channel_is_one_customers(desk: DeskUnderTest, typed: str, refused: str) -> None:
    given(desk)
    assert desk.types("dana", f"/customer {typed}").text.startswith(refused)


def test_it_becomes_at_home_there(desk: DeskUnderTest) -> None:
    """Then it is no further channel, and nothing of it is left when it moves on."""
    given(desk)
    desk.types("dana", "/customer channel initech #globex")
    assert ", and what comes from" not in desk.types("ada", "/customer show initech").whole
    desk.types("dana", "/customer channel initech #initech")
    thread = mentions(desk, f"critical: {DOWN}", "#globex")
    assert answer(desk, thread, "#globex").text.startswith("The desk does not know yet whose")


def test_only_who_manages_the_customer_may(desk: DeskUnderTest) -> None:
    given(desk)
    assert desk.types("ben", "/customer channel initech remove #globex").says("Only")


@pytest.mark.parametrize("typed", ["C0GLOBEX", "#c0globex"])
def test_one_that_was_archived_is_taken_back_by_its_id(desk: DeskUnderTest, typed: str) -> None:
    """Slack offers no mention of it any more."""
    given(desk)
    said = desk.types("dana", f"/customer channel initech remove {typed}")
    assert said.text.startswith("What comes from <#C0GLOBEX> is initech's no more")


def test_by_the_name_that_it_had_it_is_asked_which_one(desk: DeskUnderTest) -> None:
    """The desk keeps ids alone."""
    given(desk)
    asked = desk.types("dana", "/customer channel initech remove #old")
    assert asked.says("Slack names no channel “#old” any more. Which one is meant?")
    said = desk.types("dana", asked.typed_by("C0GLOBEX"))
    assert said.text.startswith("What comes from <#C0GLOBEX> is initech's no more")
