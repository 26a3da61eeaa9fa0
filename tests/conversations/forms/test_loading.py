"""Every form opens at once: a loading view first, then the form, or why there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from handlers.blocks.pieces.answer import answer, buttons
from handlers.front.views import result
from slackapp.sandbox.run import BOT_TOKEN
from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest

COMMANDS = {
    "/case open": "New case",
    "/escalation log": "Log time",
    "/oncall contact": "How you are reached",
    "/oncall page": "Page somebody",
    "/oncall rotation add": "New rotation",
    "/oncall ladder edit": "The default ladder",
    "/customer extras initech": "Extras of initech",
}
GLOBAL = {"log_time": "Log time", "new_case": "New case", "page_somebody": "Page somebody"}
MESSAGE = ("open_support_case", "log_time_here", "mark_first_reply")
LOADING = "One moment, please"


@contextmanager
def nothing_is_read(desk: DeskUnderTest) -> Iterator[None]:
    """Let whoever wants to read or write wait at the database's door."""
    database = desk.house.desk.database
    free, gates = threading.Event(), (database.reading, database.writing)

    def gate(opens: Any) -> Any:
        @contextmanager
        def waits() -> Iterator[Any]:
            assert free.wait(20)
            with opens() as session:
                yield session

        return waits

    database.reading, database.writing = map(gate, gates)  # type: ignore[method-assign]
    try:
        yield
    finally:
        free.set()
        desk.waits()
        database.reading, database.writing = gates  # type: ignore[method-assign]


def loading(desk: DeskUnderTest, who: str) -> str:
    """The title of the loading view that somebody sees, as soon as it is there."""
    opened = threading.Event()
    stop = desk.slack.workspace.watch(opened.set)
    while (view := desk.slack.modal_of(who)) is None:
        assert opened.wait(20)
        opened.clear()
    stop()
    assert LOADING in str(view.blocks)
    return str(view.spec["title"]["text"])


def test_a_command_opens_before_anything_is_read(desk: DeskUnderTest) -> None:
    """A loading view is there at once, and the command is acknowledged empty when the form is."""
    with_four_customers(desk)
    for typed, title in COMMANDS.items():
        with nothing_is_read(desk):
            asked = desk.meanwhile(partial(desk.slack.type, "dana", "#support", typed))
            assert loading(desk, "dana") in ("Ladder", "Extras", title)
        answer = asked.result()
        assert answer is not None
        assert (answer.failure, answer.body) == (None, ""), typed
        if typed != "/escalation log":  # no case is open
            assert desk.form("dana")["title"] == title
            assert LOADING not in desk.form("dana")["text"]
        desk.slack.close("dana")


def test_a_shortcut_opens_before_anything_is_read(desk: DeskUnderTest) -> None:
    """So does each shortcut, of a message or global."""
    with_acme(desk, "Login loops")
    ts = desk.says("ada", "It loops", "#acme")
    for callback_id in (*MESSAGE, *GLOBAL):
        with nothing_is_read(desk):
            message = {"channel": "#acme", "ts": ts} if callback_id in MESSAGE else {}
            asked = desk.meanwhile(partial(desk.slack.shortcut, "ada", callback_id, **message))
            loading(desk, "ada")
        answer = asked.result()
        assert (answer.failure, answer.body) == (None, "")
        assert LOADING not in desk.form("ada")["text"]
        desk.slack.close("ada")


def test_a_button_opens_before_anything_is_read(desk: DeskUnderTest) -> None:
    """So does a button that types a command which opens a form."""
    with_four_customers(desk)
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 from 2026-06-01 @ben --anyway")
    desk.types("ada", "/case open initech sev1 Login is down")
    desk.works()
    with nothing_is_read(desk):
        asked = desk.meanwhile(partial(presses_stop, desk))
        assert loading(desk, "ada") == "Stop a page"
    asked.result()
    assert "will ring nobody any more" in desk.form("ada")["text"]


def with_home(desk: DeskUnderTest, *commands: str) -> None:
    """Let Ada's Home have buttons that type these commands."""
    home = answer("Home", buttons([(command, command) for command in commands]))
    view = {"type": "home", "blocks": home.blocks}
    told = desk.slack.answer_api("views.publish", {"user_id": "U0ADA", "view": view}, BOT_TOKEN)
    assert told["ok"], told


def test_a_button_in_the_home_is_answered_in_a_view(desk: DeskUnderTest) -> None:
    """The Home has no response address: form and answer open in a view."""
    with_acme(desk, "Login loops")
    with_home(desk, "/escalation log", "/case take 1")
    with nothing_is_read(desk):
        asked = desk.meanwhile(partial(desk.slack.click, "ada", "/escalation log"))
        assert loading(desk, "ada") == "Log time"
    asked.result()
    assert "case" in desk.form("ada")["fields"]
    desk.slack.close("ada")
    desk.slack.click("ada", "/case take 1")
    shown = desk.form("ada")
    assert shown["title"] == "ProAuth desk"
    assert "#1 is <@U0ADA>'s now." in shown["text"]
    with_home(desk, "/escalation log")
    desk.slack.faults.next(500, methods=["views.open"])
    desk.slack.click("ada", "/escalation log")
    desk.waits()
    assert desk.last("ada", "@desk").text.startswith("Slack did not open the form in time.")


def test_a_button_in_a_view_opens_the_form_in_its_place(desk: DeskUnderTest) -> None:
    """A form that a view's button opens takes the place of that view, loading first."""
    with_acme(desk, "Login loops")
    said = answer("What now?", buttons([("Log time", "/escalation log")]))
    desk.slack.shortcut("ada", "new_case")
    desk.waits()
    view = desk.slack.modal_of("ada")
    assert view is not None
    args = {"view_id": view.id, "view": result("Answer", said)}
    assert desk.slack.answer_api("views.update", args, BOT_TOKEN)["ok"]
    desk.slack.click("ada", "Log time")
    shown = desk.form("ada")
    assert (shown["title"], "time" in shown["fields"]) == ("Log time", True)
    assert desk.slack.modal_of("ada") is view


def test_what_was_done_is_told_though_no_view_opened(desk: DeskUnderTest) -> None:
    """A button of the Home has done what it says, even where Slack opens nothing to say so in."""
    with_acme(desk, "Login loops")
    with_home(desk, "/case take 1")
    desk.slack.faults.next(500, methods=["views.open"])
    desk.slack.click("ada", "/case take 1")
    desk.waits()
    assert desk.last("ada", "@desk").text.startswith("#1 is <@U0ADA>'s now.")


def test_a_table_is_lines_in_a_view(desk: DeskUnderTest) -> None:
    """A modal takes no table: its rows are read as lines."""
    with_acme(desk, "Login loops")
    with_home(desk, "/case list all")
    desk.slack.click("ada", "/case list all")
    assert "• #1 Login loops · " in desk.form("ada")["text"]


def presses_stop(desk: DeskUnderTest) -> None:
    """Let Ada choose *Stop…* in the menu of the board."""
    for message in desk.slack.messages_seen_by("ada", "#sev1"):
        for block in message.blocks:
            for element in block.get("elements", []):
                if element.get("type") == "overflow":
                    desk.slack.press(
                        "ada",
                        channel="#sev1",
                        ts=message.ts,
                        block_id=block["block_id"],
                        action_id=element["action_id"],
                        value="/oncall stop 1",
                    )


def test_a_refusal_takes_the_forms_place(desk: DeskUnderTest) -> None:
    """What cannot be is said in the view, and nothing is said beside it."""
    with_acme(desk)
    desk.types("ada", "/case help")
    seen = len(desk.slack.messages_seen_by("ada", "#support"))
    refused = desk.opens("ada", "/oncall ladder edit")["text"]
    assert "Only admins can use `/oncall ladder edit`." in refused
    refused = desk.opens("dana", "/customer extras nobody")["text"]
    assert "There is no customer “nobody”" in refused
    shown = desk.opens("ada", "/escalation log")
    assert (shown["title"], shown["fields"]) == ("Log time", [])
    assert "No case is open." in shown["text"]
    assert len(desk.slack.messages_seen_by("ada", "#support")) == seen


def test_somebody_from_outside_is_told_nothing(desk: DeskUnderTest) -> None:
    """Eve may choose a shortcut in the shared channel; she is refused kindly, and told nothing."""
    with_four_customers(desk)
    desk.types("dana", "/customer channel initech #initech")
    ts = desk.says("eve", "Login is down", "#initech")
    desk.is_installed_everywhere()
    for callback_id in (*MESSAGE, *GLOBAL):
        message = {"channel": "#initech", "ts": ts} if callback_id in MESSAGE else {}
        shown = desk.shortcut("eve", callback_id, **message)
        assert shown["fields"] == []
        assert shown["text"].startswith("The support desk is for people at ProAuth.")
        assert "initech" not in shown["text"]
        assert "acme" not in shown["text"]


def test_a_crash_is_told_in_the_view(desk: DeskUnderTest) -> None:
    """Something of ours breaks: the view has the reference that the log has too."""
    with_acme(desk)

    def breaks(*_: Any, **__: Any) -> Any:
        raise RuntimeError("broken on purpose")

    desk.house.conversation.run = breaks  # type: ignore[method-assign]
    shown = desk.opens("ada", "/case open")
    assert "Sorry, something broke on our side" in shown["text"]
    assert "Reference" in shown["text"]


def test_slack_opens_no_view(desk: DeskUnderTest) -> None:
    """Slack refuses the view: whoever asked is told where they asked, or directly."""
    with_acme(desk, "Login loops")
    ts = desk.says("ada", "It loops", "#acme")
    sorry = "Slack did not open the form in time. Nothing was changed: please try again."
    desk.slack.faults.next(500, methods=["views.open"])
    desk.slack.shortcut("ada", "open_support_case", channel="#acme", ts=ts)
    desk.waits()
    assert desk.last("ada", "#acme").text == sorry
    desk.slack.faults.next(500, methods=["views.open"])
    desk.slack.type("ada", "#support", "/case open")
    desk.waits()
    assert desk.last("ada").text == sorry
    desk.slack.faults.next(500, methods=["views.open"])
    desk.slack.shortcut("ada", "new_case")
    desk.waits()
    assert desk.last("ada", "@desk").text == sorry


def test_a_form_that_slack_does_not_take_at_once(desk: DeskUnderTest) -> None:
    """An update of a view that fails is tried again, whatever it met."""
    with_acme(desk, "Login loops")
    desk.slack.faults.next(500, 429, methods=["views.update"])
    assert desk.opens("ada", "/case open")["title"] == "New case"
    desk.slack.api.fail_next("views.update", "fatal_error")
    assert desk.opens("ada", "/escalation log")["title"] == "Log time"
    assert desk.slack.refusals == ["views.update: fatal_error"]
    desk.slack.refusals.clear()


def test_a_form_that_slack_never_takes(desk: DeskUnderTest) -> None:
    """Then it is said, where it was asked for, that there is no form."""
    with_acme(desk, "Login loops")
    desk.slack.faults.set(answers=500, methods=["views.update"])
    desk.slack.type("ada", "#support", "/case open")
    desk.waits()
    assert desk.last("ada").text.startswith("Slack did not open the form in time.")


def test_a_choice_that_slack_does_not_show(desk: DeskUnderTest) -> None:
    """What a choice changes in a form is tried again, and if it can't be shown, that is said."""
    with_four_customers(desk)
    desk.shortcut("ada", "new_case")
    desk.fills("ada", "customer", "initech")
    desk.slack.faults.next(500, methods=["views.update"])
    assert "4 business hours" in desk.fills("ada", "severity", "2")["text"]
    desk.slack.faults.set(answers=500, methods=["views.update"])
    desk.fills("ada", "severity", "1")
    assert desk.last("ada", "@desk").text.startswith("Slack did not show what your last choice")


def test_a_view_that_was_closed_meanwhile(
    desk: DeskUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever closes the loading view wants no form: that is logged, and nothing else."""
    with_acme(desk)
    with nothing_is_read(desk):
        asked = desk.meanwhile(partial(desk.slack.type, "ada", "#support", "/case open"))
        loading(desk, "ada")
        desk.slack.close("ada")
    asked.result()
    assert desk.slack.modal_of("ada") is None
    assert "the view was closed meanwhile" in capsys.readouterr().out
    assert desk.slack.refusals == ["views.update: not_found"]
    desk.slack.refusals.clear()


def test_delivered_twice_opens_once(desk: DeskUnderTest) -> None:
    """The same command or shortcut delivered again opens nothing more, and nobody is told."""
    with_acme(desk)
    desk.slack.faults.set(deliver_twice=True)
    desk.types("ada", "/case help")
    seen = len(desk.slack.messages_seen_by("ada", "#support"))
    assert desk.opens("ada", "/case open")["title"] == "New case"
    assert desk.shortcut("ada", "new_case")["title"] == "New case"
    assert len(desk.slack.workspace.views.stack("U0ADA")) == 1
    assert len(desk.slack.messages_seen_by("ada", "#support")) == seen
