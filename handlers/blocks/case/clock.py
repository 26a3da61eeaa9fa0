"""Explaining a case's clock: what set it, which stretches counted, which did not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import duration, escaped, instant, quoted
from models.rules.calendar import BusinessCalendar
from models.rules.clock_spans import Span, spans
from models.rules.response import ClockState, ResponseClock, Step
from models.usecases.derived.clocks import CaseClock

MOST_SPANS = 24
_STANDS = {
    ClockState.RUNNING: "runs",
    ClockState.OVERDUE: "is overdue",
    ClockState.MET: "was met",
    ClockState.BREACHED: "was breached",
}


def explained(item: CaseClock, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Explain a clock line by line, with the rules."""
    case, clock = item.case, item.clock
    due = instant(calendar, clock.due, now)
    found = spans(calendar, clock, now)
    more = len(found) - MOST_SPANS
    share = round(100 * clock.share(calendar, now))
    return answer(
        f"The clock of #{case.id} {quoted(case.title)} {_STANDS[clock.state(now)]}: due {due}, "
        f"{share}% has run ({_length(clock.ran(calendar, now))}).",
        lines(_steps(clock, calendar, now)),
        lines(
            [
                "*What counted*",
                f"{more} earlier stretches not shown" if more > 0 else None,
                *(_span(span, calendar, now) for span in found[-MOST_SPANS:]),
            ]
        ),
        buttons([("Show the case", f"/case show {case.id}")]),
        small("Business time runs 09:00 to 17:00, Monday to Friday, except holidays (T2, T3)."),
    )


def _steps(clock: ResponseClock, calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    yield "*What set it*"
    for step in clock.steps:
        yield f"• {instant(calendar, step.at, now)}: {_step(step, calendar, now)}"


def _step(step: Step, calendar: BusinessCalendar, now: datetime) -> str:
    what = "reported" if step.rule == "S2" else "changed"
    due = instant(calendar, step.due, now)
    return f"{what}, {step.target.words}, due {due} ({step.rule}, {step.target.rule})"


def _span(span: Span, calendar: BusinessCalendar, now: datetime) -> str:
    stretch = f"{instant(calendar, span.start, now)} to {instant(calendar, span.end, now)}"
    if span.why_not is None:
        return f"• {stretch}: *{_length(span.counted)}*"
    return f"• {stretch}: not counted, {escaped(span.why_not)}"


def _length(span: timedelta) -> str:
    """Write a stretch in whole minutes; less than one is said so."""
    minutes = int(span.total_seconds() // 60)
    return duration(minutes) if minutes or not span else "less than a minute"
