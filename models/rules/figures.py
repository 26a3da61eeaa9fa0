"""The desk's figures of a quarter: first responses, escalations, hours, being on call, money.

Escalations and money are picked from statements of one day for all quarters, so each charge and
each minute of consulting is in just one quarter, and the quarters add up to the statements. Days
and months are those of the business zone, instants are aware, time is whole minutes, money is in
CHF without VAT (M1).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from models.rules.calendar import BusinessCalendar
from models.rules.contract_year import ONE_DAY
from models.rules.quarter import Quarter
from models.rules.response import ClockState
from models.rules.rotation import Rotation, shifts
from models.rules.service_definition import CONSULTING_MINUTE, LEVELS, Kind, Level, Severity
from models.rules.statement import Outcome, Statement
from models.rules.year_lines import ConsultingLine


@dataclass(frozen=True, slots=True)
class Responses:
    """The first responses to what was reported under a level with a severity (S3)."""

    level: Level
    severity: Severity
    met: int
    late: int
    running: int

    @property
    def decided(self) -> int:
        """How many were met or not."""
        return self.met + self.late


@dataclass(frozen=True, slots=True)
class Escalations:
    """The charges of cases of a kind: those that took from a grant, and the uncovered ones (E7)."""

    kind: Kind
    used: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Hours:
    """The minutes that somebody (Slack's id) has worked for a customer."""

    person: str
    customer: str
    minutes: int


class PartOfWeek(Enum):
    """When somebody is on call, or rung.

    A weekend is each whole day on which the desk does not open, holidays and closure days too
    (T2); a night is what is closed of the other days.
    """

    OPEN = "open hours"
    NIGHT = "nights"
    WEEKEND = "weekends"


@dataclass(frozen=True, slots=True)
class TimeOnCall:
    """How long somebody (Slack's id) was on call in a rotation."""

    person: str
    rotation: str
    time: Mapping[PartOfWeek, timedelta]

    @property
    def whole(self) -> timedelta:
        """All of it."""
        return sum(self.time.values(), timedelta())


@dataclass(frozen=True, slots=True)
class TimesRung:
    """How many pages have rung somebody (Slack's id), each once, and how many of them they took."""

    person: str
    pages: Mapping[PartOfWeek, int]
    acknowledged: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A customer's uncovered charges (E7), and the minutes of their blocks so far."""

    customer: str
    escalations: int
    minutes: int

    @property
    def chf(self) -> Decimal:
        """What they cost if they are settled as consulting."""
        return self.minutes * CONSULTING_MINUTE


@dataclass(frozen=True, slots=True)
class ToInvoice:
    """A customer's consulting in a month, by its first day (E5, E7)."""

    customer: str
    month: date
    minutes: int

    @property
    def chf(self) -> Decimal:
        """Its price."""
        return self.minutes * CONSULTING_MINUTE


@dataclass(frozen=True)
class Figures:
    """All figures of a quarter, as known on a day."""

    quarter: Quarter
    known_on: date
    responses: Sequence[Responses]
    escalations: Sequence[Escalations]
    hours: Sequence[Hours]
    on_call: Sequence[TimeOnCall]
    rung: Sequence[TimesRung]
    uncovered: Sequence[Uncovered]
    to_invoice: Sequence[ToInvoice]

    @property
    def is_over(self) -> bool:
        """Whether the quarter is over."""
        return self.known_on > self.quarter.last

    @property
    def people(self) -> set[str]:
        """Everybody in them (Slack's ids)."""
        worked = {line.person for line in self.hours}
        return worked | {line.person for line in self.on_call} | {line.person for line in self.rung}

    @property
    def met(self) -> int:
        """How many first responses were met."""
        return sum(line.met for line in self.responses)

    @property
    def decided(self) -> int:
        """How many first responses were met or not."""
        return sum(line.decided for line in self.responses)

    @property
    def charges(self) -> int:
        """All escalations, the uncovered ones too."""
        return sum(line.used + line.uncovered for line in self.escalations)

    @property
    def minutes(self) -> int:
        """All time worked."""
        return sum(line.minutes for line in self.hours)

    @property
    def chf(self) -> Decimal:
        """All that is to be invoiced."""
        return sum((line.chf for line in self.to_invoice), Decimal(0))


def responses(clocks: Iterable[tuple[Level, Severity, ClockState]]) -> tuple[Responses, ...]:
    """Return what became of clocks, each by the level that promised it, its case's severity and how
    it stands.
    """
    found = Counter(clocks)
    late = (ClockState.BREACHED, ClockState.OVERDUE)
    return tuple(
        Responses(
            level,
            severity,
            found[level, severity, ClockState.MET],
            sum(found[level, severity, state] for state in late),
            found[level, severity, ClockState.RUNNING],
        )
        for level in reversed(LEVELS)
        for severity in Severity
        if any(found[level, severity, state] for state in ClockState)
    )


def escalations(quarter: Quarter, statements: Iterable[Statement]) -> tuple[Escalations, ...]:
    """Return the charges that are dated in a quarter, by the kind of their case."""
    used: Counter[Kind] = Counter()
    missing: Counter[Kind] = Counter()
    for told in statements:
        for charge in told.charges:
            if charge.consulting or charge.day not in quarter:
                continue
            account = told.case(charge.block.case)
            assert account is not None, "a charge is of a case"
            counted = missing if charge.outcome is Outcome.UNCOVERED else used
            counted[account.kind] += 1
    kinds = (kind for kind in Kind if used[kind] or missing[kind])
    return tuple(Escalations(kind, used[kind], missing[kind]) for kind in kinds)


def uncovered(quarter: Quarter, statements: Mapping[str, Statement]) -> tuple[Uncovered, ...]:
    """Return what is uncovered of the charges that are dated in a quarter, by customer."""
    found = {
        customer: [c.block.minutes for c in told.uncovered if c.day in quarter]
        for customer, told in statements.items()
    }
    return tuple(Uncovered(name, len(each), sum(each)) for name, each in found.items() if each)


def to_invoice(
    quarter: Quarter, consulting: Mapping[str, Iterable[ConsultingLine]]
) -> tuple[ToInvoice, ...]:
    """Return the consulting of a quarter by customer and month."""
    found: Counter[tuple[str, date]] = Counter()
    for customer, lines in consulting.items():
        for line in lines:
            if line.month in quarter:
                found[customer, line.month] += line.minutes
    return tuple(ToInvoice(*of, minutes) for of, minutes in sorted(found.items()))


# --- being on call --------------------------------------------------------------------------------


def part_of_week(calendar: BusinessCalendar, moment: datetime) -> PartOfWeek:
    """Return which part of the week an instant lies in."""
    if calendar.is_open(moment):
        return PartOfWeek.OPEN
    is_open_day = calendar.is_open_day(calendar.day_of(moment))
    return PartOfWeek.NIGHT if is_open_day else PartOfWeek.WEEKEND


def on_call(
    calendar: BusinessCalendar, rotations: Iterable[Rotation], start: datetime, end: datetime
) -> tuple[TimeOnCall, ...]:
    """Return how long each person was on call in each rotation between two instants (O1, O2)."""
    closed = list(_closed_days(calendar, start, end))
    found: dict[tuple[str, str], dict[PartOfWeek, timedelta]] = defaultdict(
        lambda: dict.fromkeys(PartOfWeek, timedelta())
    )
    for rotation in rotations:
        for shift in shifts(rotation, start, end):
            if shift.person is None:
                continue
            begins, ends = max(start, shift.start), min(end, shift.end)
            opened = calendar.measure(begins, ends)
            weekend = sum((_common(day, (begins, ends)) for day in closed), timedelta())
            parts = found[shift.person, rotation.name]
            parts[PartOfWeek.OPEN] += opened
            parts[PartOfWeek.WEEKEND] += weekend
            parts[PartOfWeek.NIGHT] += ends - begins - opened - weekend
    return tuple(TimeOnCall(*of, parts) for of, parts in found.items())


Stretch = tuple[datetime, datetime]


def _closed_days(calendar: BusinessCalendar, start: datetime, end: datetime) -> Iterator[Stretch]:
    """Yield from when to when the days last on which the desk does not open."""
    day, last = calendar.day_of(start), calendar.day_of(end)
    while day <= last:
        if not calendar.is_open_day(day):
            yield calendar.instant(day, time()), calendar.instant(day + ONE_DAY, time())
        day += ONE_DAY


def _common(one: Stretch, other: Stretch) -> timedelta:
    """Return how long two stretches have in common."""
    return max(timedelta(), min(one[1], other[1]) - max(one[0], other[0]))


def rung(
    calendar: BusinessCalendar,
    reached: Iterable[tuple[str, datetime]],
    acknowledged: Iterable[str],
) -> tuple[TimesRung, ...]:
    """Return by whom pages were heard: who each of them reached and when first, and who took it."""
    pages = Counter((person, part_of_week(calendar, at)) for person, at in reached)
    taken = Counter(acknowledged)
    people = dict.fromkeys([*(person for person, _ in pages), *taken])
    return tuple(
        TimesRung(person, {part: pages[person, part] for part in PartOfWeek}, taken[person])
        for person in people
    )
