"""S3 to S5 as laws of the first response's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from models.rules.contract_year import Agreed, ContractFact
from models.rules.levels_known import RecordedFact, levels_known
from models.rules.response import Circumstances, ClockState, ResponseClock, response_clock
from models.rules.service_definition import LEVELS, Level, Severity
from tests.rules.clock_again import Had, Life, Written, read_again
from tests.rules.oracle import MINUTE
from tests.rules.story import CALENDAR
from tests.rules.strategies import instants, quick, thorough, whole_minutes

START = Agreed.START

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


@st.composite
def lives(draw: st.DrawFn) -> tuple[Life, datetime]:
    """Draw a case whose severity and whose customer's contracts change, with gaps and records that
    come late; and a minute at which somebody looks.
    """

    def later(than: datetime, minutes: int) -> datetime:
        return than + timedelta(minutes=draw(st.integers(0, minutes)))

    reported = draw(whole_minutes.filter(lambda moment: moment.month < 12))
    opened = draw(st.sampled_from((reported, later(reported, 2000))))
    severities = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    changed = sorted({later(opened + MINUTE, 3000) for _ in severities[1:]})
    contracts, day = [], reported.date() - timedelta(days=draw(st.integers(0, 20)))
    for level in draw(st.lists(st.sampled_from(get_args(Had)), max_size=4)):
        last = day + timedelta(days=draw(st.integers(0, 20)))
        at = draw(st.sampled_from((datetime(2026, 1, 1, tzinfo=UTC), later(reported, 4000))))
        contracts.append(Written(at, day, last, level))
        day = last + timedelta(days=draw(st.sampled_from((1, 1, 2))))
    contracts.sort(key=lambda each: each.at)
    responded = draw(st.none() | st.just(later(opened, 4000)))
    raised = list(zip(changed, severities[1:], strict=False))
    life = Life(reported, opened, severities[0], raised, contracts, responded)
    return life, later(opened, 6000)


def clock_of_life(life: Life, until: datetime) -> ResponseClock:
    """Return what the program says of a case."""
    recorded = [
        RecordedFact(
            each.at, ContractFact(number, START, each.first, Level(each.level), 9, each.last)
        )
        for number, each in enumerate(life.contracts)
    ]
    levels = levels_known(CALENDAR, recorded, life.reported, life.opened)
    moments = {since for since, _ in levels} | {at for at, _ in life.raised}
    history = []
    for moment in sorted({life.reported} | {m for m in moments if life.reported < m <= until}):
        severity = [life.severity, *(to for at, to in life.raised if at <= moment)][-1]
        level = [level for since, level in levels if since <= moment][-1]
        history.append(Circumstances(moment, level, Severity(severity)))
    return response_clock(CALENDAR, life.reported, history, life.responded)


@thorough
@given(lives())
def test_a_second_reading_agrees(drawn: tuple[Life, datetime]) -> None:
    """S1 to S4: target, due instant and the start of the shares, as read minute by minute."""
    life, until = drawn
    clock, again = clock_of_life(life, until), read_again(life, until)
    assert (clock.target.words, clock.due) == (again.target, again.due)
    assert clock.runs_from == again.runs_from


@thorough
@given(lives(), st.integers(0, 3000))
def test_what_has_passed_moves_no_more(drawn: tuple[Life, datetime], minutes: int) -> None:
    """S4: what was breached stays breached and what was met stays met, whatever is recorded."""
    life, until = drawn
    clock = clock_of_life(life, until)
    later = clock_of_life(life, until + timedelta(minutes=minutes))
    if clock.due < until or (life.responded is not None and life.responded <= until):
        assert later.due == clock.due


@thorough
@given(lives())
def test_nothing_falls_due_before_somebody_could_know(drawn: tuple[Life, datetime]) -> None:
    """S4: a change lets nothing be due before it was made, but for what was due then already."""
    life, until = drawn
    steps = clock_of_life(life, until).steps
    for number, step in enumerate(steps[1:], 1):
        assert step.due >= step.at or step.due in [old.due for old in steps[:number]]


@thorough
@given(lives())
def test_a_level_only_shortens_and_nothing_comes_back_later(drawn: tuple[Life, datetime]) -> None:
    """S4: a change of level can only shorten; back at a target it is due no later than it was."""
    life, until = drawn
    steps = clock_of_life(life, until).steps
    raised = [at for at, _ in life.raised]
    for old, new in pairwise(steps):
        assert new.due <= old.due or new.at in raised
    for number, step in enumerate(steps):
        assert all(step.due <= old.due for old in steps[:number] if old.target == step.target)


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
    """S5: the share is 0 where it begins, 1 at the due instant, and never falls between."""
    clock = clock_of(reported, first, later)
    whole = clock.due - clock.runs_from
    shares = [clock.share(CALENDAR, clock.runs_from + whole * n / 8) for n in range(9)]
    assert shares[0] == 0 or whole <= timedelta()  # it was due then already
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
