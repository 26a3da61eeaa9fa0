"""Letters about what comes in by itself."""

from __future__ import annotations

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.reports import arrivals as say
from handlers.letters.said import words
from models.rules.reports import CameOf
from models.usecases import finding
from models.usecases.reports import arrivals_shown
from models.usecases.reports.unattributed import WhoseIsIt
from models.usecases.turn import Turn


@words(WhoseIsIt)
def _whose(turn: Turn, letter: WhoseIsIt) -> Answer | None:
    found = arrivals_shown.shown(turn, letter.arrival)
    if found.arrival.came is not CameOf.ASKED:
        return None
    return say.whose(found, finding.customers(turn), turn.wall)
