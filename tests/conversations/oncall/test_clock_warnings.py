"""S5: half, three quarters, the breach: each once, to owner and channel, and never at night."""

from __future__ import annotations

import pytest

from models.usecases.oncall import handovers
from tests.conversations.broken_case import breaks
from tests.conversations.oncall.people_on_call import told, with_people_on_call
from tests.desk import DeskUnderTest

HALF = ":hourglass_flowing_sand: #1 of acme “Login loops”: half of the clock has run, due"
THREE_QUARTERS = HALF.replace("half of the clock has", "three quarters of the clock have")
BREACH = ":warning: #1 of acme “Login loops”: the first response was due"


def warned(desk: DeskUnderTest, who: str = "dana", channel: str = "#queues") -> list[str]:
    """The warnings that were given, as the beginnings above."""
    begins = (HALF, THREE_QUARTERS, BREACH)
    return [b for text in told(desk, who, channel) for b in begins if text.startswith(b)]


def passes(desk: DeskUnderTest, *walls: str) -> None:
    for wall in walls:
        desk.at(wall)
        desk.works()


def opened(desk: DeskUnderTest, at: str, owner: str = "") -> None:
    with_people_on_call(desk)
    desk.at(at)
    desk.types("cleo", "/case open acme configuration Login loops")
    if owner:
        desk.types(owner, "/case assign 1")
    desk.works()


def test_each_once_to_the_owner_and_the_channel(desk: DeskUnderTest) -> None:
    """S5: at half, at three quarters, after the due instant; the owner and the queue's channel."""
    opened(desk, "Tue 2026-06-09 10:00", owner="ben")
    expected: list[str] = []
    for walls, news in (
        (("Tue 2026-06-09 13:59",), ""),
        (("Tue 2026-06-09 14:00", "Tue 2026-06-09 14:30", "Tue 2026-06-09 15:59"), HALF),
        (("Tue 2026-06-09 16:00", "Tue 2026-06-09 17:00", "Wed 2026-06-10 09:30"), THREE_QUARTERS),
        (("Wed 2026-06-10 10:00",), ""),
        (("Wed 2026-06-10 10:01", "Wed 2026-06-10 12:00", "Fri 2026-06-12 12:00"), BREACH),
    ):
        expected += [news] if news else []
        for wall in walls:
            passes(desk, wall)
            assert warned(desk) == expected, wall
            assert warned(desk, "ben", "@desk") == expected, wall
    assert warned(desk, "ada", "@desk") == []
    late = desk.last("ben", "@desk")
    assert late.says("was due Wed 10 Jun 10:00 and is overdue (S5).")
    assert late.buttons == ["I've replied", "Show"]


def test_without_an_owner_the_channel_is_warned(desk: DeskUnderTest) -> None:
    """S5: nobody has it yet: the queue's channel, whose readers can take it."""
    opened(desk, "Tue 2026-06-09 10:00")
    passes(desk, "Tue 2026-06-09 14:00")
    assert warned(desk) == [HALF]
    assert desk.last("dana", "#queues").says("Nobody has it yet.")
    assert desk.last("dana", "#queues").buttons == ["Take it", "I've replied", "Show"]


@pytest.mark.parametrize("ended", ["/case respond 1", "/case kind 1 defect"])
def test_after_the_response_there_is_nothing_to_warn_of(desk: DeskUnderTest, ended: str) -> None:
    """S3: the first response stops the clock; another change does not."""
    opened(desk, "Tue 2026-06-09 10:00")
    desk.types("ben", ended)
    passes(desk, "Tue 2026-06-09 14:00")
    assert warned(desk) == ([] if "respond" in ended else [HALF])


def test_a_warning_that_falls_on_closing_is_given_at_closing(desk: DeskUnderTest) -> None:
    """S5: half of 8 business hours from 13:00 is 17:00: given then, and not again."""
    opened(desk, "Tue 2026-06-09 13:00")
    passes(desk, "Tue 2026-06-09 16:59")
    assert warned(desk) == []
    passes(desk, "Tue 2026-06-09 17:00")
    assert warned(desk) == [HALF]
    passes(desk, "Tue 2026-06-09 17:01", "Wed 2026-06-10 03:00", "Wed 2026-06-10 09:00")
    assert warned(desk) == [HALF]


def test_what_is_late_waits_for_the_next_opening(desk: DeskUnderTest) -> None:
    """S5: given by day while Slack is ill, it disturbs nobody by night and holds up nothing else;
    one that falls on closing may still arrive then."""
    opened(desk, "Tue 2026-06-09 12:00", owner="ben")
    desk.slack.faults.set(unreachable=True, methods=["chat.postMessage"])
    passes(desk, "Tue 2026-06-09 16:00")
    desk.slack.faults.clear()
    passes(desk, "Tue 2026-06-09 17:10")
    assert warned(desk) == warned(desk, "ben", "@desk") == []
    before = len(told(desk, "ben"))
    desk.types("dana", "/case assign 1 @ada")
    passes(desk, "Wed 2026-06-10 03:00")
    assert len(told(desk, "ben")) == before + 1  # that it was taken over
    passes(desk, "Wed 2026-06-10 08:59")
    assert warned(desk) == []
    passes(desk, "Wed 2026-06-10 09:00")
    assert warned(desk) == [HALF]


def test_a_breach_waits_for_the_next_opening(desk: DeskUnderTest) -> None:
    """S5: due at 17:00 on a Friday: nobody is disturbed before Monday 09:00."""
    opened(desk, "Fri 2026-06-12 09:00", owner="ben")
    passes(desk, "Fri 2026-06-12 13:00", "Fri 2026-06-12 15:00", "Fri 2026-06-12 17:00")
    assert warned(desk, "ben", "@desk") == [HALF, THREE_QUARTERS]
    for wall in ("Fri 2026-06-12 17:01", "Sat 2026-06-13 10:00", "Mon 2026-06-15 08:59"):
        passes(desk, wall)
        assert warned(desk, "ben", "@desk") == [HALF, THREE_QUARTERS], wall
    passes(desk, "Mon 2026-06-15 09:00", "Mon 2026-06-15 09:01")
    assert warned(desk, "ben", "@desk") == [HALF, THREE_QUARTERS, BREACH]
    assert warned(desk) == [HALF, THREE_QUARTERS, BREACH]


def test_what_was_missed_is_said_once(desk: DeskUnderTest) -> None:
    """A worker that was away says the latest of what it missed, and only that."""
    opened(desk, "Tue 2026-06-09 10:00")
    passes(desk, "Wed 2026-06-10 11:00", "Wed 2026-06-10 11:01")
    assert warned(desk) == [BREACH]


def test_another_severity_repeats_no_warning(desk: DeskUnderTest) -> None:
    """S4: shares run to the new due instant; a warning already given is not given again."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev2 configuration Login loops")
    passes(desk, "Tue 2026-06-09 12:00")
    half = HALF.replace("acme", "initech")
    given = [text for text in told(desk, "dana", "#queues") if " of the clock ha" in text]
    assert len(given) == 1
    assert given[0].startswith(half)
    desk.at("Tue 2026-06-09 12:30")
    desk.types("cleo", "/case severity 1 3")
    passes(desk, "Tue 2026-06-09 13:00", "Wed 2026-06-10 09:30", "Wed 2026-06-10 13:14")
    given = [text for text in told(desk, "dana", "#queues") if " of the clock ha" in text]
    assert len(given) == 1
    passes(desk, "Wed 2026-06-10 13:15", "Wed 2026-06-10 16:00")
    given = [text for text in told(desk, "dana", "#queues") if " of the clock ha" in text]
    assert [text.startswith(half) for text in given] == [True, False]
    assert "three quarters of the clock have run, due Wed 10 Jun 17:00" in given[1]


@pytest.mark.no_queues
def test_without_a_channel_whoever_is_on_duty_is_warned(desk: DeskUnderTest) -> None:
    """S5: a case that nobody has and whose queue has no channel is warned of all the same."""
    opened(desk, "Tue 2026-06-09 10:00")
    passes(desk, "Tue 2026-06-09 14:00")
    assert warned(desk, "ada", "@desk") == [HALF]
    assert warned(desk, "dana", "#desk-admin") == []


@pytest.mark.no_queues
def test_without_anybody_on_duty_the_admins_are_warned(desk: DeskUnderTest) -> None:
    """S5: where there is neither owner, channel nor anybody on duty, the admins' channel is."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("cleo", "/case open acme configuration Login loops")
    passes(desk, "Tue 2026-06-09 14:00")
    assert warned(desk, "dana", "#desk-admin") == [HALF]


def test_one_case_that_stumbles_stops_no_other(
    desk: DeskUnderTest, capfd: pytest.CaptureFixture[str]
) -> None:
    """A case that can't be read is one case's trouble, and the log says so."""
    opened(desk, "Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev2 -- Broken")
    desk.at("Tue 2026-06-09 10:10")
    desk.types("cleo", "/case severity 2 3")
    desk.works()
    breaks(desk, 2)
    passes(desk, "Tue 2026-06-09 14:00", "Tue 2026-06-09 14:01")
    assert warned(desk) == [HALF]
    assert "invalid literal for int() with base 10: 'broken'" in "".join(capfd.readouterr())


def test_a_handover_that_stumbles_stops_no_round(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What has its time of day is looked at together; then each by itself."""
    with_people_on_call(desk)
    desk.at("Fri 2026-06-05 20:00")
    desk.types("cleo", "/case open acme configuration Login loops")
    desk.works()

    def stumbles(*_: object) -> None:
        raise RuntimeError("the rotation fell over")

    monkeypatch.setattr(handovers, "next_change", stumbles)
    desk.at("Mon 2026-06-08 09:00")
    desk.works()
    assert desk.last("ben", "@desk").says("1 case came in", "Login loops")
    assert "the rotation fell over" in "".join(capfd.readouterr())
    monkeypatch.undo()
    desk.works()
    assert any("`primary`" in m.text for m in desk.slack.messages_seen_by("dana", "#sev1"))


def test_one_case_that_stumbles_stops_no_round_and_no_handover(desk: DeskUnderTest) -> None:
    """R3: the round at opening and the note at the handover name the others."""
    with_people_on_call(desk)
    desk.at("Fri 2026-06-05 20:00")
    desk.types("cleo", "/case open initech sev2 -- Broken")
    desk.types("cleo", "/case open acme configuration Login loops")
    desk.at("Fri 2026-06-05 20:10")
    desk.types("cleo", "/case severity 1 3")
    desk.works()
    breaks(desk, 1)
    desk.at("Mon 2026-06-08 09:00")
    desk.works()
    assert desk.last("ben", "@desk").says("1 case came in", "Login loops")
    assert any("`primary`" in m.text for m in desk.slack.messages_seen_by("dana", "#sev1"))
