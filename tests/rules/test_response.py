"""S3 to S5 as laws of the first response's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.rules.response import Circumstances, ClockState, ResponseClock, response_clock
from models.rules.service_definition import LEVELS, Level, Severity
from tests.rules.story import CALENDAR
from tests.rules.strategies import instants, quick, thorough

circumstances = st.tuples(st.sampled_from(LEVELS), st.sampled_from(Severity))
changes = st.lists(st.tuples(st.integers(0, 6000), circumstances), max_size=4).map(
    lambda drawn: sorted(drawn, key=lambda change: change[0])
)
History = list[tuple[int, tuple[Level, Severity]]]


def clock_of(
    reported: datetime,
    first: tuple[Level, Severity],
    later: History,
    responded: datetime | None = None,
) -> ResponseClock:
    """Return the clock of a case that changed so many minutes after its report."""
    history = [Circumstances(reported, *first)]
    history += [Circumstances(reported + timedelta(minutes=n), *level) for n, level in later]
    return response_clock(CALENDAR, reported, history, responded)


@thorough
@given(instants, circumstances, changes)
def test_the_last_change_says_when_it_is_due(
    reported: datetime, first: tuple[Level, Severity], later: History
) -> None:
    """S4: step by step: shorter, the earlier of two; longer, from the report; same, as it was."""
    due = CALENDAR.due_after(reported, Circumstances(reported, *first).target)
    target = Circumstances(reported, *first).target
    for minutes, level in later:
        changed = reported + timedelta(minutes=minutes)
        new = Circumstances(changed, *level).target
        order = ["2 hours", "4 business hours", "8 business hours", "1 business day"]
        if order.index(new.words) < order.index(target.words):
            due = min(due, CALENDAR.due_after(changed, new))
        elif new.words != target.words:
            due = CALENDAR.due_after(reported, new)
        target = new
    clock = clock_of(reported, first, later)
    assert (clock.due, clock.target) == (due, target)


@quick
@given(instants, circumstances, changes)
def test_a_clock_is_never_longer_than_its_target_from_the_report_or_a_change(
    reported: datetime, first: tuple[Level, Severity], later: History
) -> None:
    """S4: no promise is due later than its target counted from the last change."""
    clock = clock_of(reported, first, later)
    last_change = reported + timedelta(minutes=later[-1][0] if later else 0)
    assert clock.due <= CALENDAR.due_after(last_change, clock.target)


@quick
@given(instants, circumstances, changes, st.integers(0, 6000))
def test_changes_after_the_response_change_nothing(
    reported: datetime, first: tuple[Level, Severity], later: History, answered: int
) -> None:
    """S4: only what changes before the first response."""
    responded = reported + timedelta(minutes=answered)
    before = [(minutes, level) for minutes, level in later if minutes < answered]
    assert clock_of(reported, first, later, responded) == clock_of(
        reported, first, before, responded
    )


@quick
@given(instants, circumstances, changes)
def test_shares_run_from_nothing_to_all(
    reported: datetime, first: tuple[Level, Severity], later: History
) -> None:
    """S5: the share is 0 at the report, 1 at the due instant, and never falls between."""
    clock = clock_of(reported, first, later)
    whole = clock.due - reported
    shares = [clock.share(CALENDAR, reported + whole * n / 8) for n in range(9)]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


@quick
@given(instants, circumstances, changes, st.integers(0, 6000))
def test_met_up_to_the_due_instant(
    reported: datetime, first: tuple[Level, Severity], later: History, answered: int
) -> None:
    """S3: met or breached, whenever one asks; exactly at the due instant is met."""
    responded = reported + timedelta(minutes=answered)
    clock = clock_of(reported, first, later, responded)
    state = ClockState.MET if responded <= clock.due else ClockState.BREACHED
    assert clock.state(reported) is clock.state(clock.due + timedelta(days=9)) is state
