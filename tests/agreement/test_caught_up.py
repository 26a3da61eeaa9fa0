"""I3, I4: what was said while the desk could not hear it is read in the channels, and counts from
when it was said; what was heard is not done twice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.hearing.saying import AnsweredLately
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.reports import Arrival, Report, WaitingMessage
from models.usecases.reports import arrivals
from models.usecases.reports.arrivals import Taken
from models.usecases.reports.incoming import Incoming
from models.usecases.turn import Turn
from slackapp.worker import catching_up
from slackapp.worker.catching_up import CatchingUp
from tests.conversations.oncall.people_on_call import board
from tests.desk import DeskUnderTest

DOWN = "critical: login is down for everybody"


@pytest.fixture(autouse=True)
def initechs_channel(desk: DeskUnderTest, people_on_call: None) -> None:
    """#initech is initech's, and is read from now on."""
    desk.types("dana", "/customer channel initech #initech")
    catches_up(desk)


def reader(desk: DeskUnderTest) -> CatchingUp:
    """Who reads in the channels."""
    reads = desk.house.worker.catching_up
    assert isinstance(reads, CatchingUp)
    return reads


def catches_up(desk: DeskUnderTest) -> int:
    """The desk reads what it did not hear; return how many messages that were."""
    reads = reader(desk)
    reads.at_once()
    heard = reads.catch_up()
    desk.works()
    return heard


@contextmanager
def nobody_hears(desk: DeskUnderTest) -> Iterator[None]:
    """Slack tells the desk nothing."""
    workspace = desk.slack.workspace
    app, workspace.app = workspace.app, replace(workspace.app, events=())
    yield
    workspace.app = app


def the_further_channel(desk: DeskUnderTest) -> None:
    """#globex is initech's as well, with Eve in it, and is read from now on."""
    members = (*desk.slack.workspace.rooms["C0GLOBEX"].members, "U0EVE")
    desk.slack.workspace.change_room("C0GLOBEX", members=members, shared_with=("T0INITECH",))
    desk.types("dana", "/customer channel initech also #globex")
    catches_up(desk)


def cases(desk: DeskUnderTest) -> list[Case]:
    with desk.reading("dana") as turn:
        return list(turn.session.scalars(select(Case).order_by(Case.id)))


def test_a_critical_mention_that_nobody_heard_rings_later(desk: DeskUnderTest) -> None:
    """Said at 03:10 on a Saturday, read at 05:40: due at 05:10, overdue, and it rings."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
    assert cases(desk) == []
    desk.at("Sat 2026-06-06 05:40")
    assert catches_up(desk) == 1
    [case] = cases(desk)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")
    board(desk).says("login is down for everybody", "*overdue*")


def test_so_does_one_in_a_further_channel(desk: DeskUnderTest) -> None:
    """I5: what comes from #globex is initech's too."""
    the_further_channel(desk)
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#globex")
    desk.at("Sat 2026-06-06 05:40")
    assert catches_up(desk) == 1
    [case] = cases(desk)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")
    board(desk).says("login is down for everybody", "*overdue*")


def test_what_was_said_while_the_desk_did_not_listen_is_none_of_it(desk: DeskUnderTest) -> None:
    """It was to listen to nothing on Monday: that rings nobody on Wednesday."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("dana", "/customer listens initech nothing")
    catches_up(desk)
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
    desk.at("Wed 2026-06-03 10:00")
    desk.types("dana", "/customer listens initech everything")
    assert (catches_up(desk), cases(desk)) == (0, [])


def test_a_message_that_nobody_heard_waits_from_its_own_instant(desk: DeskUnderTest) -> None:
    """Written on Wednesday at 10:00, read at 13:00."""
    desk.at("Wed 2026-06-03 10:00")
    with nobody_hears(desk):
        desk.says("eve", "The export is slow", "#initech")
    desk.at("Wed 2026-06-03 13:00")
    catches_up(desk)
    with desk.reading("dana") as turn:
        [message] = turn.session.scalars(select(WaitingMessage)).all()
    assert message.sent_at.replace(microsecond=0) == desk.moment_of("Wed 2026-06-03 10:00")


def test_a_message_that_only_quotes_a_mention_waits_too(desk: DeskUnderTest) -> None:
    """It asks nothing of the desk: heard or read later, it is a message like any other."""
    desk.at("Wed 2026-06-03 10:00")
    with nobody_hears(desk):
        desk.says("eve", "Any news of this?\n> @desk the export is slow", "#initech")
    desk.at("Wed 2026-06-03 10:30")
    catches_up(desk)
    assert desk.types("ada", "/case waiting").says("Any news of this?")


def test_what_was_heard_is_not_done_twice(desk: DeskUnderTest) -> None:
    """By its mention, by its message, and read in the channel an hour later and once more."""
    desk.at("Sat 2026-06-06 03:10")
    desk.says("eve", f"@desk {DOWN}", "#initech")
    desk.says("eve", "All of us are affected", "#initech")
    for wall in ("Sat 2026-06-06 04:30", "Sat 2026-06-06 04:40"):
        desk.at(wall)
        with desk.writing("dana") as turn:  # as after an hour: what was answered is forgotten
            turn.session.connection().exec_driver_sql("DELETE FROM deliveries")
        catches_up(desk)
    assert len(cases(desk)) == 1
    with desk.reading("dana") as turn:
        assert len(turn.session.scalars(select(WaitingMessage)).all()) <= 1


@pytest.mark.parametrize("back", ["Wed 2026-06-03 12:02", "Wed 2026-06-03 12:30"])
def test_what_is_said_in_a_case_s_thread_is_read_at_once(desk: DeskUnderTest, back: str) -> None:
    """A severity 3 of 10:00; `@desk critical` in its thread at 12:00, which nobody heard, however
    short that was.
    """
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.works()
    desk.at("Wed 2026-06-03 11:59")
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
    desk.at(back)
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def test_what_our_own_people_said_is_not_done_late(desk: DeskUnderTest) -> None:
    """They saw no answer, and have typed it again meanwhile."""
    desk.at("Wed 2026-06-03 10:00")
    with nobody_hears(desk):
        desk.says("ada", "@desk open initech Login loops", "#initech")
    desk.at("Wed 2026-06-03 10:30")
    catches_up(desk)
    assert cases(desk) == []


def test_a_channel_is_read_every_five_minutes_by_one_of_many(desk: DeskUnderTest) -> None:
    """And not what was said before it was a customer's."""
    reads = reader(desk)
    desk.at("Wed 2026-06-03 10:00")
    reads.catch_up()
    with nobody_hears(desk):
        desk.says("eve", "Good morning", "#initech")
    desk.at("Wed 2026-06-03 10:04")
    assert reads.catch_up() == 0
    desk.at("Wed 2026-06-03 10:05")
    assert reads.catch_up() == 1
    assert reads.catch_up() == 0


def test_how_late_it_learned_of_it_is_kept(desk: DeskUnderTest) -> None:
    """I10: the arrival has both instants."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
    moment = desk.at("Sat 2026-06-06 05:40")
    catches_up(desk)
    with desk.reading("dana") as turn:
        [arrival] = turn.session.scalars(select(Arrival)).all()
    assert (arrival.at, arrival.sent_at.replace(microsecond=0)) == (
        moment,
        desk.moment_of("Sat 2026-06-06 03:10"),
    )


def replied(desk: DeskUnderTest, many: int) -> list[str]:
    """So many threads that Ada has begun on Monday, in each of which Eve has written today."""
    desk.at("Mon 2026-06-01 10:00")
    begun = [desk.says("ada", f"News {number}", "#initech") for number in range(many)]
    desk.works()
    desk.at("Wed 2026-06-03 11:59")
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    return begun


def test_any_thread_that_has_gone_on_is_read(desk: DeskUnderTest) -> None:
    """However many there are, whoever has begun them, and whether anything waits there."""
    begun = replied(desk, 30)
    with nobody_hears(desk):
        for number, ts in enumerate(begun):
            desk.says("eve", f"@desk problem {number}", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 13:00")
    assert catches_up(desk) == len(begun)
    assert sorted(case.thread_ts or "" for case in cases(desk)) == begun


def test_of_more_threads_than_are_read_the_admins_are_told(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that went on last are read; it is said once, however often that is tried."""
    monkeypatch.setattr(catching_up, "MOST_THREADS", 3)
    begun = replied(desk, 5)
    with nobody_hears(desk):
        for number, ts in enumerate(begun):
            desk.says("eve", f"@desk problem {number}", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 13:00")
    catches_up(desk)
    assert [case.thread_ts for case in cases(desk)] == begun[2:]
    told = [each.text for each in desk.slack.messages_seen_by("dana", "#desk-admin")]
    assert told[-1].startswith(":warning: 2 more threads in <#C0INITECH> went on")


def test_threads_are_read_after_what_failed(desk: DeskUnderTest) -> None:
    """Of a case that one of ours opened by the shortcut; Slack is away when the desk is back."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "The export is slow", "#initech")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    desk.submits("ada")
    desk.at("Wed 2026-06-03 11:59")
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 12:01")
    desk.slack.faults.set(unreachable=True, methods=["conversations.history"])
    catches_up(desk)
    desk.slack.faults.clear()
    desk.at("Wed 2026-06-03 12:06")
    reader(desk).catch_up()
    assert [case.severity for case in cases(desk)] == [1]


def test_all_are_read_once_at_whatever_pace(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read takes three seconds: whoever was read is not due again by that."""
    reads, started = reader(desk), desk.at("Wed 2026-06-03 12:00")
    waited: list[float] = []

    class Passing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            moment = started + timedelta(seconds=sum(waited))
            desk.clock.move_to(moment)
            if len(waited) > 10:
                self.set()
            return self.is_set()

    monkeypatch.setattr(reads, "stop", Passing())
    monkeypatch.setattr(reads, "_pace", 1.5)
    reads.at_once()
    reads.catch_up()
    assert waited == [1.5] * 2  # messages, and threads


def test_what_was_said_in_any_channel_comes_before_older_threads(desk: DeskUnderTest) -> None:
    """Away for an hour: nobody who is in need waits until the threads of others were read."""
    the_further_channel(desk)
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
        desk.says("eve", f"@desk {DOWN}", "#globex")
    desk.at("Wed 2026-06-03 13:00")
    desk.slack.faults.set(unreachable=True, methods=["conversations.replies"])
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [3, 1]
    desk.slack.faults.clear()
    desk.at("Wed 2026-06-03 13:05")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1, 1]


def test_what_was_said_below_a_new_message_comes_with_it(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ada answered it while the desk was away, as is known before any older thread is read."""
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        ts = desk.says("eve", "The export is slow", "#initech")
        desk.says("ada", "I am looking at it.", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 13:00")
    monkeypatch.setattr(reader(desk), "_in_threads", lambda _: iter(()))
    catches_up(desk)
    with desk.reading("dana") as turn:
        [message] = turn.session.scalars(select(WaitingMessage)).all()
    assert message.answered_at is not None


def test_what_was_edited_meanwhile(desk: DeskUnderTest) -> None:
    """It counts as it reads now."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        ts = desk.says("eve", "@desk critical: login is dwon", "#initech")
        desk.slack.edit("eve", "#initech", ts, f"@desk {DOWN}")
    desk.at("Sat 2026-06-06 03:40")
    catches_up(desk)
    assert [case.title for case in cases(desk)] == ["login is down for everybody"]


def test_a_siren_that_nobody_heard(desk: DeskUnderTest) -> None:
    """On what Eve wrote at 03:10; of ours and hers, hers counts."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        ts = desk.says("eve", "Login is gone", "#initech")
        for who in ("ada", "eve"):
            desk.slack.react(who, "#initech", ts, "rotating_light")
    desk.at("Sat 2026-06-06 03:40")
    catches_up(desk)
    assert [(case.severity, case.by) for case in cases(desk)] == [(1, "U0EVE")]


def test_a_siren_on_what_had_been_heard_before(desk: DeskUnderTest) -> None:
    """Written and heard at 10:00, marked at 13:00 while nobody hears; of 10:00, and overdue."""
    desk.at("Sat 2026-06-06 10:00")
    ts = desk.says("eve", "Login is gone", "#initech")
    desk.at("Sat 2026-06-06 10:01")
    desk.says("eve", "For all of us", "#initech")
    desk.at("Sat 2026-06-06 10:06")
    catches_up(desk)
    desk.at("Sat 2026-06-06 13:00")
    with nobody_hears(desk):
        desk.slack.react("eve", "#initech", ts, "rotating_light")
    desk.at("Sat 2026-06-06 13:20")
    reader(desk).catch_up()
    desk.works()
    [case] = cases(desk)
    assert (case.severity, case.by, case.thread_ts) == (1, "U0EVE", ts)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 10:00")


def test_a_siren_on_a_reply_that_had_been_heard(desk: DeskUnderTest) -> None:
    """In the thread of a severity 3: it is that case's."""
    desk.at("Wed 2026-06-03 10:00")
    thread = desk.says("eve", "@desk the export is slow", "#initech")
    reply = desk.says("eve", "It stands still", "#initech", thread_ts=thread)
    desk.works()
    desk.at("Wed 2026-06-03 10:30")
    catches_up(desk)
    desk.at("Wed 2026-06-03 11:00")
    with nobody_hears(desk):
        desk.slack.react("eve", "#initech", reply, "rotating_light")
    desk.at("Wed 2026-06-03 11:20")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def test_a_siren_on_what_a_case_was_opened_from_days_ago(desk: DeskUnderTest) -> None:
    """As long as the case is open, however old the message is."""
    desk.at("Mon 2026-06-01 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.works()
    desk.at("Thu 2026-06-04 10:00")
    desk.says("eve", "@desk status", "#initech")
    catches_up(desk)
    desk.at("Thu 2026-06-04 11:00")
    with nobody_hears(desk):
        desk.slack.react("eve", "#initech", ts, "rotating_light")
    desk.at("Thu 2026-06-04 11:20")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def test_a_siren_that_was_heard_is_not_counted_again(desk: DeskUnderTest) -> None:
    """However often the desk comes back, and also after ours have lowered the case."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", "Login is gone", "#initech")
    desk.slack.react("eve", "#initech", ts, "rotating_light")
    desk.works()
    desk.types("ben", "/case severity 1 3")
    for wall in ("04:40", "06:10"):
        desk.at(f"Sat 2026-06-06 {wall}")
        catches_up(desk)
    assert [case.severity for case in cases(desk)] == [3]
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [1]


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_mention_that_came_by_an_edit(desk: DeskUnderTest, is_heard: bool) -> None:
    """Eve forgot whom she asks, and adds it an hour later: it is a report of what waits, from its
    own instant; told by Slack, or found.
    """
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", "Login is gone", "#initech")
    desk.works()
    desk.at("Sat 2026-06-06 03:16")
    catches_up(desk)
    desk.at("Sat 2026-06-06 04:10")
    with nullcontext() if is_heard else nobody_hears(desk):
        desk.slack.edit("eve", "#initech", ts, f"@desk {DOWN}")
    desk.at("Sat 2026-06-06 04:20")
    catches_up(desk)
    [case] = cases(desk)
    assert (case.title, case.severity, case.thread_ts) == ("login is down for everybody", 1, ts)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")
    assert desk.types("ada", "/case waiting").text == "No message waits."


def test_an_edit_of_a_report_changes_nothing(desk: DeskUnderTest) -> None:
    """Also when it is read again in the channel; nor does one of ours that mentions the desk."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    ours = desk.says("ada", "A case for it?", "#initech")
    desk.works()
    desk.slack.edit("eve", "#initech", ts, f"@desk {DOWN}")
    desk.slack.edit("ada", "#initech", ours, "@desk open initech Another")
    desk.at("Wed 2026-06-03 11:30")
    catches_up(desk)
    assert [(case.title, case.severity) for case in cases(desk)] == [("the export is slow", 3)]


def test_one_message_keeps_nothing_else_from_being_heard(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be kept is tried three times, by whichever process, and then left; the admins are
    told.
    """
    take_in = arrivals.take_in

    def takes(turn: Turn, incoming: Incoming, customer: Customer | None) -> Taken:
        if "poison" in incoming.title:
            raise ValueError("it can't be kept")
        return take_in(turn, incoming, customer)

    monkeypatch.setattr(arrivals, "take_in", takes)
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", "@desk poison", "#initech")
        desk.says("eve", f"@desk {DOWN}", "#initech")
    for wall in ("03:40", "03:45", "03:50"):
        assert cases(desk) == []
        desk.at(f"Sat 2026-06-06 {wall}")
        reads, house = reader(desk), desk.house
        CatchingUp(house.desk, desk.clock, house.bolt, reads.ourselves, pace=0).catch_up()
    assert [case.title for case in cases(desk)] == ["login is down for everybody"]
    desk.works()
    told = [each.text for each in desk.slack.messages_seen_by("dana", "#desk-admin")]
    assert told[-1].startswith(":warning: What somebody wrote in <#C0INITECH> Sat 6 Jun 03:10")


def test_a_question_is_answered_once(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again in the channel, by a process that did not answer it."""
    monkeypatch.setattr(AnsweredLately, "was", lambda *_: False)
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", "@desk status", "#initech")
    desk.at("Wed 2026-06-03 10:06")
    catches_up(desk)
    seen = desk.slack.messages_seen_by("eve", "#initech")
    assert [message.text for message in seen if message.is_app] == ["No case of yours is open."]
