"""Who reads a channel: people of other companies and guests are from outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.slack.audience import Audience
from handlers.slack.directory import Directory
from slackapp.pretend_slack.state.cast import Person
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

OURS = "T0PROAUTH"
FROM_OUTSIDE = "Only you see this: people from outside read this channel."


def let_in(desk: DeskUnderTest, *people: Person, channel: str = "C0SUPPORT") -> None:
    """Let people into the workspace, and into a channel."""
    workspace = desk.slack.workspace
    workspace.people.update({person.id: person for person in people})
    members = (*workspace.rooms[channel].members, *(person.id for person in people))
    workspace.change_room(channel, members=members)


def person(number: int, **more: Any) -> Person:
    return Person(f"U0NEW{number}", f"new{number}", f"New {number}", "", "000000", OURS, **more)


def calls(desk: DeskUnderTest, method: str) -> int:
    """How often the desk has called a method of Slack."""
    return sum(entry["what"] == method for entry in desk.slack.traffic.since(0)["entries"])


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
def test_guests_are_from_outside(desk: DeskUnderTest, kind: str) -> None:
    """Customers are often guests of one channel, which makes it no shared channel to Slack."""
    with_acme(desk)
    let_in(desk, person(1, **{kind: True}))
    assert desk.types("ada", "/balance acme --here").says("4 of 4", FROM_OUTSIDE)
    assert all("4 of 4" not in m.text for m in desk.slack.messages_seen_by("new1", "#support"))


def test_apps_and_those_who_left_are_not(desk: DeskUnderTest) -> None:
    """What is built into a channel reads nothing, and neither does an account that was closed."""
    with_acme(desk)
    let_in(desk, person(1, is_bot=True), person(2, is_restricted=True, deleted=True))
    desk.types("ada", "/balance acme --here")
    assert desk.last("ben").says("4 of 4")


def test_a_case_is_announced_briefly_before_guests(desk: DeskUnderTest) -> None:
    """As before people of another company: number, title, who has it, by when; nothing else."""
    with_acme(desk)
    desk.types("dana", "/customer channel acme <#C0ACME>")
    let_in(desk, person(1, is_restricted=True), channel="C0ACME")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.sends_what_is_due()
    (headline,) = desk.slack.messages_seen_by("new1", "#acme")
    assert "#1 is open: an engineer takes it in turn; first reply by" in headline.text
    assert "Sev" not in headline.text + str(headline.blocks)


def test_of_many_new_people_one_list_tells(desk: DeskUnderTest) -> None:
    """A large channel costs one call and not one for each; and later none."""
    with_acme(desk)
    desk.types("ada", "/oncall help")  # now she is known
    let_in(desk, *(person(number) for number in range(30)))
    asked = calls(desk, "users.info")
    desk.types("ada", "/balance acme --here")
    assert desk.last("ben").says("4 of 4")
    assert (calls(desk, "users.list"), calls(desk, "users.info") - asked) == (1, 0)
    desk.clock.advance(timedelta(hours=13))
    desk.types("ada", "/oncall help")  # she is asked about anew
    asked = calls(desk, "users.info")
    audience = audience_of(desk, desk.house.bolt.client)
    assert not audience.is_from_outside("C0SUPPORT")
    assert (calls(desk, "users.list"), calls(desk, "users.info") - asked) == (2, 0)


def test_what_is_known_of_many_serves_while_slack_says_nothing(desk: DeskUnderTest) -> None:
    """Hours later Slack is asked again; if it does not answer, what was known of them all holds."""
    with_acme(desk)
    let_in(desk, *(person(number) for number in range(30)))
    audience = audience_of(desk, desk.house.bolt.client)
    assert not audience.is_from_outside("C0SUPPORT")
    desk.clock.advance(timedelta(hours=13))
    desk.slack.faults.set(answers=500, methods=["users.list", "users.info"])
    assert not audience.is_from_outside("C0SUPPORT")
    let_in(desk, person(31))
    with pytest.raises(SlackApiError):
        audience.is_from_outside("C0SUPPORT")


def test_while_slack_does_not_say_who_a_new_one_is(desk: DeskUnderTest) -> None:
    """Nobody can say then who reads there, so nothing is shown."""
    with_acme(desk)
    desk.types("ada", "/oncall help")  # now she is known
    let_in(desk, person(1))
    desk.slack.faults.set(answers=500, methods=["users.info"])
    told = desk.types("ada", "/balance acme --here")
    assert told.says("4 of 4", "Only you see this: Slack did not say just now who reads here.")
    desk.slack.faults.clear()
    desk.types("ada", "/balance acme --here")
    assert desk.last("ben").says("4 of 4")


def test_a_double_of_slack_that_does_not_know_who_is_in_a_channel(desk: DeskUnderTest) -> None:
    """Then only whether it is shared decides: a page must not wait for what nobody will answer."""
    with_acme(desk)
    desk.slack.api.fail_next("conversations.members", "unknown_method")
    desk.types("ada", "/balance acme --here")
    assert desk.last("ben").says("4 of 4")
    desk.slack.refusals.clear()


class ASlack:
    """Says what it was told to say of a channel; None is silence."""

    def __init__(self, *answers: dict[str, bool] | None) -> None:
        self.answers = list(answers)

    def conversations_info(self, channel: str) -> dict[str, Any]:  # noqa: ARG002
        if (said := self.answers.pop(0)) is None:
            raise ConnectionResetError("nobody answers")
        return {"channel": said}

    def conversations_members(self, **_: object) -> list[dict[str, Any]]:
        return [{"members": []}]


def audience_of(
    desk: DeskUnderTest, slack: ASlack | WebClient, team: str | None = OURS
) -> Audience:
    """What asks this Slack each time."""
    client, directory = cast(WebClient, slack), Directory(desk.house.desk)
    return Audience(client, directory, desk.clock, lambda: team, kept_for=0.0)


def test_what_was_known_is_soon_forgotten(desk: DeskUnderTest) -> None:
    """What Slack said holds a minute; a channel that was shared stays so until Slack says no."""
    audience = audience_of(desk, ASlack({}, None, {"is_ext_shared": True}, None, {}, None))
    assert not audience.is_from_outside("C0INITECH")
    with pytest.raises(ConnectionResetError):
        audience.is_from_outside("C0INITECH")
    assert audience.is_from_outside("C0INITECH")
    assert audience.is_from_outside("C0INITECH")  # nobody answered
    assert not audience.is_from_outside("C0INITECH")
    with pytest.raises(ConnectionResetError):
        audience.is_from_outside("C0INITECH")


def test_while_nobody_knows_which_workspace_is_ours(desk: DeskUnderTest) -> None:
    """Then those who are known are who they were, and nobody new can be told from a stranger."""
    with_acme(desk)
    audience = audience_of(desk, desk.house.bolt.client)
    unknowing = audience_of(desk, desk.house.bolt.client, team=None)
    assert not audience.is_from_outside("C0SUPPORT")
    desk.clock.advance(timedelta(hours=13))
    assert not unknowing.is_from_outside("C0SUPPORT")
    let_in(desk, person(1))
    with pytest.raises(OSError, match="which workspace is ours"):
        unknowing.is_from_outside("C0SUPPORT")
