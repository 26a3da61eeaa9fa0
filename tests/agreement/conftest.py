"""How conversations about the agreement begin, where one says so in its `pytestmark`."""

from __future__ import annotations

import pytest

from models.rows.reports import Source
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
def monitoring(desk: DeskUnderTest) -> Source:
    """A source of initech's."""
    return a_source(desk)
