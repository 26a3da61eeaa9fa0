"""Faults on real processes, printed by `make faults`; `python -m tests.faults list` lists them.

Each starts the desk as it is started, does it harm, and counts what was lost, doubled or late;
`--of` does it to the desk of another checkout.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.database import Postgres, Sqlite
from tests.faults.harness.fault import POSTGRES, SQLITE, Fault, Figures, NotHere, all_faults
from tests.serving import ROOT

COUNTED = ("tried", "confirmed", "lost", "doubled", "untrue", "told it broke", "unanswered")
TIMED = ("answer", "ring", "from commit")
_PLACES = {SQLITE: Sqlite, POSTGRES: Postgres}


def main() -> int:
    """Do what is asked for; return how many faults brought about what they may not."""
    asked = _arguments().parse_args()
    faults = {fault.name: fault for fault in all_faults()}
    if unknown := [name for name in asked.names if name not in (*faults, "list")]:
        _arguments().error(f"there is no {unknown[0]}; there are {', '.join(faults)}, and list")
    if asked.names == ["list"]:
        for fault in faults.values():
            print(f"{fault.name:24} {fault.about}")
        return 0
    chosen = [faults[name] for name in asked.names or faults]
    return sum(_does(chosen, kind, asked) for kind in asked.database or _PLACES)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="some faults; `list` lists them")
    parser.add_argument("--long", action="store_true", help="many times each")
    parser.add_argument("--times", type=int, help="so many times each")
    parser.add_argument("--database", action="append", choices=_PLACES, help="one kind only")
    parser.add_argument("--of", type=Path, default=ROOT, metavar="DIR", help="another checkout")
    return parser


def _does(faults: list[Fault], kind: str, asked: argparse.Namespace) -> int:
    """Do these faults on one kind of database; return how many were too much."""
    place, beyond = _PLACES[kind](), 0
    try:
        for fault in faults:
            if kind not in fault.on:
                continue
            times = asked.times or (fault.long if asked.long else fault.short)
            try:
                figures = fault.happens(place, times, asked.of.resolve())
            except NotHere as reason:
                print(f"{fault.name}, {kind}: not here. {reason}")
                continue
            too_much = fault.beyond(figures, alone=True)
            _tell(f"{fault.name}, {kind}, {times} ×", figures, too_much)
            beyond += bool(too_much)
    finally:
        place.stop()
    return beyond


def _tell(what: str, figures: Figures, beyond: list[str]) -> None:
    rest = dict(figures)
    table = Table(title=what, title_justify="left", title_style="bold")
    cells = [_written(rest.pop(name)) if name in rest else "–" for name in COUNTED]
    for name in COUNTED:
        table.add_column(name, justify="right")
    for name in TIMED:
        table.add_column(f"{name} p50 · p99 · worst", justify="right")
        spread = [rest.pop(f"{name} {which}", None) for which in ("p50", "p99", "worst")]
        cells.append(" · ".join(f"{s:.2f} s" for s in spread if s is not None) or "–")
    table.add_row(*cells)
    table.caption = " · ".join(f"{name}: {_written(value)}" for name, value in rest.items())
    table.caption_justify = "left"
    Console(width=170, highlight=False).print(table)
    for line in beyond:
        print(f"  too much: {line}")


def _written(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}"


if __name__ == "__main__":
    raise SystemExit(main())
