"""O1, O2, O6 as laws: who is on call against an oracle that walks the wall clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.rules.rotation import (
    Override,
    Rotation,
    RotationVersion,
    Shift,
    next_change,
    next_shift,
    on_call,
)
from tests.rules.rota import touching
from tests.rules.strategies import quick, thorough

QUARTER = timedelta(minutes=15)
INSTANT = timedelta(microseconds=1)

# --- any rotation around a clock change -----------------------------------------------------------

# Each with a stretch of 2026 in which its clock changes, if it ever does.
STRETCHES = {
    "Europe/Zurich": (date(2026, 3, 22), date(2026, 10, 18)),
    "Australia/Lord_Howe": (date(2026, 3, 29), date(2026, 9, 27)),
    "America/Nuuk": (date(2026, 3, 22), date(2026, 10, 18)),
    "Asia/Kolkata": (date(2026, 3, 22),),
}
PEOPLE = ("ada", "ben", "cleo", "dana", "eve")
LENGTH = 96 * 21  # quarters of an hour in a stretch


@dataclass(frozen=True)
class Drawn:
    """A rotation, and the stretch of three weeks in which things happen to it."""

    rotation: Rotation
    begins: datetime

    @property
    def ends(self) -> datetime:
        """The end of the stretch."""
        return self.begins + LENGTH * QUARTER


handovers = st.one_of(
    st.sampled_from([time(0), time(1, 45), time(2), time(2, 15), time(2, 30), time(3)]),
    st.sampled_from([time(9), time(23), time(23, 30)]),
    st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45))),
)
# A quarter of an hour of the stretch; those of the seventh night, when clocks change, come often.
quarters = st.one_of(st.integers(0, LENGTH - 1), st.integers(96 * 6, 96 * 8))
lengths = st.one_of(st.integers(1, 96 * 9), st.sampled_from((0, -4)))


@st.composite
def versions(draw: st.DrawFn, zone: str, first: date, since: datetime) -> RotationVersion:
    """Draw a version that holds from `since` on, its first shift up to three days later."""
    return RotationVersion(
        since,
        tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=4))),
        first + timedelta(days=draw(st.integers(-30, 3))),
        draw(handovers),
        draw(st.sampled_from((1, 1, 2, 3, 7))),
        zone,
    )


@st.composite
def overrides(draw: st.DrawFn, begins: datetime, number: int) -> Override:
    """Draw an override, sometimes an empty or a reversed one."""
    start = begins + draw(quarters) * QUARTER
    return Override(
        number, draw(st.sampled_from((*PEOPLE, "fred"))), start, start + draw(lengths) * QUARTER
    )


@st.composite
def rotations(draw: st.DrawFn, *, most_overrides: int = 4) -> Drawn:
    """Draw a rotation with up to three versions and some overrides."""
    zone = draw(st.sampled_from(sorted(STRETCHES)))
    first = draw(st.sampled_from(STRETCHES[zone]))
    begins = datetime.combine(first, time(0), ZoneInfo(zone)).astimezone(UTC)
    since = [begins, *(begins + q * QUARTER for q in draw(st.lists(quarters, max_size=2)))]
    made = tuple(draw(versions(zone, first, moment)) for moment in since)
    some = draw(st.lists(st.none(), max_size=most_overrides))
    stored = tuple(draw(overrides(begins, number)) for number, _ in enumerate(some, start=1))
    return Drawn(Rotation("primary", made, tuple(draw(st.permutations(stored)))), begins)


# --- the oracle -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """What the oracle sees at one quarter of an hour; while nothing changes it is one shift."""

    person: str | None
    override: int | None
    version: int
    handover: int


@lru_cache(maxsize=64)
def handovers_by(version: RotationVersion, ends: datetime) -> dict[datetime, int]:
    """Count, quarter by quarter, how often the wall clock has come to a handover so far."""
    zone = ZoneInfo(version.zone_name)
    coming = datetime.combine(version.first_day, version.handover)
    moment = coming.replace(tzinfo=UTC) - timedelta(days=1)
    count, counted = 0, {}
    while moment < ends:
        if moment.astimezone(zone).replace(tzinfo=None) >= coming:
            coming += timedelta(days=version.days)
            count += 1
        counted[moment] = count
        moment += QUARTER
    return counted


def seen(drawn: Drawn, moment: datetime) -> Seen:
    """Say who is on call at a quarter of an hour: the slow way."""
    held = 0
    for number, version in enumerate(drawn.rotation.versions):
        if drawn.rotation.versions[held].since <= version.since <= moment:
            held = number
    version = drawn.rotation.versions[held]
    handover = handovers_by(version, drawn.ends).get(moment, 0)
    person = None
    if handover and version.people:
        person = (version.people * handover)[handover - 1]
    override = None
    for stored in sorted(drawn.rotation.overrides, key=lambda stored: stored.id):
        if stored.start <= moment and moment < stored.end:
            person, override = stored.person, stored.id
    if override:
        return Seen(person, override, -1, -1)
    return Seen(person, None, held, handover)


def walked(drawn: Drawn) -> list[tuple[datetime, Seen]]:
    """Walk through the stretch; say when something else is seen than just before, and what."""
    found: list[tuple[datetime, Seen]] = []
    for number in range(LENGTH):
        moment = drawn.begins + number * QUARTER
        now = seen(drawn, moment)
        if not found or found[-1][1] != now:
            found.append((moment, now))
    return found


@thorough
@given(rotations())
def test_shifts_agree_with_the_wall_clock(drawn: Drawn) -> None:
    """O1, O2: every shift begins where the wall clock says, and is whose turn it then is."""
    found = touching(drawn.rotation, drawn.begins, drawn.ends)
    assert [(shift.person, shift.override) for shift in found] == [
        (now.person, now.override) for _, now in walked(drawn)
    ]
    assert [shift.start for shift in found[1:]] == [moment for moment, _ in walked(drawn)[1:]]


@thorough
@given(rotations(), quarters)
def test_the_next_change_agrees_with_the_wall_clock(drawn: Drawn, quarter: int) -> None:
    """O6: the next change is the first instant from which somebody else is seen."""
    moment = drawn.begins + quarter * QUARTER
    now = seen(drawn, moment).person
    expected = next(
        ((at, s.person) for at, s in walked(drawn) if at > moment and s.person != now), None
    )
    change = next_change(drawn.rotation, moment)
    if expected is None:
        assert change is None or change.start >= drawn.ends
    else:
        assert change is not None
        assert (change.start, change.person) == expected


# --- laws without an oracle -----------------------------------------------------------------------


@thorough
@given(rotations(), quarters, lengths)
def test_shifts_cover_a_span_without_gap_or_overlap(drawn: Drawn, start: int, length: int) -> None:
    """O1: each shift begins where the one before ends; the first and the last reach over."""
    begins = drawn.begins + start * QUARTER
    ends = begins + length * QUARTER
    found = touching(drawn.rotation, begins, ends)
    assert all(shift.start < shift.end for shift in found)
    assert [s.end for s in found[:-1]] == [s.start for s in found[1:]]
    if length > 0:
        assert found[0].start <= begins < found[0].end
        assert found[-1].start < ends <= found[-1].end
    else:
        assert found == []


@thorough
@given(rotations(), st.floats(0, 1, exclude_max=True))
def test_the_answer_at_an_instant_is_the_shift_that_contains_it(drawn: Drawn, part: float) -> None:
    """O1, O6: for its start, any instant within and its last one, and not for its end."""
    for shift in touching(drawn.rotation, drawn.begins, drawn.ends):
        within = shift.start + (shift.end - shift.start) * part
        for moment in (shift.start, within, shift.end - INSTANT):
            assert on_call(drawn.rotation, min(moment, shift.end - INSTANT)) == shift
        following = next_shift(drawn.rotation, shift)
        assert following is not None
        assert following == on_call(drawn.rotation, shift.end) != shift


@thorough
@given(rotations(), quarters)
def test_an_instant_may_be_said_in_any_zone(drawn: Drawn, quarter: int) -> None:
    """O1: in the hour that comes twice too; what is answered is in UTC."""
    moment = drawn.begins + quarter * QUARTER
    shift = on_call(drawn.rotation, moment)
    for zone in STRETCHES:
        assert on_call(drawn.rotation, moment.astimezone(ZoneInfo(zone))) == shift
    assert (shift.start.tzinfo, shift.end.tzinfo) == (UTC, UTC)


def answer(rotation: Rotation, moment: datetime) -> tuple[str | None, int | None]:
    """Say who is on call, and by which override."""
    shift = on_call(rotation, moment)
    return shift.person, shift.override


@thorough
@given(rotations(), st.data())
def test_an_override_changes_nothing_outside_it(drawn: Drawn, data: st.DataObject) -> None:
    """O2: it puts one person on for its stretch; before and after it all is as it was."""
    before = drawn.rotation
    made = data.draw(overrides(drawn.begins, 99))
    after = replace(before, overrides=(made, *before.overrides))
    edges = (made.start - INSTANT, made.start, made.end - INSTANT, made.end)
    drawn_too = data.draw(st.lists(quarters, min_size=10, max_size=10))
    for moment in (*edges, *(drawn.begins + quarter * QUARTER for quarter in drawn_too)):
        if made.start <= moment < made.end:
            assert on_call(after, moment) == Shift(made.start, made.end, made.person, 99)
        else:
            assert answer(after, moment) == answer(before, moment)


@thorough
@given(rotations(), st.data())
def test_a_new_version_changes_nothing_before_it(drawn: Drawn, data: st.DataObject) -> None:
    """O2: shifts before it stay as they were, but for the one that it cuts short."""
    before = drawn.rotation
    since = drawn.begins + data.draw(quarters) * QUARTER
    zone = before.versions[0].zone_name
    made = data.draw(versions(zone, data.draw(st.sampled_from(STRETCHES[zone])), since))
    after = replace(before, versions=(*before.versions, made))
    drawn_too = data.draw(st.lists(quarters, min_size=10, max_size=10))
    for moment in (since - INSTANT, *(drawn.begins + quarter * QUARTER for quarter in drawn_too)):
        if moment < since:
            was = on_call(before, moment)
            cut = was.end if was.override else min(was.end, since)
            assert on_call(after, moment) == replace(was, end=cut)


@quick
@given(
    st.sampled_from(sorted(STRETCHES)),
    st.integers(1, 5),
    st.sampled_from((1, 2, 7)),
    handovers,
    st.integers(0, 40),
    st.integers(1, 3),
)
def test_everyone_has_equally_many_shifts_over_whole_rounds(
    zone: str, people: int, days: int, handover: time, first: int, rounds: int
) -> None:
    """O1: whichever shift one begins with, and over clock changes too."""
    begun = RotationVersion(
        datetime(2026, 1, 1, tzinfo=UTC), PEOPLE[:people], date(2026, 1, 5), handover, days, zone
    )
    of = Rotation("primary", (begun,))
    begins, ends = begun.handover_at(first), begun.handover_at(first + people * rounds)
    turns = Counter(shift.person for shift in touching(of, begins, ends))
    assert turns == dict.fromkeys(PEOPLE[:people], rounds)
