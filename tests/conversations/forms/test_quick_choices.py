"""Choices in a form that come faster than they are worked out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest
from tests.waiting import waits_until


def test_of_two_quick_choices_the_newer_is_shown(desk: DeskUnderTest) -> None:
    """Both are on their way at once: what is shown in the end is what both choices come to."""
    with_four_customers(desk)
    desk.shortcut("ada", "new_case")
    view = desk.slack.modal_of("ada")
    assert view is not None
    for severity in "123123":
        for field, value in (("customer", "initech"), ("severity", severity)):
            [shown] = [block for block in view.blocks if block["block_id"] == field]
            action_id = shown["element"]["action_id"]
            desk.slack.press(
                "ada", view_id=view.id, block_id=field, action_id=action_id, value=value
            )
        said = {"1": "Managed: 2 hours", "2": "4 business hours", "3": "1 business day"}[severity]
        assert said in desk.form("ada")["text"]


@contextmanager
def the_first_reader_waits(desk: DeskUnderTest) -> Iterator[None]:
    """Let whoever reads first wait at the database's door until the end; nobody after them does."""
    database = desk.house.desk.database
    reads, first, free = database.reading, iter([True]), threading.Event()

    @contextmanager
    def gate() -> Iterator[Session]:
        assert not next(first, False) or free.wait(20)
        with reads() as session:
            yield session

    database.reading = gate  # type: ignore[method-assign]
    yield
    free.set()
    desk.waits()
    database.reading = reads  # type: ignore[method-assign]


def test_a_slow_choice_takes_no_answers_place(desk: DeskUnderTest) -> None:
    """Submitted while a choice takes long: "still working" is said, and then the answer; the form
    that the choice makes does not return.
    """
    with_acme(desk)
    desk.house.conversation.answering.patience = 0.1
    desk.opens("ada", "/case open", "#acme")
    view = desk.slack.modal_of("ada")
    assert view is not None
    with the_first_reader_waits(desk):
        desk.slack.press(
            "ada", view_id=view.id, block_id="severity", action_id="change:value", value="1"
        )
        desk.slack.submit("ada", {"title": "It loops"})
    waits_until(lambda: "Opened #1 for acme" in desk.form("ada")["text"])
    assert desk.slack.refusals == ["views.update: hash_conflict"]
    desk.slack.refusals.clear()


def test_two_are_added_at_once(desk: DeskUnderTest) -> None:
    """The second is chosen before the form shows the first: both are in it, in that order, also
    when each choice is delivered twice.
    """
    with_people_on_call(desk)
    desk.slack.faults.set(deliver_twice=True)
    desk.opens("dana", "/oncall rotation add")
    desk.house.conversation.answering.patience = 0.1
    view = desk.slack.modal_of("dana")
    assert view is not None
    with the_first_reader_waits(desk):
        for person in ("U0BEN", "U0ADA"):
            desk.slack.press("dana", view_id=view.id, action_id="change:add", selected_user=person)
    shown = desk.form("dana")["text"]
    desk.house.conversation.answering.patience = 20.0
    assert [line for line in shown.splitlines() if line[:2] in ("1.", "2.", "3.")] == [
        "1. <@U0DANA>",
        "2. <@U0BEN>",
        "3. <@U0ADA>",
    ]
    saved = desk.submits("dana", name="nights", days="1", handover="18:00", first_day="2026-06-01")
    assert "`nights` is handed over daily at 18:00." in saved["text"]


def test_who_is_added_just_before_saving_is_saved(desk: DeskUnderTest) -> None:
    """Saved before the form shows who was added last: they are in it."""
    with_people_on_call(desk)
    desk.house.conversation.answering.patience = 0.1
    desk.opens("dana", "/oncall rotation add")
    view = desk.slack.modal_of("dana")
    assert view is not None
    filled = {"name": "nights", "days": "1", "handover": "18:00", "first_day": "2026-06-01"}
    with the_first_reader_waits(desk):
        desk.slack.press("dana", view_id=view.id, action_id="change:add", selected_user="U0BEN")
        desk.slack.submit("dana", filled)
    waits_until(lambda: "`nights` is handed over" in desk.form("dana")["text"])
    desk.house.conversation.answering.patience = 20.0
    assert desk.types("ada", "/oncall rotation").says("daily at 18:00: <@U0DANA>, <@U0BEN>")
    assert desk.slack.refusals == ["views.update: hash_conflict"]  # the form had given way
    desk.slack.refusals.clear()
