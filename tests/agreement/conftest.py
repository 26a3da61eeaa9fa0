"""How conversations about the agreement begin, where one says so in its `pytestmark`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.rows.reports import Source
from slackapp.pretend_slack.state.cast import Team
from tests.agreement.caught_up import catches_up
from tests.agreement.coming_in import a_source
from tests.agreement.outsiders import at_home
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


@pytest.fixture
def people_on_call(desk: DeskUnderTest) -> None:
    """People are on call from Monday 2026-06-01 09:00; initech is Managed, acme Standard."""
    with_people_on_call(desk)


@pytest.fixture
def initech_at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    """initech is Managed and at home in #initech, where Eve of Initech reads; acme is Standard."""
    at_home(desk, "initech")


@pytest.fixture
def initech_among_others(initech_at_home: None, desk: DeskUnderTest) -> None:
    """initech is at home in #initech, and there is a workspace of which nobody knows anything."""
    evil = Team("T0EVIL", "Evil", "evil")
    cast = desk.slack.workspace.cast
    desk.slack.workspace.cast = replace(cast, teams=(*cast.teams, evil))


@pytest.fixture
def initech_is_read(people_on_call: None, desk: DeskUnderTest) -> None:
    """#initech is initech's, and is read from now on for what nobody heard."""
    desk.types("dana", "/customer channel initech #initech")
    catches_up(desk)


@pytest.fixture
def monitoring(desk: DeskUnderTest) -> Source:
    """A source of initech's."""
    return a_source(desk)
