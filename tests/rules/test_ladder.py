"""O3: in which order people are reached for a page, and when."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.ladder import DEFAULT_LADDER, Ladder, Reach, ReachKind, Rung, read_ladder, written
from tests.rules.strategies import quick

PRIMARY, SECONDARY = Reach(ReachKind.ROTATION, "primary"), Reach(ReachKind.ROTATION, "secondary")
EVERYONE = Reach(ReachKind.EVERYONE)


def minutes(number: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


# --- the default ladder ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "after", "reaches"),
    [
        (0, 0, (PRIMARY,)),
        (1, 5, (SECONDARY,)),
        (2, 15, (EVERYONE,)),
        (3, 30, (PRIMARY, SECONDARY, EVERYONE)),
        (4, 45, (PRIMARY, SECONDARY, EVERYONE)),
        (5, 60, (PRIMARY, SECONDARY, EVERYONE)),
        (98, 1455, (PRIMARY, SECONDARY, EVERYONE)),
    ],
)
def test_the_default_ladder(step: int, after: int, reaches: tuple[Reach, ...]) -> None:
    """O3: at once the primary, then the secondary, then everyone, then all of them for ever."""
    assert DEFAULT_LADDER.after(step) == minutes(after)
    assert DEFAULT_LADDER.reaches(step) == reaches
    assert DEFAULT_LADDER.repeats(step) is (step > 2)


def test_how_long_the_default_ladder_waits() -> None:
    """O3: 5 minutes, 10 more, and from then on every 15 minutes."""
    waits = [DEFAULT_LADDER.wait_after(step) for step in range(6)]
    assert waits == [minutes(wait) for wait in (5, 10, 15, 15, 15, 15)]


def test_the_rotations_of_the_default_ladder() -> None:
    """O3: everyone is everyone of the rotations that the ladder names."""
    assert DEFAULT_LADDER.named(ReachKind.ROTATION) == ("primary", "secondary")


def test_what_the_default_ladder_looks_like_in_a_row() -> None:
    """O3: a page's frozen ladder stays readable: this is how rows hold it."""
    assert json.dumps(written(DEFAULT_LADDER)) == (
        '{"rungs": [{"after": 0, "targets": [["rotation", "primary"]]},'
        ' {"after": 5, "targets": [["rotation", "secondary"]]},'
        ' {"after": 15, "targets": [["everyone", ""]]}], "every": 15}'
    )


# --- beyond the last rung -------------------------------------------------------------------------


def test_beyond_the_last_rung_each_is_reached_once() -> None:
    """O3: all of them, in the order in which they came, whoever stands on several rungs too."""
    ladder = Ladder(
        (
            Rung(minutes(0), (PRIMARY, Reach(ReachKind.CHANNEL, "C0INCIDENT"))),
            Rung(minutes(10), (Reach(ReachKind.PERSON, "U0DANA"), PRIMARY)),
        ),
        minutes(20),
    )
    assert ladder.reaches(1) == (Reach(ReachKind.PERSON, "U0DANA"), PRIMARY)
    everybody = (PRIMARY, Reach(ReachKind.CHANNEL, "C0INCIDENT"), Reach(ReachKind.PERSON, "U0DANA"))
    assert [ladder.reaches(step) for step in (2, 3, 50)] == [everybody] * 3
    assert [ladder.after(step) for step in (2, 3)] == [minutes(30), minutes(50)]
    assert ladder.named(ReachKind.ROTATION) == ("primary",)


def test_a_ladder_of_one_rung() -> None:
    """O3: it rings again and again, and never stops silently."""
    ladder = Ladder((Rung(minutes(2), (PRIMARY,)),), minutes(5))
    assert [ladder.after(step) for step in range(4)] == [minutes(m) for m in (2, 7, 12, 17)]
    assert {ladder.reaches(step) for step in range(4)} == {(PRIMARY,)}
    assert [ladder.repeats(step) for step in range(3)] == [False, True, True]


# --- laws -----------------------------------------------------------------------------------------

_names = st.sampled_from(("primary", "secondary", "U0ADA", "C0INCIDENT", "Nacht & Wochenende"))
_reaches = st.one_of(
    st.builds(Reach, st.sampled_from(ReachKind), _names),
    st.just(EVERYONE),
)
_aimed = st.lists(_reaches, min_size=1, max_size=4).map(tuple)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Draw a ladder: rungs in order of time, two of them perhaps at once."""
    times = sorted(draw(st.lists(st.integers(0, 240), min_size=1, max_size=5)))
    rungs = tuple(Rung(minutes(after), draw(_aimed)) for after in times)
    return Ladder(rungs, minutes(draw(st.integers(1, 120))))


@quick
@given(ladders())
def test_a_ladder_is_read_as_it_was_written(ladder: Ladder) -> None:
    """O3: a ladder travels with its page as text, and is the same when it is read back."""
    assert read_ladder(json.loads(json.dumps(written(ladder)))) == ladder


@quick
@given(ladders(), st.integers(0, 40))
def test_times_never_go_backwards(ladder: Ladder, step: int) -> None:
    """O3: no step is due before the one before it, and beyond the last rung each comes later."""
    assert ladder.wait_after(step) >= timedelta()
    assert ladder.after(step) + ladder.wait_after(step) == ladder.after(step + 1)
    if ladder.repeats(step + 1):
        assert ladder.wait_after(step) == ladder.every


@quick
@given(ladders(), st.integers(0, 40))
def test_a_page_never_stops(ladder: Ladder, step: int) -> None:
    """O3: every step reaches somebody; beyond the last rung everybody who is on the ladder."""
    assert ladder.reaches(step)
    if ladder.repeats(step):
        everybody = {reach for rung in ladder.rungs for reach in rung.reaches}
        assert len(ladder.reaches(step)) == len(everybody)
        assert set(ladder.reaches(step)) == everybody
