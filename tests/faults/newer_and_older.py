"""A newer release migrates while the old process works: it works on, and says that it is old."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

RATE = 10  # commands and presses a second
BESIDE = 3.0  # seconds of each release at work
_MIGRATION = '''"""What a newer release adds."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", {newest!r}


def upgrade() -> None:
    op.add_column("cases", sa.Column("newer", sa.String))
'''


def befalls(site: Site, times: int) -> Figures:
    """Migrate under the old process, which then hands over; so many times, each anew."""
    newer = _newer_release(site)
    old = site.serve()
    site.furnish()
    with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
        time.sleep(BESIDE)
        said = site.runs("migrate", code=newer)
        migrated = "up to date" in said
        health, ready = [], []
        for _ in range(10 * times):
            health.append(site.status("/healthz"))
            ready.append(site.status("/readyz"))
            time.sleep(BESIDE / 10)
        old.end()
    next_one = site.serve(PYTHONPATH=str(newer))
    with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
        time.sleep(BESIDE)
    site.takes_up_all()
    site.people.hear_all()
    return {
        **site.figures(),
        "not migrated": not migrated,
        "ill while old": sum(status != 200 for status in health),
        "ready while old": sum(status == 200 for status in ready),
    }
