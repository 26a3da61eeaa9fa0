"""`/in/mail`: what customers write by mail, as our own mail server hands it on (I1).

A mail is answered after the commit: one that has no answer stays with the mail server, which hands
it on again. By its identity (I3) it is one case however often it comes. No mail is ever logged.
"""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from models.clock import Clock
from models.problems import Problem
from models.rules.reports import MOST_A_MINUTE
from models.usecases.customer import mail_senders
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import sources
from models.usecases.reports.sources import NotTaken
from models.usecases.turn import Desk
from slackapp.mail_in.reading import Mail, read_mail
from slackapp.mail_in.taking import keep_refused, take
from slackapp.problem_json import Refused
from slackapp.report_doors import ReportDoors

MOST_BYTES: Final = 11_000_000  # a little more than what Postfix takes, unless it is told otherwise
PATH: Final = "/in/mail"
_NOBODYS: Final = 0  # for whose mails together the most a minute counts; customers count from 1
_NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class MailServer:
    """Our own mail server: by which `key` it hands mails on (None: the door is shut), the `name` by
    which it says what it vouches for, and the `own` address from which the desk itself writes.
    """

    key: SecretStr | None = None
    name: str | None = None
    own: str | None = None


class MailIn(ReportDoors):
    """The door for mails."""

    def __init__(self, desk: Desk, clock: Clock, server: MailServer) -> None:
        super().__init__(desk, clock)
        self._server = server

    def routes(self) -> list[Route]:
        """Return the door, with a slash at the end too."""
        door = self._answering(self._mail, self._note_refused)
        return [Route(PATH + slash, door, methods=["POST"]) for slash in ("", "/")]

    def most_bytes(self, scope: Scope) -> int:
        """Return how large a request may be: only who has the key may send as much as a mail."""
        if scope["path"].rstrip("/") != PATH:
            return 0
        return MOST_BYTES if self._has_key(Headers(scope=scope)) else 0

    async def _mail(self, request: Request) -> Response:
        """Take in a mail: 202, with what came of it."""
        came_at, sent = self._clock.now(), await request.body()
        self._refuse_strangers(request)
        # Whether it is critical shows only when it is read, so all is read in the urgent lane.
        mail = await self._in_line(partial(self._read, sent), urgent=True)
        takes = partial(self._take, mail, came_at)
        told = await self._in_line(takes, urgent=mail.may_be_critical)
        return JSONResponse(told, 202, _NO_STORE)

    def _refuse_strangers(self, request: Request) -> None:
        if self._server.key is None:
            shut = "The desk takes no mail: whoever runs it has not set MAIL_KEY."
            raise Refused(404, "No mail here", shut)
        if not self._has_key(request.headers):
            raise Refused(
                401,
                "No key",
                "Mail is taken by the key of MAIL_KEY, in the header Authorization, behind the "
                "word Bearer.",
                headers={"WWW-Authenticate": "Bearer"},
            )

    def _has_key(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if self._server.key is None or scheme.lower() != "bearer":
            return False
        key = self._server.key.get_secret_value()
        return hmac.compare_digest(given.strip().encode(), key.encode())

    def _read(self, sent: bytes) -> Mail:
        """Return what a mail says; Refused if it is none, or too many come of whom it is."""
        mail = read_mail(sent, self._server.name, self._server.own)
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            vouched = mail.sent_by.vouched
            customer = mail_senders.customer_of(turn, mail.sent_by.sender) if vouched else None
        whose = customer.key if customer is not None else "nobody"
        self._limit_rate(customer.id if customer is not None else _NOBODYS, whose)
        return mail

    def _limit_rate(self, who: int, called: str) -> None:
        """Refuse what is too much in a minute of a customer, or of all strangers together, and let
        the admins know of it.
        """
        waits = math.ceil(self._limit.wait(who, self._clock.elapsed()))
        if not waits:
            return
        whose = "of senders who are nobody's" if who == _NOBODYS else f"of {called}"
        why = f"More than {MOST_A_MINUTE} mails a minute came {whose}; the mail server keeps them."
        self._let_know(why, f"Too much of {called}")
        raise Refused(429, "Too much", why, headers={"Retry-After": str(waits)})

    def _take(self, mail: Mail, came_at: datetime) -> dict[str, Any]:
        """Take a mail in; one that is refused is kept, to be treated again (I10)."""
        try:
            return self._once(partial(take, mail, came_at))
        except Problem as problem:
            return self._once(partial(keep_refused, mail, came_at, problem))

    def _note_refused(self, request: Request, _: bytes, refused: Refused) -> None:
        if self._has_key(request.headers):
            self._let_know(refused.detail, refused.title)

    def _let_know(self, why: str, kind: str) -> None:
        """Let the admins know once a day what is refused, so that a storm writes nothing."""
        moment = self._clock.now()
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            if sources.is_known_to_be_refused(turn, None, kind):
                return
        tells = partial(sources.not_taken, letter=NotTaken(None, why), kind=kind)
        self._desk.write(DESK_ITSELF, moment, tells)
