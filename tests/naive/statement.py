"""E1 to E11 once more: what a customer is charged, minute by minute and day by day.

Each evening looks at the work of the day, and always serves the first charge that waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tests.naive.contracts import NEVER, included, level_on, live_through
from tests.naive.facts import Case, Entry, Facts


class Block(NamedTuple):
    """Up to 300 minutes of a case, and the day and the entry with which they fell due."""

    case: int
    number: int
    minutes: int
    day: date
    entry: int
    answer: str | None


class Became(NamedTuple):
    """What became of a block: served when, and from the grant of which name and first day."""

    block: Block
    what: str
    served: date | None = None
    grant: tuple[str, date] | None = None


class Worked(NamedTuple):
    """A case with time on it, and the rule by which that is free."""

    case: int
    kind: str
    minutes: int
    free_by: str | None


class Held(NamedTuple):
    """A grant that has begun, and how many charges took from it."""

    label: str
    first_day: date
    last_day: date
    quantity: int
    charged: int


class Told(NamedTuple):
    """A statement: each line of it, in the order of names and numbers, and its sums."""

    level: str
    grants: Sequence[Held]
    cases: Sequence[Worked]
    blocks: Sequence[Became]
    left: int
    granted: int
    uncovered: int
    undecided_minutes: int
    consulting_minutes: int
    chf: int


def told(facts: Facts, on: date) -> Told:
    """Return the statement of a customer on a date."""
    shelves, blocks = serve(facts, on)
    held = [Held(s.label, s.first_day, s.last_day, s.quantity, s.charged) for s in shelves]
    valid = [grant for grant in held if grant.first_day <= on <= grant.last_day]
    minutes = {
        what: sum(each.block.minutes for each in blocks if each.what == what)
        for what in ("undecided", "consulting", "settled as consulting")
    }
    consulting = minutes["consulting"] + minutes["settled as consulting"]
    return Told(
        level=level_on(facts.agreed, on),
        grants=sorted(held),
        cases=sorted(_worked(facts, case, on) for case in facts.cases if _time(facts, case, on)),
        blocks=blocks,
        left=sum(grant.quantity - grant.charged for grant in valid),
        granted=sum(grant.quantity for grant in valid),
        uncovered=sum(1 for each in blocks if each.what == "uncovered"),
        undecided_minutes=minutes["undecided"],
        consulting_minutes=consulting,
        chf=4 * consulting,
    )


def lines(told: Told) -> list[str]:
    """Return a statement in words, line by line: one sees at once where two of them part."""
    return [
        f"{told.level}: {told.left} of {told.granted} left, {told.uncovered} uncovered, "
        f"{told.undecided_minutes} min undecided, "
        f"{told.consulting_minutes} min consulting, CHF {told.chf}",
        *(
            f"{g.label}, {g.first_day} to {g.last_day}: {g.charged} of {g.quantity} taken"
            for g in told.grants
        ),
        *(
            f"#{case}, {kind}: {minutes} min{f', free by {free_by}' if free_by else ''}"
            for case, kind, minutes, free_by in told.cases
        ),
        *(
            f"#{block.case}.{block.number}: {block.minutes} min by entry {block.entry} of "
            f"{block.day}, {what}{f' {served} from {grant[0]} of {grant[1]}' if grant else ''}"
            for block, what, served, grant in told.blocks
        ),
    ]


def time_by_day(facts: Facts, on: date) -> dict[tuple[int, date], int]:
    """Return the minutes of each case on each day up to a date."""
    found: dict[tuple[int, date], int] = {}
    for entry in facts.entries:
        if entry.day <= on:
            found[entry.case, entry.day] = found.get((entry.case, entry.day), 0) + entry.minutes
    return found


# --- E1 to E5: what a case asks for ---------------------------------------------------------------


def _time(facts: Facts, case: Case, on: date) -> list[Entry]:
    """The minutes of a case, each as the entry that it is of."""
    minutes: list[Entry] = []
    for entry in sorted(facts.entries, key=lambda entry: (entry.day, entry.id)):
        if entry.case == case.number and entry.day <= on:
            minutes += [entry] * entry.minutes
    return minutes


def _worked(facts: Facts, case: Case, on: date) -> Worked:
    free_by = "E3" if len(_time(facts, case, on)) < 15 else None
    if case.kind in ("untriaged", "defect", "security"):
        free_by = "E2"
    if case.kind == "touchpoint":
        free_by = "E9"
    return Worked(case.number, case.kind, len(_time(facts, case, on)), free_by)


def blocks_of(facts: Facts, case: Case, on: date) -> list[Block]:
    """Return the blocks of a case that cost something or wait for an answer."""
    if _worked(facts, case, on).free_by:
        return []
    minutes = _time(facts, case, on)
    found = []
    for number, first in enumerate(range(0, len(minutes), 300), start=1):
        due = minutes[14] if number == 1 else minutes[first]
        answer = "escalation" if number == 1 else _answer(facts, case, number)
        much = len(minutes[first : first + 300])
        found.append(Block(case.number, number, much, due.day, due.id, answer))
    return found


def _answer(facts: Facts, case: Case, block: int) -> str | None:
    answer = None
    for decision in sorted(facts.decisions, key=lambda decision: decision.id):
        if decision.case == case.number and (
            decision.block == block or (decision.onwards and decision.block < block)
        ):
            answer = decision.answer
    return answer


# --- E6, E7: serving ------------------------------------------------------------------------------


@dataclass
class Shelf:
    """A grant: how many it holds, and how many were taken from it so far."""

    source: str
    label: str
    first_day: date
    last_day: date
    quantity: int
    recorded: int = 0
    year_end: date = NEVER
    charged: int = 0


def serve(facts: Facts, on: date) -> tuple[list[Shelf], list[Became]]:
    """Serve what is due, always the first that waits; return the grants and the blocks then."""
    shelves = [
        Shelf("included", g.label, g.first_day, g.last_day, g.quantity, year_end=g.year_end)
        for g in included(facts.agreed, on)
    ]
    shelves += [
        Shelf(g.source, g.label, g.first_day, g.last_day, g.quantity, g.id)
        for g in sorted(facts.bought)
        if g.first_day <= on
    ]
    blocks = [block for case in facts.cases for block in blocks_of(facts, case, on)]
    found = [
        Became(block, block.answer or "undecided")
        for block in blocks
        if block.answer != "escalation"
    ]
    waiting = [
        (block.day, block.entry, block.number, block)
        for block in blocks
        if block.answer == "escalation"
    ]
    while waiting:
        first = min(waiting)
        waiting.remove(first)
        today, *_, block = first
        way, settled_on = _settled(facts, block)
        if way == "consulting":
            found.append(Became(block, "settled as consulting"))
        elif shelf := _first_to_expire(facts, shelves, today):
            shelf.charged += 1
            what = "covered" if today == block.day else "settled from a grant"
            found.append(Became(block, what, today, (shelf.label, shelf.first_day)))
        elif way == "grant" and today == block.day < settled_on <= on:
            waiting.append((settled_on, block.entry, block.number, block))
        else:
            found.append(Became(block, "uncovered"))
    return shelves, sorted(found, key=lambda each: each.block)


def _settled(facts: Facts, block: Block) -> tuple[str, date]:
    """How a block was settled last, and when."""
    way, day = "", date.min
    for settlement in sorted(facts.settlements, key=lambda settlement: settlement.id):
        if (settlement.case, settlement.block) == (block.case, block.number):
            way, day = settlement.way, settlement.day
    return way, day


def _first_to_expire(facts: Facts, shelves: list[Shelf], today: date) -> Shelf | None:
    """The grant to take from: by what was known of the ends of contracts this evening."""
    known = tuple(f for f in facts.agreed if f.what != "end" or f.recorded_on <= today)
    last_days = {d.day: d.contract.last_day for d in live_through(known, today) if d.contract}

    def first(shelf: Shelf) -> tuple[date, int, date, int]:
        expires = shelf.last_day
        if shelf.source == "included":
            expires = min(shelf.year_end, last_days.get(shelf.first_day, NEVER))
        order = ("included", "pack", "adjustment").index(shelf.source)
        return expires, order, shelf.first_day, shelf.recorded

    open_ = [s for s in shelves if s.charged < s.quantity and s.first_day <= today <= s.last_day]
    return min(open_, key=first, default=None)
