"""A desk of four customers under load: what a log costs in all, and how long people wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle

from tests.bench.desks import KINDS, Apart, apart
from tests.bench.line import Line
from tests.bench.made_up import FOUR
from tests.bench.side_by_side import percentile

LOGS, RATES, LASTS = 200, (20, 50), 10  # seconds
TYPERS = 64  # threads
CUSTOMERS = ("acme", "initech", "globex", "hooli")


def cost_of_a_log() -> None:
    """Processor time of a log with all that follows it: its thread, its headline, the Homes."""
    for kind in KINDS:
        with apart(kind, FOUR, worker=True) as desk:
            cases = _open(desk)
            desk.sends_all()
            before = desk.used()
            _type(desk, _logs(cases), LOGS, 20)
            desk.sends_all()
            after = desk.used()
        cpu, statements = after.cpu - before.cpu, after.statements - before.statements
        print(
            f"{f'a log with all that follows, {kind}':42}"
            f" CPU {1000 * cpu / LOGS:6.2f} ms   {statements / LOGS:.0f} SQL"
        )


def waits() -> None:
    """How long logs wait at 20 and 50 a second, and how long a Sev-1 meanwhile until it rings."""
    for kind in KINDS:
        for rate in RATES:
            with apart(kind, FOUR, worker=True, pace=1.0) as desk:
                cases = _open(desk)
                desk.sends_all()
                rung: list[float] = []
                ringing = threading.Timer(LASTS / 2, lambda: rung.append(_ring(desk)))  # noqa: B023
                ringing.start()
                waited = sorted(_type(desk, _logs(cases), rate * LASTS, rate))
                ringing.join()
            median, late = percentile(waited, 0.5), percentile(waited, 0.99)
            print(
                f"{f'{rate} logs a second, {kind}':42} p50 {1000 * median:7.0f} ms"
                f"   p99 {1000 * late:7.0f} ms   a Sev-1 rings after {rung[0]:5.2f} s"
            )


def _open(desk: Apart) -> list[str]:
    """Open three cases of each customer, and the Homes that follow; return the cases."""
    cases = [desk.opens_case(customer) for customer in CUSTOMERS for _ in range(3)]
    for who in ("ada", "cleo", "dana"):
        desk.opens_home(who)
    return cases


def _logs(cases: list[str]) -> Callable[[], str]:
    numbers, each = count(), cycle(cases)
    return lambda: f"/escalation log 1m {next(each)} 2026-06-08 n{next(numbers)}"


def _type(desk: Apart, texts: Callable[[], str], number: int, rate: int) -> list[float]:
    """Type so many commands at a steady rate, answered or not; return how long each waited."""
    own = threading.local()

    def wait(text: str, due: float) -> float:
        if not hasattr(own, "line"):
            own.line = Line(desk.address)
        assert "Logged" in own.line.types(text)
        return time.perf_counter() - due

    with ThreadPoolExecutor(TYPERS) as typers:
        begins = time.perf_counter()
        waiting = []
        for turn in range(number):
            due = begins + turn / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.append(typers.submit(wait, texts(), due))
        return [each.result() for each in waiting]


def _ring(desk: Apart) -> float:
    """Open a Managed Sev-1; return after how many seconds somebody is rung directly."""

    def rung() -> int:
        return sum(len(desk.slack.messages_seen_by(who, "@desk")) for who in ("ada", "ben"))

    before, began = rung(), time.perf_counter()
    desk.types("ben", "/case open initech sev1 configuration Login is down")
    while rung() == before:
        time.sleep(0.005)
    return time.perf_counter() - began


MEASURES = (cost_of_a_log, waits)
