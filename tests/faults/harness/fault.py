"""A fault: what harm is done, how often, and what must be true of the desk whatever was done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.database import Databases
from tests.faults.harness.site import Site, opened
from tests.serving import ROOT

Figures = Mapping[str, float]
Befalls = Callable[[Site, int], Figures]
SQLITE, POSTGRES = "sqlite", "postgres"
ALWAYS: Figures = {"lost": 0, "doubled": 0, "untrue": 0, "from commit p99": 5}
"""What no fault may bring about: each figure, and the most that it may be."""
_FOLDER = Path(__file__).parents[1]


class NotHere(Exception):
    """A fault that can't be brought about on this machine; says why."""


@dataclass(frozen=True)
class Fault:
    """One way to harm a desk: `befalls` does it so many times, and returns what was counted.

    `short` is how often CI does it, `long` how often `--long` does; `at_most` what may be counted
    beside ALWAYS, and `alone` what may be where nothing else runs.
    """

    befalls: Befalls
    short: int
    long: int
    at_most: Figures = field(default_factory=dict)
    alone: Figures = field(default_factory=dict)
    on: tuple[str, ...] = (SQLITE, POSTGRES)

    @property
    def name(self) -> str:
        """Its module's name."""
        return self.befalls.__module__.rpartition(".")[2]

    @property
    def about(self) -> str:
        """What it is, in a line."""
        described = sys.modules[self.befalls.__module__].__doc__ or ""
        return described.partition("\n")[0]

    def happens(self, place: Databases, times: int, code: Path = ROOT) -> Figures:
        """Do it to a desk of the checkout `code`, on a database of this place.

        NotHere where this machine does not let it.
        """
        with (
            TemporaryDirectory(prefix="fault-") as folder,
            opened(place, Path(folder), code) as site,
        ):
            return self.befalls(site, times)

    def beyond(self, figures: Figures, *, alone: bool = False) -> list[str]:
        """Return each figure that is more than it may be; `alone`: and nothing else ran."""
        bounds = {**ALWAYS, **self.at_most, **(self.alone if alone else {})}
        return [
            f"{name}: {figures[name]:g}, and may be {most:g}"
            for name, most in bounds.items()
            if figures.get(name, 0) > most
        ]


def all_faults() -> list[Fault]:
    """Return the faults of all modules beside this folder, by name."""
    names = sorted(file.stem for file in _FOLDER.glob("*.py"))
    faults = (
        getattr(import_module(f"tests.faults.{name}"), "FAULT", None)
        for name in names
        if not name.startswith(("_", "test_"))
    )
    return [fault for fault in faults if isinstance(fault, Fault)]
