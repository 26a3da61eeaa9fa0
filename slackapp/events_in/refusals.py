"""That the admins learn of what was refused to a program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from models.usecases.people import DESK_ITSELF
from models.usecases.reports import sources
from models.usecases.reports.sources import NotTaken
from models.usecases.turn import Desk, Turn
from slackapp.problem_json import Refused


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
