"""I1, I5: what somebody uninvited does in a customer's channel is not taken for the customer's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import IN_ENGLISH
from models.usecases.reports import unattributed
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery, interaction_delivery
from slackapp.pretend_slack.state.cast import Person
from tests.agreement.doors import DOES_NOTHING, DOORS, NIGHT, OF_NOBODY_KNOWN, sends
from tests.agreement.outsiders import (
    SIREN,
    answer,
    case,
    cases,
    joins,
    mentions,
    pages,
)
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.usefixtures("initech_among_others")


@pytest.mark.parametrize("door", DOORS)
def test_what_somebody_uninvited_reports_is_asked_about(
    desk: DeskUnderTest, door: Callable[[DeskUnderTest, Person], None]
) -> None:
    """I5: of a workspace with which the channel is not shared; an admin says whose it is, and it
    rings, from its own instant.
    """
    joins(desk, OF_NOBODY_KNOWN)
    at = desk.at(NIGHT)
    door(desk, OF_NOBODY_KNOWN)
    desk.works()
    (asked,) = asked_whose(desk)
    asked.says("Whose is this? <@U0MALLORY>", "<#C0INITECH>")
    assert cases(desk) == []
    desk.at("Sat 2026-06-06 03:20")
    with desk.reading("dana") as turn:
        number = unattributed.arrivals_asked(turn)[0].id
    desk.types("dana", f"/case arrival {number} of initech")
    desk.works()
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    assert case(desk).reported_at.replace(microsecond=0) == at


def test_what_somebody_uninvited_says_to_nobody(desk: DeskUnderTest) -> None:
    """I12, I5: it does not wait for the customer until an admin says that it is theirs, of each; it
    is asked of one after the other.
    """
    joins(desk, OF_NOBODY_KNOWN)
    desk.at("Wed 2026-06-03 10:00")
    for words in ("The export is slow", "Anybody here?"):
        sends(desk, OF_NOBODY_KNOWN, words)()
    desk.works()
    assert len(asked_whose(desk)) == 1
    assert desk.types("ada", "/case waiting").text == "No message waits."
    refused = desk.types("dana", "/case arrival 1 of initech always")
    assert refused.says("its channel is not shared", "said of each")
    desk.types("dana", "/case arrival 1 of initech")
    assert desk.types("ada", "/case waiting").says("The export is slow")
    assert cases(desk) == []
    desk.works()
    assert asked_whose(desk)[-1].says("“Anybody here?”")


def test_what_somebody_uninvited_says_of_which_there_is_a_case(desk: DeskUnderTest) -> None:
    """I3: one of ours has opened it from the message before an admin says whose that is."""
    joins(desk, OF_NOBODY_KNOWN)
    desk.at("Wed 2026-06-03 10:00")
    message = desk.slack.workspace.timeline.add("C0INITECH", OF_NOBODY_KNOWN.id, "It is slow")
    desk.slack.wire.send(event_delivery(payloads.message_posted(desk.slack.workspace, message)))
    desk.works()
    desk.says("ada", "@desk open initech It is slow", "#initech", thread_ts=message.ts)
    desk.works()
    assert case(desk).thread_ts == message.ts
    desk.types("dana", "/case arrival 1 of initech")
    assert desk.types("ada", "/case waiting").text == "No message waits."
    assert len(cases(desk)) == 1


@pytest.mark.parametrize("press", [Press.CASE_CRITICAL, Press.MESSAGE_CRITICAL])
def test_what_somebody_uninvited_presses_does_nothing(desk: DeskUnderTest, press: Press) -> None:
    """Nor does a siren of theirs on the headline of a case, or a question."""
    joins(desk, OF_NOBODY_KNOWN)
    desk.at("Wed 2026-06-03 10:00")
    thread = mentions(desk, "the export fails")
    desk.says("eve", "And the login is slow", "#initech")
    workspace = desk.slack.workspace
    message = workspace.timeline.find("C0INITECH", answer(desk, thread).ts)
    assert message is not None
    (button,) = presses(IN_ENGLISH, 1, press)._resolve()["elements"]
    address = desk.slack._reply_url(OF_NOBODY_KNOWN, "C0INITECH")
    pressed = payloads.message_press(workspace, OF_NOBODY_KNOWN, message, button, address)
    desk.slack.wire.send(interaction_delivery(pressed))
    desk.slack.wire.send(
        event_delivery(payloads.reacted(workspace, OF_NOBODY_KNOWN, message, SIREN))
    )
    sends(desk, OF_NOBODY_KNOWN, "<@U0DESK> status")()
    desk.waits()
    seen = workspace.timeline.seen_by("C0INITECH", OF_NOBODY_KNOWN.id)
    assert [each.text for each in seen if each.is_app][1:] == [DOES_NOTHING]
    assert case(desk).severity == 3


def asked_whose(desk: DeskUnderTest) -> list[Heard]:
    """What the admins are asked."""
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [Heard(each.text, each.blocks) for each in seen if "Whose is this?" in each.text]
