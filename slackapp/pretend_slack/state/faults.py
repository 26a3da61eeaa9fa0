"""What is wrong with the pretend Slack just now: slow, tired, out of reach, or told twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.refusals import NotPossible

Status = Literal[429, 500]
Failure = Literal[429, 500, "unreachable"]

_RETRY_AFTER = 10
_SLOWEST = 60.0
_CHARTS = {"data_visualization", "data_table", "table"}


@dataclass(frozen=True)
class Met:
    """What one call meets: it waits `slow` seconds and then fails, or is answered as usual."""

    slow: float = 0.0
    failure: Failure | None = None
    retry_after: int = _RETRY_AFTER


@dataclass(frozen=True)
class Wrong:
    """What is wrong until somebody says otherwise, or for so many more calls.

    `slow`: seconds that each call waits. `answers`: 429 (with `retry_after` seconds) or 500.
    `unreachable`: connections are dropped without an answer. `deliver_twice`: the app is told
    everything twice. `refuses_charts`: charts and tables are refused wherever they stand, as by a
    Slack that does not know them (yet). `methods` (none: all of them, and response addresses) and
    `for_calls` limit all but these last two. Raises NotPossible for what there can't be.
    """

    slow: float = 0.0
    answers: Status | None = None
    unreachable: bool = False
    deliver_twice: bool = False
    retry_after: int = _RETRY_AFTER
    methods: Collection[str] = ()
    for_calls: int | None = None
    refuses_charts: bool = False

    def __post_init__(self) -> None:
        if self.answers not in (None, *get_args(Status)):
            raise NotPossible(f"Slack cannot be made to answer {self.answers}: 429 or 500.")
        if not isinstance(self.slow, int | float) or not 0 <= self.slow <= _SLOWEST:
            raise NotPossible(f"Slack can be slow by 0 to {_SLOWEST:.0f} seconds.")

    @property
    def failure(self) -> Failure | None:
        """How calls fail."""
        return "unreachable" if self.unreachable else self.answers

    @property
    def is_anything(self) -> bool:
        """Whether anything is wrong at all."""
        return bool(self.slow or self.failure or self.deliver_twice or self.refuses_charts)


@dataclass(frozen=True)
class _Upcoming:
    failure: Failure | None
    retry_after: int
    methods: Collection[str]


class Faults:
    """Set by the page or by a test, from any thread; each call meets them once.

    They are the world's, not the app's: what fails because of them is no refusal of Slack's.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        """Begin with nothing wrong; `changed` is called whenever that changes."""
        self._lock = threading.Lock()
        self._changed = changed
        self._wrong = Wrong()
        self._upcoming: list[_Upcoming] = []

    @property
    def wrong(self) -> Wrong:
        """What is wrong just now, upcoming answers aside."""
        with self._lock:
            return self._wrong

    def set(self, **wrong: Any) -> None:
        """Say all that is wrong from now on, in Wrong's words: what is not named is well again."""
        with self._lock:
            self._wrong = Wrong(**wrong)
        self._changed()

    def next(
        self,
        *failures: Failure | None,
        retry_after: int = _RETRY_AFTER,
        methods: Collection[str] = (),
    ) -> None:
        """Say how the next calls (of these methods) fail, one after the other.

        `next(500, 500, 429)`; None answers one as usual. They come before what else is wrong. The
        desk's own client calls once more, at once, where it met "unreachable".
        """
        with self._lock:
            self._upcoming += [_Upcoming(each, retry_after, methods) for each in failures]
        self._changed()

    def clear(self) -> None:
        """Back to normal, upcoming answers too."""
        with self._lock:
            self._wrong = Wrong()
            self._upcoming.clear()
        self._changed()

    def meet(self, method: str | None) -> Met:
        """Return what a call of this method meets (None: a response address), and count it."""
        with self._lock:
            before = self._wrong, len(self._upcoming)
            upcoming = self._take_upcoming(method)
            met = self._met(method, upcoming)
            news = before != (self._wrong, len(self._upcoming))
        if news:
            self._changed()
        return met

    def refuses(self, content: object) -> bool:
        """Whether what the app says (a message, or what holds a view) has a chart too many."""
        if not self.wrong.refuses_charts or not isinstance(content, Mapping):
            return False
        view = content.get("view")
        blocks = (view if isinstance(view, Mapping) else content).get("blocks")
        return isinstance(blocks, list) and any(
            isinstance(block, Mapping) and block.get("type") in _CHARTS for block in blocks
        )

    def as_json(self) -> Json:
        """Return all of it for the page."""
        with self._lock:
            upcoming = [each.failure for each in self._upcoming]
            is_on = self._wrong.is_anything or bool(upcoming)
            return {**asdict(self._wrong), "upcoming": upcoming, "on": is_on}

    def _take_upcoming(self, method: str | None) -> _Upcoming | None:
        for n, upcoming in enumerate(self._upcoming):
            if method is not None and (not upcoming.methods or method in upcoming.methods):
                return self._upcoming.pop(n)
        return None

    def _met(self, method: str | None, upcoming: _Upcoming | None) -> Met:
        wrong = self._wrong
        if wrong.methods and method not in wrong.methods:
            wrong = Wrong()
        if upcoming is not None:
            return Met(wrong.slow, upcoming.failure, upcoming.retry_after)
        # A response address is slow or out of reach like all of Slack; statuses are for methods.
        failure = "unreachable" if wrong.unreachable else wrong.answers if method else None
        met = Met(wrong.slow, failure, wrong.retry_after)
        if met.slow or met.failure:
            self._count()
        return met

    def _count(self) -> None:
        wrong = self._wrong
        if wrong.for_calls is None:
            return
        self._wrong = replace(wrong, for_calls=wrong.for_calls - 1)
        if wrong.for_calls <= 1:
            self._wrong = Wrong(
                deliver_twice=wrong.deliver_twice, refuses_charts=wrong.refuses_charts
            )
