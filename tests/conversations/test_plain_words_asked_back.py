"""Commands in plain words: what is asked back, and where nobody asked anything."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.plain_words import answers, asks, the_thread
from tests.desk import DeskUnderTest

BUTTON_LINE = "In a thread say it behind `@desk`."


# --- what is asked back ---------------------------------------------------------------------------


def test_a_word_of_several_commands_is_asked_about(desk: DeskUnderTest) -> None:
    """With a button for each; it does what it says."""
    with_acme(desk, "Login loops")
    asked = asks(desk, "ada", "list acme")
    assert asked.text == "“list” is a word of several commands. Which one?"
    assert asked.buttons == ["/case list acme", "/escalation list acme"]
    assert desk.presses("ada", "/case list acme", "@desk").says("1 case of acme open")


def test_another_case_in_a_thread_is_asked_about(desk: DeskUnderTest) -> None:
    """A number may be a case or what is said of the thread's: nothing is closed unasked."""
    thread = the_thread(desk, "Slow tokens", "Login loops")
    asked = asks(desk, "ada", "@desk close 1", "#acme", thread)
    assert asked.text == "This is the thread of #2. Which case do you mean?"
    assert (asked.typed_by("#1"), asked.typed_by("#2")) == ("/case close 1", "/case close #2 1")
    assert desk.presses("ada", "#1", "#acme").says("#1 has no first response yet")
    assert desk.slack.messages_seen_by("ada", "#acme")[-1].thread_ts == thread


def test_slips_are_helped(desk: DeskUnderTest) -> None:
    """As behind a command: by a button that carries all that was said."""
    with_acme(desk, "Login loops")
    asked = asks(desk, "ada", "lgo 2h acme traced the loop")
    assert asked.text == "I don't know “lgo”. Did you mean `log`?"
    assert desk.presses("ada", "log", "@desk").text.startswith("Logged 2h on #1")
    unclear = asks(desk, "ada", "log 2h acne")
    assert unclear.buttons


def test_what_is_no_command_is_said_to_be_none(desk: DeskUnderTest) -> None:
    """With what would be one; in a thread, where none can be typed, how it is said there."""
    thread = the_thread(desk, "Login loops")
    assert asks(desk, "ada", "the export fails").says(
        "I don't know what to do with “the export fails”.", "`log 2h`", "`help` tells of them"
    )
    refused = asks(desk, "ada", "@desk close", "#acme", thread)
    assert refused.says("no first response yet", "`/case respond 1 10 minutes ago`", BUTTON_LINE)
    assert BUTTON_LINE not in asks(desk, "ada", "close 1").whole


def test_help(desk: DeskUnderTest) -> None:
    """Said alone, or where nothing else is said, it tells what can be; of a word what it does."""
    with_acme(desk)
    overview = asks(desk, "ada", "help")
    assert overview.text.startswith("Say it as you would type a command, without its name:")
    assert overview.says("`case help`", "`oncall help`")
    for said in ("@desk", "@desk hi", "@desk help", "Hello @desk"):
        assert asks(desk, "ada", said, "#acme").text == overview.text
    assert asks(desk, "ada", "help log").says("`/escalation`:", "logs time")


def test_a_form_is_opened_by_a_button(desk: DeskUnderTest) -> None:
    """A message opens none; whoever may not have it is refused at once."""
    thread = the_thread(desk, "Login loops")
    asked = asks(desk, "ada", "@desk log", "#acme", thread)
    assert (asked.text, asked.buttons) == ("*Log time* is a form:", ["Log time…"])
    desk.slack.click("ada", "Log time…", channel="#acme")
    assert "#1" in desk.form("ada")["text"]


# --- where nobody asked anything ------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        "@desk thanks",
        "@desk ok :+1:",
        "@desk :tada:",
        "I told @desk close 1, and it did",
        "ask @desk",
        "> @desk close 1",
        "log 2h traced the loop",
    ],
)
def test_the_desk_is_quiet_where_nobody_asked(desk: DeskUnderTest, said: str) -> None:
    """Thanked, spoken of, quoted, or not mentioned."""
    thread = the_thread(desk, "Login loops")
    assert answers(desk, "ada", said, "#acme", thread) == []
    assert desk.types("ada", "/case show 1").says("open", "No time logged yet.")


def test_directly_it_is_quiet_too(desk: DeskUnderTest) -> None:
    """Where it was thanked."""
    with_acme(desk)
    assert answers(desk, "ada", "thanks!") == []
    assert answers(desk, "ada", "👍") == []


def test_a_sentence_may_stand_before_the_mention(desk: DeskUnderTest) -> None:
    """A greeting, or a sentence of its own; and a comma behind it."""
    thread = the_thread(desk, "Login loops")
    for said in ("Hey @desk, log 1m", "Thanks, Ben! @desk log 2m", "It was DNS.\n@desk: log 3m"):
        assert asks(desk, "ada", said, "#acme", thread).text.startswith("Logged")
    assert desk.types("ada", "/escalation list 1").says("6m in 3 entries")
