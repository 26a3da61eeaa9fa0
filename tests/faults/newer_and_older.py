"""A newer release migrates while the old process works: it works on, and says that it is old."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from alembic.script import ScriptDirectory

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

RATE = 10  # commands and presses a second
BESIDE = 2.0  # seconds of each release at work
_MIGRATION = '''"""What a newer release adds."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", {newest!r}


def upgrade() -> None:
    op.add_column("cases", sa.Column("newer", sa.String))
'''


def befalls(site: Site, times: int) -> Figures:
    """Migrate under the old process, which works so many seconds more, and let the newer begin."""
    newer = _newer_release(site)
    old = site.serve()
    site.furnish()
    health, ready = [], []
    with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
        time.sleep(BESIDE)
        said = site.runs("migrate", code=newer)
        for _ in range(times):
            health.append(site.status("/healthz"))
            ready.append(site.status("/readyz"))
            time.sleep(1)
    site.people.hear_all()
    old.end()
    site.serve(PYTHONPATH=str(newer))
    with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
        time.sleep(BESIDE)
    site.takes_up_all()
    site.people.hear_all()
    return {
        **site.figures(),
        "not migrated": "up to date" not in said,
        "ill while old": sum(status != 200 for status in health),
        "ready while old": sum(status == 200 for status in ready),
    }


def _newer_release(site: Site) -> Path:
    """Return a checkout of the desk's whose tables have one more column."""
    newer = site.folder / "newer"
    for package in ("handlers", "models", "slackapp"):
        shutil.copytree(
            site.code / package, newer / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(site.code / "manifest.yml", newer)
    versions = newer / "models" / "rows" / "migrations" / "versions"
    newest = ScriptDirectory(str(versions.parent)).get_current_head()
    (versions / "9999_newer.py").write_text(_MIGRATION.format(newest=newest), encoding="utf-8")
    return newer


FAULT = Fault(
    befalls,
    short=3,
    long=60,
    at_most={
        "told it broke": 0,
        "unanswered": 0,
        "not migrated": 0,
        "ill while old": 0,
        "ready while old": 0,
    },
)
