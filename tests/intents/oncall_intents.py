"""Every intent of `/oncall` that its grammar can understand, for the laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from handlers.intents.oncall import (
    grammar,
    overrides,
    pages,
)
from handlers.intents.oncall import grammar as grammar_moved
from handlers.intents.oncall import ladders as ladders_moved
from handlers.intents.oncall import rotations as rotations_moved
from handlers.intents.oncall.grammar import OncallIntent
from handlers.intents.oncall.ladders import MOST_RUNGS, MOST_TARGETS
from handlers.intents.pieces.reading import Help
from handlers.intents.pieces.reserved import is_reserved_in_oncall
from models.rules.ladder import Ladder, Rung, Target

from .at_ten import MONDAY_TEN, ZURICH

rotations = st.sampled_from(["primary", "secondary", "1st-line", "queue", "managed"]) | (
    st.from_regex(r"[a-z0-9][a-z0-9-]{1,19}", fullmatch=True).filter(
        lambda name: not is_reserved_in_oncall(name)
    )
)
maybe_rotation = st.none() | rotations
users = st.from_regex(r"U[A-Z0-9]{1,10}", fullmatch=True)
channels = st.from_regex(r"C[A-Z0-9]{1,10}", fullmatch=True)
numbers = st.integers(1, 999_999_999)
instants = st.integers(-800_000_000, 31_000_000).map(
    lambda later: (MONDAY_TEN.now.astimezone(UTC) + timedelta(seconds=later)).astimezone(ZURICH)
)


def _stretch(one: datetime, other: datetime) -> tuple[datetime, datetime]:
    start, end = sorted((one.astimezone(UTC), other.astimezone(UTC)))
    return start.astimezone(ZURICH), end.astimezone(ZURICH)


stretches = (
    st.tuples(instants, instants)
    .map(lambda both: _stretch(*both))
    .filter(lambda both: both[0].timestamp() < both[1].timestamp())
)
_times = st.times().map(lambda wall: wall.replace(second=0, microsecond=0, fold=0))
_days = st.dates(date(2000, 1, 1), date(2027, 6, 8))
_zones = st.none() | st.sampled_from(["Europe/London", "UTC", "America/Argentina/Buenos_Aires"])
_people = st.lists(users, min_size=1, max_size=30, unique=True).map(tuple)


@st.composite
def set_rotations(draw: st.DrawFn) -> rotations_moved.SetRotation:
    """A rotation said in days, or in weeks from its weekday on."""
    first_day = draw(_days)
    weeks = draw(st.none() | st.integers(1, 13))
    return rotations_moved.SetRotation(
        draw(rotations),
        weeks * 7 if weeks else draw(st.integers(1, 92)),
        first_day.weekday() if weeks else None,
        draw(_times),
        first_day,
        draw(_people),
        draw(_zones),
        draw(st.booleans()),
    )


targets = st.one_of(
    st.builds(Target, st.just("rotation"), rotations),
    st.builds(Target, st.just("everyone"), st.just("") | rotations),
    st.builds(Target, st.just("person"), users),
    st.builds(Target, st.just("channel"), channels),
)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """A ladder from 0 on, with at most so many rungs and names."""
    later = draw(st.sets(st.integers(1, 1440), max_size=MOST_RUNGS - 1))
    most = MOST_TARGETS // (len(later) + 1)
    rungs = tuple(
        Rung(
            timedelta(minutes=after),
            tuple(draw(st.lists(targets, min_size=1, max_size=most, unique=True))),
        )
        for after in (0, *sorted(later))
    )
    return Ladder(rungs, timedelta(minutes=draw(st.integers(1, 1440))))


def intents(
    customers: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> st.SearchStrategy[OncallIntent | Help]:
    """Return every intent, of these customers as typed and with these texts."""
    return st.one_of(
        st.just(grammar_moved.ShowOncall()),
        st.builds(grammar_moved.WhoAt, st.none() | instants, maybe_rotation),
        st.builds(grammar_moved.ShiftsOf, st.none() | users),
        st.builds(overrides.RemoveOverride, numbers),
        st.builds(rotations_moved.EndRotation, rotations, st.none() | _days, st.booleans()),
        st.builds(grammar_moved.ShowCalendar, st.integers(1, 92), maybe_rotation),
        st.builds(overrides.Take, rotations, instants, st.none() | users),
        st.builds(
            lambda name, user, both: overrides.MakeOverride(name, user, *both),
            rotations,
            st.none() | users,
            stretches,
        ),
        st.builds(lambda name, both: overrides.AskCover(name, *both), maybe_rotation, stretches),
        st.builds(overrides.TakeCover, numbers),
        st.just(rotations_moved.ShowRotations()),
        st.builds(rotations_moved.EditRotation, rotations),
        set_rotations(),
        st.builds(ladders_moved.ShowLadder, st.none() | customers),
        st.builds(ladders_moved.EditLadder, st.none() | customers),
        st.builds(ladders_moved.SetLadder, st.none() | customers, ladders()),
        st.builds(ladders_moved.DropLadder, customers),
        st.sampled_from(
            [
                grammar_moved.Contact(),
                pages.Drill(),
                grammar_moved.Check(),
                pages.ListPages(),
            ]
        ),
        st.just(pages.NewPage()),
        st.builds(pages.PageCase, numbers, st.none() | texts),
        st.builds(pages.PageCustomer, customers, texts),
        st.builds(pages.ShowPage, numbers),
        st.builds(pages.Acknowledge, numbers),
        st.builds(pages.HandUp, numbers, st.sampled_from((None, "0", "3", "2a"))),
        st.builds(pages.Stop, numbers, st.none() | texts),
        st.builds(grammar_moved.Feed, maybe_rotation, st.booleans()),
        st.just(grammar.HELP),
    )
