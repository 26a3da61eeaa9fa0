"""A page in Slack: what it is about, by when a reply is due, its buttons, and who was rung when.

It lives in place, and fits a telephone's screen. Every way that was tried stands in `whole`.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.blocks.paging.about import about, also, ending, page_buttons, when
from handlers.blocks.paging.drill import drill
from handlers.blocks.paging.rung import by_hand, rang
from handlers.blocks.pieces.answer import Answer, answer, lines
from handlers.blocks.pieces.wording import as_typed, cut, duration, person, quoted
from models.rules.paging import PageCause, PageEnd
from models.rules.response import ClockState
from models.rules.service_definition import TargetKind
from models.usecases.paging.pages import PageFacts, PageShown

_LONGEST_TITLE = 120


def board(facts: PageFacts, *, beside: bool = False) -> Answer:
    """Show a page as it stands; in two lines when it is over.

    `beside`: to the secondary, who is asked to help at three quarters of the clock (O5).
    """
    shown, page = facts.shown, facts.shown.page
    if page.why == PageCause.DRILL:
        return drill(facts)
    if page.ended_at is not None:
        return answer(_headline(shown, asks=False), lines([_over(facts)]))
    return answer(
        _headline(shown, asks=beside or shown.rings),
        lines(
            [_BESIDE if beside else None, _asked(facts.shown), _stands(facts), also(facts.shown)]
        ),
        page_buttons(shown),
        *by_hand(facts),
        rang(facts),
    )


_BESIDE = "No first response yet, and three quarters of the clock have run: please help (O5)."


def reaches_nobody(facts: PageFacts) -> Answer:
    """Tell the admins that a step of a page reached nobody."""
    return answer(
        f":rotating_light: *Page {facts.shown.page.id}, {about(facts.shown)}, reached nobody* on "
        "its last step.",
        page_buttons(facts.shown),
        *by_hand(facts),
        rang(facts),
    )


# --- what it is about -----------------------------------------------------------------------------


def _headline(shown: PageShown, *, asks: bool) -> str:
    """A page at a glance, which is also the notification: `🚨 initech Sev-1 · Login down`.

    `asks`: whether its reader is asked for help.
    """
    case, customer = shown.case, shown.customer
    severity = f" Sev-{case.severity}" if case else ""
    whose = f"{customer.key}{severity}" if customer else ""
    title = as_typed(cut(case.title if case else shown.page.text, _LONGEST_TITLE))
    mark = ":rotating_light:" if asks else _mark(shown)
    return f"{mark} *{' · '.join(filter(None, (whose, title)))}*"


def _mark(shown: PageShown) -> str:
    """By what one sees that nobody is asked any more: somebody has it, or it is over."""
    has_it = shown.page.ended_at is None or shown.page.how is PageEnd.ACKNOWLEDGED
    return ":large_green_circle:" if has_it else ":white_check_mark:"


def _asked(shown: PageShown) -> str | None:
    """Who asks for help; what they ask is the headline, unless that is a case's."""
    page = shown.page
    if page.why != PageCause.ASKED:
        return None
    text = f": {quoted(page.text)}" if shown.case is not None and page.text else ""
    return f"{person(page.by)} asks for help{text}"


# --- how it stands --------------------------------------------------------------------------------


def _stands(facts: PageFacts) -> str:
    """Who has it, and by when a reply is due: `Reply by 12:05 · 1h54 left`."""
    case = facts.shown.case
    link = f"<{case.link}|the report>" if case is not None and case.link else None
    said = " · ".join(filter(None, (_owner(facts), *_reply(facts), link)))
    return said[0].upper() + said[1:]


def _owner(facts: PageFacts) -> str | None:
    page = facts.shown.page
    if page.acknowledged_by is None or page.acknowledged_at is None:
        return None
    return f"{person(page.acknowledged_by)} has it since {when(facts, page.acknowledged_at)}"


def _reply(facts: PageFacts) -> Iterator[str]:
    if facts.clock is None:
        yield "no case, so no reply is due"
        return
    clock = facts.clock.clock
    due = f"*{when(facts, clock.due)}*"
    if clock.responded is not None:
        yield f"replied {when(facts, clock.responded)}"
    elif clock.state(facts.wall.now) is ClockState.OVERDUE:
        yield f"reply was due {due}"
        yield "*overdue*"
    elif clock.target.kind is not TargetKind.ELAPSED:
        yield f"reply by {due} ({clock.target.words})"
    else:
        yield f"reply by {due}"
        if facts.shown.rings:  # each rung writes it anew; afterwards it would grow old
            yield f"{duration(int((clock.due - facts.wall.now).total_seconds() // 60))} left"


def _over(facts: PageFacts) -> str:
    """Who had it, how it ended, and when."""
    page = facts.shown.page
    assert page.ended_at is not None
    if page.how is PageEnd.ACKNOWLEDGED:
        said = _owner(facts) or ending(page)
    else:
        others = page.acknowledged_by not in (None, page.ended_by)
        had = f"{person(page.acknowledged_by or '')} had it; " if others else ""
        said = f"Over {when(facts, page.ended_at)}: {had}{ending(page)}{_late(facts)}"
    return f"{said} · `/oncall pages {page.id}`"


def _late(facts: PageFacts) -> str:
    """Say of the reply that ended a page that it came too late, if it did."""
    if facts.shown.page.how is not PageEnd.RESPONDED or facts.clock is None:
        return ""
    clock = facts.clock.clock
    breached = clock.state(facts.wall.now) is ClockState.BREACHED
    return f", late: due {when(facts, clock.due)}" if breached else ""
