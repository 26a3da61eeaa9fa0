"""Acts measured in turn in one run, so that what slows the machine slows all of them.

Two are told as a pair; one act at several sizes as how many times the smallest's each takes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

ROUNDS, WARM_UP = 120, 10

Act = Callable[[], object]
Clock = Callable[[], float]
Asked = TypeVar("Asked")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Measured:
    """How many seconds each of two acts took, round by round."""

    pairs: tuple[tuple[float, float], ...]

    @property
    def first(self) -> float:
        """The first act's median."""
        return statistics.median(first for first, _ in self.pairs)

    @property
    def second(self) -> float:
        """The second act's median."""
        return statistics.median(second for _, second in self.pairs)

    @property
    def ratio(self) -> float:
        """The median of how many times as long the first took as the second beside it."""
        return statistics.median(first / second for first, second in self.pairs)

    @property
    def inverse(self) -> float:
        """The median of how many times as long the second took as the first beside it."""
        return statistics.median(second / first for first, second in self.pairs)


@dataclass(frozen=True)
class Sizes:
    """How many seconds an act took at each size, round by round."""

    rounds: tuple[Sequence[float], ...]

    def told(self, place: int) -> str:
        """The median and the longest at a size, and how many times the smallest's it takes."""
        taken = [1000 * each[place] for each in self.rounds]
        ratio = statistics.median(each[place] / each[0] for each in self.rounds)
        beside = f" {ratio:5.1f} ×" if place else ""
        return f"{statistics.median(taken):8.2f} (at most {max(taken):8.2f}) ms{beside}"


def in_turn(first: Act, second: Act, clock: Clock = time.perf_counter) -> Measured:
    """Measure two acts in turn; the first few rounds do not count."""
    pairs = [(seconds(first, clock), seconds(second, clock)) for _ in range(ROUNDS + WARM_UP)]
    return Measured(tuple(pairs[WARM_UP:]))


def at_sizes(acts: Sequence[Act], rounds: int, clock: Clock = time.perf_counter) -> Sizes:
    """Measure an act at each size in turn, the smallest first; the first round does not count."""
    taken = [[seconds(act, clock) for act in acts] for _ in range(rounds + 1)]
    return Sizes(tuple(taken[1:]))


def seconds(act: Act, clock: Clock) -> float:
    """How long an act takes on a clock."""
    begins = clock()
    act()
    return clock() - begins


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which so large a share of the values lies, from 0 to 1."""
    return ordered[max(0, round(share * len(ordered)) - 1)]


def answered(
    desk: Callable[[Asked], object],
    asked: Iterable[Asked],
    other: Callable[[Other], object],
    asked_other: Iterable[Other],
) -> Measured:
    """Measure two ways of answering the same questions, in time of the processor.

    Both only reckon, so what else the machine does meanwhile need not count.
    """
    return in_turn(_each(desk, asked), _each(other, asked_other), time.process_time)


def anew(
    desk: Callable[[], Callable[[Asked], object]],
    asked: Iterable[Asked],
    other: Callable[[], Callable[[Other], object]],
    asked_other: Iterable[Other],
) -> Measured:
    """Measure as `answered` does, each way made anew every round with all that it keeps."""
    asked, asked_other = list(asked), list(asked_other)
    return in_turn(
        lambda: _each(desk(), asked)(), lambda: _each(other(), asked_other)(), time.process_time
    )


def _each(answer: Callable[[Asked], object], asked: Iterable[Asked]) -> Act:
    questions = list(asked)

    def act() -> None:
        for question in questions:
            answer(question)

    return act


def tell(what: str, measured: Measured, names: tuple[str, str]) -> None:
    """Print a pair as the time that each takes."""
    first, second = 1000 * measured.first, 1000 * measured.second
    print(
        f"{what:34} {names[0]} {first:7.2f} ms   {names[1]} {second:7.2f} ms"
        f"   ratio {measured.ratio:5.2f}"
    )


def tell_sizes(what: str, measured: Sizes, names: Sequence[str]) -> None:
    """Print an act as the time that it takes at each size."""
    sizes = (f"{name} {measured.told(place)}" for place, name in enumerate(names))
    print(f"{what:44} {'   '.join(sizes)}")


def tell_rates(what: str, measured: Measured, names: tuple[str, str], answers: int) -> None:
    """Print a pair as how many answers each gives a second, and how many times as many."""
    first, second = answers / measured.first, answers / measured.second
    print(
        f"{what:34} {names[0]} {first:7.0f}/s   {names[1]:21} {second:7.0f}/s"
        f"   ratio {measured.inverse:5.1f}"
    )
