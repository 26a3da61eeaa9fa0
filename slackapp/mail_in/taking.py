"""Taking in, in a turn, what came by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handlers.blocks.pieces.refusal import outside_slack
from models.problems import Problem
from models.rules.reports import CameOf, ReportDoor
from models.usecases.customer import mail_senders
from models.usecases.reports import arrivals, known_reports, sources
from models.usecases.reports.incoming import Incoming, as_kept, keep
from models.usecases.reports.sources import NotTaken
from models.usecases.turn import Turn
from slackapp.mail_in.reading import Mail
from slackapp.report_doors import as_answer


def take(mail: Mail, came_at: datetime, turn: Turn) -> dict[str, Any]:
    """Take a mail in, and return what came of it; an automatic answer opens nothing."""
    incoming = _incoming(turn, mail, came_at)
    if mail.is_automatic:
        _keep(turn, mail, incoming, CameOf.AUTOMATIC)
        return as_answer(turn, None)
    return as_answer(turn, arrivals.take_in(turn, incoming, None))


def keep_refused(mail: Mail, came_at: datetime, refused: Problem, turn: Turn) -> dict[str, Any]:
    """Keep a mail that the desk has refused, and return why."""
    number = _keep(turn, mail, _incoming(turn, mail, came_at), CameOf.REFUSED)
    why = outside_slack(refused)
    sources.not_taken(turn, NotTaken(None, why, number), type(refused).__name__)
    return {**as_answer(turn, None), "refused": f"{why} It was kept (I10)."}


def _keep(turn: Turn, mail: Mail, incoming: Incoming, came: CameOf) -> int:
    """Keep a mail of which nothing follows, as whoever's it is; return its number."""
    vouched = mail.sent_by.vouched
    customer = mail_senders.customer_of(turn, mail.sent_by.sender) if vouched else None
    arrival = keep(turn, as_kept(turn, incoming), customer, came)
    turn.session.flush()
    return arrival.id


def _incoming(turn: Turn, mail: Mail, came_at: datetime) -> Incoming:
    """Return a mail as it comes in. What its subject says counts for itself: an answer has it from
    what it answers.
    """
    critical = mail.critical_in_text or (
        mail.critical_in_subject and not known_reports.said_critical(turn, mail.sent_by.answers)
    )
    return Incoming(
        ReportDoor.MAIL,
        mail.identity,
        mail.sent_at or came_at,
        mail.title,
        raw=mail.raw,
        critical=critical,
        text=mail.text,
        mail=mail.sent_by,
    )
