"""What is said of a page beside its board: in its thread, and outside Slack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers.blocks.paging.about import ending
from handlers.blocks.pieces.answer import Answer, answer
from handlers.blocks.pieces.refusal import plain
from handlers.blocks.pieces.wording import cut, person, quoted
from models.rules.ladder import read_ladder
from models.rules.paging import PageCause
from models.rules.written_time import Wall
from models.usecases.paging.boards import PageLine
from models.usecases.paging.pages import PageFacts, ended_words


def outside(facts: PageFacts, link: str | None, name_of: Callable[[str], str]) -> tuple[str, str]:
    """Return the title and the plain text of a page outside Slack."""
    page = facts.shown.page
    if page.why == PageCause.DRILL:
        title = "Drill: this is how a page reaches you"
        said = ["Everything works if you read this."]
    else:
        asks = f"{name_of(page.by)} asks" if page.why == PageCause.ASKED else ""
        alone = asks and facts.shown.customer is None
        title = f"PAGE {f'{asks}: ' if alone else ''}{_what(facts)}"
        said = [f"{asks} for help." if asks and not alone else "Somebody is needed now."]
        if page.text and (facts.shown.case is not None or len(title) > _LONGEST_TITLE):
            said = [f"{asks}: {cut(page.text, _LONGEST_ASKED)}"]
        title = title[:_LONGEST_TITLE]
        if page.acknowledged_by is not None:
            said = ["Three quarters of the clock have run without a first response: please help."]
    if facts.clock is not None and facts.clock.clock.responded is None:
        due = facts.clock.clock.due
        late = ": overdue" if facts.wall.now > due else ""
        said.append(f"First response due {_zoned(facts.wall, due)}{late}.")
    if link:
        said.append(f"Acknowledge: {link}")
    else:
        said.append(f"Acknowledge in Slack: /oncall ack {page.id}")
    return title, "\n".join(said)


def _what(facts: PageFacts) -> str:
    shown = facts.shown
    what = f"#{shown.case.id} {shown.case.title}" if shown.case else shown.page.text
    return f"{shown.customer.key}: {what}" if shown.customer else what


def calmed(facts: PageFacts, name_of: Callable[[str], str]) -> tuple[str, str]:
    """Return the title and the plain text by which a telephone hears that nobody is needed."""
    page = facts.shown.page
    if page.acknowledged_by is not None:
        said = f"{name_of(page.acknowledged_by)} has it"
    else:
        said = f"Over: {plain(ended_words(page), name_of)}"
    return f"{said}: {_what(facts)}"[:_LONGEST_TITLE], "Nobody else is needed."


_LONGEST_TITLE = 120
_LONGEST_ASKED = 300  # characters: the link comes below, and some services cut what is long


def _zoned(wall: Wall, moment: datetime) -> str:
    """Write an instant for whoever may be anywhere: `Mon 8 Jun 12:00 CEST`."""
    return f"{wall.dated(moment)} {wall.calendar.local(moment):%Z}"


def in_thread(facts: PageFacts, line: PageLine) -> Answer:
    """Say in the page's thread what happened: handed up, acknowledged, over."""
    page = facts.shown.page
    if line.acknowledged is not None:
        return answer(f"{person(line.acknowledged)} has it.")
    if line.handed is not None:
        return answer(f"{person(line.handed)} hands it up.")
    if line.left is not None:
        return answer(f"{person(line.left)} had it and has left, so it rings anew (R7).")
    if line.joined is not None:
        joined = next((case for case in facts.shown.joined if case.id == line.joined), None)
        title = f" {quoted(joined.title)}" if joined is not None else ""
        return answer(f"#{line.joined}{title} came in too: this page is for both (I7).")
    if line.ended or line.step is None or line.at is None:
        return answer(f"Over: {ending(page)}.")
    at = facts.wall.short(line.at)
    if not line.people:
        return answer(f"Nobody was rung at {at}: no rung has anybody who can be (O4).")
    everybody = ", ".join(person(who) for who in line.people)
    if read_ladder(page.ladder).repeats(line.step):
        return answer(f"Rung again at {at}: {everybody}. Nobody has acknowledged yet.")
    return answer(f"Handed up at {at}: {everybody}, can you take it?")
