"""Whom the doctor looks at, and what else there is on the web."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from models.usecases.oncall import contacts
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest, Switch
from tests.doctor.clinic import HEALTHY_ELSEWHERE, Clinic
from tests.outside.oncall import everybody
from tests.socket_door import SocketDoor


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Loopback]:
    """Another service on the web: /beat takes a heartbeat, /lost is 404."""
    with Loopback(HEALTHY_ELSEWHERE) as server:
        yield server


@pytest.fixture
def clinic(
    desk: DeskUnderTest, desk_switch: Switch, desk_loopback: Loopback, elsewhere: Loopback
) -> Iterator[Clinic]:
    """Everything in order: people on call who can be reached, a worker that just looked."""
    everybody(desk)
    desk.clock.move_to(datetime.now(UTC))
    for who in ("ada", "ben"):
        with desk.writing(who) as turn:
            contacts.add(turn, contacts.SEND, f"json://{who}", "json://…")
    desk.house.worker.work_off()
    desk.house.worker.watch()
    with SocketDoor() as door:
        made = Clinic(desk, desk_loopback, elsewhere, door)
        made.speaks_with(desk.slack, desk_switch)
        yield made
        made.served.close()
        desk.slack.refusals.clear()  # to be refused is what a doctor's questions are for
