"""What the page offers beside Slack: whoever runs the pretend Slack knows it, Slack does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from slackapp.pretend_slack.state.machines import Machine


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Stage:
    """`examples` are lines that a person (by id) may click in a room (by name; "" for their
    messages with the app), `hint` a sentence there on what to try, or nothing; `machines` are what
    stands beside Slack; open streams end when `closing` says so.

    `next_opening` takes an aware instant and returns the next one at which the business opens.
    `before_leap` and `after_leap` are called around each leap of the clock: outside a sandbox
    nobody's clock leaps.
    """

    examples: Callable[[str, str], Sequence[str]] = lambda person, room: ()  # noqa: ARG005
    hint: Callable[[str, str], str] = lambda person, room: ""  # noqa: ARG005
    machines: Sequence[Machine] = ()
    closing: Callable[[], bool] = lambda: False
    next_opening: Callable[[datetime], datetime] = lambda moment: moment
    before_leap: Callable[[], object] = _nothing
    after_leap: Callable[[], object] = _nothing
