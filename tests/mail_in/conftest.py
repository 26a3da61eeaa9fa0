"""What the tests of the door for mails share: our own mail server, and people on call."""

from __future__ import annotations

import pytest

from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest
from tests.mails import MailServerOfOurs


@pytest.fixture
def server(desk: DeskUnderTest, desk_loopback: Loopback) -> MailServerOfOurs:
    """It is Saturday night; mails from @initech.com are initech's, who is Managed."""
    with_people_on_call(desk)
    desk.types("dana", "/customer mail initech add @initech.com")
    desk.at("Sat 2026-06-06 03:10")
    return MailServerOfOurs(desk_loopback.address)
