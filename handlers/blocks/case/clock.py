"""Explaining a case's clock: what set it, which stretches counted, which did not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import as_typed, duration, quoted
from models.rules.clock_spans import Span, spans
from models.rules.response import ClockState, ClockStep, ResponseClock
from models.rules.service_definition import Target, TargetKind
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock

MOST_SPANS = 24
_STANDS = {
    ClockState.RUNNING: "runs",
    ClockState.OVERDUE: "is overdue",
    ClockState.MET: "was met",
    ClockState.BREACHED: "was breached",
}


def explained(item: CaseClock, wall: Wall) -> Answer:
    """Explain a clock line by line, with the rules."""
    case, clock = item.case, item.clock
    stands, due = _STANDS[clock.state(wall.now)], wall.instant(clock.due)
    found = spans(wall.calendar, clock, wall.now)
    more = len(found) - MOST_SPANS
    share = round(100 * clock.share(wall.calendar, wall.now))
    return answer(
        f"The clock of #{case.id} {quoted(case.title)} {stands}: due {due}, "
        f"{share}% has run ({_length(clock.ran(wall.calendar, wall.now))}).",
        lines(_steps(clock, wall)),
        lines(
            [
                "*What counted*" if found else None,
                f"{more} earlier stretches not shown" if more > 0 else None,
                *(_span(span, wall) for span in found[-MOST_SPANS:]),
            ]
        ),
        buttons([("Show the case", f"/case show {case.id}")]),
        small(_how_it_runs(clock.target)),
    )


def _how_it_runs(target: Target) -> str:
    """Say in which time a clock runs: its own, not that of others."""
    if target.kind is TargetKind.ELAPSED:
        return f"Its {target.words} run day and night, across clock changes (T5)."
    return "Business time runs 09:00 to 17:00, Monday to Friday, except holidays (T2, T3)."


def _steps(clock: ResponseClock, wall: Wall) -> Iterator[str]:
    yield "*What set it*"
    for step in clock.steps:
        yield f"• {wall.instant(step.at)}: {_step(step, wall)}"


def _step(step: ClockStep, wall: Wall) -> str:
    what = "reported" if step.rule == "S2" else "changed"
    due = wall.instant(step.due)
    return f"{what}, {step.target.words}, due {due} ({step.rule}, {step.target.rule})"


def _span(span: Span, wall: Wall) -> str:
    stretch = f"{wall.instant(span.start)} to {wall.instant(span.end)}"
    if span.why_not is None:
        return f"• {stretch}: *{_length(span.counted)}*"
    return f"• {stretch}: not counted, {as_typed(span.why_not)}"


def _length(span: timedelta) -> str:
    """Write a stretch in whole minutes; less than one is said so."""
    minutes = int(span.total_seconds() // 60)
    return duration(minutes) if minutes or not span else "less than a minute"
