"""Answering a page: somebody takes it, hands it up, or stops it (O5, R7)."""

from __future__ import annotations

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, Missing, Sentence, ThePerson, Unknown
from models.rows.cases import Case
from models.rows.pages import Page
from models.rules.noted import AboutCase
from models.rules.paging import PageCause, PageEnd
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.channels import ownership
from models.usecases.paging import life
from models.usecases.paging.boards import PageLine, say_in_thread
from models.usecases.paging.pages import PageShown, ended_words, joined, shown, state_of
from models.usecases.paging.ringing import ring_on
from models.usecases.turn import Turn


@people.may(Permission.PAGES, "take pages")
def acknowledge(turn: Turn, page_id: int) -> PageShown:
    """Take a page: it rings nobody any more, and the case has an owner (O5, R7).

    NotAllowed where the case would be somebody's who may not work on cases.
    """
    case = _locked_case_of(turn, page_id)
    page = _open(turn, page_id)
    if page.acknowledged_by == turn.person.id:
        raise Impossible(f"You have page {page.id} already.")
    if page.acknowledged_by is not None:
        raise Impossible(
            (
                ThePerson(page.acknowledged_by),
                f" has page {page.id}. If it should go on to somebody else:",
            ),
            Step.HAND_UP_PAGE(page=page.id),
        )
    owned = _owned_with(page, case)
    if owned is not None:
        _refuse_who_may_not_own(turn, page, owned)
    page.acknowledged_by, page.acknowledged_at = turn.person.id, turn.asked_at
    page.next_at = None
    if owned is None:
        life.end(turn, page, PageEnd.ACKNOWLEDGED)  # there is no first response to wait for
    else:
        for each in (owned, *joined(turn, page)):
            _give_to_oneself(turn, page, each)
    say_in_thread(turn, page, PageLine(page.id, acknowledged=turn.person.id))
    return shown(turn, page_id)


def _give_to_oneself(turn: Turn, page: Page, case: Case) -> None:
    """Let a case of a page be whose the page is, unless it is closed or theirs already (O5)."""
    old, me = case.owner_id, turn.person.id
    if old != me and case.closed_at is None:
        case.owner_id = me
        turn.note(AboutCase.OWNER, case.id, old, me, f"page {page.id}")
        ownership.tell_former_owner(turn, case.id, old, me)


def _owned_with(page: Page, case: Case | None) -> Case | None:
    """Return the case whose owner is whoever acknowledges the page (O5); None without one."""
    if case is None or (page.why == PageCause.ASKED and case.responded_at is not None):
        return None
    return case


def _refuse_who_may_not_own(turn: Turn, page: Page, case: Case) -> None:
    """Let a page ring on where whoever takes it could do nothing on its case (NotAllowed)."""
    may = Permission.ENGINEERS
    only = (
        f"Only {may.for_whom()} can acknowledge page {page.id}: whoever does has #{case.id} (O5)."
    )
    on = Step.HAND_UP_PAGE(page=page.id)
    people.require(turn, may, (f"{only} It rings on. To ring the next rung now: ", on, "."))


@people.may(Permission.EVERYBODY, "hand pages up")
def hand_up(turn: Turn, page_id: int, seen: str | None = None) -> PageShown:
    """Hand a page up to the next rung at once, also one that somebody has.

    Impossible if it is not in the state any more in which it was `seen`, if that is said: of two
    who mean the same rung, one rings it.
    """
    page = _open(turn, page_id)
    if seen is not None and seen != state_of(page):
        who = page.acknowledged_by
        has: Sentence = (ThePerson(who), " has it") if who else ("it rings on",)
        raise Impossible(
            (f"Page {page.id} has moved on meanwhile: ", *has, ". To hand it up all the same:"),
            Step.HAND_UP_PAGE(page=page.id),
        )
    if page.why == PageCause.DRILL:
        raise Impossible("A drill rings only you; there is nobody to hand it up to.")
    ring_on(turn, page, PageLine(page.id, handed=turn.person.id))
    return shown(turn, page_id)


@people.may(Permission.EVERYBODY, "stop pages")
def stop(turn: Turn, page_id: int, because: str | None) -> PageShown:
    """Stop a page, with a reason (R7)."""
    page = _open(turn, page_id)
    if not because:
        raise Missing(
            "Stopping a page wants a reason: others will read it.",
            Step.STOP_PAGE(page=page.id),
        )
    life.end(turn, page, PageEnd.STOPPED, because)
    return shown(turn, page_id)


def _open(turn: Turn, page_id: int) -> Page:
    page = (
        turn.session.get(Page, page_id, with_for_update={"key_share": True})
        if page_id < 2**31
        else None
    )
    if page is None:
        raise Unknown(f"There is no page {page_id}.", Step.LIST_PAGES())
    if page.ended_at is not None:
        raise Impossible((f"Page {page.id} has ended: ", *ended_words(page), "."))
    return page


def _locked_case_of(turn: Turn, page_id: int) -> Case | None:
    """Lock the case of a page, if it has one; the page itself comes after it."""
    of_case = select(Case).join(Page, Page.case_id == Case.id).where(Page.id == page_id)
    case = turn.session.scalars(of_case).first() if page_id < 2**31 else None
    if case is not None:
        life.lock(turn, case)
    return case
