"""Much at once at `/in/events`: many in a body, a source that shouts, a door that is full."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.front import lanes
from handlers.front.lanes import Lanes
from models.rows.cases import Case
from models.rows.reports import Arrival
from models.usecases.reports import arrivals
from slackapp.events_in import EventsIn
from slackapp.shapes import Event
from tests.desk import DeskUnderTest
from tests.machines import Program, answer, cases, program_of, told_of_refusals
from tests.shapes.made_up import alert, grafana, plain
from tests.waiting import SOON


def test_one_that_is_refused_loses_neither_itself_nor_what_stands_behind_it(
    desk: DeskUnderTest, monitoring: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I10: it is kept, to be treated again, and its sender reads so; whyever it was refused."""
    monkeypatch.setattr(arrivals, "title_of", lambda words: "" if words == "refused" else words)
    refuses = {**alert("web-2"), "annotations": {"summary": "refused"}}
    sent = grafana(alert("web-1"), refuses, alert("web-3"))
    first, refused, last = answer(monitoring.posts(sent))["events"]
    assert (first["case"], refused["case"], last["case"]) == (1, None, 2)
    assert refused["refused"] == (
        "The case needs a title: a few words on what is wrong. It was kept (I10)."
    )
    with desk.reading("dana") as turn:
        came = turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()
    assert came == ["opened a case", "refused, to be treated again", "opened a case"]
    monitoring.posts(sent)
    (told,) = told_of_refusals(desk)
    assert told.says("The case needs a title", "is said once a day")
    assert told.typed_by("Treat it again") == "/case arrival 2 again"


def test_many_alerts_in_one_body(desk: DeskUnderTest, monitoring: Program) -> None:
    """Beyond 50 of them the rest is one case, and critical if one of them is."""
    told = [alert(f"web-{number}", severity="warning") for number in range(299)]
    came = answer(monitoring.posts(grafana(*told, alert("web-299"))))["events"]
    assert (len(came), cases(desk)) == (51, 51)
    assert [each["page"] for each in came if each["page"]] == [1]
    with desk.reading("dana") as turn:
        last = turn.session.get_one(Case, 51)
    assert last.title.startswith("250 more alerts of ")


def test_recoveries_beyond_fifty_count_for_their_cases(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """I6: 100 were reported in two messages, and are told of as over in one: each is lowered, and
    of what had no case nothing follows.
    """
    all_of_them = [alert(f"web-{number}") for number in range(100)]
    for some in (all_of_them[:50], all_of_them[50:]):
        monitoring.posts(grafana(*some))
    desk.at("Sat 2026-06-06 03:20")
    over = [alert(f"web-{number}", "resolved") for number in range(150)]
    came = answer(monitoring.posts(grafana(*over)))["events"]
    assert len(came) == 50 + 1 + 50
    with desk.reading("dana") as turn:
        assert set(turn.session.scalars(select(Case.severity))) == {2}
        assert turn.session.scalar(select(func.count(Arrival.id))) == 100 + 50 + 1 + 50


def test_alerts_are_counted_and_not_requests(desk: DeskUnderTest, monitoring: Program) -> None:
    """50, 50 and 20 are as much as a minute holds."""
    for count in (50, 50, 20):
        sent = grafana(*(alert(f"web-{number}") for number in range(count)))
        assert monitoring.posts(sent).status_code == 202
    assert monitoring.posts(plain()).status_code == 429


def test_whoever_has_no_key_is_looked_up_without_urgency(
    desk: DeskUnderTest, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is urgent is only read of those whose key is known; the try is noted so, too."""
    asked: list[bool] = []
    submit = Lanes.submit

    def seen(self: Lanes, work: Callable[[], Any], *, urgent: bool) -> Future[Any]:
        asked.append(urgent)
        return submit(self, work, urgent=urgent)

    monkeypatch.setattr(Lanes, "submit", seen)
    assert Program(address, "0" * 32).posts(plain()).status_code == 401
    assert set(asked) == {False}


def test_a_source_that_shouts_holds_up_nobody_else(
    desk: DeskUnderTest, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much of one key's is under way, what comes by another is taken at once."""
    shouts, speaks = program_of(desk, address), program_of(desk, address, "acme")
    held, take_one = threading.Event(), EventsIn._take_one

    def slowly(self: EventsIn, bearer: Any, event: Event, came_at: datetime) -> dict[str, Any]:
        if event.dedup_key.startswith("loud"):
            held.wait(SOON)
        return take_one(self, bearer, event, came_at)

    monkeypatch.setattr(EventsIn, "_take_one", slowly)
    with ThreadPoolExecutor(30) as at_once:
        loud = [at_once.submit(shouts.posts, plain(dedup_key=f"loud {n}")) for n in range(30)]
        try:
            assert answer(speaks.posts(plain()))["new"]
        finally:
            held.set()
        assert {each.result().status_code for each in loud} == {202}
    assert cases(desk) == 31


def test_so_many_at_the_door(
    desk: DeskUnderTest, monitoring: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More keys than can be looked up at once are not, and nothing is kept of what they sent."""
    monkeypatch.setattr(lanes, "MOST_WAITING", 0)
    refused = monitoring.posts(plain())
    assert (refused.status_code, cases(desk)) == (503, 0)
    assert refused.json()["detail"].endswith("Nothing was kept: send it again.")
