"""What the desk calls at Slack, as Slack sees it: who was rung for what, when, and what failed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slackapp.pretend_slack.state.traffic import Entry
from tests.bench.side_by_side import percentile
from tests.faults.harness.people import Asked

POSTS, EDITS = "chat.postMessage", "chat.update"


@dataclass(frozen=True)
class Call:
    """One call: when it was answered (in seconds of `time.monotonic`), and how."""

    at: float
    method: str
    about: str  # its arguments as JSON
    to: str
    is_well: bool


class Calls:
    """All calls that Slack was asked, in order. Show it the traffic: `traffic.onlooker = calls`."""

    def __init__(self) -> None:
        self.made: list[Call] = []

    def __call__(self, entry: Entry) -> None:
        """Note what the desk asked."""
        if entry.sender != "desk":
            return
        asked, answer = entry.request, entry.response
        is_well = entry.status == 200 and not (isinstance(answer, dict) and not answer.get("ok"))
        to = str(asked.get("channel", "")) if isinstance(asked, dict) else ""
        about = json.dumps(asked, ensure_ascii=False, default=str)
        self.made.append(Call(time.monotonic(), entry.what, about, to, is_well))

    def rung(self, mark: str) -> list[Call]:
        """Return the messages to single people about what has this mark, as far as they came."""
        posts = (call for call in self.made if call.method == POSTS and call.is_well)
        directly = (call for call in posts if call.to.startswith(("U", "D")))
        return [call for call in directly if mark in call.about]

    def first_ring(self, mark: str) -> float | None:
        """When the first person was rung about what has this mark; None: nobody was."""
        return next((call.at for call in self.rung(mark)), None)

    def rung_since(self, begun: Mapping[str, float]) -> list[float]:
        """After how many seconds each page rang somebody, by its mark and when it was begun."""
        rung = [(self.first_ring(mark), at) for mark, at in begun.items()]
        return [float("inf") if ring is None else ring - at for ring, at in rung]

    def rings(self, sev1s: Iterable[Asked]) -> list[float]:
        """After how many seconds each of these rang somebody; infinite for what rang nobody."""
        rung = [(each, self.first_ring(each.mark)) for each in sev1s]
        return [float("inf") if at is None else at - each.at for each, at in rung]


def spread(name: str, seconds: Iterable[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the worst of a time, each under its name."""
    ordered = sorted(seconds)
    if not ordered:
        return {}
    return {
        f"{name} p50": percentile(ordered, 0.5),
        f"{name} p99": percentile(ordered, 0.99),
        f"{name} worst": ordered[-1],
    }
