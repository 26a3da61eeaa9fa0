"""What `/in/events` answers, and what is kept of it."""

from __future__ import annotations

import json
import logging

import httpx
import pytest
from sqlalchemy import select

from models.rows.reports import Arrival, Report, SourceKey
from tests.agreement.coming_in import rang
from tests.desk import DeskUnderTest
from tests.machines import Program, answer
from tests.shapes.made_up import alert, alertmanager, grafana, pagerduty, plain

# --- what is answered -----------------------------------------------------------------------------


@pytest.mark.parametrize("body", [plain(), pagerduty(), alertmanager()])
def test_a_critical_event_rings_and_says_what_came_of_it(
    desk: DeskUnderTest, monitoring: Program, body: dict[str, object]
) -> None:
    """In each shape; the same once more is the same case, and rings nobody anew."""
    first = monitoring.posts(body)
    assert answer(first) == {
        "case": 1,
        "new": True,
        "page": 1,
        "due": "2026-06-06T05:10:00+02:00",
    }
    assert first.headers["cache-control"] == "no-store"
    again = answer(monitoring.posts(body))
    assert (again["case"], again["new"], again["page"]) == (1, False, 1)
    assert rang(desk) == [1]


def test_each_alert_of_grafanas_is_answered(desk: DeskUnderTest, monitoring: Program) -> None:
    """I7: the second joins the page of the first."""
    told = answer(monitoring.posts(grafana(alert("web-1"), alert("web-2"))))
    assert [each["case"] for each in told["events"]] == [1, 2]
    assert rang(desk) == [1]


def test_what_is_not_called_critical_waits(desk: DeskUnderTest, monitoring: Program) -> None:
    told = answer(monitoring.posts({"summary": "The disk is nearly full", "severity": "warning"}))
    assert (told["case"], told["page"]) == (1, None)
    assert told["due"] == "2026-06-09T17:00:00+02:00"


def test_that_they_look_at_it_themselves_ends_no_page(
    desk: DeskUnderTest, monitoring: Program
) -> None:
    """R7: it is kept, and that is all."""
    monitoring.posts(pagerduty())
    told = answer(monitoring.posts(pagerduty(event_action="acknowledge")))
    assert told == {"case": None, "new": False, "page": None, "due": None}
    with desk.reading("dana") as turn:
        came = turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()
    assert came[-1] == "acknowledged by them, which ends no page"


# --- what is kept, and what is not ----------------------------------------------------------------


def test_neither_keys_nor_secrets_are_kept_or_logged(
    desk: DeskUnderTest, monitoring: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "xoxb-1-abcdef"
    body = pagerduty(routing_key=monitoring.key, client=token)
    httpx.post(f"{monitoring.address}/in/events?key={monitoring.key}", json=body)
    with desk.reading("dana") as turn:
        raw = turn.session.scalars(select(Arrival.raw)).one()
        hashes = turn.session.scalars(select(SourceKey.hash)).all()
    assert json.loads(raw)["dedup_key"] == "vienna/disk"
    assert token not in raw
    assert monitoring.key not in raw + str(hashes)
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("http"))
    assert monitoring.key not in ours
    assert "vienna" not in ours


def test_secrets_of_a_program_are_not_kept(desk: DeskUnderTest, monitoring: Program) -> None:
    """By their names while it is an object, and where they stand in a text."""
    secrets = {
        "password": "hunter2",
        "db_password": "hunter3",
        "api_key": "hunter4",
        "accessToken": "hunter5",
        "token": "hunter6",
        "Authorization": "Bearer hunter7hunter7",
        "nested": [{"client_secret": "hunter8"}],
        "said": 'curl -H "Authorization: Bearer hunter9hunter9" -d {"password": "hunter10"}',
        "query": "password=hunter11",
        "region": "eu",
    }
    answer(monitoring.posts(plain(details=secrets)))
    answer(
        monitoring.posts(pagerduty(payload={**pagerduty()["payload"], "custom_details": secrets}))
    )
    with desk.reading("dana") as turn:
        for arrival in turn.session.scalars(select(Arrival)):
            kept = arrival.raw + json.dumps(arrival.read_as)
            assert "hunter" not in kept
            assert "eu" in kept


def test_the_same_again_is_counted(desk: DeskUnderTest, monitoring: Program) -> None:
    for _ in range(3):
        monitoring.posts(plain())
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [3]
