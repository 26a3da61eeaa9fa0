"""I1, I9: who reaches the desk in a customer's channel, by which door, and who does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from slackapp.pretend_slack.state.cast import Person
from tests.agreement.doors import (
    BOT,
    COLLEAGUE,
    DOORS,
    GUEST,
    NIGHT,
    NOBODY_LISTENS,
    OF_NOBODY_KNOWN,
    by_mention,
    by_siren,
)
from tests.agreement.outsiders import (
    DOWN,
    answer,
    case,
    cases,
    joins,
    mentions,
    pages,
    person,
    siren,
)
from tests.desk import DeskUnderTest

SINGLE = replace(person("sid"), is_ultra_restricted=True)
THEIR_BOT = replace(person("ibot", "T0INITECH"), is_bot=True)
GONE = replace(person("dora", "T0INITECH"), deleted=True)


pytestmark = pytest.mark.usefixtures("initech_among_others")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("whom", [GUEST, SINGLE, COLLEAGUE], ids=lambda each: each.name)
def test_who_reaches_the_desk(
    desk: DeskUnderTest, door: Callable[[DeskUnderTest, Person], None], whom: Person
) -> None:
    """I1: guests of ours in the channel, and people of the customer's workspace."""
    joins(desk, whom)
    desk.at(NIGHT)
    door(desk, whom)
    desk.works()
    assert (case(desk).by, case(desk).severity, len(pages(desk))) == (whom.id, 1, 1)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "whom", [OF_NOBODY_KNOWN, BOT, THEIR_BOT, GONE], ids=lambda each: each.name
)
def test_who_does_not(
    desk: DeskUnderTest, door: Callable[[DeskUnderTest, Person], None], whom: Person
) -> None:
    """I1: a workspace with which the channel is not shared, programs, and who has left."""
    joins(desk, whom)
    desk.at(NIGHT)
    door(desk, whom)
    desk.works()
    assert (cases(desk), pages(desk)) == ([], [])


@pytest.mark.parametrize("team", ["E0INITECH", "T0INITECHNY"])
def test_people_of_an_organisation(desk: DeskUnderTest, team: str) -> None:
    """Enterprise Grid: the channel is shared with the organisation, whichever of its workspaces
    somebody is of.
    """
    whom = replace(person("greta", team), is_stranger=True)
    joins(desk, whom)
    desk.slack.workspace.change_room("C0INITECH", shared_with=("E0INITECH",))
    desk.at(NIGHT)
    by_mention(desk, whom)
    desk.works()
    assert (case(desk).by, len(pages(desk))) == (whom.id, 1)


def test_while_slack_says_nothing(desk: DeskUnderTest) -> None:
    """Whom the desk never saw is heard by what the event says; a siren names no workspace, and is
    told again.
    """
    joins(desk, COLLEAGUE)
    desk.slack.faults.set(answers=500, methods=["users.info", "conversations.info"])
    desk.at(NIGHT)
    by_siren(desk, COLLEAGUE)
    assert cases(desk) == []
    by_mention(desk, COLLEAGUE)
    assert (case(desk).by, len(pages(desk))) == (COLLEAGUE.id, 1)
    desk.slack.faults.clear()


def test_where_nobody_listens(desk: DeskUnderTest) -> None:
    """Then who writes to the desk, or calls something critical by a siren, is told so, and nothing
    comes of it.
    """
    joins(desk, GUEST)
    desk.types("dana", "/customer listens initech nothing")
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    assert answer(desk, thread).text == NOBODY_LISTENS
    ts = desk.says("eve", DOWN, "#initech")
    for who in ("eve", "gus"):
        siren(desk, ts, who=who)
    assert answer(desk, ts).text == NOBODY_LISTENS
    assert (cases(desk), pages(desk)) == ([], [])


def test_in_a_channel_that_is_nobodys(desk: DeskUnderTest) -> None:
    """I5: what Eve writes is kept, and our people are asked whose it is."""
    members = (*desk.slack.workspace.rooms["C0GLOBEX"].members, "U0EVE")
    desk.slack.workspace.change_room("C0GLOBEX", members=members, shared_with=("T0INITECH",))
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}", "#globex")
    ts = desk.says("eve", DOWN, "#globex")
    siren(desk, ts, "#globex")
    for asked in (thread, ts):
        said = answer(desk, asked, "#globex")
        assert said.text.startswith("The desk does not know yet whose channel this is.")
        assert said.says("What you wrote is kept")
    assert cases(desk) == []
