"""O2: taking an override back, ending a rotation; what was does not change."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import told
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")


def test_an_override_is_taken_back_by_a_button(desk: DeskUnderTest) -> None:
    """From now on it counts no more; who was displaced and whom it put on call are told."""
    desk.at("Tue 2026-06-09 10:00")
    made = desk.types("dana", "/oncall override primary @ada fri 18:00 to sat 09:00")
    assert made.buttons == ["Take it back"]
    desk.works()
    assert desk.types("cleo", "/oncall calendar primary").says("<@U0ADA> (override 1)")
    assert desk.types("cleo", "/oncall rotation").says("Override 1, Fri 12 Jun 18:00 to Sat 13")
    back = desk.presses("dana", "Take it back")
    assert back.says(
        "<@U0DANA> took back override 1, which put <@U0ADA> on call for `primary` from "
        "Fri 12 Jun 18:00 to Sat 13 Jun 09:00.",
        "On call instead:\n",
        "• Mon 8 Jun 09:00 to Mon 15 Jun 09:00: <@U0BEN>",
    )
    desk.works()
    assert told(desk, "ada")[-1] == told(desk, "ben")[-1] == back.text
    assert desk.types("cleo", "/oncall who primary at sat 03:00").says("(`primary`): <@U0BEN>")
    again = desk.types("dana", "/oncall override remove 1")
    assert again.text == "<@U0DANA> took override 1 back already."


def test_an_override_under_way_ends_now(desk: DeskUnderTest) -> None:
    """Who was on call while it counted stays so; whom it puts on call may take it back."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall take primary for @ada until 18:00")
    desk.at("Tue 2026-06-09 12:00")
    refused = desk.types("ben", "/oncall override undo 1")
    assert refused.says("Only <@U0DANA>, who made it, <@U0ADA>, whom it puts on call, or an admin")
    assert desk.types("ada", "/oncall override undo 1").says("From now on:", "<@U0BEN>")
    assert desk.types("cleo", "/oncall who primary").says("(`primary`): <@U0BEN>")
    past = desk.types("cleo", "/oncall who primary at today 11:00")
    assert past.says("<@U0ADA> (override 1)")
    desk.works()
    assert told(desk, "dana")[-1].startswith("<@U0ADA> took back override 1")
    desk.at("Wed 2026-06-10 12:00")
    desk.types("ada", "/oncall take primary until 12:30")
    desk.at("Wed 2026-06-10 13:00")
    over = desk.types("ada", "/oncall override remove 2")
    assert over.text == "Override 2 is over: who was on call does not change (O2)."
    assert desk.types("ada", "/oncall override remove 7").says("There is no override 7.")


def test_a_rotation_ends(desk: DeskUnderTest) -> None:
    """Nobody is in it from then on; it is asked first while a ladder or a group names it."""
    desk.at("Tue 2026-06-09 10:00")
    assert desk.types("ada", "/oncall rotation primary end").says("Only admins can use")
    asked = desk.types("dana", "/oncall rotation secondary end from mon")
    assert asked.says(
        "`secondary` is still named by the default ladder and a user group", "End it anyway?"
    )
    assert asked.buttons == ["End it anyway"]
    assert desk.types("ada", "/oncall rotation").says("`secondary` is handed over weekly")
    ended = desk.presses("dana", "End it anyway")
    assert ended.text == "`secondary` ends Mon 15 Jun 09:00: nobody is in it from then on."
    assert desk.types("ada", "/oncall rotation").says("It ends Mon 15 Jun 09:00.")
    desk.works()
    desk.at("Mon 2026-06-15 09:00")
    desk.works()
    assert desk.last("dana", "#sev1").says("`secondary` has ended; <@U0ADA> was the last on call.")
    desk.at("Tue 2026-06-16 10:00")
    assert "secondary" not in desk.types("ada", "/oncall").whole
    assert "secondary" not in desk.types("ada", "/oncall calendar").whole
    assert desk.types("ada", "/oncall who secondary at sun 2026-06-14 10:00").says("<@U0ADA>")
    checked = desk.types("ada", "/oncall check")
    assert checked.says("A rung can never be reached: the default ladder, after 5m")
    assert "Nobody is on call for `secondary`" not in checked.whole
    refused = desk.types("dana", "/oncall ladder 0 secondary, every 15")
    assert refused.says("There is no rotation `secondary`.")
    desk.types("dana", "/oncall rotation secondary weekly mon 09:00 @ben @ada --anyway")
    assert desk.types("ada", "/oncall").says("`secondary`")


def test_when_somebody_is_on_call(desk: DeskUnderTest) -> None:
    """O6: `who @ben` says when Ben is on call; a handle names him in any case, typed alone."""
    desk.at("Tue 2026-06-09 10:00")
    shown = desk.types("cleo", "/oncall who @ben")
    assert shown.says(
        "When <@U0BEN> is on call in the next 6 weeks.",
        "*`primary`*\n• Mon 8 Jun 09:00 to Mon 15 Jun 09:00\n• Mon 29 Jun 09:00 to Mon 6 Jul 09:00",
    )
    assert desk.types("cleo", "/oncall who @BEN").text == shown.text
    assert desk.types("ben", "/oncall who me").text == shown.text
    desk.types("dana", "/oncall override primary for Ben tue 18:00 to 20:00 --anyway")
    assert desk.types("dana", "/oncall who me").text == (
        "<@U0DANA> is not on call in the next 6 weeks."
    )


def test_another_zone_says_whose_clock_it_is(desk: DeskUnderTest) -> None:
    """O1: a rotation that hands over by another clock says so, and by which it is shown."""
    desk.at("Tue 2026-06-09 10:00")
    made = desk.types(
        "dana", "/oncall rotation nights daily 18:00 in Europe/London @ada @ben --anyway"
    )
    assert made.says("`nights` is handed over daily at 18:00 by the clock of Europe/London.")
    assert desk.types("ada", "/oncall calendar nights 2 days").says(
        "*`nights`* hands over by the clock of Europe/London; shown by that of Europe/Zurich",
        "today 19:00",
    )


def test_an_override_is_named_only_for_its_own_stretch(desk: DeskUnderTest) -> None:
    """Two overrides of one person in a row: until when she is on call is neither's end alone."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/oncall override primary me today 18:00 to tue 08:00")
    desk.types("ada", "/oncall take primary until 18:00")
    assert desk.types("ada", "/oncall").says("`primary`: <@U0ADA> until Tue 9 Jun 08:00, then")
