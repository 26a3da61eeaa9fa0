"""What Slack sends in a day at the desk: each shape once at least, as the pretend one makes it."""

from __future__ import annotations

from collections.abc import Callable

from slackapp.pretend_slack.app.deliveries import Acknowledgement, Delivery
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


def a_day(desk: DeskUnderTest) -> dict[str, Delivery]:
    """Let people use each kind of door; return what Slack sent last, by each act."""
    wire, sent = desk.slack.wire, list[Delivery]()
    sends = wire.send

    def records(delivery: Delivery, retry: int = 0) -> Acknowledgement:
        sent.append(delivery)
        return sends(delivery, retry)

    with_people_on_call(desk)
    desk.types("dana", "/customer channel acme #acme")
    desk.types("dana", "/customer channel initech #initech")
    wire.send = records  # type: ignore[method-assign]
    recorded = {}
    try:
        for name, act in _acts(desk).items():
            act()
            desk.waits()
            desk.works()
            recorded[name] = sent[-1]
    finally:
        wire.send = sends  # type: ignore[method-assign]
    return recorded


def _acts(desk: DeskUnderTest) -> dict[str, Callable[[], object]]:
    slack = desk.slack
    said = desk.says("ada", "The login loops", "#acme")
    written = desk.says("eve", "The login loops", "#initech")
    return {
        "command that shows": lambda: slack.type("ada", "#support", "/balance acme"),
        "command that opens a case": lambda: slack.type(
            "ada", "#acme", "/case open acme configuration Login loops"
        ),
        "command that logs": lambda: slack.type("ada", "#acme", "/escalation log 6h #1 a note"),
        "command that pages": lambda: slack.type(
            "ada", "#support", "/case open initech sev1 configuration Login is down"
        ),
        "press in an answer": lambda: slack.click("ada", "Undo", channel="#acme"),
        "press in a post": lambda: slack.click("ben", "Acknowledge", channel="#sev1"),
        "choice in a post": lambda: desk.chooses("ada", "/case close 1", "#acme"),
        "message shortcut": lambda: slack.shortcut(
            "ada", "open_support_case", channel="#acme", ts=said
        ),
        "choice in a form": lambda: desk.fills("ada", "customer", option("acme")),
        "form of a case": lambda: slack.submit("ada", {"customer": "acme"}),
        "message shortcut to log": lambda: slack.shortcut(
            "ada", "log_time_here", channel="#acme", ts=said
        ),
        "form of time": lambda: slack.submit("ada", {"time": "1h"}),
        "global shortcut": lambda: slack.shortcut("ada", "new_case"),
        "command that opens a form": lambda: slack.type("dana", "#support", "/oncall contact"),
        "form of a contact": lambda: slack.submit("dana", {}),
        "command that opens a rotation": lambda: slack.type(
            "dana", "#support", "/oncall rotation edit primary"
        ),
        "choice in a rotation": lambda: desk.fills("dana", "days", option("7")),
        "form of a rotation": lambda: slack.submit("dana", {}),
        "Home": lambda: slack.open_home("ben"),
        "press in the Home": lambda: slack.click("ben", "Hand up"),
        "mention": lambda: slack.type("ada", "#acme", "@desk balance"),
        "mention from outside": lambda: slack.type("eve", "#initech", "@desk the export fails"),
        "press from outside": lambda: slack.click("eve", "This is critical", channel="#initech"),
        "siren": lambda: slack.react("eve", "#initech", written, "rotating_light"),
        "direct message": lambda: slack.type("ada", "@desk", "log 1h #1 a note"),
        "edited message": lambda: slack.edit("ada", "@desk", said_last(desk), "log 2h #1"),
        "person": lambda: slack.change_person("ada", title="Engineer"),
        "group": lambda: slack.change_group("S0ENGINEERS", ["U0ADA", "U0BEN"]),
    }


def said_last(desk: DeskUnderTest) -> str:
    """The ts of what Ada said last to the desk directly."""
    seen = desk.slack.messages_seen_by("ada", "@desk")
    return next(message.ts for message in reversed(seen) if not message.is_app)


def option(value: str) -> dict[str, object]:
    return {"value": value, "text": {"type": "plain_text", "text": value}}
