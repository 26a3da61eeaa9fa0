"""S5: when people are warned that a clock runs out, and when they are left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum

from models.rules.calendar import BusinessCalendar
from models.rules.response import ResponseClock
from models.rules.service_definition import TargetKind

# A warning that falls on closing is given at closing, by whoever looks within its minute.
AT_CLOSING = timedelta(minutes=1)
_AN_INSTANT = timedelta(microseconds=1)


class ClockWarning(Enum):
    """What people are warned of, each once."""

    HALF = "half"
    THREE_QUARTERS = "three quarters"
    BREACH = "breach"

    @property
    def share(self) -> float:
        """The share of the clock at which it is given."""
        return _SHARE[self]


_SHARE = {ClockWarning.HALF: 0.5, ClockWarning.THREE_QUARTERS: 0.75, ClockWarning.BREACH: 1.0}


def warnings_due(
    calendar: BusinessCalendar, clock: ResponseClock, moment: datetime
) -> list[ClockWarning]:
    """Return the warnings whose time has come at `moment`, if people may be disturbed then (S5).

    The clock has no first response. A response exactly at the due instant is met, so the breach
    comes after it. For a clock in business time nobody is disturbed while closed: a warning that
    falls on closing is given at closing, a breach at the next opening.
    """
    reached = [
        (warning, at)
        for warning in ClockWarning
        if _has_come(warning, at := clock.instant_of(calendar, warning.share), moment)
    ]
    if clock.target.kind is TargetKind.ELAPSED or calendar.is_open(moment):
        return [warning for warning, _ in reached]
    return [
        warning
        for warning, at in reached
        if warning is not ClockWarning.BREACH and moment - at < AT_CLOSING
    ]


def next_warning(calendar: BusinessCalendar, clock: ResponseClock, moment: datetime) -> datetime:
    """Return an instant after `moment` until which no other warnings are due than at it.

    The end of all time if all have come.
    """
    ahead = [clock.instant_of(calendar, warning.share) for warning in ClockWarning]
    coming = [at for at in ahead if at > moment]
    if clock.due >= moment:
        coming.append(clock.due + _AN_INSTANT)
    if clock.target.kind is not TargetKind.ELAPSED and not calendar.is_open(moment):
        coming.append(calendar.next_opening(moment))
    return min(coming, default=datetime.max.replace(tzinfo=UTC))


def _has_come(warning: ClockWarning, at: datetime, moment: datetime) -> bool:
    return moment > at if warning is ClockWarning.BREACH else moment >= at
