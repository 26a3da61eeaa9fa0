"""What happened with one customer, told fact by fact, for the tests of the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from models.rules import quote, routing, service_definition
from models.rules.calendar import BusinessCalendar
from models.rules.contract_year import (
    Agreed,
    Contract,
    ContractFact,
    IncludedGrant,
    contracts,
    included_grants,
    level_on,
    pack_last_day,
)
from models.rules.entitlement import statement
from models.rules.facts import (
    BlockAnswer,
    BoughtGrant,
    CaseKind,
    Decision,
    Facts,
    GrantSource,
    Settlement,
    SettlementWay,
    TimeEntry,
)
from models.rules.response import Circumstances, ResponseClock, response_clock
from models.rules.service_definition import Kind, Level, PackSize, Severity
from models.rules.statement import Charge, Statement

ZURICH = ZoneInfo("Europe/Zurich")
CALENDAR = BusinessCalendar()

# The agreement is written in plain words and numbers, which are as good as the members.
LEVEL: Any = service_definition.LEVEL
PACKS: Any = service_definition.PACKS
next_level: Any = quote.next_level
queue_order: Any = routing.queue_order
route: Any = routing.route
Route: Any = routing.Route


def day(text: str) -> date:
    """Read `2026-03-02`, or `03-02` for a day of 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def zurich(text: str) -> datetime:
    """Read `Tue 2026-06-09 10:00` on Zurich's wall clock; a wrong weekday is refused."""
    name, stamp = text.split(" ", 1)
    moment = datetime.fromisoformat(stamp).replace(tzinfo=ZURICH)
    if f"{moment:%a}" != name:
        raise ValueError(f"{stamp} is a {moment:%A}")
    return moment.astimezone(UTC)


def wall(moment: datetime) -> str:
    """Write an instant as `zurich` reads it."""
    return f"{moment.astimezone(ZURICH):%a %Y-%m-%d %H:%M}"


def due(level: str, severity: int, reported: str) -> str:
    """Say when the first response to a report is due, both on Zurich's wall clock."""
    return wall(CALENDAR.due_after(zurich(reported), LEVEL[level].target(severity)))


def clock(
    reported: str, *circumstances: tuple[str, str, int], responded: str | None = None
) -> ResponseClock:
    """Return the clock of a case: each of `circumstances` is an instant, a level, a severity."""
    return response_clock(
        CALENDAR,
        zurich(reported),
        [
            Circumstances(zurich(since), Level(level), Severity(severity))
            for since, level, severity in circumstances
        ],
        zurich(responded) if responded else None,
    )


@dataclass
class Story:
    """The facts of one customer, in the order in which they are told."""

    facts: Facts = field(default_factory=Facts)
    today: date = date.min  # the day on which what follows is recorded
    _ids: count[int] = field(default_factory=lambda: count(1))

    # --- contracts and grants

    def at(self, on: str) -> None:
        """What follows is recorded on a day."""
        self.today = day(on)

    def contract(
        self, since: str, level: str, *, escalations: int | None = None, to: str | None = None
    ) -> int:
        """A contract begins; the answer is its id."""
        last_day = day(to) if to else None
        return self._agree(
            ContractFact(0, Agreed.START, day(since), Level(level), escalations, last_day)
        )

    def level(self, since: str, level: str, *, escalations: int | None = None) -> int:
        """Another level is agreed from a day on."""
        return self._agree(ContractFact(0, Agreed.LEVEL, day(since), Level(level), escalations))

    def ends(self, contract: int, last_day: str) -> int:
        """A contract is ended with a last day."""
        end = day(last_day)
        return self._agree(ContractFact(0, Agreed.END, end, last_day=end, about=contract))

    def correct(self, fact: int, level: str, *, escalations: int | None = None) -> int:
        """A start or a change of level is corrected: it should have said this."""
        known = next(each for each in self.facts.contracts if each.id == fact)
        return self._agree(
            ContractFact(0, Agreed.CORRECTION, known.day, Level(level), escalations, about=fact)
        )

    def take_back(self, fact: int) -> int:
        """Something that was agreed is taken back."""
        known = next(each for each in self.facts.contracts if each.id == fact)
        return self._agree(ContractFact(0, Agreed.TAKEN_BACK, known.day, about=fact))

    def _agree(self, fact: ContractFact) -> int:
        fact = replace(fact, id=next(self._ids), recorded_on=self.today)
        self.facts = replace(self.facts, contracts=(*self.facts.contracts, fact))
        return fact.id

    def pack(self, size: str, on: str, *, to: str | None = None) -> None:
        """An Escalation Pack is bought."""
        pack = service_definition.PACKS[PackSize(size)]
        last_day = day(to) if to else pack_last_day(day(on))
        self._grant(
            BoughtGrant(0, GrantSource.PACK, f"pack {size}", day(on), last_day, pack.escalations)
        )

    def adjust(self, number: int, since: str, until: str) -> None:
        """An adjustment is made."""
        self._grant(
            BoughtGrant(0, GrantSource.ADJUSTMENT, "adjustment", day(since), day(until), number)
        )

    def _grant(self, grant: BoughtGrant) -> None:
        grant = replace(grant, id=next(self._ids))
        self.facts = replace(self.facts, grants=(*self.facts.grants, grant))

    # --- cases and time

    def log(self, case: int, on: str, minutes: int, *, kind: str = "configuration") -> int:
        """Time is logged on a case, which is opened with `kind` by its first entry."""
        if all(known.number != case for known in self.facts.cases):
            self.facts = replace(self.facts, cases=(*self.facts.cases, CaseKind(case, Kind(kind))))
        entry = TimeEntry(next(self._ids), case, day(on), minutes)
        self.facts = replace(self.facts, entries=(*self.facts.entries, entry))
        return entry.id

    def undo(self, entry: int) -> None:
        """A time entry is removed."""
        kept = tuple(known for known in self.facts.entries if known.id != entry)
        self.facts = replace(self.facts, entries=kept)

    def kind(self, case: int, kind: str) -> None:
        """A case turns out to be of another kind."""
        self.facts = replace(
            self.facts,
            cases=tuple(
                replace(known, kind=Kind(kind)) if known.number == case else known
                for known in self.facts.cases
            ),
        )

    def decide(self, case: int, block: int, answer: str, *, onwards: bool = False) -> None:
        """It is decided what a block becomes."""
        decision = Decision(next(self._ids), case, block, BlockAnswer(answer), onwards)
        self.facts = replace(self.facts, decisions=(*self.facts.decisions, decision))

    def settle(self, case: int, block: int, way: str, on: str) -> None:
        """An uncovered charge is settled."""
        settlement = Settlement(next(self._ids), case, block, SettlementWay(way), day(on))
        self.facts = replace(self.facts, settlements=(*self.facts.settlements, settlement))

    def take_back_settlement(self, case: int, block: int) -> None:
        """The last settlement of a block is taken back."""
        *_, last = (s for s in self.facts.settlements if (s.case, s.block) == (case, block))
        kept = tuple(s for s in self.facts.settlements if s != last)
        self.facts = replace(self.facts, settlements=kept)

    # --- what follows

    def on(self, date_: str) -> Statement:
        """Return the statement on a day, of what has been told so far."""
        return statement(self.facts, day(date_))

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The contracts that follow."""
        return contracts(self.facts.contracts)

    def included(self, until: str = "2030-12-31") -> list[str]:
        """The included grants that begin up to a day, as `2026-01-01..2026-12-31: 4`."""
        return [
            f"{grant.first_day}..{grant.last_day}: {grant.quantity}"
            for grant in all_included(self.contracts, day(until))
        ]


def standard() -> Story:
    """A customer with Standard from 2026-01-01."""
    story = Story()
    story.contract("01-01", "standard")
    return story


def without_grants() -> Story:
    """A customer with Basic, who has nothing to take from."""
    return Story()


def all_included(all_contracts: Sequence[Contract], until: date) -> list[IncludedGrant]:
    """Return the included grants of all contracts that begin up to a day."""
    return [grant for contract in all_contracts for grant in included_grants(contract, until)]


def line(charge: Charge) -> str:
    """Write a charge in one line: `#1.2 2026-03-12 pack M`, or what became of it."""
    source = charge.grant.label if charge.grant else charge.outcome.value
    return f"#{charge.block.case}.{charge.block.number} {charge.day} {source}"


def lines(told: Statement) -> list[str]:
    """Write the charges of a statement, a line each."""
    return [line(charge) for charge in told.charges]


def left(told: Statement) -> dict[str, int]:
    """Return what is left on a statement by the label of the grant."""
    found: dict[str, int] = {}
    for grant_line in told.grants:
        label = grant_line.grant.label
        found[label] = found.get(label, 0) + grant_line.remaining
    return found


def levels(story: Story, *days: str) -> list[str]:
    """Return the levels in force on some days."""
    return [level_on(story.contracts, day(text)) for text in days]
