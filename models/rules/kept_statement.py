"""E10: a statement as it was issued, to be kept, and where another one of that date parts from it.

What is kept is whole: also the titles and kinds of cases, and until when a grant was to last. What
is compared are its numbers: what each grant held and gave, each case's time by day, and what became
of each block. A contract that ends after the date, or a case's new title, changes none of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from models.rules.closed_sets import Named
from models.rules.entitlement import statement
from models.rules.facts import Facts, GrantSource
from models.rules.service_definition import Kind, Level
from models.rules.statement import Block, CaseAccount, Charge, GrantLine, Outcome, Statement
from models.rules.writing import duration


class Became(Named, called="what became of a block"):
    """What a block of a case costs by its statement (E4, E5, E7)."""

    COVERED = "covered"
    SETTLED_FROM_GRANT = "settled from a grant"
    SETTLED_AS_CONSULTING = "settled as consulting"
    UNCOVERED = "uncovered"
    UNDECIDED = "undecided"
    CONSULTING = "consulting"


@dataclass(frozen=True, slots=True)
class GrantIssued:
    """A grant that had begun by the date, and how many charges took from it."""

    label: str
    source: GrantSource
    first_day: date
    last_day: date
    quantity: int
    charged: int


@dataclass(frozen=True, slots=True)
class BlockIssued:
    """A block that is charged: what became of it, and the label of the grant that served it.

    `day` is that of the work, `served` the one on which its charge was served.
    """

    number: int
    minutes: int
    day: date
    became: Became
    served: date | None = None
    grant: str | None = None


@dataclass(frozen=True, slots=True)
class CaseIssued:
    """A case with time on it by the date: whole minutes by day, and its blocks if it is charged."""

    number: int
    title: str
    kind: Kind
    time: tuple[tuple[date, int], ...]
    blocks: tuple[BlockIssued, ...]


@dataclass(frozen=True, slots=True)
class StatementIssued:
    """A customer's statement on a date as it was issued."""

    on: date
    level: Level
    grants: tuple[GrantIssued, ...]
    cases: tuple[CaseIssued, ...]

    def to_json(self) -> dict[str, object]:
        """Return it as it is kept."""
        kept: dict[str, object] = _JSON.dump_python(self, mode="json")
        return kept

    @classmethod
    def of_json(cls, kept: Mapping[str, object]) -> StatementIssued:
        """Return what was kept; ValidationError (a ValueError) for what can't be read."""
        return _JSON.validate_python(kept)


_JSON = TypeAdapter(StatementIssued)


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two statements part: the line, and what it says in the one and in the other.

    One without such a line says nothing.
    """

    line: str
    kept: str
    now: str

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"{self.line}: {self.kept or 'nothing'} then, {self.now or 'nothing'} now"


def as_issued(facts: Facts, on: date) -> StatementIssued:
    """Return a customer's statement on a date as it is issued (E11)."""
    told = statement(facts, on)
    time: dict[int, Counter[date]] = defaultdict(Counter)
    for entry in facts.entries:
        if entry.day <= on:
            time[entry.case][entry.day] += entry.minutes
    return StatementIssued(
        on,
        told.level,
        grants=tuple(map(_grant, told.every_grant)),
        cases=tuple(_case(told, account, time[account.number]) for account in told.accounts),
    )


def _grant(line: GrantLine) -> GrantIssued:
    grant = line.grant
    return GrantIssued(
        grant.label, grant.source, grant.first_day, grant.last_day, grant.quantity, line.charged
    )


def _case(told: Statement, account: CaseAccount, time: Mapping[date, int]) -> CaseIssued:
    whole = told.case(account.number) or account
    blocks = (_block(block, whole.charge_of(block)) for block in account.blocks if block.charged)
    by_day = tuple(sorted(time.items()))
    return CaseIssued(account.number, account.title, account.kind, by_day, tuple(blocks))


_OUTCOMES = {
    Outcome.COVERED: Became.COVERED,
    Outcome.SETTLED_FROM_GRANT: Became.SETTLED_FROM_GRANT,
    Outcome.SETTLED_AS_CONSULTING: Became.SETTLED_AS_CONSULTING,
    Outcome.UNCOVERED: Became.UNCOVERED,
}


def _block(block: Block, charge: Charge | None) -> BlockIssued:
    if charge is None:
        became = Became.CONSULTING if block.consulting else Became.UNDECIDED
        return BlockIssued(block.number, block.minutes, block.day, became)
    served = charge.day if charge.grant else None
    grant = charge.grant.label if charge.grant else None
    became = _OUTCOMES[charge.outcome]
    return BlockIssued(block.number, block.minutes, block.day, became, served, grant)


# --- where two part -------------------------------------------------------------------------------


def parted(kept: StatementIssued, now: StatementIssued) -> tuple[Parting, ...]:
    """Return where a statement that was kept and one of the same date part, line by line; nothing
    if all their numbers are the same.
    """
    same = set(kept.cases).intersection(now.cases)  # as almost all: of them nothing is written
    then, today = dict(_lines(kept, same)), dict(_lines(now, same))
    lines = dict.fromkeys((*then, *today))
    found = (Parting(line, then.get(line, ""), today.get(line, "")) for line in lines)
    return tuple(parting for parting in found if parting.kept != parting.now)


def _lines(issued: StatementIssued, but: Container[CaseIssued]) -> Iterator[tuple[str, str]]:
    """Yield what is compared, each number in one line only, and each line under a name of its own:
    of all cases but some.

    What was issued may have several grants of one label.
    """
    yield "level", issued.level
    yield from _numbered((grant.label, _held(grant, issued.on)) for grant in issued.grants)
    for case in issued.cases:
        if case in but:
            continue
        for day, minutes in case.time:
            yield f"#{case.number}, time of {_day(day)}", duration(minutes)
        for block in case.blocks:
            yield f"#{case.number}, block {block.number}", _told(block)


def _numbered(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for name, told in lines:
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), told


def _held(grant: GrantIssued, on: date) -> str:
    """What a grant held; its last day only where that had passed."""
    left = f"{grant.quantity - grant.charged} of {grant.quantity} left"
    over = f" to {_day(grant.last_day)}" if grant.last_day < on else ""
    return f"{left}, from {_day(grant.first_day)}{over}"


def _told(block: BlockIssued) -> str:
    dated = f"dated {_day(block.day)}"
    match block.became:
        case Became.COVERED:
            return f"1 escalation from {block.grant}, {dated}"
        case Became.SETTLED_FROM_GRANT if block.served:
            return f"1 escalation from {block.grant}, {dated}, settled {_day(block.served)}"
        case Became.UNCOVERED:
            return f"uncovered, {dated}"
        case _:
            return f"{duration(block.minutes)} {block.became}"


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"
