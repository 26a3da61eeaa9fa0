"""Signed links: who was rung outside Slack takes the page with one press (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from models.problems import Impossible, NotAllowed, Sentence, Unknown
from models.rows.pages import Attempt, Page
from models.rows.people import Person
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause
from models.usecases import people
from models.usecases.derived.clocks import clock_of
from models.usecases.paging import answering, pages
from models.usecases.paging.pages import PageShown
from models.usecases.turn import Desk, Turn

_SAID = {
    AttemptOutcome.DELIVERED: "rung",
    AttemptOutcome.WAITING: "being rung",
    AttemptOutcome.FAILED: "not reached",
    AttemptOutcome.NEEDLESS: "not needed",
}


@dataclass(frozen=True)
class Invited:
    """What somebody sees behind their link: the page, and people by their names.

    `due` is by when the first response must be given, if the page is for a case; `tried` are names
    with what became of it: such as `reached` or `not reached`. `ended` says how the page ended, if
    it has.
    """

    shown: PageShown
    person: Person
    owner: str | None
    due: datetime | None
    tried: Sequence[tuple[str, str]]
    ended: Sentence | None

    @property
    def is_mine(self) -> bool:
        """Whether the person has the page already."""
        return self.shown.page.acknowledged_by == self.person.id


def link_of(desk: Desk, page_id: int, person_id: str) -> str | None:
    """Return the address at which one person takes one page, or None.

    It needs both a key (CONTACTS_KEY) and an address of the desk (PUBLIC_URL).
    """
    if desk.vault is None or desk.public_url is None:
        return None
    return f"{desk.public_url}/ack/{desk.vault.sign(page_id, person_id)}"


def bearer(desk: Desk, token: str) -> tuple[int, Person]:
    """Return the page and the person of a link.

    Raises Unknown for a link that we did not sign, and NotAllowed for somebody who is not a full
    member of the workspace any more, or has no role at the desk.
    """
    read = desk.vault.read(token) if desk.vault else None
    with desk.database.reading() as session:
        person = people.known(session, read[1]) if read else None
        if read is None or person is None:
            raise Unknown("This link leads nowhere. Please copy it whole, or look in Slack.")
        people.refuse_strangers(person)
        if people.has_no_role(session, desk, person):
            raise NotAllowed(
                "You are in none of the groups of the support desk any more, so you can't take "
                "this page. It goes on to the others."
            )
    return read[0], person


def invited(turn: Turn, page_id: int) -> Invited:
    """Return what the person of the turn sees behind their link; Unknown if there is no page."""
    shown = pages.shown(turn, page_id)
    page = shown.page
    return Invited(
        shown=shown,
        person=turn.person,
        owner=people.name_of(turn.session, page.acknowledged_by) if page.acknowledged_by else None,
        due=clock_of(turn, shown.case).clock.due if shown.case else None,
        tried=_tried(turn, shown.attempts),
        ended=_ended(page) if page.ended_at else None,
    )


def take(turn: Turn, page_id: int) -> None:
    """Acknowledge a page behind a link; nothing happens if it is too late. Unknown if none."""
    with suppress(Impossible):
        answering.acknowledge(turn, page_id)


def _tried(turn: Turn, attempts: Sequence[Attempt]) -> list[tuple[str, str]]:
    """Return whom it was tried to reach, in order, each once with the best outcome."""
    outcomes: dict[str, set[AttemptOutcome]] = {}
    for attempt in attempts:
        if attempt.way in (AttemptWay.DIRECT, AttemptWay.OUTSIDE):
            outcomes.setdefault(attempt.recipient, set()).add(attempt.outcome)
    return [
        (
            people.name_of(turn.session, person),
            next(said for key, said in _SAID.items() if key in outcome),
        )
        for person, outcome in outcomes.items()
    ]


def _ended(page: Page) -> Sentence:
    return ("the drill is over",) if page.why == PageCause.DRILL else pages.ended_words(page)
