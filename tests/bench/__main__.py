"""Measurements, printed by `make bench`: `python -m tests.bench rotation` prints one subject.

Pairs are measured in turn in one run; what is printed is the median of the pairs' ratios.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module

from tests.bench.side_by_side import ROUNDS

SUBJECTS = ("balance", "log", "paging", "rotation", "business_time")
COMPARED_WITH = ("businesstimedelta", "pandas", "pytz", "recurring_ical_events")


def main(wanted: list[str]) -> str | None:
    """Measure the subjects that are wanted, or all; return why that cannot be."""
    if unknown := [name for name in wanted if name not in SUBJECTS]:
        return f"There is no subject {unknown[0]!r}; there are {', '.join(SUBJECTS)}."
    try:
        subjects = [import_module(f"tests.bench.{name}") for name in wanted or SUBJECTS]
    except ModuleNotFoundError as missing:
        if missing.name not in COMPARED_WITH:
            raise
        return f"{missing.name} is not installed here: run `make bench`, which installs it."
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {ROUNDS}")
    for subject in subjects:
        subject.measure()
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
