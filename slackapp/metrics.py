"""`/metrics`: what whoever runs the desk watches, for Prometheus. Counts only, and no names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from structlog import get_logger

from models.clock import Clock
from models.rows.outage import is_lost
from models.usecases import self_watch
from models.usecases.people import DESK_ITSELF
from models.usecases.reports.lateness import lateness
from models.usecases.self_watch import Delays
from models.usecases.turn import Desk, Turn

_log = get_logger(__name__)


class Metrics:
    """The numbers of one desk, read from its database when they are asked for."""

    def __init__(self, desk: Desk, clock: Clock, last_tick: Callable[[], datetime | None]) -> None:
        """Make a registry of its own: several desks may live in one process.

        `last_tick` says when this process's worker last looked for work, or None for never.
        """
        self._registry = CollectorRegistry()
        self._registry.register(_FromDatabase(desk, clock))
        ticked = Gauge(
            "desk_worker_last_tick_timestamp_seconds",
            "When this process's worker last looked for work, in seconds since 1970; 0: never",
            registry=self._registry,
        )
        ticked.set_function(lambda: tick.timestamp() if (tick := last_tick()) else 0.0)

    def exposed(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)

    def route(self) -> Route:
        """Return the door: 503 when the database does not answer."""

        def metrics(_: Request) -> Response:
            try:
                content = self.exposed()
            except Exception as error:  # whatever the database says, there are no numbers
                if not is_lost(error):  # of which the log has a line
                    _log.exception("no metrics")
                return PlainTextResponse("The database does not answer.\n", 503)
            return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST})

        return Route("/metrics", metrics, methods=["GET"])


class _FromDatabase(Collector):
    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        """Name nothing before it is asked for: the database may not be there yet."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read all numbers from one state of the database."""
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            yield from _numbers(turn)


def _numbers(turn: Turn) -> Iterator[Metric]:
    overdue = self_watch.overdue(turn)
    counts = self_watch.counts(turn)
    yield _gauge("desk_open_pages", "Pages that have not ended, drills left out", counts.open_pages)
    yield _gauge(
        "desk_overdue_rungs", "Pages whose next rung is overdue by over a minute", overdue.rungs
    )
    yield _gauge(
        "desk_overdue_messages", "Messages overdue by more than a minute", overdue.messages
    )
    yield _gauge("desk_waiting_messages", "Messages that are still to be sent", counts.waiting)
    yield _delays(
        "desk_first_attempt_delay_seconds",
        "From a Managed Sev-1 to the first attempt to reach somebody, in the last 30 days",
        self_watch.delays_to_first_attempt(turn),
    )
    yield _delays(
        "desk_rung_delay_seconds",
        "From a rung's due instant to its first attempt, in the last 30 days",
        self_watch.delays_of_rungs(turn),
    )
    yield _delays(
        "desk_report_delay_seconds",
        "From when a customer's message was sent to when the desk learned of it, last 30 days",
        lateness(turn),
    )
    attempts = GaugeMetricFamily(
        "desk_attempts",
        "Attempts to reach somebody, by way and by what became of them",
        labels=("way", "outcome"),
    )
    for (way, outcome), count in counts.attempts.items():
        attempts.add_metric((way, outcome), count)
    yield attempts


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _delays(name: str, what: str, delays: Delays | None) -> GaugeMetricFamily:
    """Give the median, the 99th percentile and the worst; nothing without a measurement.

    A label `quantile` would belong to a summary.
    """
    family = GaugeMetricFamily(name, what, labels=("rank",))
    if delays is not None:
        for rank, seconds in (
            ("median", delays.p50),
            ("p99", delays.p99),
            ("worst", delays.worst),
        ):
            family.add_metric((rank,), seconds)
    return family
