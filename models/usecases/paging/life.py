"""Pages: one begins, follows its case and its customer, and ends (R1, R4, R7, O3).

How it rings stands in `ringing`, with its `attempts`; who takes it or stops it in `answering`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from models.next_steps import Step
from models.problems import Doubtful, Impossible, Sentence, ThePerson
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.pages import PAGED, JoinedCase, Page
from models.rules.ladder import Ladder, Reach, ReachKind, Rung, written
from models.rules.noted import AboutCase, Subject
from models.rules.paging import PageCause, PageEnd
from models.rules.permissions import Permission
from models.rules.routing import route
from models.rules.service_definition import Severity
from models.usecases import finding, people
from models.usecases.derived.clocks import DueCases, clock_of
from models.usecases.oncall.ladders import ladder_of
from models.usecases.paging.attempts import ring_channel
from models.usecases.paging.boards import PageLine, say_in_thread, show_everywhere
from models.usecases.paging.pages import (
    joined,
    open_page_of,
    rung_people,
    unanswered_page_of,
)
from models.usecases.paging.ringing import climb, ring_on
from models.usecases.turn import Turn

MOST_TYPED = 5  # pages that one person asks for in a minute: more than an incident has
_A_MINUTE = timedelta(minutes=1)


class ManyPages(Doubtful):
    """Somebody has asked for many pages in a minute: said before yet another rings."""

    def __init__(self) -> None:
        super().__init__(
            f"You have paged {MOST_TYPED} times within a minute. Ring once more?", "Page anyway"
        )


# --- it begins ------------------------------------------------------------------------------------


@people.may(Permission.EVERYBODY, "page somebody")
def page_case(
    turn: Turn, case: Case, why: PageCause, text: str = "", *, anyway: bool = False
) -> Page:
    """Page for a case: the ladder of its customer is frozen and its first rung rings at once.

    Impossible for a closed case, and while another page of the case has not ended; ManyPages if
    that is asked for too often, unless it is to ring `anyway`.
    """
    lock(turn, case)
    refuse_closed(case)
    refuse_second_page(turn, case)
    if why is PageCause.ASKED:
        _refuse_many(turn, anyway)
    return begin(turn, why, ladder_of(turn, case.customer_id), case.customer_id, case.id, text)


def refuse_second_page(turn: Turn, case: Case) -> None:
    """Refuse another page for a case while one has not ended (Impossible)."""
    if (other := open_page_of(turn, case.id)) is not None:
        who = other.acknowledged_by
        has: Sentence = (ThePerson(who), " has") if who else ("There is",)
        raise Impossible(
            (*has, f" page {other.id} for #{case.id} already. To ring somebody else too:"),
            Step.HAND_UP_PAGE(page=other.id),
        )


@people.may(Permission.EVERYBODY, "page somebody")
def page_customer(turn: Turn, customer: Customer, text: str, *, anyway: bool = False) -> Page:
    """Page for a customer, without a case: somebody asks for help by hand.

    Impossible while a page about the same has not ended; ManyPages as of a case.
    """
    finding.locked(turn, customer.id)
    same = select(Page).where(
        Page.customer_id == customer.id,
        Page.case_id.is_(None),
        Page.text == text,
        Page.ended_at.is_(None),
    )
    if (other := turn.session.scalars(same.limit(1)).first()) is not None:
        raise Impossible(
            f"Page {other.id} of {customer.key} is about that already. To ring somebody else too:",
            Step.HAND_UP_PAGE(page=other.id),
        )
    _refuse_many(turn, anyway)
    return begin(turn, PageCause.ASKED, ladder_of(turn, customer.id), customer.id, None, text)


@people.may(Permission.EVERYBODY, "page somebody")
def page_person(turn: Turn, person_id: str, text: str, *, anyway: bool = False) -> Page:
    """Page one person alone, every few minutes until they acknowledge.

    Impossible for whoever can't do anything at the desk, for oneself, and while a page of theirs
    about the same has not ended; ManyPages as of a case.
    """
    people.refuse_gone(turn, [person_id], "be paged")
    if person_id == turn.person.id:
        raise Impossible("That is you, and whoever asks for help is not rung.")
    ladder = ladder_of_one(person_id)
    about = select(Page).where(
        Page.why == PageCause.ASKED, Page.text == text, Page.ended_at.is_(None)
    )
    for other in turn.session.scalars(about):
        if other.ladder == written(ladder):
            raise Impossible((f"Page {other.id} asks ", ThePerson(person_id), " for that already."))
    _refuse_many(turn, anyway)
    return begin(turn, PageCause.ASKED, ladder, None, None, text)


def _refuse_many(turn: Turn, anyway: bool) -> None:
    """Raise ManyPages if the person of the turn has asked for as many as may be in a minute.

    What they ask for at the same time, by another device or a program, follows this and counts.
    """
    turn.lock(f"pages of {turn.person.id}")
    latest = select(Page.at).where(Page.by == turn.person.id, Page.why == PageCause.ASKED)
    last = turn.session.scalar(latest.order_by(Page.id.desc()).offset(MOST_TYPED - 1).limit(1))
    if not anyway and last is not None and last > turn.moment - _A_MINUTE:
        raise ManyPages


def ladder_of_one(person_id: str, every: timedelta = timedelta(minutes=5)) -> Ladder:
    """Return the ladder that rings one person alone, again and again."""
    return Ladder((Rung(timedelta(), (Reach(ReachKind.PERSON, person_id),)),), every)


def case_of(turn: Turn, number: int) -> Case:
    """Return an open case to page for; Unknown or Impossible if there is nothing to page for."""
    case = finding.case(turn, number)
    refuse_closed(case)
    return case


def refuse_closed(case: Case) -> None:
    """Refuse (Impossible) to page for a case that is closed."""
    if case.closed_at is not None:
        raise Impossible(f"#{case.id} is closed. Reopen it first.", Step.REOPEN_CASE(case=case.id))


@people.may(Permission.EVERYBODY)
def drill(turn: Turn) -> Page:
    """Ring only the person of the turn, by every way they have, and report what arrived."""
    ladder = ladder_of_one(turn.person.id, every=timedelta(days=1))
    page = begin(turn, PageCause.DRILL, ladder, None, None, "")
    page.next_at = None
    return page


def begin(
    turn: Turn,
    why: PageCause,
    ladder: Ladder,
    customer_id: int | None,
    case_id: int | None,
    text: str,
) -> Page:
    """Freeze a ladder, and ring its first rung at once, and the Sev-1 channel beside it."""
    page = Page(
        why=PageCause.of(why),
        case_id=case_id,
        customer_id=customer_id,
        text=text,
        ladder=written(ladder),
        next_at=turn.moment,
        **turn.stamp,
    )
    turn.session.add(page)
    turn.session.flush()
    if turn.desk.sev1_channel and why != PageCause.DRILL:
        ring_channel(turn, page, 0, turn.desk.sev1_channel, turn.moment)
    climb(turn, page)
    return page


def lock(turn: Turn, case: Case) -> None:
    """Lock a case as it is now: always the customer first, then the case, then its page."""
    finding.locked_with(turn, case)
    turn.session.refresh(case, with_for_update={"key_share": True})


# --- it follows its case --------------------------------------------------------------------------


def follow_case(
    turn: Turn,
    case: Case,
    *,
    starts: bool = False,
    responded: bool = False,
    by_itself: bool = False,
) -> Page | None:
    """Let the page of a case follow it (R1, R4, R7); return the page that rings for it from now on,
    if that is news.

    The caller has locked the customer, if others know of the case. `starts`: it just became a case
    that is paged, so that a page which was stopped stays so whatever else changes. `responded`: the
    first response was just given, which also ends a page that was asked for. `by_itself`: so it was
    reported, and it joins a page of its customer's that nobody has answered (I7).
    """
    turn.session.flush()
    page = open_page_of(turn, case.id, locked=True)
    begins = starts and case.waits and _is_paged(turn, case)
    if page is not None:
        if (how := _end_of(page, case, begins, responded)) is None:
            return None
        if not _leaves(turn, page, case):
            end(turn, page, how)
    if not begins:
        return None
    if by_itself and (rings := unanswered_page_of(turn, case.customer_id)) is not None:
        return _join(turn, rings, case)
    return page_case(turn, case, PageCause.SEV1)


def _join(turn: Turn, page: Page, case: Case) -> Page:
    """Let a page ring for one case more: it lists it, and nobody is rung twice (I7)."""
    _keep(turn, page, case, joined_at=turn.moment)
    show_everywhere(turn, page.id)
    say_in_thread(turn, page, PageLine(page.id, joined=case.id))
    return page


def _leaves(turn: Turn, page: Page, done: Case) -> bool:
    """Let a case leave a page that goes on, for another of its cases needs it still; return whether
    one does (I7, R7). From then on the page neither names it nor is about it; that it rang for it
    stays known.
    """
    others = [case for case in _cases_of(turn, page) if case.id != done.id]
    needy = [case for case in others if case.severity is Severity.SEV1 and case.waits]
    if not needy:
        return False
    joined_at = page.at
    if page.case_id != done.id:
        joined_at = turn.session.get_one(JoinedCase, (page.id, done.id)).at
    else:
        page.case_id = needy[0].id  # which is the page's own then, and no joined one any more
        turn.session.delete(turn.session.get_one(JoinedCase, (page.id, needy[0].id)))
    _keep(turn, page, done, joined_at, left_at=turn.moment)
    show_everywhere(turn, page.id)
    return True


def _keep(
    turn: Turn, page: Page, case: Case, joined_at: datetime, left_at: datetime | None = None
) -> None:
    """Keep since when a page has a case that is not its own, and until when; it may be there anew
    after it left.
    """
    row = JoinedCase(page_id=page.id, case_id=case.id, at=joined_at, left_at=left_at)
    turn.session.merge(row)
    turn.session.flush()


def _cases_of(turn: Turn, page: Page) -> Sequence[Case]:
    """Return the case of a page and those that joined it."""
    own = turn.session.get(Case, page.case_id) if page.case_id is not None else None
    return [*([own] if own is not None else []), *joined(turn, page)]


def _is_paged(turn: Turn, case: Case) -> bool:
    return route(clock_of(turn, case).level, case.severity).pages


def _end_of(page: Page, case: Case, begins: bool, responded: bool) -> PageEnd | None:
    """How a page ends with what its case is now, or None if it goes on: whoever's case it is, and
    whatever they have by now, the report was made under Managed (R7).
    """
    if responded or (page.why == PageCause.SEV1 and case.responded_at is not None):
        return PageEnd.RESPONDED
    if case.closed_at is not None:
        return PageEnd.WITHDRAWN if case.withdrawn_at is not None else PageEnd.CLOSED
    if page.why == PageCause.SEV1 and case.severity is not Severity.SEV1:
        return PageEnd.LOWERED
    return PageEnd.SEV1 if page.why == PageCause.ASKED and begins else None


def cases_to_watch(turn: Turn) -> Sequence[int]:
    """Return the cases that would ring if their customer were Managed, or if whoever acknowledged
    their page were gone (R1, R7). One whose page a person stopped is not among them, unless it
    became Sev-1 again since.
    """
    return turn.session.scalars(_WATCHED).all()


def _watched() -> Select[int]:
    paged = select(PAGED.c.case_id).join(Page, Page.id == PAGED.c.page_id)
    taken = paged.where(Page.acknowledged_by.is_not(None), Page.ended_at.is_(None))
    raised = select(Change.id).where(
        Change.subject == Subject.CASE,
        Change.subject_id == PAGED.c.case_id,
        Change.what == AboutCase.SEVERITY,
        Change.new == str(Severity.SEV1),
        Change.at > Page.ended_at,
    )
    stopped = paged.where(Page.why == PageCause.SEV1, Page.how == PageEnd.STOPPED, ~raised.exists())
    waiting = Case.responded_at.is_(None) & Case.closed_at.is_(None)
    may_ring = (Case.severity == Severity.SEV1) & Case.id.not_in(stopped)
    return select(Case.id).where(waiting, may_ring | Case.id.in_(taken)).order_by(Case.id)


_WATCHED = _watched()  # built once: each look of the worker asks it


def cases_out_of_step(turn: Turn) -> DueCases:
    """Return the cases that should ring and do not: their customer became Managed by its dates, or
    whoever acknowledged their page is gone (R1, R7).
    """
    found = turn.session.scalars(select(Case).where(Case.id.in_(cases_to_watch(turn)))).all()
    numbers = [case.id for case in found if _begins(turn, case) or _left_page(turn, case)]
    return DueCases(numbers, turn.next_midnight)


def keep_ringing(turn: Turn, case_id: int) -> None:
    """Let a case ring whose customer is Managed by now, or whose page has lost its owner (R7)."""
    case = turn.session.get_one(Case, case_id)
    lock(turn, case)
    if (page := _left_page(turn, case)) is not None:
        ring_on(turn, page, PageLine(page.id, left=page.acknowledged_by))
    elif _begins(turn, case):
        follow_case(turn, case, starts=True)


@dataclass(frozen=True)
class PageBegun:
    """A page that begins to ring, and whom it rang at once."""

    page: Page
    people: Sequence[str]


def ring_what_waits(turn: Turn, customer: Customer) -> Sequence[PageBegun]:
    """Page for the Sev-1s of a customer who just became Managed (R1); it is locked."""
    found = turn.session.scalars(select(Case).where(Case.id.in_(cases_to_watch(turn)))).all()
    theirs = [case for case in found if case.customer_id == customer.id and _begins(turn, case)]
    begun = filter(None, (follow_case(turn, case, starts=True) for case in theirs))
    return [PageBegun(page, rung_people(turn, page)) for page in begun]


def _begins(turn: Turn, case: Case) -> bool:
    """Whether a case is to be paged and is not."""
    page = open_page_of(turn, case.id)
    rings = page is not None and page.why == PageCause.SEV1
    return not rings and case.severity is Severity.SEV1 and case.waits and _is_paged(turn, case)


def _left_page(turn: Turn, case: Case) -> Page | None:
    """Return the page of a case that waits, if whoever acknowledged it is gone."""
    page = open_page_of(turn, case.id)
    if page is None or page.acknowledged_by is None or not case.waits:
        return None
    return page if people.gone(turn, [page.acknowledged_by]) else None


# --- it ends --------------------------------------------------------------------------------------


def end(turn: Turn, page: Page, how: PageEnd, reason: str = "") -> None:
    """End a page; `how` is one of R7's, as `pages.ended_words` says it."""
    page.next_at, page.ended_at, page.ended_by = None, turn.moment, turn.person.id
    page.how, page.reason = PageEnd.of(how), reason
    say_in_thread(turn, page, PageLine(page.id, ended=True))
