"""That telephones can't be reached is said to the admins, by the check and by `/readyz`."""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from models.usecases import self_watch
from models.usecases.people import DESK_ITSELF
from slackapp import serving
from slackapp.health import ANSWERS_WITHIN
from tests.conversations.oncall.people_on_call import told
from tests.desk import DeskUnderTest
from tests.web_entrance import entrance_of

pytestmark = pytest.mark.usefixtures("people_on_call")

SILENT = (
    ":warning: Telephones can't be reached: whoever is paged is rung in Slack only. "
    "All 2 that were tried in the last hour failed at last."
)


def drill(desk: DeskUnderTest, *people: str) -> None:
    """Let people ring themselves, and the desk look at how that went."""
    for who in people:
        desk.types(who, "/oncall test")
    desk.works()
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        self_watch.watch(turn)
    desk.works()


def alarms(desk: DeskUnderTest) -> list[str]:
    """What the admins were told of telephones."""
    return [said for said in told(desk, "dana", "#desk-admin") if "elephones" in said]


def test_telephones_that_cannot_be_reached_are_said(desk: DeskUnderTest) -> None:
    """When none of those tried in the last hour answers, once; and when one does again."""
    desk.at("Tue 2026-06-09 10:00")
    desk.slack.phones.broken |= {"U0ADA", "U0BEN"}
    drill(desk, "ada")
    assert alarms(desk) == []  # one telephone that nobody answers is not all
    assert SILENT not in desk.types("dana", "/oncall check").whole
    drill(desk, "ben")
    drill(desk)
    [alarm] = alarms(desk)
    assert alarm.startswith(SILENT)
    assert "The service there refused it" in alarm
    assert desk.types("dana", "/oncall check").says(SILENT)
    desk.slack.phones.broken.clear()
    desk.at("Tue 2026-06-09 10:10")
    drill(desk)
    assert alarms(desk)[1:] == [":white_check_mark: Telephones are reached again."]
    assert SILENT not in desk.types("dana", "/oncall check").whole


def test_an_hour_without_a_try_says_nothing(desk: DeskUnderTest) -> None:
    """What failed an hour ago tells nothing of now, and does not call all well either."""
    desk.at("Tue 2026-06-09 10:00")
    desk.slack.phones.broken |= {"U0ADA", "U0BEN"}
    drill(desk, "ada", "ben")
    desk.types("ada", "/oncall ack 1")
    desk.types("ben", "/oncall ack 2")
    desk.at("Tue 2026-06-09 12:00")
    drill(desk)
    assert len(alarms(desk)) == 1
    assert SILENT not in desk.types("dana", "/oncall check").whole


def test_readyz_names_them(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """`/readyz` is 503 while no telephone is reached, and says why; `/healthz` stays 200."""
    monkeypatch.setattr(serving, "SystemClock", lambda: desk.clock)
    with (
        entrance_of(serving._web(desk.house, None, worker=True)) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as web,
    ):
        desk.at("Tue 2026-06-09 10:00")
        drill(desk, "ada", "ben")
        assert "telephones" not in web.get("/readyz").json().get("failing", [])
        desk.slack.phones.broken |= {"U0ADA", "U0BEN"}
        desk.at("Tue 2026-06-09 12:00")
        drill(desk, "ada", "ben")
        answer = web.get("/readyz")
        assert answer.status_code == 503
        assert "telephones" in answer.json()["failing"]
        assert web.get("/healthz").status_code == 200


def test_readyz_waits_for_no_database(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not say which telephones were reached is no reason to keep who asks waiting."""
    goes_on = threading.Event()
    monkeypatch.setattr(self_watch, "telephones", lambda _: goes_on.wait(30))
    with (
        entrance_of(serving._web(desk.house, None, worker=True)) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as web,
    ):
        began = time.monotonic()
        assert "telephones" in web.get("/readyz").json()["failing"]
        assert time.monotonic() - began < 2 * ANSWERS_WITHIN
        goes_on.set()
