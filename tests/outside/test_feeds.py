"""Calendar feeds: the same shifts that page, at an address that nobody can guess."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import select, text, update

from models.problems import Impossible, Unknown
from models.rows import Row
from models.rows.people import Person
from models.rules.rotation import shifts
from models.usecases.oncall import feeds, overrides, rotations
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest
from tests.outside.oncall import client, everybody, on_call


@pytest.fixture
def browser(desk_loopback: Loopback) -> httpx.Client:
    return client(desk_loopback)


def made(desk: DeskUnderTest, who: str, rotation: str | None = None) -> str:
    """Let somebody make a feed, and return its address."""
    with desk.writing(who) as turn:
        token = feeds.make(turn, rotation).token
        assert token is not None
        return feeds.address_of(turn, token)


def events(answer: httpx.Response) -> list[tuple[str, datetime, datetime]]:
    """The events of a feed as a calendar program reads them."""
    assert answer.status_code == 200
    return [(str(e["summary"]), e["dtstart"].dt, e["dtend"].dt) for e in read(answer)]


def read(answer: httpx.Response) -> list[Any]:
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


def ids(answer: httpx.Response) -> list[str]:
    return [str(event["uid"]) for event in read(answer)]


def resolved(desk: DeskUnderTest, name: str) -> list[tuple[str, datetime, datetime]]:
    """The shifts of a rotation as the desk resolves them (O6)."""
    with desk.reading("ada") as turn:
        found = rotations.rotation(turn.session, name)
    start, end = desk.clock.now() - timedelta(days=14), desk.clock.now() + timedelta(days=90)
    return [
        (f"{name}: {shift.person[2:].title()}", shift.start, shift.end)
        for shift in shifts(found, start, end)
        if shift.person is not None
    ]


def with_an_override(desk: DeskUnderTest) -> None:
    """Two rotations, and Cleo for a night of the primary's."""
    everybody(desk)
    with desk.writing("dana") as turn:
        start = desk.moment_of("Fri 2026-06-12 18:00")
        overrides.make(turn, "primary", "U0CLEO", start, start + timedelta(hours=15), anyway=True)


def test_the_feed_of_a_rotation(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """A feed covers exactly the shifts that page, overrides and clock changes included."""
    with_an_override(desk)
    address = made(desk, "ada", "primary")
    found = events(browser.get(address))
    assert found == resolved(desk, "primary")
    night = (desk.moment_of("2026-06-12 18:00"), desk.moment_of("2026-06-13 09:00"))
    assert ("primary: Cleo", *night) in found
    desk.at("Mon 2026-08-31 12:00")  # the clocks go back within the 90 days
    found = events(browser.get(address))
    assert found == resolved(desk, "primary")
    assert len(found) > 12


def test_the_feed_of_a_person(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """A person's feed has their shifts of all rotations, in order."""
    with_an_override(desk)
    found = events(browser.get(made(desk, "ben")))
    expected = [s for name in ("primary", "secondary") for s in resolved(desk, name)]
    assert found == sorted((s for s in expected if "Ben" in s[0]), key=lambda s: (s[1], s[0]))
    assert {summary for summary, _, _ in found} == {"primary: Ben", "secondary: Ben"}


def test_what_calendar_programs_need(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Times are UTC, ids stay from one fetch to the next, and the name and pace are told."""
    with_an_override(desk)
    address = made(desk, "ada", "primary")
    first = browser.get(address)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    text = first.text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "X-WR-CALNAME:On call: primary\r\n" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "DTSTART:20260612T160000Z\r\n" in text
    assert "DTSTAMP:20260608T070000Z\r\n" in text
    assert len(set(ids(first))) == len(ids(first))
    desk.at("Mon 2026-06-08 12:00")
    assert ids(browser.get(address)) == ids(first)


def test_a_feed_is_published_as_it_should_be(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """RFC 5546, 3.2.1: of each event its organiser, and of nobody that they attend; ids are of this
    desk alone; and there is always an event, also where nobody has a shift."""
    with_an_override(desk)
    place = str(desk.house.desk.public_url).partition("://")[2]
    mine, nobodys = made(desk, "ada", "primary"), made(desk, "dana")
    for address in (mine, nobodys):
        answer = browser.get(address)
        calendar = Calendar.from_ical(answer.text)
        assert str(calendar["method"]) == "PUBLISH"
        for event in read(answer):
            assert str(event["organizer"]) == f"mailto:noreply@{place}"
            assert {"uid", "dtstamp", "dtstart", "summary"} <= {key.lower() for key in event}
            assert "attendee" not in event
            assert str(event["uid"]).endswith(f"@{place}")
    [nothing] = read(browser.get(nobodys))
    assert nothing["summary"] == "On call: Dana: no shift in the next 90 days"
    assert nothing["transp"] == "TRANSPARENT"


def test_one_live_feed_each(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """An address is known once, when it is made; a revoked one is gone, the next is another."""
    everybody(desk)
    first = made(desk, "ada")
    with desk.writing("ada") as turn:
        again = feeds.make(turn)
        assert again.token is None
        assert again.feed.hashed not in first
        assert len(again.feed.hashed) == 64
    assert browser.get(first).status_code == 200
    assert browser.get(f"/feeds/{again.feed.hashed}.ics").status_code == 404
    others = {first, made(desk, "ada", "primary"), made(desk, "ben", "primary"), made(desk, "ben")}
    assert len(others) == 4
    with desk.writing("ada") as turn:
        feeds.revoke(turn)
        with pytest.raises(Unknown, match="You have no live feed of your shifts"):
            feeds.revoke(turn)
    assert browser.get(first).status_code == 410
    assert "Make another with /oncall feed" in browser.get(first).text
    assert made(desk, "ada") not in others
    assert browser.get("/feeds/guessed.ics").status_code == 404


def test_a_feed_ends_with_its_maker(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Who left does not go on reading who is on call."""
    everybody(desk)
    address = made(desk, "ben", "primary")
    with desk.house.desk.database.writing() as session:
        session.execute(update(Person).where(Person.id == "U0BEN").values(standing="deactivated"))
    assert browser.get(address).status_code == 410


def test_links(desk: DeskUnderTest) -> None:
    """The link opens a calendar program; there is none without the desk's own address."""
    everybody(desk)
    ada, now = desk.person("ada"), desk.clock.now()
    with desk.house.desk.writing(ada, now) as turn:
        place = (turn.desk.public_url or "").removeprefix("http://")
        assert feeds.webcal_of(turn, "SeSaMe") == f"webcal://{place}/feeds/SeSaMe.ics"
        with pytest.raises(Unknown, match="There is no rotation `night`"):
            feeds.make(turn, "night")
    without = replace(desk.house.desk, public_url=None)
    with (
        without.writing(ada, now) as turn,
        pytest.raises(Impossible, match="the setting PUBLIC_URL is missing"),
    ):
        feeds.make(turn)


def test_a_rotation_that_ended_or_is_empty(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """A rotation that begins later has no events before, and nobody's stretches are left out."""
    everybody(desk)
    address = made(desk, "ada", "primary")
    desk.at("Tue 2026-06-09 09:00")
    on_call(desk, "primary", "cleo")
    found = events(browser.get(address))
    assert found == resolved(desk, "primary")
    assert found[0][0] == "primary: Ada"
    assert found[0][2] == found[1][1] == desk.clock.now()


def test_the_database_is_away(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """A calendar program and whoever opens a page's link are told so, and to come again."""
    everybody(desk)
    address = made(desk, "ada")
    vault = desk.house.desk.vault
    assert vault is not None
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE people RENAME TO people_gone"))
    try:
        calendar, page = browser.get(address), browser.get(f"/ack/{vault.sign(1, 'U0ADA')}")
    finally:
        with desk.house.desk.database.writing() as session:
            session.execute(text("ALTER TABLE people_gone RENAME TO people"))
    for answer in (calendar, page):
        assert answer.status_code == 503
        assert "database does not answer" in answer.text.replace("&#x27;", "'")
    assert calendar.headers["Retry-After"] == "60"


def test_a_live_token_is_kept_nowhere(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """The address is told once: not to the same command delivered again, and no row holds it."""
    everybody(desk)
    first = desk.types("ada", "/oncall feed primary")
    [token] = re.findall(r"/feeds/([\w-]+)\.ics", first.text)
    assert browser.get(f"/feeds/{token}.ics").status_code == 200
    again = desk.again("ada")
    assert token not in again.whole
    assert again.says("You have a calendar of `primary`", "`/oncall feed primary revoke` ends it")
    with desk.house.desk.database.reading() as session:
        rows = [row for each in Row.metadata.sorted_tables for row in session.execute(select(each))]
    assert token not in repr(rows)
