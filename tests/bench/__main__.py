"""Measurements, printed by `make bench`: `python -m tests.bench rotation` prints one subject.

`python -m tests.bench big_desk.at_rest` prints one measurement of it, and `list` what there is.
Pairs are measured in turn in one run; what is printed is the median of the pairs' ratios.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from importlib import import_module

from tests.bench.side_by_side import ROUNDS

SUBJECTS = (
    "log",
    "statements",
    "balance",
    "many_customers",
    "big_desk",
    "load",
    "paging",
    "rotation",
    "business_time",
)
COMPARED_WITH = ("businesstimedelta", "pandas", "pytz", "recurring_ical_events")


def main(wanted: list[str]) -> str | None:
    """Measure what is wanted, or all; return why that cannot be."""
    try:
        measures = _measures()
    except ModuleNotFoundError as missing:
        if missing.name not in COMPARED_WITH:
            raise
        return f"{missing.name} is not installed here: run `make bench`, which installs it."
    if wanted == ["list"]:
        for name, measure in measures.items():
            print(f"{name:34} {(measure.__doc__ or '').splitlines()[0]}")
        return None
    if unknown := [name for name in wanted if not _among(measures, name)]:
        return f"There is no {unknown[0]!r}; `list` lists what there is."
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {ROUNDS}")
    for name in wanted or SUBJECTS:
        for measure in _among(measures, name):
            measure()
    return None


def _measures() -> dict[str, Callable[[], None]]:
    subjects = {name: import_module(f"tests.bench.{name}") for name in SUBJECTS}
    return {
        f"{name}.{measure.__name__}": measure
        for name, subject in subjects.items()
        for measure in subject.MEASURES
    }


def _among(measures: dict[str, Callable[[], None]], wanted: str) -> list[Callable[[], None]]:
    return [each for name, each in measures.items() if wanted in (name, name.partition(".")[0])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
