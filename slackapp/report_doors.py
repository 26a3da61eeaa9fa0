"""What the doors for reports share: each always answers, does its work in line, and once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from secrets import token_hex
from typing import Any, Final, TypeAlias, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from structlog import get_logger

from handlers.front.lanes import Ending, Lanes
from models.clock import Clock
from models.rows.outage import AWAY
from models.usecases.people import DESK_ITSELF
from models.usecases.reports.arrivals import Taken
from models.usecases.turn import Desk, Turn
from slackapp.problem_json import Refused
from slackapp.rate_limit import RateLimit

_log = get_logger(__name__)

_AWAY_FOR: Final = 5  # seconds after which it is worth another try

Done = TypeVar("Done")
Tells: TypeAlias = Callable[[Request, bytes, Refused], None]


class ReportDoors:
    """Doors that are answered after the commit. What is critical passes others at the database, as
    whatever a Sev-1 hangs on.
    """

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._lanes = Lanes()
        self._doorstep = Lanes()  # where keys are looked up: whoever has none holds up nobody
        self._limit = RateLimit()

    def close(self) -> None:
        """Let what is under way end, and take no more."""
        self._doorstep.close()
        self._lanes.close()

    def _answering(
        self, door: Callable[[Request], Any], tells: Tells | None = None
    ) -> Callable[[Request], Any]:
        """Return a door that always answers; `tells` lets the admins know of refusals."""

        async def answers(request: Request) -> Response:
            try:
                answered: Response = await door(request)
            except Exception as error:
                refused = error if isinstance(error, Refused) else failed(error)
                if tells is not None and not refused.passes:
                    await self._tell(tells, request, refused)
                return refused.answer(request.scope["path"])
            return answered

        return answers

    async def _tell(self, tells: Tells, request: Request, refused: Refused) -> None:
        """Let the admins know that something is refused: a mute door is a lost page.

        Whatever fails here changes nothing for whoever reports.
        """
        try:
            sent = await request.body()
            note = partial(tells, request, sent, refused)
            await self._in_line(note, urgent=False, lanes=self._doorstep)
        except Exception as error:
            _log.warning("admins not told of a refusal", title=refused.title, error=str(error))

    async def _in_line(
        self, work: Callable[[], Done], *, urgent: bool, lanes: Lanes | None = None
    ) -> Done:
        """Do `work` on a thread of its lane; Refused where too much waits."""
        lanes = lanes or self._lanes
        if not lanes.has_room(urgent=urgent):
            raise not_now("Too many others report just now. Nothing was kept: send it again.")
        return await asyncio.wrap_future(lanes.submit(work, urgent=urgent))

    def _once(self, work: Callable[[Turn], dict[str, Any]]) -> dict[str, Any]:
        """Do it once, also where a connection to the database is lost at its commit."""
        return self._desk.once(f"event:{token_hex(16)}", DESK_ITSELF, self._clock.now(), work)


def not_now(why: str) -> Refused:
    """Refuse what may be sent again in a moment, and why."""
    headers = {"Retry-After": str(_AWAY_FOR)}
    return Refused(503, "Not now", why, headers=headers)


def failed(error: Exception) -> Refused:
    """Say what became of something that was not done; to send it again is safe in any case."""
    match error:
        case Ending():
            _log.info("not taken in: the process ends")
            return not_now("The desk begins anew. Nothing was kept: send it again.")
        case _ if isinstance(error, AWAY):
            return not_now(
                "The desk's database does not answer. Send it again: what was kept of it already "
                "opens no second case."
            )
        case _:
            reference = token_hex(4)
            _log.error("an event failed", exc_info=error, reference=reference)
            said = f"Something broke on our side. Send it again. Reference {reference}."
            return Refused(500, "Broken", said)


def as_answer(turn: Turn, taken: Taken | None) -> dict[str, Any]:
    """Return what came of something, as whoever reported it is told."""
    case = taken.case if taken else None
    clock = taken.clock if taken else None
    page = taken.page if taken else None
    return {
        "case": case.id if case else None,
        "new": taken.is_new if taken else False,
        "page": page.id if page else None,
        "due": turn.calendar.local(clock.clock.due).isoformat() if clock else None,
    }
