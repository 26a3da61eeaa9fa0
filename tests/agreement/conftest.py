"""How conversations about the agreement begin, where one says so in its `pytestmark`."""

from __future__ import annotations

import pytest

from models.rows.reports import Source
from tests.agreement.coming_in import a_source
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


@pytest.fixture
def people_on_call(desk: DeskUnderTest) -> None:
    """People are on call from Monday 2026-06-01 09:00; initech is Managed, acme Standard."""
    with_people_on_call(desk)


@pytest.fixture
def monitoring(desk: DeskUnderTest) -> Source:
    """A source of initech's."""
    return a_source(desk)
