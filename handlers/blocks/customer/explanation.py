"""Explaining a customer's statement, or what a day cost: each line with its fact and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handlers.blocks.escalation.entries import how_far
from handlers.blocks.escalation.explanation import (
    became,
    entered,
    granted,
    kind_given,
    logged,
    recorded,
    rules,
    said_of,
)
from handlers.blocks.pieces.answer import Answer, answer, divider, lines, small, with_rest
from handlers.blocks.pieces.wording import (
    as_typed,
    chf,
    counted,
    duration,
    left,
    long_day,
    quoted,
)
from models.rules.service_definition import BLOCK_MINUTES, CHARGED_FROM_MINUTES, CONSULTING_MINUTE
from models.rules.statement import Block, CaseAccount, Charge, GrantLine
from models.rules.written_time import Wall
from models.usecases.customer.explained import DayExplained, StatementExplained, TimeOfDay
from models.usecases.derived.behind import Behind

LONGEST_TITLE = 50


def _with_it(block: Block) -> str:
    """What happened with the entry that a block is dated by, which is not all of its time (E4)."""
    if block.number > 1:
        return "with it the block began"
    return f"with it the case reached {CHARGED_FROM_MINUTES} minutes (E4)"


class _Explaining:
    """The lines of one explanation: what is behind them, and the rules that they cite."""

    def __init__(self, behind: Behind, wall: Wall) -> None:
        self.behind = behind
        self.wall = wall
        self.cited: dict[str, None] = {}

    def by(self, *cited: str) -> str:
        """Cite rules: `E4, E6`."""
        self.cited.update(dict.fromkeys(cited))
        return ", ".join(cited)

    def grant(self, line: GrantLine) -> str:
        """A grant: what is left of it, until when, and what was recorded of it."""
        grant = line.grant
        told, rule = granted(grant, self.behind, self.wall)
        return (
            f"• {grant.label} ({self.by(rule, 'G6')}): *{line.remaining}* of {grant.quantity} left "
            f"until {long_day(grant.last_day)}\n    {told}"
        )

    def charge(self, charge: Charge, account: CaseAccount | None) -> str:
        """A charge: of which case, what became of it, and the entry and the answer behind it."""
        block = charge.block
        told, by_rules = became(block, charge, self.wall.today)
        title = f" {quoted(account.title, LONGEST_TITLE)}" if account else ""
        return (
            f"• #{block.case}{title}, block {block.number} ({self.by(*by_rules)}): {told}\n"
            f"    {self.block(block, charge)}"
        )

    def block(self, block: Block, charge: Charge | None) -> str:
        """What is behind a block: the entry with which it began, and what was said about it."""
        said = said_of(block, charge, self.behind, self.wall)
        entry = self.behind.entries.get(block.entry)
        if entry is None:
            return said.strip()
        began = "" if entry.minutes >= block.minutes else f": {_with_it(block)}"
        return f"{logged(entry)}, {entered(entry, self.wall)}{began}.{said}"

    def free(self, account: CaseAccount) -> str:
        """A case that costs nothing: why, and who gave it its kind."""
        why = how_far(account.minutes, account)
        if account.why_free:
            self.by(account.why_free)
        kind = kind_given(account, self.behind, self.wall)
        return f"• #{account.number} {quoted(account.title, LONGEST_TITLE)}: {why}\n    {kind}"


def explained(found: StatementExplained, wall: Wall) -> Answer:
    """Explain a customer's statement of today: the newest of it, and what was before behind *More*
    where there is much.
    """
    customer, told = found.customer, found.statement
    explains = _Explaining(found.behind, wall)
    charges, before = (
        [explains.charge(c, told.case(c.block.case)) for c in some]
        for some in (found.charges, found.charges_before)
    )
    free_before = list(map(explains.free, found.free_before))
    said = answer(
        f"{customer.key} has {left(told)}: what that follows from.",
        lines(["*Grants*", *map(explains.grant, found.grants)]) if found.grants else None,
        lines(["*Charges*, newest last", *charges]) if charges else lines(["No charges so far."]),
        lines(_open_points(found, explains)),
        lines(["*Not charged*", *map(explains.free, found.free)]) if found.free else None,
        divider(),
        lines(rules(explains.cited)),
        small(_more(found)),
    )
    return with_rest(
        said,
        lines(["*Charges before these*", *before]) if before else None,
        lines(["*Not charged before*", *free_before]) if free_before else None,
    )


def _open_points(found: StatementExplained, explains: _Explaining) -> Iterator[str]:
    """What waits for a decision, and what is consulting."""
    told = found.statement
    for account in told.undecided:
        for block in account.blocks:
            if block.undecided:
                yield (
                    f"• #{account.number}, block {block.number} ({explains.by('E5')}): "
                    f"{duration(block.minutes)} undecided\n    {explains.block(block, None)}"
                )
    if told.consulting_minutes:
        price = chf(told.consulting_minutes * CONSULTING_MINUTE)
        yield (
            f"{duration(told.consulting_minutes)} of consulting ({explains.by('E5', 'E7')}): "
            f"{price} excl. VAT"
        )


def _more(found: StatementExplained) -> str:
    customer = found.customer.key
    earlier = f"{counted(found.earlier, 'earlier line')} not shown · " if found.earlier else ""
    day = found.charges[-1].block.day if found.charges else found.statement.on
    return f"{earlier}`/balance {customer} explain {day}` explains a day"


# --- a day ----------------------------------------------------------------------------------------


def day_explained(found: DayExplained, wall: Wall) -> Answer:
    """Explain what a day cost a customer, and why it cost no more."""
    explains = _Explaining(found.behind, wall)
    time = [line for each in found.time for line in _time(each, found, explains)]
    return answer(
        f"{found.customer.key} on {long_day(found.day)}: {_verdict(found)}.",
        lines(time) if time else lines(["No time is dated that day, so nothing falls due (E4)."]),
        lines(_served(found, explains)),
        lines(_grants(found, explains)),
        divider() if explains.cited else None,
        lines(rules(explains.cited)),
        small(
            f"{left(found.statement)} at the end of that day, as known today (E11) · "
            f"`/balance {found.customer.key} on {found.day}` shows the statement"
        ),
    )


def _verdict(found: DayExplained) -> str:
    dated = [charge for charge in found.charges if charge.block.day == found.day]
    return f"{counted(len(dated), 'charge')}" if dated else "nothing was charged"


def _time(time: TimeOfDay, found: DayExplained, explains: _Explaining) -> Iterator[str]:
    """The entries of a case that day, and why they cost what they do."""
    title = quoted(time.case.title, LONGEST_TITLE)
    yield f"*#{time.case.id}* {title}: {duration(time.minutes)} that day"
    for entry in time.entries:
        yield f"• {logged(entry)}, {entered(entry, explains.wall)}"
    for entry, gone in time.gone:
        why = f" – {as_typed(gone.reason)}" if gone.reason else ""
        yield f"• ~{logged(entry)}~ taken off {recorded(gone, explains.wall)}{why}"
    if time.account is not None and time.entries:
        yield from _why(time, time.account, found.day, explains)


def _why(time: TimeOfDay, account: CaseAccount, day: date, explains: _Explaining) -> Iterator[str]:
    if free := account.why_free:
        explains.by(free)
        kind = kind_given(account, explains.behind, explains.wall)
        yield f"    Not charged: {how_far(account.minutes, account)} {kind}."
        return
    by_then = time.before + time.minutes
    first, last = time.before // BLOCK_MINUTES + 1, (by_then - 1) // BLOCK_MINUTES + 1
    for block in account.blocks[first - 1 : last]:
        yield f"    {_part(block, account.charge_of(block), day, by_then, explains)}"


def _part(
    block: Block, charge: Charge | None, day: date, by_then: int, explains: _Explaining
) -> str:
    """What the time of a day is in a block of its case."""
    told, by_rules = became(block, charge, explains.wall.today)
    said = said_of(block, charge, explains.behind, explains.wall)
    if block.day == day:
        return f"Block {block.number} ({explains.by(*by_rules)}): {told}{said}"
    if block.day > day:
        return (
            f"{duration(by_then)} in all by then, and under {CHARGED_FROM_MINUTES} minutes nothing "
            f"falls due ({explains.by('E3', 'E4')}): that came on {long_day(block.day)}."
        )
    return (
        f"In block {block.number}, which began on {long_day(block.day)} "
        f"({explains.by('E1', *by_rules)}): {told}{said}"
    )


def _served(found: DayExplained, explains: _Explaining) -> Iterator[str]:
    """Charges of earlier days that were served on this one: settled from a grant (E7)."""
    for charge in found.charges:
        if charge.block.day != found.day:
            yield explains.charge(charge, None)


def _grants(found: DayExplained, explains: _Explaining) -> Iterator[str]:
    for line in found.begun:
        told, rule = granted(line.grant, explains.behind, explains.wall)
        yield f"• {line.grant.label} begins ({explains.by(rule)}): {told}"
    for line in found.ended:
        lost = f", with {line.remaining} unused" if line.remaining else ""
        told, rule = granted(line.grant, explains.behind, explains.wall)
        yield f"• {line.grant.label} expires{lost} ({explains.by(rule)}): {told}"
