"""Whether the web entrance is there, by which programs reach the desk, and when it was away last.

Whoever serves it leaves word every minute, and when it opens and closes. So a sign of life that
could not reach the desk is told from one that stayed away (I11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.rows.outbox import Remembered
from models.usecases.turn import Turn

LEAVES_WORD_EVERY = timedelta(minutes=1)
AWAY_AFTER = timedelta(minutes=3)  # without a word


@dataclass(frozen=True)
class Away:
    """When the entrance was away; until None: it is still."""

    since: datetime
    until: datetime | None


def opens(turn: Turn) -> None:
    """Leave word that the entrance is there again, and since when it was not: since whoever served
    it closed it, or left word no more.
    """
    word = turn.session.get(Remembered, _WORD)
    if word is not None:
        goes_on = word.value == _IS_OPEN and turn.moment - word.at < 2 * LEAVES_WORD_EVERY
        if not goes_on:  # nobody else serves it too
            since = word.at.isoformat()
            turn.session.merge(Remembered(key=_AWAY, value=since, at=turn.moment))
    is_there(turn)


def is_there(turn: Turn) -> None:
    """Leave word that the entrance is there."""
    _leave_word(turn, _IS_OPEN)


def closes(turn: Turn) -> None:
    """Leave a last word; if others serve it too, they will leave theirs."""
    _leave_word(turn, "closed")


def _leave_word(turn: Turn, word: str) -> None:
    turn.session.merge(Remembered(key=_WORD, value=word, at=turn.moment))


def aways(turn: Turn) -> Sequence[Away]:
    """Return when the entrance was away last, as far as anybody knows; and since when it is now."""
    found = []
    if (last := turn.session.get(Remembered, _AWAY)) is not None:
        found.append(Away(datetime.fromisoformat(last.value), last.at))
    word = turn.session.get(Remembered, _WORD)
    if word is not None and word.at < turn.moment - AWAY_AFTER:
        found.append(Away(word.at, None))
    return found


_WORD = "entrance"
_IS_OPEN = "open"
_AWAY = "entrance was away"  # since when; and `at`, until when
