"""O5: a page that somebody has, and no first response: reminded, then the secondary, then late."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import rung, told, tried
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

SEV1 = "/case open initech sev1 configuration Login loops"


def test_reminded_then_the_secondary_then_the_breach(desk: DeskUnderTest) -> None:
    """O5: at half the owner is reminded; at three quarters the secondary too; then S5's breach."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    desk.presses("ben", "Acknowledge", "@desk")
    desk.at("Tue 2026-06-09 03:59")
    desk.works()
    before = len(told(desk, "ben"))
    for wall in ("04:00", "04:10"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
        assert len(told(desk, "ben")) == before + 1
    half = desk.last("ben", "@desk")
    assert half.text == (
        ":hourglass_flowing_sand: #1 “Login loops” is yours and has no first response yet: half of "
        "the clock has run, due Tue 9 Jun 05:00 (O5)."
    )
    assert half.buttons == ["I've replied", "Hand up"]
    assert (rung(desk), told(desk, "ada")) == ({"ada": 0, "ben": 1}, [])
    for wall in ("04:30", "04:45"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert desk.last("ben", "@desk").says("three quarters", "<@U0ADA> is paged too.")
    assert rung(desk) == {"ada": 1, "ben": 1}
    assert tried(desk)[-2:] == ["04:30 ada direct delivered", "04:30 ada outside delivered"]
    whole = desk.types("dana", "/oncall pages 1")
    assert whole.says("Acknowledged: the secondary was rung to help. The clock runs until")
    desk.at("Tue 2026-06-09 05:00")
    desk.works()
    assert not any(":warning:" in text for text in told(desk, "dana", "#sev1"))
    for wall in ("05:01", "05:20"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    late = (
        ":warning: #1 of initech “Login loops”: the first response was due Tue 9 Jun 05:00 and is"
    )
    assert [text.startswith(late) for text in told(desk, "dana", "#sev1")].count(True) == 1
    assert desk.last("ben", "@desk").text.startswith(late)
    assert len(told(desk, "ben")) == before + 3


def test_the_secondary_who_has_it_is_not_rung(desk: DeskUnderTest) -> None:
    """O5: a secondary who has the page is reminded; then it is the primary who is paged too."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    desk.types("ada", "/oncall ack 1")
    desk.at("Tue 2026-06-09 04:30")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 2}
    assert desk.last("ada", "@desk").says("three quarters", "<@U0BEN> is paged too")


def test_nobody_is_reminded_after_the_response(desk: DeskUnderTest) -> None:
    """A response in time: no reminder, nobody paged beside it, no breach."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    desk.types("ben", "/oncall ack 1")
    desk.types("ben", "/case respond 1")
    desk.works()
    before = told(desk, "ben"), told(desk, "ada"), told(desk, "dana", "#sev1")
    for wall in ("04:00", "04:30", "05:01"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert (told(desk, "ben"), told(desk, "ada"), told(desk, "dana", "#sev1")) == before
    assert rung(desk) == {"ada": 0, "ben": 1}


def test_whoever_has_the_case_is_reminded(desk: DeskUnderTest) -> None:
    """O5: the owner of the case, though somebody else acknowledged the page."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    desk.presses("ben", "Acknowledge", "@desk")
    desk.types("ben", "/case assign 1 @cleo")
    desk.works()
    before = len(told(desk, "ben"))
    desk.at("Tue 2026-06-09 04:00")
    desk.works()
    assert desk.last("cleo", "@desk").says("is yours and has no first response yet: half of")
    assert len(told(desk, "ben")) == before


def test_the_secondary_who_has_the_case_is_not_rung(desk: DeskUnderTest) -> None:
    """O5: the secondary has the case and somebody else the page: the primary is paged too."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    desk.types("dana", "/oncall ack 1")
    desk.types("dana", "/case assign 1 @ada")
    desk.at("Tue 2026-06-09 04:30")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 2}
    assert desk.last("ada", "@desk").says("three quarters", "<@U0BEN> is paged too")


def test_what_was_warned_of_before_it_was_paged(desk: DeskUnderTest) -> None:
    """O5: a Sev-2 had its three quarters; as a Sev-1 its secondary is paged at its own."""
    desk.at("Tue 2026-06-09 09:00")
    desk.types("cleo", "/case open initech sev2 configuration Login loops")
    desk.works()
    desk.at("Tue 2026-06-09 12:05")
    desk.works()
    desk.types("cleo", "/case severity 1 1")
    desk.works()
    desk.types("ben", "/oncall ack")
    assert rung(desk) == {"ada": 0, "ben": 1}  # due 13:00, as the Sev-2 was (S4)
    for wall, ada in {"12:46": 0, "12:47": 1, "12:59": 1}.items():
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
        assert rung(desk) == {"ada": ada, "ben": 1}, wall
