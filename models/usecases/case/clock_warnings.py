"""S5, O5: people are warned that a clock runs out, each time once, and left alone at night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from models.rows.cases import Case
from models.rows.pages import PAGED, Page
from models.rules.response import ClockState
from models.rules.routing import route
from models.rules.warning import ClockWarning, next_warning, warnings_due
from models.usecases import people
from models.usecases.channels import posts
from models.usecases.derived.clocks import CaseClock, DueCases, clock_of, running
from models.usecases.letter import Letter, say_later
from models.usecases.oncall import rotations
from models.usecases.paging import boards, pages, ringing
from models.usecases.turn import Turn


class ClockRunsOut(Letter, topic="warning", called="a clock that runs"):
    """Warns that a case's clock runs out, or has (S5)."""

    case: int
    warning: ClockWarning


class Reminder(Letter, topic="reminder", called="a page's clock"):
    """Reminds who acknowledged a page; says who was `paged` too (O5)."""

    page: int
    warning: ClockWarning
    paged: str | None = None


def cases_that_wait(turn: Turn) -> Sequence[int]:
    """Return the cases whose clock runs."""
    waiting = select(Case.id).where(Case.responded_at.is_(None), Case.closed_at.is_(None))
    return turn.session.scalars(waiting.order_by(Case.id)).all()


def cases_to_warn_of(turn: Turn) -> DueCases:
    """Return the cases of which a warning is due and was not given yet, or that became overdue.

    With a day a customer's contract may change, and the clocks with it.
    """
    clocks = running(turn)
    paged = _pages_of(turn)
    due = {
        _key(item.case.id, warning, paged.get(item.case.id)): item.case.id
        for item in clocks
        for warning in warnings_due(turn.calendar, item.clock, turn.moment)
    } | {_overdue_key(item.case.id): item.case.id for item in clocks if _is_overdue(turn, item)}
    given = turn.remembered(due)
    coming = (next_warning(turn.calendar, item.clock, turn.moment) for item in clocks)
    return DueCases(
        sorted({due[key] for key in due.keys() - given}),
        next_at=min((turn.next_midnight, *coming)),
    )


def warn_of(turn: Turn, case_id: int) -> None:
    """Give the warnings of a case whose time has come; of those that were missed, the latest.

    Whatever shows the case says that it is overdue also while nobody may be disturbed (R6).
    """
    case = turn.session.get_one(Case, case_id)
    if not case.waits:
        return
    item = clock_of(turn, case)
    due = warnings_due(turn.calendar, item.clock, turn.moment)
    page = pages.open_page_of(turn, case_id)
    keys = {warning: _key(case_id, warning, page.id if page else None) for warning in due}
    new = [warning for warning in due if turn.is_news(keys[warning])]
    if new:
        _give(turn, item, new[-1])
    if _is_overdue(turn, item) and turn.is_news(_overdue_key(case_id)):
        posts.refresh(turn, case_id)
        if page is not None:
            boards.show_everywhere(turn, page.id)


def take_as_given(turn: Turn, case_id: int) -> None:
    """Keep that the warnings of a case whose time has come were given: elsewhere, to others."""
    item = clock_of(turn, turn.session.get_one(Case, case_id))
    for warning in warnings_due(turn.calendar, item.clock, turn.moment):
        turn.is_news(_key(case_id, warning, None))
    if _is_overdue(turn, item):
        turn.is_news(_overdue_key(case_id))


def _pages_of(turn: Turn) -> Mapping[int, int]:
    """Return the pages that have not ended, by their cases."""
    found = select(PAGED).join(Page, Page.id == PAGED.c.page_id)
    still = turn.session.execute(found.where(Page.ended_at.is_(None)))
    return {case_id: page_id for page_id, case_id in still}


def _key(case_id: int, warning: ClockWarning, page_id: int | None) -> str:
    """Each is given once (S4); but each page calls the secondary at its three quarters (O5), though
    people were warned of them before the case was paged.
    """
    key = f"warning:{case_id}:{warning.value}"
    calls = page_id is not None and warning is ClockWarning.THREE_QUARTERS
    return f"{key}:page {page_id}" if calls else key


def _overdue_key(case_id: int) -> str:
    return f"overdue:{case_id}"


def _is_overdue(turn: Turn, item: CaseClock) -> bool:
    return item.clock.state(turn.moment) is ClockState.OVERDUE


def _give(turn: Turn, item: CaseClock, warning: ClockWarning) -> None:
    page = pages.open_page_of(turn, item.case.id)
    if page is not None and warning is not ClockWarning.BREACH:
        _remind(turn, item, page, warning)
        return
    for recipient in _recipients(turn, item):
        say_later(turn, recipient, ClockRunsOut(item.case.id, warning))


def _remind(turn: Turn, item: CaseClock, page: Page, warning: ClockWarning) -> None:
    """O5 in the place of S5: the owner of a paged case is reminded, then somebody paged too."""
    owner, paged = _owner(turn, item), None
    if warning is ClockWarning.THREE_QUARTERS:
        paged = ringing.call_the_secondary(turn, page, owner)
    if owner is not None:
        say_later(turn, owner, Reminder(page.id, warning, paged))


def _owner(turn: Turn, item: CaseClock) -> str | None:
    """Return who has a case, unless they are gone."""
    owner = item.case.owner_id
    return None if owner is None or people.gone(turn, [owner]) else owner


def _recipients(turn: Turn, item: CaseClock) -> list[str]:
    """The owner and the channel; where there is neither, whoever is on duty, or the admins."""
    home = filter(None, (_owner(turn, item), channel_for(turn, item)))
    if found := list(dict.fromkeys(home)):
        return found
    on_duty = rotations.who(turn, rotations.DUTY)
    return [on_duty] if on_duty else people.admins(turn)


def channel_for(turn: Turn, item: CaseClock) -> str | None:
    """Return the channel in which a case is at home: of the pager, or of its queue."""
    if route(item.level, item.case.severity).pages:
        return turn.desk.sev1_channel
    return turn.desk.queue_channels.get(item.level)
