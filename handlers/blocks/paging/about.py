"""What is said of a page wherever it stands: what it is about, how it ended, and its buttons."""

from __future__ import annotations

from datetime import datetime

from slackblocks import Block

from handlers.blocks.pieces.answer import lasting_buttons
from handlers.blocks.pieces.refusal import mrkdwn
from handlers.blocks.pieces.wording import cut, quoted
from models.rows.pages import Page
from models.rules.written_time import Wall
from models.usecases.paging.pages import PageFacts, PageShown, ended_words, state_of


def about(shown: PageShown) -> str:
    """Say in a few words what a page is about: its case, or what was asked."""
    if shown.case is not None and shown.customer is not None:
        case = shown.case
        return f"{shown.customer.key} #{case.id} Sev-{case.severity} {quoted(case.title)}"
    who = shown.customer.key if shown.customer else None
    text = quoted(shown.page.text) if shown.page.text else None
    return ": ".join(part for part in (who, text) if part) or "you"


def also(shown: PageShown) -> str | None:
    """Name the cases that joined a page, which it rings for too (I7)."""
    named = [f"#{case.id} {quoted(cut(case.title, _SHORT))}" for case in shown.joined[:_MOST]]
    more = [f"{len(shown.joined) - _MOST} more"] if len(shown.joined) > _MOST else []
    return f"Also {' · '.join((*named, *more))}" if named else None


_SHORT, _MOST = 60, 3  # that a page fits a telephone


def ending(page: Page) -> str:
    """Say how a page ended, in the middle of a sentence."""
    return mrkdwn(ended_words(page))


def when(facts: PageFacts, moment: datetime) -> str:
    """Write an instant for a page's message, which stays: the day on which the page began is known
    from where it stands, until another day has come.
    """
    began = Wall(facts.wall.calendar, facts.shown.page.at)
    return began.short(moment) if began.today == facts.wall.today else facts.wall.dated(moment)


def hand_up_button(page: Page) -> tuple[str, str]:
    """The button that hands a page up, as it is shown now."""
    return "Hand up", f"/oncall handup {page.id} --seen {state_of(page)}"


def page_buttons(shown: PageShown) -> Block | None:
    """What can be done about a page; nothing when it is over."""
    page, case = shown.page, shown.case
    if page.ended_at is not None:
        return None
    offered = [hand_up_button(page)]
    more = [("Stop…", f"/oncall stop {page.id}")]
    if shown.rings:
        offered.insert(0, ("Acknowledge", f"/oncall ack {page.id}"))
    if case is not None:
        more.append((f"Show #{case.id}", f"/case show {case.id}"))
        if case.responded_at is None:
            offered.append(("I've replied", f"/case respond {case.id}"))
    whole = "Runbook, windows, access" if shown.customer else "Every way that was tried"
    more.append((whole, f"/oncall pages {page.id}"))
    return lasting_buttons(offered, more, primary=0 if shown.rings else None)
