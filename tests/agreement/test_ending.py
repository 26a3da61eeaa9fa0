"""What comes while the process ends: it is refused, quietly, and nothing of it is lost."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from slack_bolt import BoltRequest, BoltResponse
from structlog.testing import capture_logs

from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.caught_up import DOWN, cases, catches_up, nobody_hears, reader
from tests.agreement.outsiders import siren
from tests.desk import DeskUnderTest
from tests.machines import program_of
from tests.shapes.made_up import plain

pytestmark = pytest.mark.usefixtures("initech_is_read")


def test_a_siren_is_not_taken_in(desk: DeskUnderTest) -> None:
    """Slack hears 503 and tells it again; the log has a line that nobody chases."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", "Login is down", "#initech")
    desk.house.conversation.close()
    with capture_logs() as logs:
        siren(desk, ts)
    assert cases(desk) == []
    said = [line for line in logs if line["event"] == "not taken in: the process ends"]
    assert said
    assert {line["log_level"] for line in logs} == {"info"}
    assert not any("exc_info" in line for line in logs)


def test_a_program_is_not_heard(desk: DeskUnderTest, desk_loopback: Loopback) -> None:
    """It is told to send it again."""
    monitoring = program_of(desk, desk_loopback.address)
    desk.house.events.close()
    with capture_logs() as logs:
        refused = monitoring.posts(plain())
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert refused.headers["retry-after"] == "5"
    assert "send it again" in refused.json()["detail"]
    assert {line["log_level"] for line in logs} == {"info"}


def test_what_was_being_read_is_read_again(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I4: catching up ends between two messages, with nothing to chase; the next process reads the
    second, with its own instant.
    """
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
        desk.says("eve", "@desk critical: mail too", "#initech")
    desk.at("Sat 2026-06-06 03:20")
    reads, bolt = reader(desk), desk.house.bolt
    dispatch = bolt.dispatch

    def then_ends(asked: BoltRequest) -> BoltResponse:
        reads.stop.set()
        return dispatch(asked)

    with monkeypatch.context() as ending, capture_logs() as logs:
        ending.setattr(bolt, "dispatch", then_ends)
        catches_up(desk)
    assert [line for line in logs if line["log_level"] != "info"] == []
    assert [case.title for case in cases(desk)] == ["login is down for everybody"]
    reads.stop.clear()
    desk.at("Sat 2026-06-06 03:21")
    catches_up(desk)
    left = cases(desk)[1]
    assert left.title == "mail too"
    assert left.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")


def test_whoever_reads_ends_before_the_doors(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is just hearing is heard to its end."""
    ended: list[str] = []
    house = desk.house
    with monkeypatch.context() as watched:
        watched.setattr(house.worker, "stop", lambda: ended.append("worker"))
        watched.setattr(house.conversation, "close", lambda: ended.append("doors"))
        house.close()
    assert ended == ["worker", "doors"]
