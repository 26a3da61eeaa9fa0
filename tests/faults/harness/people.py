"""People at a desk of real processes: what they type and press, and what they are told."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import (
    Acknowledgement,
    Delivery,
    command_delivery,
    interaction_delivery,
)
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.open_views import View
from tests.waiting import SOON, waits_until

TYPERS = 100  # threads: nobody waits for another's answer
CHANNEL = "C0SUPPORT"
_ADDRESS = "address"  # the field of the form about how somebody is reached
_STILL, _BROKE = "Still working", "something broke"
_NOTHING = ("Nothing was changed", "Nothing was recorded", "nothing was recorded")


@dataclass
class Asked:
    """One thing that somebody typed or pressed, known by its `mark`, and what they were told."""

    mark: str
    done: str  # begins what they are told when it was done
    at: float  # in seconds of `time.monotonic`
    is_press: bool = False
    acknowledged: Acknowledgement | None = None
    said: list[tuple[float, str]] = field(default_factory=list)  # when and what, in order

    @property
    def is_taken(self) -> bool:
        """Whether Slack was told that the desk has it."""
        return self.acknowledged is not None and self.acknowledged.failure is None

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody believes that it was done: told so, or a press taken without a word."""
        if self.is_press and self.is_taken and not self.was_told(_BROKE, *_NOTHING):
            return True
        return self.was_told(self.done)

    @property
    def is_answered(self) -> bool:
        """Whether what they were told last is more than that it takes its time."""
        return any(_STILL not in words for _, words in self.said)

    @property
    def answered_after(self) -> float | None:
        """After how many seconds they were told what became of it."""
        return next((at - self.at for at, words in self.said if _STILL not in words), None)

    def was_told(self, *sentences: str) -> bool:
        """Whether they were told one of these."""
        return any(each in words for _, words in self.said for each in sentences)


class People:
    """Everybody types as Ada and presses as Ben, in #support; each thing has a mark of its own.

    Slack waits three seconds for an acknowledgement; what is said later comes to an address of the
    asked thing's own.
    """

    def __init__(self, slack: PretendSlack) -> None:
        self._slack = slack
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._trying = threading.Lock()
        self.asked: dict[str, Asked] = {}
        self.cases: list[str] = ["1"]  # whose time is logged
        self.address = ""  # where this is served

    def route(self) -> Route:
        """The door to which the desk says what it says later."""

        async def told(request: Request) -> Response:
            words = (await request.body()).decode()
            self.asked[request.path_params["mark"]].said.append((time.monotonic(), words))
            return PlainTextResponse("ok")

        return Route("/told/{mark}", told, methods=["POST"])

    # --- acts ---------------------------------------------------------------------------------

    def logs(self) -> Asked:
        """Log a minute."""
        asked = self._begins("Logged")
        return self._types(asked, f"/escalation log 1m {self._case()} {asked.mark}")

    def presses(self) -> Asked:
        """Log a minute by a button that types it."""
        asked = self._begins("Logged", is_press=True)
        return self._press(asked, f"/escalation log 1m {self._case()} {asked.mark}")

    def opens(self, customer: str = "acme", severity: str = "", channel: str = CHANNEL) -> Asked:
        """Open a case; a Sev-1 of initech rings whoever is on call."""
        asked = self._begins("Opened #")
        text = f"/case open {customer} {severity} configuration Login is down {asked.mark}"
        return self._types(asked, text, channel)

    def keeps(self, who: str, address: str) -> None:
        """Fill in how somebody is reached outside Slack, and wait until it is kept."""
        view = self._contact_form(who)
        self._slack.submit(who, {_ADDRESS: address})
        waits_until(lambda: "you are reached in" in str(view.blocks))

    def tries(self, who: str, address: str) -> None:
        """Fill in an address that somebody will not be reached at; it is tried, and not kept."""
        with self._trying:  # one form each is before them, for as long as it takes to send it
            view, slack = self._contact_form(who), self._slack.workspace
            with slack.changing():
                view.values = {_ADDRESS: address}
                filled = payloads.submission(slack, slack.who(who), view)
        self._slack.wire.send(interaction_delivery(filled))

    def _contact_form(self, who: str) -> View:
        """Open the form about how somebody is reached."""
        self._slack.type(who, "#support", "/oncall contact")
        open_views = self._slack.workspace.views.stack(self._slack.workspace.who(who).id)
        waits_until(lambda: any(_ADDRESS in view.state for view in open_views))
        return open_views[-1]

    def _begins(self, done: str, *, is_press: bool = False) -> Asked:
        with self._lock:
            mark = f"m{next(self._numbers):05}"
            self.asked[mark] = asked = Asked(mark, done, time.monotonic(), is_press)
        return asked

    def _case(self) -> str:
        with self._lock:
            self.cases.append(case := self.cases.pop(0))
        return case

    def _types(self, asked: Asked, text: str, channel: str = CHANNEL) -> Asked:
        command, _, rest = text.partition(" ")
        slack = self._slack.workspace
        fields = payloads.command_fields(
            slack, slack.who("ada"), slack.rooms[channel], command, rest, self._told_at(asked)
        )
        return self._send(asked, command_delivery(fields))

    def _press(self, asked: Asked, text: str) -> Asked:
        slack = self._slack.workspace
        message = slack.app_says(CHANNEL, "A message with a button", [])
        action = {
            "type": "button",
            "action_id": "retype:lasts:0",
            "block_id": "b",
            "value": text,
            "action_ts": payloads.action_ts(slack),
        }
        pressed = payloads.message_press(
            slack, slack.who("ben"), message, action, self._told_at(asked)
        )
        return self._send(asked, interaction_delivery(pressed))

    def _told_at(self, asked: Asked) -> str:
        return f"{self.address}/told/{asked.mark}"

    def _send(self, asked: Asked, delivery: Delivery) -> Asked:
        asked.acknowledged = answer = self._slack.wire.send(delivery)
        if answer.failure is None and answer.body.strip():
            asked.said.append((time.monotonic(), _words(answer)))
        return asked

    # --- many ---------------------------------------------------------------------------------

    @contextmanager
    def busy(self, *acts: Callable[[], object], rate: float) -> Iterator[None]:
        """Do these acts in turn, so many a second, answered or not, as long as the block lasts."""
        over = threading.Event()
        with ThreadPoolExecutor(TYPERS) as typers:

            def begin() -> None:
                due = time.monotonic()
                for act in cycle(acts):
                    if over.wait(max(0.0, due - time.monotonic())):
                        return
                    typers.submit(act)
                    due += 1 / rate

            beginning = typers.submit(begin)
            try:
                yield
            finally:
                over.set()
                beginning.result()

    def hear_all(self, seconds: float = SOON) -> None:
        """Wait, at most so long, until everything that was taken is answered."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if all(asked.is_answered for asked in self.asked.values() if asked.is_taken):
                return
            time.sleep(0.05)


def counted(asked: Iterable[Asked], kept: Counter[str]) -> dict[str, float]:
    """Count what came of all that was asked; `kept` is how often the database has each mark."""
    everything = list(asked)
    confirmed = [each for each in everything if each.is_confirmed]
    return {
        "tried": len(everything),
        "confirmed": len(confirmed),
        "lost": sum(not kept[each.mark] for each in confirmed),
        "doubled": sum(kept[each.mark] > 1 for each in everything),
        "untrue": sum(each.was_told(*_NOTHING) and kept[each.mark] > 0 for each in everything),
        "told it broke": sum(each.was_told(_BROKE) for each in everything),
        "unanswered": sum(each.is_taken and not each.is_answered for each in everything),
    }


def _words(answer: Acknowledgement) -> str:
    content = answer.content
    return json.dumps(content, ensure_ascii=False) if isinstance(content, dict) else str(content)
