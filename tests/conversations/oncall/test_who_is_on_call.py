"""Who is on call, now and then (O6): asked, listed, subscribed to, checked (O7)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from tests.conversations.oncall.people_on_call import told, with_people_on_call
from tests.desk import DeskUnderTest, Heard


def bullets(answer: Heard) -> list[str]:
    return [line[2:] for line in answer.whole.splitlines() if line.startswith("• ")]


def test_who_is_on_call_now_and_then(desk: DeskUnderTest) -> None:
    """O6: who, until when, and who is next; then too, overrides included."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/oncall override primary me fri 18:00 to sat 09:00")
    now = desk.types("ben", "/oncall")
    assert now.text == "On call now (`primary`): <@U0BEN> until Fri 12 Jun 18:00."
    assert bullets(now) == [
        "`primary`: <@U0BEN> until Fri 12 Jun 18:00, then <@U0ADA>",
        "`secondary`: <@U0ADA> until Mon 15 Jun 09:00, then <@U0BEN>",
        "`duty`: <@U0ADA> until Wed 10 Jun 09:00, then <@U0BEN>",
    ]
    assert now.says("You are on call for `primary`.")
    then = desk.types("ben", "/oncall who primary at sat 03:00")
    assert then.text == "On call Sat 13 Jun 03:00 (`primary`): <@U0ADA> until Sat 13 Jun 09:00."
    assert bullets(then)[0].startswith("`primary`: <@U0ADA> (override 1) until Sat 13 Jun 09:00")
    past = desk.types("ben", "/oncall who at 2026-06-05 12:00")
    assert past.text.startswith("On call Fri 5 Jun 12:00 (`primary`): <@U0ADA>")
    assert desk.types("ben", "/oncall who nights at fri 03:00").says("no rotation “nights”")


def test_who_on_days_to_come(desk: DeskUnderTest) -> None:
    """O6: days are named as people name them, and shown with all their shifts."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    tomorrow = desk.types("cleo", "/oncall who primary tomorrow")
    assert tomorrow.text == "On call Wed 10 Jun."
    assert bullets(tomorrow) == ["Mon 8 Jun 09:00 to Mon 15 Jun 09:00: <@U0BEN>"]
    weekend = desk.types("cleo", "/oncall who duty this weekend")
    assert weekend.text == "On call Sat 13 Jun to Sun 14 Jun."
    assert len(bullets(weekend)) == 3
    every = desk.types("cleo", "/oncall who until friday")
    assert every.text == "On call Tue 9 Jun to Fri 12 Jun."
    assert every.says("*`primary`*", "*`secondary`*", "*`duty`*")


def test_a_day_without_its_time_is_asked_about(desk: DeskUnderTest) -> None:
    """`until friday` may be any hour of it: the buttons give the usual ones."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    asked = desk.types("ada", "/oncall take primary until friday")
    assert asked.buttons == ["friday 09:00", "friday 12:00", "friday 18:00"]
    assert desk.presses("ada", "friday 18:00").says("Fri 12 Jun 18:00")
    asked = desk.types("ada", "/oncall override primary me sat 09:00 to sunday")
    assert asked.buttons == ["sunday 09:00", "sunday 12:00", "sunday 18:00"]
    assert desk.presses("ada", "sunday 12:00").says("Sat 13 Jun 09:00", "Sun 14 Jun 12:00")


def test_the_calendar(desk: DeskUnderTest) -> None:
    """O6: the shifts to come, whole."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/oncall override primary me fri 18:00 to sat 09:00")
    shown = desk.types("cleo", "/oncall calendar primary 2 weeks")
    assert shown.text == "On call for the next 14 days."
    assert bullets(shown) == [
        "Mon 8 Jun 09:00 to Fri 12 Jun 18:00: <@U0BEN>",
        "Fri 12 Jun 18:00 to Sat 13 Jun 09:00: <@U0ADA> (override 1)",
        "Sat 13 Jun 09:00 to Mon 15 Jun 09:00: <@U0BEN>",
        "Mon 15 Jun 09:00 to Mon 22 Jun 09:00: <@U0CLEO>",
        "Mon 22 Jun 09:00 to Mon 29 Jun 09:00: <@U0ADA>",
    ]
    every = desk.types("cleo", "/oncall calendar 1 day")
    assert every.says("*`primary`*", "*`secondary`*", "*`duty`*")


def test_before_there_is_any_rotation(desk: DeskUnderTest) -> None:
    """Nothing yet: the answer shows how to begin."""
    desk.at("Tue 2026-06-09 10:00")
    for typed in ("/oncall", "/oncall calendar", "/oncall rotation"):
        assert desk.types("ada", typed).says(
            "there is no rotation yet" if typed == "/oncall" else "There is no rotation yet",
            "/oncall rotation primary",
        )
    checked = desk.types("ada", "/oncall check")
    assert checked.says("found 1 thing to mend", "There is no rotation yet")


def test_a_calendar_feed_has_the_same_shifts(desk: DeskUnderTest) -> None:
    """O6: a feed has exactly the shifts that page; revoked, it is gone."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/oncall override primary me fri 18:00 to sat 09:00")
    answer = desk.types("ben", "/oncall feed primary")
    link = next(word for word in answer.whole.split() if word.startswith("webcal://"))
    again = desk.types("ben", "/oncall feed primary")
    assert again.says(
        "You have a calendar of `primary` since today 10:00: its address was shown then",
        "`/oncall feed primary revoke` ends it, and `/oncall feed primary` makes another",
    )
    assert "webcal" not in again.whole
    read = httpx.get(link.replace("webcal", "http", 1), timeout=20)
    events: list[Any] = list(Calendar.from_ical(read.text).walk("VEVENT"))
    found = [(str(e["summary"]), e["dtstart"].dt, e["dtend"].dt) for e in events]

    def at(wall: str) -> datetime:
        return desk.moment_of(wall).astimezone(UTC)

    assert found[1:4] == [
        ("primary: Ben", at("2026-06-08 09:00"), at("2026-06-12 18:00")),
        ("primary: Ada", at("2026-06-12 18:00"), at("2026-06-13 09:00")),
        ("primary: Ben", at("2026-06-13 09:00"), at("2026-06-15 09:00")),
    ]
    ended = desk.types("ben", "/oncall feed primary revoke")
    assert ended.says("The calendar of `primary` has ended")
    assert httpx.get(link.replace("webcal", "http", 1), timeout=20).status_code == 410
    assert desk.types("ben", "/oncall feed primary revoke").says("You have no live feed")


def test_the_check(desk: DeskUnderTest) -> None:
    """O7: gaps, who cannot be reached, who left, a rotation of one, a rung that reaches nobody."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-06-12 @cleo --anyway")
    desk.types("dana", "/oncall rotation summer daily 09:00 from 2026-07-20 @ada @ben")
    desk.types("dana", "/oncall ladder initech 0 primary, 10 summer, every 15")
    found = bullets(desk.types("ben", "/oncall check"))
    assert found == [
        "Nobody is on call for `nights` from today 10:00 to Fri 12 Jun 18:00.",
        "Nobody is on call for `summer` from today 10:00 to Tue 23 Jun 10:00.",
        "A rung can never be reached: initech's ladder, after 10m.",
        "<@U0CLEO> (`primary`) can't be reached outside Slack: `/oncall contact`.",
        "`nights` has only <@U0CLEO>: nobody takes over.",
    ]
    desk.slack.change_person("cleo", deleted=True)
    found = bullets(desk.types("ben", "/oncall check"))
    assert "<@U0CLEO> (`primary`) is not a full member any more." in found
    assert desk.types("ben", "/oncall check").says("The desk itself is on time")


def test_the_daily_report(desk: DeskUnderTest) -> None:
    """O7: once a day from 09:00 on, to the admins, and only if anything is wrong."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 08:59")
    desk.works()
    reports = len(told(desk, "dana", "#desk-admin"))
    for wall in ("09:00", "09:05", "15:00"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
        assert len(told(desk, "dana", "#desk-admin")) == reports + 1
    last = desk.last("dana", "#desk-admin")
    assert last.text == ":warning: The on-call check found 1 thing to mend."
    assert last.says("<@U0CLEO> (`primary`) can't be reached outside Slack")
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 @ada @ben")
    desk.at("Wed 2026-06-10 09:00")
    desk.works()
    assert len(told(desk, "dana", "#desk-admin")) == reports + 1
    assert desk.types("ada", "/oncall check").says("On call is in order for the next 14 days.")


@pytest.mark.settings(admin_channel=None)
def test_without_an_admin_channel_the_daily_check_goes_to_each_admin(desk: DeskUnderTest) -> None:
    """O7: what is wrong is told to somebody."""
    desk.at("Mon 2026-06-08 09:00")
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 @ada")
    desk.at("Tue 2026-06-09 09:00")
    desk.works()
    assert desk.last("dana", "@desk").text.startswith(":warning: The on-call check found ")
