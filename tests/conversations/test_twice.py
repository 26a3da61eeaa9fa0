"""Doing it twice: delivered again, typed again, at the same time by two people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


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


def test_log_it_again_is_done_once(desk: DeskUnderTest) -> None:
    """Each entry is repeated once by its button, however often and by whichever copy."""
    standard_with_one_case(desk)
    desk.types("ada", "/escalation log 2h acme call")
    for _ in range(2):
        desk.types("ada", "/escalation log 2h acme call")
    first, second = [m.ts for m in desk.slack.messages_seen_by("ada", "#support")][-2:]
    press(desk, "ada", first)
    press(desk, "ada", second)
    assert logged(desk) == 2
    assert any("Entry 1 was already logged again" in text for text in seen(desk, "ada"))
    asked = desk.types("ada", "/escalation log 2h acme call")
    assert asked.says("entry 2")
    assert desk.presses("ada", "Log it again").says("Logged 2h")
    assert desk.types("ada", "/escalation log 3h acme --again 3").says("says something else")
    assert desk.types("ada", "/escalation log 3h acme --again").says("`--again 31`")
    assert logged(desk) == 3


def press(desk: DeskUnderTest, who: str, ts: str) -> None:
    """Press the first button of a message."""
    message = next(m for m in desk.slack.messages_seen_by(who, "#support") if m.ts == ts)
    block = next(block for block in message.blocks if block["type"] == "actions")
    action_id = block["elements"][0]["action_id"]
    where = {"channel": "#support", "ts": ts, "block_id": block["block_id"]}
    desk.slack.press(who, action_id=action_id, **where)
    desk.waits()


def seen(desk: DeskUnderTest, who: str) -> list[str]:
    return [message.text for message in desk.slack.messages_seen_by(who, "#support")]


def test_settling_twice_settles_one_charge(desk: DeskUnderTest) -> None:
    """A settle button names its case and block: pressed twice, it settles nothing else (E7)."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    for number in (1, 2):
        desk.types("ada", f"/case open hooli configuration Number {number}")
    desk.types("ada", "/escalation log 5h01 1 yesterday")
    desk.types("dana", "/escalation decide 1 escalation")
    desk.types("ada", "/escalation log 1h 2")
    assert desk.statement("hooli")["uncovered"] == 3
    refused = desk.types("dana", "/escalation settle hooli grant")
    assert refused.says("no grant to take from")
    desk.types("dana", "/customer pack hooli M")
    copies = [desk.types("dana", "/balance hooli").ts for _ in range(2)]
    press(desk, "dana", copies[0])
    press(desk, "dana", copies[1])
    assert desk.statement("hooli")["uncovered"] == 1  # block 2; the pack covers #2
    assert desk.last("dana").says("no uncovered charge on #1, block 1: nothing to settle (E7)")


def test_settling_takes_no_escalation_from_another_charge(desk: DeskUnderTest) -> None:
    """E7: settled only where fewer are uncovered then; the charge that would lose is named."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    for number in (1, 2):
        desk.types("ada", f"/case open hooli configuration Number {number}")
    desk.types("ada", "/escalation log 1h 1 yesterday")
    desk.types("dana", "/customer pack hooli S")
    desk.types("ada", "/escalation log 1h 2")
    refused = desk.types("dana", "/escalation settle hooli grant")
    assert refused.says("from the charge of 8 Jun 2026 on #2", "Buy a pack first")
    assert [c["grant"] for c in desk.statement("hooli")["charges"]] == [None, "pack 1 (S)"]


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
    told = [next(t for t in reversed(seen(desk, who)) if t.startswith("Logged")) for who in people]
    assert all("3 of 4 escalations left" in text for text in told)


def test_log_it_again_is_whose_entry_it_is(desk: DeskUnderTest) -> None:
    """Nobody else uses it up, and nobody repeats with it what the entry does not say."""
    standard_with_one_case(desk)
    desk.types("ada", "/escalation log 2h acme call")
    said = desk.types("ben", "/escalation log 2h acme call --again 1")
    assert said.says("Entry 1 says something else")
    assert desk.types("ada", "/escalation log 2h acme chat --again 1").says("something else")
    desk.types("ada", "/escalation log 2h acme call")
    assert desk.presses("ada", "Log it again").says("Logged 2h")
    assert logged(desk) == 2
