"""The steps of a history: what somebody may do, with what there is to do it with as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from hypothesis import strategies as st
from sqlalchemy.orm import InstrumentedAttribute

from models.rows.customers import ContractRow
from models.rules.contract_year import Agreed
from models.rules.facts import GrantSource
from models.rules.service_definition import Kind, Level

if TYPE_CHECKING:
    from tests.rows.history import History

ONE_DAY = timedelta(days=1)

Options = Callable[["History"], Sequence[Any]]  # what there is to choose from, as it stands


def stored_in(column: InstrumentedAttribute[Any]) -> Options:
    return lambda history: history.stored(column)


def having_become(what: str) -> Options:
    return lambda history: history.that_became(what)


def days(history: History) -> Sequence[date]:
    return history.near()


def past(history: History) -> Sequence[date]:
    return history.near(last=history.today)


def ahead(history: History) -> Sequence[date]:
    return history.near(history.today + ONE_DAY)


def not_closed(history: History) -> Sequence[date]:
    return history.near(history.first_open, history.today - ONE_DAY)


def later_blocks(history: History) -> Sequence[tuple[int, int]]:
    """The blocks of acme's cases about which somebody decides."""
    blocks = (became.block for became in history.told.blocks)
    return [(block.case, block.number) for block in blocks if block.number > 1]


def after_an_end(history: History) -> Sequence[date]:
    return history.near() if Agreed.END in history.stored(ContractRow.what) else []


def days_or_none(history: History) -> Sequence[date | None]:
    return [None, *history.near()]


cases = st.sampled_from((1, 2, 3, 4))
kinds = st.sampled_from((Kind.UPGRADE, Kind.DEFECT)) | st.sampled_from(Kind)
bought = st.sampled_from((GrantSource.PACK, GrantSource.ADJUSTMENT))
some_minutes = st.sampled_from((15, 1, 5, 10, 14, 60, 285, 299, 300, 301, 600))
levels_agreed = st.sampled_from((Level.STANDARD, *Level)).flatmap(
    lambda level: st.tuples(
        st.just(level), st.integers(2, 12) if level is Level.MANAGED else st.none()
    )
)


# --- steps ----------------------------------------------------------------------------------------


class Step(NamedTuple):
    """Something that somebody does; refused, it changes nothing."""

    what: Callable[..., None]
    given: Mapping[str, object]

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.given.items())
        return f"{self.what.__name__}({given})"


_METHODS: list[tuple[Callable[..., None], Mapping[str, st.SearchStrategy[Any] | Options]]] = []
Method = TypeVar("Method", bound=Callable[..., None])


def step(times: int = 1, **given: st.SearchStrategy[Any] | Options) -> Callable[[Method], Method]:
    """Let what a method does be a step of histories, so many `times` as often as others, wherever
    there is something to do it with.

    Rules of their own would be left out at random, many at once: what hangs together hardly met.
    """

    def kept(method: Method) -> Method:
        _METHODS.extend([(method, given)] * times)
        return method

    return kept


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Draw what somebody may do as it stands."""
    history = draw(st.runner())
    kinds = st.sampled_from(_METHODS).map(lambda each: (each[0], _chosen(history, each[1])))
    method, given = draw(kinds.filter(lambda each: each[1] is not None))
    assert given is not None
    return Step(method, {name: draw(each) for name, each in given.items()})


def _chosen(
    history: History, given: Mapping[str, st.SearchStrategy[Any] | Options]
) -> Mapping[str, st.SearchStrategy[Any]] | None:
    """With what something can be done; None where there is nothing to do it with."""
    found = {}
    for name, each in given.items():
        if isinstance(each, st.SearchStrategy):
            found[name] = each
        elif options := each(history):
            found[name] = st.sampled_from(options)
        else:
            return None
    return found
