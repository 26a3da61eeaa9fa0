"""A page as it stands, with all that is said beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.rules.ladder import ReachKind, read_ladder
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.oncall import contacts, ladders
from models.usecases.paging import pages
from models.usecases.paging.pages import PageShown
from models.usecases.turn import Turn


@dataclass(frozen=True)
class PageFacts:
    """A page and what is said beside it: the case's clock, and whom to call by hand."""

    shown: PageShown
    clock: CaseClock | None
    wall: Wall
    by_hand: Mapping[str, str | None]  # people of the ladder, and their telephone numbers


def page_facts(turn: Turn, page_id: int) -> PageFacts:
    """Return all that is said about a page just now."""
    shown = pages.shown(turn, page_id)
    clock = clock_of(turn, shown.case) if shown.case else None
    ladder = read_ladder(shown.page.ladder)
    everyone = ladders.recipients(turn, ladder, ladder.whole)
    by_hand = contacts.telephones(turn, [who for kind, who in everyone if kind is ReachKind.PERSON])
    return PageFacts(shown, clock, turn.wall, by_hand)
