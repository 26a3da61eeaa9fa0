"""What is said of one case whole: its clock, its time, its charges, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handlers.blocks.case.history import history, what_was_said
from handlers.blocks.case.lists import STATES
from handlers.blocks.case.mark import withdrawn
from handlers.blocks.case.reported import told_by
from handlers.blocks.escalation.entries import how_far
from handlers.blocks.pieces.answer import (
    Answer,
    answer,
    buttons,
    divider,
    fields,
    lines,
    small,
    with_rest,
)
from handlers.blocks.pieces.due import first_response_due
from handlers.blocks.pieces.wording import (
    as_typed,
    chf,
    day,
    duration,
    in_readers_zone,
    left,
    level,
    person,
    quoted,
)
from models.rows.cases import Case
from models.rules.response import ClockState
from models.rules.service_definition import CONSULTING_MINUTE
from models.rules.statement import CaseAccount
from models.rules.written_time import Wall
from models.usecases.case.shown import CaseShown
from models.usecases.derived.clocks import CaseClock


def clock(item: CaseClock, wall: Wall) -> str:
    """Say how a case's clock stands."""
    response, case = item.clock, item.case
    if case.withdrawn_at is not None:
        said = withdrawn(case, wall.instant(case.withdrawn_at))
        return said[0].upper() + said[1:]
    state = response.state(wall.now)
    if state is ClockState.MET or state is ClockState.BREACHED:
        at = wall.instant(case.responded_at or wall.now)
        return f"First response {at}: {STATES[state]} (due {wall.instant(response.due)})"
    due = first_response_due(response, wall)
    if state is ClockState.OVERDUE:
        return f":warning: {due}"
    share = round(100 * response.share(wall.calendar, wall.now))
    return f"{due}: {share}% of the clock has run"


def shown(found: CaseShown, wall: Wall) -> Answer:
    """Show one case whole: clocks, time, charges, history."""
    case, account = found.case, found.account
    response = found.clock.clock
    gone = case.withdrawn_at is not None
    state = "withdrawn" if gone else "closed" if case.closed_at else "open"
    due = f"{in_readers_zone(wall, response.due)} ({response.target.words})"
    minutes = account.minutes if account else 0
    pairs = [
        ("Customer", f"{as_typed(found.customer.name)} (`{found.customer.key}`)"),
        ("Level", level(found.clock.level)),
        ("Severity", f"Sev-{case.severity}"),
        ("Kind", f"`{case.kind}`"),
        ("Owner", person(case.owner_id) if case.owner_id else "nobody yet"),
        ("Reported", in_readers_zone(wall, case.reported_at)),
        ("Response due", "none (S6)" if gone else due),
        (
            "First response",
            in_readers_zone(wall, case.responded_at) if case.responded_at else "not yet",
        ),
    ]
    said = answer(
        f"#{case.id} {quoted(case.title)}: {state}, Sev-{case.severity}, "
        f"{duration(minutes)} logged, {left(found.statement)}.",
        fields(pairs),
        lines(
            [
                clock(found.clock, wall),
                how_far(minutes, account) if account else "No time logged yet.",
                f"<{case.link}|The message it came from>" if case.link else None,
                told_by(found.sources, wall),
            ]
        ),
        lines(_charges(account, wall.calendar.day_of(wall.now)) if account else ()),
        buttons(*_next_steps(case)),
    )
    hint = small(f"`/escalation explain {case.id}` · `/escalation list {case.id}`")
    return with_rest(said, what_was_said(found), divider(), *history(found, wall), hint)


def _next_steps(case: Case) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What can be done now, and what stands in the menu beside it."""
    explain = ("Explain the clock", f"/case clock {case.id}")
    if case.closed_at:
        return [("Reopen", f"/case reopen {case.id}")], [] if case.withdrawn_at else [explain]
    steps = []
    if case.owner_id is None:
        steps.append(("I'll take it", f"/case take {case.id}"))
    if case.responded_at is None:
        steps.append(("I've replied", f"/case respond {case.id}"))
    return steps, [explain, ("Close", f"/case close {case.id}")]


def _charges(account: CaseAccount, today: date) -> Iterator[str]:
    """What became of each block of a case's time; nothing where it costs nothing at all."""
    for block in account.blocks if account.why_free is None else ():
        charge, minutes = account.charge_of(block), duration(block.minutes)
        name = f"• Block {block.number}, {minutes}"
        price = f"consulting, {chf(block.minutes * CONSULTING_MINUTE)} excl. VAT"
        if charge is None:
            yield f"{name}: {price if block.consulting else 'undecided'} (E5)"
        elif charge.consulting:
            yield f"{name}: {price} ({charge.rule})"
        else:
            grant = charge.grant.label if charge.grant else ":warning: uncovered"
            yield f"{name}: {grant}, dated {day(block.day, today)} ({charge.rule})"
