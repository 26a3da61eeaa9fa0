"""Each fault in its short form, on real processes: nothing is lost, doubled or late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import Databases, Postgres, Sqlite
from tests.faults.harness.fault import POSTGRES, SQLITE, Fault, NotHere, all_faults

FAULTS = [
    pytest.param(fault, kind, id=f"{fault.name}-{kind}")
    for fault in all_faults()
    for kind in fault.on
]


@pytest.fixture(scope="module")
def places() -> Iterator[dict[str, Databases]]:
    """Databases that nobody else has: they are stopped, cut off and filled."""
    made: dict[str, Databases] = {SQLITE: Sqlite(), POSTGRES: Postgres()}
    yield made
    for place in made.values():
        place.stop()


@pytest.mark.faults
@pytest.mark.parametrize(("fault", "kind"), FAULTS)
def test_a_fault(fault: Fault, kind: str, places: dict[str, Databases]) -> None:
    """Whatever is done to it, the desk keeps what it has confirmed, once, and says what is true."""
    try:
        figures = fault.happens(places[kind], fault.short)
    except NotHere as reason:
        pytest.skip(str(reason))
    assert fault.beyond(figures) == [], figures
