"""How commands are said in plain words, and what the desk answers."""

from __future__ import annotations

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
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


# --- as Slack tells of it -------------------------------------------------------------------------


def tells(desk: DeskUnderTest, **event: object) -> list[str]:
    """Let Slack tell of something in Ada's direct messages; return what the desk says then."""
    before = len(desk.slack.messages_seen_by("ada", "@desk"))
    told: dict[str, object] = {
        "type": "message",
        "channel": "D0ADA",
        "channel_type": "im",
        "user": "U0ADA",
    }
    told |= {"ts": "1780297200.000100", "team": "T0PROAUTH", "text": "balance acme"} | event
    sent = event_delivery(payloads.event(desk.slack.workspace, told))
    assert desk.slack.wire.send(sent).status == 200
    desk.waits()
    return [message.text for message in desk.slack.messages_seen_by("ada", "@desk")[before:]]
