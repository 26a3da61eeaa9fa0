"""Looking at pages: what they are for, who was tried, how they ended. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import ColumnElement, select

from models.next_steps import Step
from models.problems import Sentence, ThePerson, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import PAGED, Attempt, JoinedCase, Page
from models.rules.ladder import ReachKind, read_ladder
from models.rules.paging import AttemptWay, PageCause, PageEnd
from models.rules.permissions import Permission
from models.rules.written_time import Wall
from models.usecases import people
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.derived.windows import AgreedWindow, windows_of
from models.usecases.oncall import contacts, ladders
from models.usecases.turn import Turn

NOT_ON_THE_LADDER = -1  # the step of what rings beside it: the secondary at three quarters (O5)


@dataclass(frozen=True)
class PageShown:
    """A page with all that was tried; `joined` are the cases that it rings for too (I7)."""

    page: Page
    case: Case | None
    customer: Customer | None
    attempts: Sequence[Attempt]
    joined: Sequence[Case] = ()

    @property
    def case_numbers(self) -> Sequence[int]:
        """The numbers of the cases that it is for: its own, and those that joined it (I7)."""
        own = [self.case] if self.case is not None else []
        return [case.id for case in (*own, *self.joined)]

    @property
    def rings(self) -> bool:
        """Whether somebody is wanted: nobody has it, and it is not over."""
        return self.page.acknowledged_by is None and self.page.ended_at is None


@dataclass(frozen=True)
class PageFacts:
    """A page and what is said beside it: the case's clock, its customer's change windows, and whom
    to call by hand.
    """

    shown: PageShown
    clock: CaseClock | None
    windows: Sequence[AgreedWindow]
    wall: Wall
    by_hand: Mapping[str, str | None]  # people of the ladder, and their telephone numbers
    outside: Mapping[int, str]  # what is shown of each address that was tried


def state_of(page: Page) -> str:
    """Return how far a page has climbed, with an `a` if somebody has acknowledged it."""
    return f"{page.step}{'a' if page.acknowledged_by else ''}"


@people.may(Permission.EVERYBODY)
def shown(turn: Turn, page_id: int) -> PageShown:
    """Return a page with its case, its customer and all attempts; Unknown if there is none."""
    turn.session.flush()
    page = turn.session.get(Page, page_id) if page_id < 2**31 else None
    if page is None:
        raise Unknown(f"There is no page {page_id}.", Step.LIST_PAGES())
    attempts = turn.session.scalars(
        select(Attempt).where(Attempt.page_id == page_id).order_by(Attempt.id)
    ).all()
    case = turn.session.get(Case, page.case_id) if page.case_id else None
    of = case.customer_id if case else page.customer_id  # the case may have been moved
    return PageShown(
        page,
        case,
        turn.session.get(Customer, of) if of else None,
        attempts,
        joined(turn, page),
    )


def page_facts(turn: Turn, page_id: int) -> PageFacts:
    """Return all that is said about a page just now."""
    page = shown(turn, page_id)
    clock = clock_of(turn, page.case) if page.case else None
    ladder = read_ladder(page.page.ladder)
    everyone = ladders.recipients(turn, ladder, ladder.whole)
    by_hand = contacts.telephones(turn, [who for kind, who in everyone if kind is ReachKind.PERSON])
    outside = contacts.shown(turn, [each.contact_id for each in page.attempts if each.contact_id])
    windows = windows_of(turn, page.customer) if page.customer else ()
    return PageFacts(page, clock, windows, turn.wall, by_hand, outside)


@people.may(Permission.EVERYBODY)
def open_pages(turn: Turn) -> Sequence[PageShown]:
    """Return all pages that have not ended, drills left out."""
    numbers = turn.session.scalars(
        select(Page.id)
        .where(Page.ended_at.is_(None), Page.why != PageCause.DRILL)
        .order_by(Page.id)
    )
    return [shown(turn, number) for number in numbers.all()]


def ringing(turn: Turn) -> Sequence[PageShown]:
    """Return the pages that nobody has acknowledged; where none rings, one's own drill."""
    rings = [page for page in open_pages(turn) if page.rings]
    if rings:
        return rings
    drill = turn.session.scalars(
        select(Page.id)
        .where(Page.why == PageCause.DRILL, Page.by == turn.person.id, Page.ended_at.is_(None))
        .order_by(Page.id.desc())
        .limit(1)
    ).first()
    return [shown(turn, drill)] if drill is not None else []


def open_page_of(turn: Turn, case_id: int, *, locked: bool = False) -> Page | None:
    """Return the page that a case has, or has joined, and that has not ended, if there is one;
    `locked`: to change it.
    """
    of_case = Page.id.in_(select(PAGED.c.page_id).where(PAGED.c.case_id == case_id))
    return _first_page(turn, of_case & Page.ended_at.is_(None), locked=locked)


def unanswered_page_of(turn: Turn, customer_id: int) -> Page | None:
    """Return the page for a Sev-1 of a customer that nobody has answered, if there is one; locked,
    so that it stays so (I7). One that somebody asked for is about what they asked, and ends so.
    """
    rings = Page.ended_at.is_(None) & Page.acknowledged_at.is_(None)
    of_case = (Page.customer_id == customer_id) & (Page.why == PageCause.SEV1)
    return _first_page(turn, of_case & rings, locked=True)


def _first_page(turn: Turn, which: ColumnElement[bool], *, locked: bool) -> Page | None:
    found = select(Page).where(which).order_by(Page.id).limit(1)
    if locked:
        found = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return turn.session.scalars(found).first()


def joined(turn: Turn, page: Page) -> Sequence[Case]:
    """Return the cases that joined a page, in the order of their numbers; not its own (I7)."""
    still = JoinedCase.page_id == page.id, JoinedCase.left_at.is_(None)
    of_page = select(JoinedCase.case_id).where(*still)
    found = select(Case).where(Case.id.in_(of_page), Case.id != page.case_id)
    return turn.session.scalars(found.order_by(Case.id)).all()


def rung_people(turn: Turn, page: Page) -> Sequence[str]:
    """Return the people whom a page has tried to reach so far, each once, in order."""
    tried = select(Attempt.recipient).where(
        Attempt.page_id == page.id, Attempt.way.in_((AttemptWay.DIRECT, AttemptWay.OUTSIDE))
    )
    return list(dict.fromkeys(turn.session.scalars(tried.order_by(Attempt.id))))


def ended_words(page: Page) -> Sentence:
    """Say how a page ended, in the middle of a sentence."""
    by = page.ended_by
    who_did = ThePerson(by) if by and by != "desk" else "the desk"
    match page.how:
        case PageEnd.ACKNOWLEDGED:
            return who_did, " has it"
        case PageEnd.RESPONDED:
            return who_did, " gave the first response"
        case PageEnd.STOPPED:
            return who_did, f" stopped it: {page.reason}"
        case PageEnd.CLOSED:
            return who_did, " closed the case"
        case PageEnd.WITHDRAWN:
            return who_did, " withdrew the case"
        case PageEnd.LOWERED:
            return who_did, " lowered the severity"
        case PageEnd.LEFT:
            return ("the customer is not Managed any more",)
        case PageEnd.MOVED:
            return who_did, " moved the case to a customer who is not Managed"
        case PageEnd.SEV1:
            return ("it became a Managed Sev-1, which has a page of its own",)
        case None:
            raise ValueError(f"page {page.id} has not ended")
        case _:
            assert_never(page.how)
