"""What the tests of the programs' door share: its address, and a program of initech's."""

from __future__ import annotations

import pytest

from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest
from tests.machines import Program, program_of


@pytest.fixture
def address(desk: DeskUnderTest, desk_loopback: Loopback) -> str:
    with_people_on_call(desk)
    desk.at("Sat 2026-06-06 03:10")
    return desk_loopback.address


@pytest.fixture
def monitoring(desk: DeskUnderTest, address: str) -> Program:
    """initech's, who is Managed."""
    return program_of(desk, address)
