"""What programs are told of what was not done, and that the admins learn of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from secrets import token_hex
from typing import Final

from structlog import get_logger

from models.rows.outage import AWAY
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import sources
from models.usecases.reports.sources import NotTaken
from models.usecases.turn import Desk, Turn
from slackapp.problem_json import Refused

_log = get_logger(__name__)

_AWAY_FOR: Final = 5  # seconds after which it is worth another try


def not_now(why: str) -> Refused:
    """Refuse what may be sent again in a moment, and why."""
    headers = {"Retry-After": str(_AWAY_FOR)}
    return Refused(503, "Not now", why, headers=headers)


def failed(error: Exception) -> Refused:
    """Say what became of something that was not done; to send it again is safe in any case."""
    match error:
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


def note_refused(
    desk: Desk, moment: datetime, key_of: Callable[[Turn], str], refused: Refused
) -> None:
    """Leave word for the admins of a refusal, if the key is of a source, and that is news."""
    with desk.reading(DESK_ITSELF, moment) as turn:
        row = sources.once_known(turn, key_of(turn))
        if row is None or sources.is_known_to_be_refused(turn, row.source_id, refused.title):
            return
    letter = NotTaken(row.source_id, refused.detail)
    tells = partial(sources.not_taken, letter=letter, kind=refused.title)
    desk.write(DESK_ITSELF, moment, tells)
