"""Doing it twice: delivered again, typed again, at the same time by two people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.desk import DeskUnderTest


def standard_with_one_case(desk: DeskUnderTest) -> None:
    desk.at("Thu 2026-01-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open acme configuration Login loops")


def logged(desk: DeskUnderTest) -> int:
    return len(desk.types("dana", "/escalation list acme").rows[1:])


def test_the_same_command_delivered_twice_is_done_once(desk: DeskUnderTest) -> None:
    """The same trigger_id again: one entry, and the same answer."""
    standard_with_one_case(desk)
    first = desk.types("ada", "/escalation log 2h acme")
    second = desk.again("ada")
    assert second.text == first.text
    assert second.buttons == first.buttons
    assert logged(desk) == 1


def test_the_same_command_delivered_at_the_same_time_is_done_once(desk: DeskUnderTest) -> None:
    """Two deliveries of one trigger_id that race each other make one entry."""
    standard_with_one_case(desk)
    desk.types("ada", "/escalation log 2h acme")
    desk.at("Mon 2026-06-08 11:00")
    desk.types("ada", "/escalation log 1h acme")
    with ThreadPoolExecutor(4) as pool:
        answers = [
            future.result() for future in [pool.submit(desk.slack.deliver_again) for _ in range(4)]
        ]
    assert len({answer.body for answer in answers}) == 1
    assert logged(desk) == 2


def test_the_same_typed_again_is_asked_about(desk: DeskUnderTest) -> None:
    """The same person, case, day, time and note within 2 minutes: "Log it again?"."""
    standard_with_one_case(desk)
    desk.types("ada", '/escalation log 2h acme "call & <mail>"')
    desk.at("Mon 2026-06-08 10:01")
    asked = desk.types("ada", '/escalation log 2h acme "call & <mail>"')
    assert asked.says("Log it again?")
    assert asked.buttons == ["Log it again"]
    assert logged(desk) == 1
    assert desk.types("ada", "/escalation log 2h acme another note").says("Logged 2h")
    desk.types("ada", '/escalation log 2h acme "call & <mail>"')
    assert desk.presses("ada", "Log it again").says("Logged 2h on #1 on Mon 8 Jun")
    rows = desk.types("ada", "/escalation list acme").rows[1:]
    assert [row[4] for row in rows] == ["call & <mail>", "another note", "call & <mail>"]
    desk.at("Mon 2026-06-08 10:10")
    assert desk.types("ada", '/escalation log 2h acme "call & <mail>"').says("Logged 2h")


def test_two_engineers_in_the_same_instant(desk: DeskUnderTest) -> None:
    """Two engineers logging on one case at once: both entries, and the right charges."""
    standard_with_one_case(desk)
    people = ("ada", "ben", "cleo", "dana")
    for who in people:
        desk.types(who, "/balance acme")
    with ThreadPoolExecutor(4) as pool:
        done = [
            pool.submit(desk.slack.type, who, "#support", "/escalation log 2h #1") for who in people
        ]
        for future in done:
            future.result()
    assert logged(desk) == 4
    now = desk.statement("acme")
    assert now["remaining"] == 3
    assert now["undecided_minutes"] == 180
    told = [desk.last(who).text for who in people]
    told = [text for text in told if text.startswith("Logged")]
    assert all("3 of 4 escalations left" in text for text in told)
