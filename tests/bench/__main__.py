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
    "sql",
    "balance",
    "statement",
    "books",
    "many_customers",
    "big_desk",
    "load",
    "paging",
    "reports",
    "rotation",
    "business_time",
    "documents",
    "importing",
)
Measure = Callable[[], None]
COMPARED_WITH = ("businesstimedelta", "pandas", "pytz", "recurring_ical_events")


def main(wanted: list[str]) -> str | None:
    """Measure what is wanted, or all; return why that cannot be."""
    lists = wanted == ["list"]
    names = list(SUBJECTS) if lists or not wanted else wanted
    try:
        measures = [measure for name in names for measure in _measures(name)]
    except ModuleNotFoundError as missing:
        if missing.name not in COMPARED_WITH:
            raise
        return f"{missing.name} is not installed here: run `make bench`, which installs it."
    except LookupError:
        return f"There is no such measurement; there are {', '.join(SUBJECTS)}, and `list`."
    if not lists:
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {ROUNDS}")
    for measure in measures:
        if lists:
            print(f"{_name(measure):34} {(measure.__doc__ or '').splitlines()[0]}")
        else:
            measure()
    return None


def _measures(wanted: str) -> list[Measure]:
    """Return the measurements of a subject, or one of them; LookupError if there is none."""
    subject = wanted.partition(".")[0]
    if subject not in SUBJECTS:
        raise LookupError(wanted)
    measures: tuple[Measure, ...] = import_module(f"tests.bench.{subject}").MEASURES
    found = [each for each in measures if wanted in (subject, _name(each))]
    if not found:
        raise LookupError(wanted)
    return found


def _name(measure: Measure) -> str:
    return f"{measure.__module__.rpartition('.')[2]}.{measure.__name__}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
