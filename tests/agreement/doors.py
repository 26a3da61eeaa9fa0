"""Who comes to a customer's channel, and by which door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from slackapp.pretend_slack.state.cast import Person
from tests.agreement.outsiders import (
    DOWN,
    SIREN,
    person,
)
from tests.desk import DeskUnderTest

NIGHT = "Sat 2026-06-06 03:12"
GUEST = replace(person("gus"), is_restricted=True)
COLLEAGUE = replace(person("erin", "T0INITECH"), is_stranger=True)
OF_NOBODY_KNOWN = replace(person("mallory", "T0EVIL"), is_stranger=True)
BOT = replace(person("robbie"), is_bot=True)
NOBODY_LISTENS = (
    "The desk takes no reports in this channel. Please turn to your contact at ProAuth, and "
    "call if it can't wait."
)
DOES_NOTHING = "That does nothing here. Please write `@desk`, and what is wrong."


def by_mention(desk: DeskUnderTest, whom: Person) -> None:
    """Somebody writes to the desk."""
    workspace = desk.slack.workspace
    message = workspace.timeline.add("C0INITECH", whom.id, f"<@U0DESK> critical: {DOWN}")
    desk.slack.wire.send(event_delivery(payloads.mentioned(workspace, message)))


def by_siren(desk: DeskUnderTest, whom: Person) -> None:
    """Somebody puts a siren on what Eve has written."""
    workspace = desk.slack.workspace
    message = workspace.timeline.find("C0INITECH", desk.says("eve", DOWN, "#initech"))
    assert message is not None
    told = payloads.reacted(workspace, whom, message, SIREN)
    desk.slack.wire.send(event_delivery(told))


DOORS: tuple[Callable[[DeskUnderTest, Person], None], ...] = (by_mention, by_siren)


# --- what could not be done -----------------------------------------------------------------------


def told(desk: DeskUnderTest, whom: Person) -> list[str]:
    """What the desk says that somebody reads in #initech."""
    seen = desk.slack.messages_seen_by(whom.name, "#initech")
    return [message.text for message in seen if message.is_app]


def sends(desk: DeskUnderTest, whom: Person, words: str) -> Callable[[], int | None]:
    """Slack tells that somebody wrote something; return how it tells so, and is answered."""
    workspace = desk.slack.workspace
    message = workspace.timeline.add("C0INITECH", whom.id, words)
    is_mention = "<@U0DESK>" in words
    tells = payloads.mentioned if is_mention else payloads.message_posted
    return lambda: desk.slack.wire.send(event_delivery(tells(workspace, message))).status
