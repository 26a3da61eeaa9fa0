"""`python stepped.py FILE serve`: the desk on a clock that is off by as many seconds as FILE says.

Nothing else of the machine's clock changes. It is run with the desk of any checkout on its path, so
it takes nothing else of the tests'.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from slackapp.assembly import SystemClock
from slackapp.cli import app


def step(off: Path) -> None:
    """Let every clock of the machine's go wrong by what the file says at each look."""
    rightly = SystemClock.now

    def now(clock: SystemClock) -> datetime:
        return rightly(clock) + timedelta(seconds=float(off.read_text()))

    setattr(SystemClock, "now", now)  # noqa: B010 (types do not let a method be replaced)


if __name__ == "__main__":
    step(Path(sys.argv.pop(1)))
    app()
