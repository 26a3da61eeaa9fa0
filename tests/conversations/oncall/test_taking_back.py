"""O2: what was set is taken back from now on; who was on call before does not change."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import told, with_people_on_call
from tests.desk import DeskUnderTest


def test_an_override_is_taken_back_by_its_button(desk: DeskUnderTest) -> None:
    """Whoever was put on, and whoever is on call again, is told; the calendar forgets it."""
    with_people_on_call(desk)
    made = desk.types("dana", "/oncall override primary @ben fri 18:00 to sat 09:00")
    assert made.buttons == ["Take it back"]
    assert "(override 1)" in desk.types("ada", "/oncall calendar primary").whole
    desk.works()
    back = desk.presses("dana", "Take it back")
    sentence = "<@U0DANA> took back override 1: <@U0BEN> for `primary`, Fri 5 Jun 18:00 to Sat"
    assert back.text.startswith(sentence)
    desk.works()
    assert told(desk, "ben")[-1].startswith(sentence)
    assert told(desk, "ada")[-1].startswith(sentence)
    assert "override" not in desk.types("ada", "/oncall calendar primary").text
    desk.at("Fri 2026-06-05 19:00")
    assert desk.types("ada", "/oncall who primary").says("<@U0ADA>")


def test_while_it_runs_it_ends_now(desk: DeskUnderTest) -> None:
    """Who was on call until then is not rewritten."""
    with_people_on_call(desk)
    desk.types("ben", "/oncall override primary me fri 18:00 to sat 09:00")
    desk.at("Fri 2026-06-05 20:00")
    desk.types("ben", "/oncall override remove 1")
    assert desk.types("ada", "/oncall who primary").says("<@U0ADA>")
    desk.at("Fri 2026-06-05 21:00")
    assert desk.types("ada", "/oncall who primary at 2026-06-05 19:00").says("<@U0BEN>")


@pytest.mark.parametrize(
    ("who", "typed", "said"),
    [
        ("cleo", "1", "Override 1 is <@U0BEN>'s: they, <@U0BEN> or an admin can take it back."),
        ("ben", "7", "There is no override 7."),
        ("ben", "", "Which override? `/oncall calendar` shows their numbers."),
        ("ben", "x", "“x” does not work as an override's number"),
    ],
)
def test_what_cannot_be_taken_back(desk: DeskUnderTest, who: str, typed: str, said: str) -> None:
    """Somebody else's, none, and what is no number."""
    with_people_on_call(desk)
    desk.types("ben", "/oncall override primary me fri 18:00 to sat 09:00")
    assert desk.types(who, f"/oncall override remove {typed}").says(said)


def test_only_once_and_not_when_it_is_over(desk: DeskUnderTest) -> None:
    """A second time says so."""
    with_people_on_call(desk)
    for _ in range(2):
        desk.types("ben", "/oncall override primary me fri 18:00 to sat 09:00")
    desk.types("ben", "/oncall override undo 1")
    assert desk.types("ben", "/oncall override undo 1").says("was taken back already")
    desk.at("Sat 2026-06-06 10:00")
    assert desk.types("ben", "/oncall override remove 2").says("Override 2 is over already.")


def test_a_rotation_ends(desk: DeskUnderTest) -> None:
    """Nobody is on call in it any more, nothing complains, and it can begin again."""
    with_people_on_call(desk)
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-06-01 @ada @ben --anyway")
    desk.at("Tue 2026-06-02 20:00")
    ended = desk.types("dana", "/oncall rotation nights end")
    assert ended.text == "`nights` has ended: nobody is on call in it from now on."
    assert "nights" not in desk.types("ada", "/oncall").whole
    assert "nights" not in desk.types("dana", "/oncall check").whole
    assert desk.types("ada", "/oncall rotation").says("`nights` has ended")
    assert desk.types("dana", "/oncall rotation nights end").says("`nights` has ended already.")
    desk.types("dana", "/oncall rotation nights daily 18:00 @ben @ada --anyway")
    assert "nights" in desk.types("ada", "/oncall").whole


def test_a_rotation_that_is_needed_does_not_end(desk: DeskUnderTest) -> None:
    """A ladder, or a user group, would reach nobody."""
    with_people_on_call(desk)
    refused = desk.types("dana", "/oncall rotation primary end")
    assert refused.says("`primary` is on the default ladder.", "/oncall ladder edit")
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-06-01 @ada @ben --anyway")
    desk.types("dana", "/oncall ladder initech 0 nights, every 15")
    assert desk.types("dana", "/oncall rotation nights end").says("on initech's ladder")
    assert desk.types("ben", "/oncall rotation nights end").says("Only admins can use")
