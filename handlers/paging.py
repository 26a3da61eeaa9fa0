"""Pages, as `/oncall` tells of them: beginning one, answering one, and which is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from handlers.blocks.paging import answers
from handlers.blocks.paging.whole import whole
from handlers.blocks.pieces.answer import Answer
from handlers.forms import page_somebody, stop_page
from handlers.intents.oncall.grammar import ONCALL
from handlers.intents.oncall.pages import (
    Acknowledge,
    AskWhy,
    BeginPage,
    HandUp,
    ListPages,
    NewPage,
    PageCase,
    PageCustomer,
    PageIntent,
    PageOf,
    PagePerson,
    ShowPage,
    Stop,
)
from handlers.talk import Form, Talk, customer_named
from models.next_steps import Step
from models.problems import Choice, Unknown
from models.rows.pages import Page
from models.rules.paging import PageCause
from models.usecases.paging import answering, life, pages
from models.usecases.paging.pages import PageShown, page_facts
from models.usecases.turn import Turn


def do(talk: Talk, intent: PageIntent) -> Answer | Form:
    """Answer what `/oncall` is told of pages."""
    turn = talk.turn
    match intent:
        case ListPages():
            return answers.listed(pages.open_pages(turn), turn.wall)
        case ShowPage(page=number):
            return whole(page_facts(turn, number))
        case NewPage():
            return page_somebody.form_anywhere(turn)
        case PageCase() | PageCustomer() | PagePerson():
            return answers.paged(page_facts(turn, _begun(turn, intent).id))
        case Acknowledge():
            return answers.acknowledged(answering.acknowledge(turn, _page_meant(turn, intent)))
        case HandUp(seen=seen):
            number = _page_meant(turn, intent)
            answering.hand_up(turn, number, seen)
            return answers.handed_up(page_facts(turn, number))
        case Stop(because=because):
            return answers.stopped(answering.stop(turn, _page_meant(turn, intent), because))
        case AskWhy():
            return stop_page.stop_form(turn, _page_meant(turn, intent))
        case _:
            assert_never(intent)


def _begun(turn: Turn, intent: BeginPage) -> Page:
    """Page; whoever has paged many times within a minute is asked before it rings once more."""
    anyway = intent.anyway
    match intent:
        case PageCase(case=number, text=text):
            case = life.case_of(turn, number)
            return life.page_case(turn, case, PageCause.ASKED, text or "", anyway=anyway)
        case PageCustomer(customer=typed, text=text):
            customer = customer_named(turn, typed)
            return life.page_customer(turn, customer, text, anyway=anyway)
        case PagePerson(user_id=user_id, text=text):
            return life.page_person(turn, user_id, text, anyway=anyway)
        case _:
            assert_never(intent)


def _page_meant(turn: Turn, intent: Acknowledge | HandUp | Stop | AskWhy) -> int:
    """Return the page that is named, or else the one that rings.

    Choice if several ring, or if none does and there are some to hand up or stop; else Unknown.
    """
    match intent.page:
        case int():
            return intent.page
        case PageOf():
            return _page_about(turn, intent, intent.page)
        case None:
            rings = pages.ringing(turn)
            if len(rings) == 1:
                return rings[0].page.id
            found = rings or (() if isinstance(intent, Acknowledge) else pages.open_pages(turn))
            if not found:
                raise Unknown("No page rings.", Step.LIST_PAGES())
            state = f"{len(rings)} pages ring." if rings else "No page rings just now."
            raise _which(intent, state, found)
        case _:
            assert_never(intent.page)


def _page_about(turn: Turn, intent: Acknowledge | HandUp | Stop | AskWhy, wanted: PageOf) -> int:
    """Return the open page of a case or a customer: of several the one that rings.

    Choice if more than one does; Unknown if there is none.
    """
    if wanted.customer is not None:
        customer = customer_named(turn, wanted.customer)
        about = customer.key
        found = [each for each in pages.open_pages(turn) if each.customer is customer]
    else:
        about = f"#{wanted.case}"
        found = [each for each in pages.open_pages(turn) if wanted.case in each.case_numbers]
    if not found:
        raise Unknown(f"No page of {about} is open.", Step.LIST_PAGES())
    rings = [each for each in found if each.page.acknowledged_by is None] or found
    if len(rings) > 1:
        raise _which(intent, f"{len(rings)} pages of {about} are open.", rings)
    return rings[0].page.id


def _which(
    intent: Acknowledge | HandUp | Stop | AskWhy, state: str, found: Sequence[PageShown]
) -> Choice:
    """Return the question which of the pages is meant."""
    options = tuple(
        (answers.label(each), f"{ONCALL.name} {replace(intent, page=each.page.id).typed()}")
        for each in found
    )
    yours = " is yours" if isinstance(intent, Acknowledge) else ""
    return Choice(f"{state} Which one{yours}?", options)
