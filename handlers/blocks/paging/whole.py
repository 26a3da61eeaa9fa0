"""A page shown whole: how it stands, what was agreed, and every way that was tried."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.blocks.oncall.ladder import reaches_words
from handlers.blocks.paging.about import about, also, ending, page_buttons
from handlers.blocks.paging.drill import drill
from handlers.blocks.paging.rung import by_hand
from handlers.blocks.paging.tried import tried
from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.windows import windows_in_words
from handlers.blocks.pieces.wording import (
    as_typed,
    counted,
    escaped,
    level,
    person,
    stop_after,
)
from models.rows.pages import Page
from models.rules.ladder import read_ladder
from models.rules.paging import PageCause, PageEnd
from models.usecases.paging.pages import NOT_ON_THE_LADDER, PageFacts

_LINES_A_SECTION, _MOST_SECTIONS = 12, 40  # Slack takes 50 blocks


def whole(facts: PageFacts) -> Answer:
    """Show a page with every attempt that was made."""
    if facts.shown.page.why == PageCause.DRILL:
        return drill(facts)
    all_lines = list(tried(facts))
    left_out = max(0, len(all_lines) - _LINES_A_SECTION * _MOST_SECTIONS)
    shown = all_lines[left_out:]
    return answer(
        _headline(facts),
        lines([*_known(facts), *_agreed(facts)]),
        small(f"{counted(left_out, 'earlier line')} not shown") if left_out else None,
        *(
            lines(shown[at : at + _LINES_A_SECTION])
            for at in range(0, len(shown), _LINES_A_SECTION)
        ),
        *by_hand(facts),
        small(following) if (following := _coming(facts)) else None,
        page_buttons(facts.shown),
        small(f"Page {facts.shown.page.id} · `/oncall pages`"),
    )


def _headline(facts: PageFacts) -> str:
    """How a page stands, in a sentence."""
    page = facts.shown.page
    if page.ended_at is not None and page.how is not PageEnd.ACKNOWLEDGED:
        return f":white_check_mark: Over: {stop_after(about(facts.shown))} {_how(page)}."
    if page.acknowledged_by is not None:
        what = stop_after(about(facts.shown))
        return f":large_green_circle: {person(page.acknowledged_by)} has {what}"
    asked = f" {person(page.by)} asks for help." if page.why == PageCause.ASKED else ""
    return f":rotating_light: *{about(facts.shown)}*: somebody is needed now.{asked}"


def _how(page: Page) -> str:
    """How a page ended, as a sentence."""
    said = ending(page)
    return said[0].upper() + said[1:]


def _known(facts: PageFacts) -> Iterator[str | None]:
    shown, wall = facts.shown, facts.wall
    if shown.page.why == PageCause.ASKED and shown.page.text and shown.case is not None:
        yield as_typed(shown.page.text)
    if facts.clock is not None:
        response = facts.clock.clock
        due = wall.dated(response.due)
        if response.responded is not None:
            at = wall.dated(response.responded)
            yield f"First response given {at} (due {due})."
        elif wall.now > response.due:
            yield f":warning: First response was due {due}: overdue."
        else:
            yield f"First response due *{due}*."
    if shown.case is not None and shown.case.link:
        yield f"<{shown.case.link}|The message it came from>"
    yield also(shown)


def _agreed(facts: PageFacts) -> Iterator[str]:
    """Whose page it is, and what was agreed for such a moment."""
    if (customer := facts.shown.customer) is None:
        return
    agreed = f", {level(facts.clock.clock.level)}" if facts.clock is not None else ""
    yield f"{as_typed(customer.name)}{agreed}"
    if facts.windows:
        yield f"Change windows: {windows_in_words(facts.windows, facts.wall)}"
    if customer.change_windows:
        yield f"Note on change windows: {as_typed(customer.change_windows)}"
    if customer.remote_access:
        yield f"Remote access: {as_typed(customer.remote_access)}"
    if customer.runbook_url:
        yield f"<{escaped(customer.runbook_url)}|Runbook>"


def _coming(facts: PageFacts) -> str | None:
    """Say what happens next, and at which time; nothing when it is over."""
    page = facts.shown.page
    if page.ended_at is not None:
        return None
    if page.acknowledged_by is not None and _has_response(facts):
        return "Acknowledged: nobody else is rung."
    if page.acknowledged_by is not None:
        beside = any(each.step == NOT_ON_THE_LADDER for each in facts.shown.attempts)
        rung = "the secondary was rung to help" if beside else "nobody else is rung"
        return f"Acknowledged: {rung}. The clock runs until somebody says *I've replied* (S3, O5)."
    if page.next_at is None:
        return "Nobody else will be rung."
    ladder = read_ladder(page.ladder)
    at = facts.wall.short(page.next_at)
    if ladder.repeats(page.step):
        return f"Next, at {at}: all of them again, until somebody acknowledges (O3)."
    return f"Next, at {at}: {reaches_words(ladder.reaches(page.step))}."


def _has_response(facts: PageFacts) -> bool:
    return facts.shown.case is not None and facts.shown.case.responded_at is not None
