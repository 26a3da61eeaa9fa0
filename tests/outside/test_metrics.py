"""`/metrics`: numbers for whoever runs the desk, and nobody's name."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from models.rows.pages import Attempt
from models.rules.paging import AttemptOutcome
from models.usecases import self_watch
from models.usecases.paging import life
from models.usecases.turn import Turn
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest
from tests.outside.oncall import client, sev1

pytestmark = pytest.mark.both_databases


@pytest.fixture
def browser(desk_loopback: Loopback) -> httpx.Client:
    return client(desk_loopback)


def numbers(browser: httpx.Client) -> dict[str, float]:
    """Every sample by its name and labels."""
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.name.startswith("desk_")
        assert family.documentation
        for sample in family.samples:
            found[" ".join([sample.name, *sorted(sample.labels.values())])] = sample.value
    return found


def test_a_quiet_desk(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Where nothing happened there are zeros, and no delays."""
    assert numbers(browser) == {
        "desk_open_pages": 0,
        "desk_overdue_rungs": 0,
        "desk_overdue_messages": 0,
        "desk_waiting_messages": 0,
        "desk_worker_last_tick_timestamp_seconds": 0,
    }


def test_a_page_that_rings(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Open pages, what is overdue, how long people waited, and what became of the attempts."""
    sev1(desk)
    began = desk.clock.now()
    with desk.house.desk.database.writing() as session:
        direct = session.scalars(select(Attempt).where(Attempt.way == "direct")).one()
        direct.tried_at, direct.outcome = began + timedelta(seconds=3), AttemptOutcome.DELIVERED
    with desk.house.desk.writing(desk.person("ben"), began) as turn:
        life.drill(turn)
    desk.at("Mon 2026-06-08 10:07")  # the second rung was due at 10:05
    desk.house.worker.last_tick = desk.clock.now()
    found = numbers(browser)
    assert found["desk_open_pages"] == 1
    assert found["desk_overdue_rungs"] == 1
    assert found["desk_overdue_messages"] == found["desk_waiting_messages"] > 0
    assert found["desk_first_attempt_delay_seconds median"] == 3
    assert found["desk_first_attempt_delay_seconds worst"] == 3
    assert found["desk_rung_delay_seconds p99"] == 3
    assert found["desk_attempts delivered direct"] == 1
    assert found["desk_attempts channel waiting"] == 1
    assert found["desk_worker_last_tick_timestamp_seconds"] == desk.clock.now().timestamp()
    whole = browser.get("/metrics").text.casefold()
    assert not [name for name in ("hooli", "ada", "login") if name in whole]


def test_promtool_finds_nothing(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """What `promtool check metrics` looks for: help everywhere, base units, and no name or label
    that belongs to another kind of metric."""
    sev1(desk)
    desk.works()
    text = browser.get("/metrics").text
    assert "desk_rung_delay_seconds{" in text
    for family in text_string_to_metric_families(text):
        assert family.documentation
        assert re.fullmatch(r"[a-z][a-z0-9_]*", family.name)
        assert not re.search(r"_(total|sum|count|bucket|info|gauge|milliseconds)$", family.name)
        for sample in family.samples:
            assert not {"quantile", "le"} & sample.labels.keys()


def test_the_database_is_away(
    desk: DeskUnderTest, browser: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No numbers, whoever asks; of that the log has a line already, and none for each look."""

    def is_away(_: Turn) -> None:
        raise OperationalError("SELECT", {}, psycopg.OperationalError("lost"))

    monkeypatch.setattr(self_watch, "overdue", is_away)
    with capture_logs() as logged:
        assert browser.get("/metrics").status_code == 503
    assert logged == []


def test_ready(desk: DeskUnderTest, browser: httpx.Client) -> None:
    """Ready means that the database answers and is of this revision."""
    assert browser.get("/readyz").json() == {"ok": True}
