"""A Home that follows a change: what it shows, or why there is none (any more)."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.blocks.home import whole as say
from handlers.blocks.home.parts import Setting
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.refusal import problem
from handlers.front import who_may
from handlers.slack_json import Json
from models.problems import Problem
from models.usecases import open_homes, people
from models.usecases.home import concerns
from models.usecases.outcomes import Held
from models.usecases.turn import Turn


def home_of(turn: Turn, person_id: str) -> Json | None:
    """Return somebody's Home as it is now; None for whom the desk does not know.

    Held if it was published less than a minute ago.
    """
    earliest = open_homes.may_be_published_at(turn, person_id)
    if earliest > turn.moment:
        raise Held(earliest, keeps_lane=True)  # two at once would overtake each other
    person = people.known(turn.session, person_id)
    if person is None:
        return None
    own = Turn(turn.desk, turn.session, person, turn.moment)
    try:
        people.refuse_strangers(person)
        who_may.authorise(own, who_may.HOME)
        return view(own, open_homes.pages_of(own, person_id))
    except Problem as refused:  # they may look at it no longer
        return saying(problem(refused))


def view(turn: Turn, pages: Mapping[str, int], notice: str | None = None) -> Json:
    """Return the Home of the person of the turn as it is at its moment."""
    setting = Setting(turn.wall, pages)
    return {"type": "home", "blocks": say.home(concerns.shown(turn), turn.person, setting, notice)}


def saying(said: Answer) -> Json:
    """Return what somebody sees in place of a Home, who may have none (any more)."""
    return {"type": "home", "blocks": said.blocks}
