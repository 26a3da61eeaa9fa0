"""How all conversations of a file begin, where it says so in its `pytestmark`."""

from __future__ import annotations

import pytest

from tests.conversations.case_threads import with_two_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


@pytest.fixture
def people_on_call(desk: DeskUnderTest) -> None:
    """People are on call from Monday 2026-06-01 09:00."""
    with_people_on_call(desk)


@pytest.fixture
def two_customers(desk: DeskUnderTest) -> None:
    """acme and initech have their channels from Tuesday 2026-06-09 10:00."""
    with_two_customers(desk)
