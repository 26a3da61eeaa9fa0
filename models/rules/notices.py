"""N1: what account managers are told of a customer, from its statement and what is known of it.

A notice has a `subject`, which stays the same while only time passes and time is logged, and a
`step`: how near it has come. Of a subject only what is nearer than what was said is news.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from models.rules.closed_sets import Named
from models.rules.facts import GrantSource
from models.rules.renewal import Renewal
from models.rules.service_definition import CLOSING_HOUR, OPENING_HOUR
from models.rules.statement import Block, Charge, GrantLine, Statement

HALF, ONE, NONE = 2, 1, 0  # steps of what is left
EXPIRES_IN = (60, 30, 7)  # days
DECIDED_IN = (90, 60, 30)  # days
DECISION_WAITS_HOURS = 2 * (CLOSING_HOUR - OPENING_HOUR)  # two business days
BREACH_IS_NEWS_DAYS = 14  # a reply that came late is told of for so long, if nobody looked before


class Notices(Named, called="a way to be told"):
    """How a customer's account manager is told (N2)."""

    ON = "on"  # at opening
    DIGEST = "digest"  # all of a week together, on Monday at opening
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Left:
    """Half, one or none is left of what was granted; said again only after more was granted."""

    statement: Statement
    step: int

    @property
    def subject(self) -> str:
        """All that was granted so far."""
        lines = self.statement.every_grant
        included = sum(
            line.grant.quantity for line in lines if line.grant.source is GrantSource.INCLUDED
        )
        bought = (
            line.grant.recorded for line in lines if line.grant.source is not GrantSource.INCLUDED
        )
        return f"left of {included}, {max(bought, default=0)}"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A charge found no grant to take from (E7)."""

    charge: Charge
    step: ClassVar = 0

    @property
    def subject(self) -> str:
        """The block of the case."""
        return f"uncovered {_block(self.charge.block)}"


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a block is to be has waited for two business days (E5)."""

    block: Block
    step: ClassVar = 0

    @property
    def subject(self) -> str:
        """The block of the case."""
        return f"undecided {_block(self.block)}"


@dataclass(frozen=True, slots=True)
class Expires:
    """A grant with something left expires, in at most `step` days."""

    line: GrantLine
    step: int

    @property
    def subject(self) -> str:
        """The grant and its last day, which may move."""
        grant = self.line.grant
        return f"expires {grant.label}, {grant.recorded}, {grant.last_day}"


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A contract ends, or the last day to give notice comes, in at most `step` days."""

    renewal: Renewal
    step: int

    @property
    def subject(self) -> str:
        """The contract, and the day by which to decide."""
        how = "ends" if self.renewal.ends else "notice"
        return f"{how} {self.renewal.contract}, {self.renewal.decide_by}"


@dataclass(frozen=True, slots=True)
class Breach:
    """A first response was not given in time (S3)."""

    case: int
    title: str
    answered: bool
    step: ClassVar = 0

    @property
    def subject(self) -> str:
        """The case."""
        return f"breach {self.case}"


Notice: TypeAlias = Left | Uncovered | Undecided | Expires | ToDecide | Breach


def _block(block: Block) -> str:
    return f"{block.case}, {block.number}"


def standing(
    statement: Statement,
    renewal: Renewal | None,
    waited: Collection[Block],
    breaches: Sequence[Breach],
) -> list[Notice]:
    """Return what is true of a customer on the statement's date: money and decisions first.

    `waited` are the blocks whose decision has waited for two business days.
    """
    return [
        *(Uncovered(charge) for charge in statement.uncovered),
        *_left(statement),
        *(Undecided(block) for block in waited),
        *_to_decide(renewal, statement.on),
        *_expires(statement),
        *breaches,
    ]


def _left(statement: Statement) -> Iterator[Left]:
    """What is left by use: of nothing granted nothing can run out."""
    left, granted = statement.remaining, statement.granted
    if left == granted:
        return
    if left <= 1:
        yield Left(statement, ONE if left else NONE)
    elif 2 * left <= granted:
        yield Left(statement, HALF)


def _expires(statement: Statement) -> Iterator[Expires]:
    found = sorted(statement.grants, key=lambda line: line.grant.last_day)
    for line in found:
        step = _nearest(EXPIRES_IN, statement.on, line.grant.last_day)
        if line.remaining and step is not None:
            yield Expires(line, step)


def _to_decide(renewal: Renewal | None, today: date) -> Iterator[ToDecide]:
    step = _nearest(DECIDED_IN, today, renewal.decide_by) if renewal is not None else None
    if renewal is not None and step is not None:
        yield ToDecide(renewal, step)


def _nearest(steps: Sequence[int], today: date, day: date) -> int | None:
    """The least number of days within which a day comes that is not past; None if none has come."""
    return min((step for step in steps if (day - today).days <= step), default=None)
