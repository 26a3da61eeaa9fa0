"""How lines of each file are taken: what each would become, and the rows that it is written as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from models.usecases.carrying.known import Known
from models.usecases.carrying.lines import Line

AnyLine = TypeVar("AnyLine", bound=Line, contravariant=True)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line becomes: the values of its row, and what it is called."""

    line: Line
    row: Mapping[str, Any]
    what: str


class Taker(Protocol[AnyLine]):
    """Takes the lines of one file."""

    at_once: int
    """How many lines are planned before they are written: later ones don't refer to them."""

    def __init__(self, known: Known) -> None: ...

    def look(self, lines: Sequence[AnyLine]) -> None:
        """Read what some lines refer to, together."""

    def plan(self, line: AnyLine) -> Plan:
        """Return what a line becomes; Refused, or a Problem, if it can't come in."""
        ...

    def write(self, plans: Sequence[Plan]) -> Sequence[int]:
        """Write what was planned, and return the numbers of its rows in order."""
        ...
