"""What stands in one line is done in the order in which it came; other lines need not wait."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.front.in_order import Lines


def test_in_the_order_in_which_it_came() -> None:
    """However long each takes, and whichever thread comes first."""
    lines, done = Lines(), dict[str, list[int]](ada=[], ben=[])
    draw = random.Random(1)

    def does(place: object, who: str, number: int, seconds: float) -> None:
        time.sleep(seconds)
        with place:  # type: ignore[attr-defined]
            time.sleep(seconds)
            done[who].append(number)

    with ThreadPoolExecutor(40) as pool:
        for number in range(20):
            for who in done:
                pool.submit(does, lines.join(who), who, number, draw.random() / 50)
    assert done == {"ada": [*range(20)], "ben": [*range(20)]}
    assert lines._last == {}


def test_who_fails_lets_the_next_begin() -> None:
    """A place is left in any case."""
    lines = Lines()
    first, second = lines.join("ada"), lines.join("ada")
    with pytest.raises(RuntimeError), first:
        raise RuntimeError
    with second:
        pass


def test_without_a_name_nobody_waits() -> None:
    """What belongs to no line is done at once."""
    lines = Lines()
    with lines.join(None), lines.join(None), lines.join("ada"):
        pass
