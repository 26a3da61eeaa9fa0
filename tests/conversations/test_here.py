"""`--here` at the end of a command shows its answer to the channel, where only our people read."""

from __future__ import annotations

import pytest

from slackapp.pretend_slack.state.timeline import Message
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def newest(desk: DeskUnderTest, who: str, channel: str = "#support") -> Message:
    """The newest message that somebody sees."""
    return desk.slack.messages_seen_by(who, channel)[-1]


@pytest.mark.parametrize(
    "typed",
    [
        "/balance acme --here",
        "/case show 1 --here",
        "/case list acme  --HERE ",
        "/case 1 —here",
        "/oncall --here",
        "/escalation log 2h 1 --here",
        "/customer help --here",
    ],
)
def test_everybody_in_the_channel_sees_it(desk: DeskUnderTest, typed: str) -> None:
    """Answers are for who asked; with `--here` at the end, whatever the command, for all."""
    with_acme(desk, "Login loops")
    desk.types("ada", typed)
    assert newest(desk, "ben").text == newest(desk, "ada").text
    assert newest(desk, "ben").only_for is None
    desk.types("ada", typed[: typed.casefold().rindex("here") - 2].rstrip(" -—"))
    assert newest(desk, "ada").only_for == "U0ADA"


def test_only_as_a_word_at_the_end(desk: DeskUnderTest) -> None:
    """Elsewhere it belongs to what was typed: a title, a note, in quotes."""
    with_acme(desk)
    desk.types("ada", '/case open acme -- "Broken --here"')
    assert newest(desk, "ada").only_for == "U0ADA"
    assert "Broken --here" in desk.types("ada", "/case show 1").whole
    desk.types("ada", "/case title 1 Broken --here and there")
    assert "Broken --here and there" in desk.types("ada", "/case show 1").whole
    desk.types("ada", "/case open acme -- Broken again --here")
    assert newest(desk, "ben").text.startswith("Opened #2")
    assert "“Broken again”" in newest(desk, "ben").text


def test_what_was_refused_stays_with_who_asked(desk: DeskUnderTest) -> None:
    """A slip or a refusal is nobody else's business."""
    with_acme(desk)
    for typed in ("/balance acne --here", "/customer pack acme M --here", "/case shwo 1 --here"):
        desk.types("ada", typed)
        assert newest(desk, "ada").only_for == "U0ADA"


def test_a_question_back_stays_with_who_asked(desk: DeskUnderTest) -> None:
    """Only the answer is for all: which case was meant is asked of who typed it alone."""
    with_acme(desk, "Login loops", "Slow tokens")
    asked = desk.types("ada", "/escalation log 2h acme --here")
    assert asked.says("On which case are the 2h?", "#1 Login loops", "#2 Slow tokens")
    assert newest(desk, "ada").only_for == "U0ADA"


def test_in_the_channel_of_another_customer(desk: DeskUnderTest) -> None:
    """There a line says whom the answer is about; in its own channel and in others none does."""
    with_acme(desk, "Login loops")
    desk.types("dana", '/customer add initech "Initech" managed escalations 12 from 2026-01-01')
    desk.types("ada", "/case open initech configuration Proxy")
    hint = ":warning: This is acme's channel, and the answer is about initech."
    for typed in ("/balance initech", "/case show 2", "/escalation log 2h #2"):
        desk.types("ada", f"{typed} --here", "#acme")
        assert newest(desk, "ben", "#acme").only_for is None
        assert desk.last("ben", "#acme").says(hint), typed
        assert hint not in desk.types("ada", typed, "#acme").whole
    for channel, typed in (("#acme", "/balance acme"), ("#support", "/balance initech")):
        desk.types("ada", f"{typed} --here", channel)
        assert "the answer is about" not in desk.last("ben", channel).whole
    assert desk.types("ada", "/balance nobody --here", "#acme").says("no customer “nobody”")


def test_not_where_people_from_outside_read(desk: DeskUnderTest) -> None:
    """In a channel that is shared with another company only who asked sees it, and reads why."""
    with_acme(desk)
    told = desk.types("ada", "/balance acme --here", "#initech")
    assert told.says("4 of 4", "Only you see this: people from outside read this channel.")
    assert desk.slack.messages_seen_by("eve", "#initech") == []


def test_not_while_slack_does_not_say(desk: DeskUnderTest) -> None:
    """Who reads a channel is asked of Slack; without its word nothing is shown there."""
    with_acme(desk)
    desk.slack.faults.set(answers=500, methods=["conversations.info"])
    told = desk.types("ada", "/balance acme --here")
    assert told.says("4 of 4", "Only you see this: Slack did not say just now who reads here.")
    assert newest(desk, "ada").only_for == "U0ADA"
    desk.slack.faults.clear()
    desk.types("ada", "/balance acme --here")
    assert newest(desk, "ben").only_for is None


def test_not_in_direct_messages(desk: DeskUnderTest) -> None:
    """Commands can be typed in any direct message, and the desk does not see who is there."""
    with_acme(desk)
    told = desk.types("ada", "/balance acme --here", "@desk")
    assert told.says("4 of 4", "Only you see this: in direct messages the desk can't tell")
    assert newest(desk, "ada", "@desk").only_for == "U0ADA"


def test_where_the_desk_is_not(desk: DeskUnderTest) -> None:
    """A public channel can be looked at without being in it; a private one can't."""
    with_acme(desk)
    desk.types("ada", "/balance acme --here", "#random")
    assert newest(desk, "ben", "#random").only_for is None
    desk.slack.workspace.change_room("C0SALES", members=("U0CLEO", "U0DANA"), is_private=True)
    told = desk.types("cleo", "/balance acme --here", "#sales")
    assert told.says("4 of 4", "Only you see this: the desk is not in this channel", "`/invite`")
    desk.slack.refusals.clear()  # Slack rightly did not tell


def test_its_buttons_leave_it_standing(desk: DeskUnderTest) -> None:
    """Who presses is answered alone, and the others keep what they were reading."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/case show 1 --here")
    shown = newest(desk, "ben")
    button = desk.last("ada").buttons[0]
    desk.presses("ben", button)
    assert newest(desk, "ben").only_for == "U0BEN"
    assert newest(desk, "ada").text == shown.text
    assert newest(desk, "ada").ts == shown.ts


def test_help_tells_of_it(desk: DeskUnderTest) -> None:
    """Each command's help ends with it."""
    with_acme(desk)
    for command in ("case", "escalation", "balance", "customer", "oncall"):
        assert desk.types("ada", f"/{command} help").says("`--here` at the end shows an answer")


def test_twice_is_once(desk: DeskUnderTest) -> None:
    """A command that came twice is done once, and answered for all both times."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1 --here")
    desk.again("ada")
    assert newest(desk, "ben").only_for is None
    assert desk.types("ada", "/escalation list 1").says("2h")
    assert desk.statement("acme")["remaining"] == 3
