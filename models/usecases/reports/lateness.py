"""How late the desk learned of what people reported in channels (I4).

What a program reports counts from its arrival, and 🚨 on a message, or a press, may come long after
what was written: neither says anything of the desk.
"""

from __future__ import annotations

from sqlalchemy import func, select

from models.rows.reports import Arrival
from models.rules.reports import ReportDoor
from models.usecases.self_watch import LOOKS_BACK, Delays, summed_up
from models.usecases.turn import Turn


def lateness(turn: Turn) -> Delays | None:
    """From when a message was sent to when the desk first learned of it, in the last 30 days."""
    first = (
        select(func.min(Arrival.sent_at), func.min(Arrival.at))
        .where(
            Arrival.at >= turn.moment - LOOKS_BACK,
            Arrival.door.in_((ReportDoor.MENTION, ReportDoor.MESSAGE)),
        )
        .group_by(Arrival.identity)
    )
    return summed_up([(sent, learned) for sent, learned in turn.session.execute(first)])
