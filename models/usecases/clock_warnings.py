"""S5, O5: people are warned that a clock runs out, each time once, and left alone at night."""

from __future__ import annotations

from models.rules.routing import route
from models.rules.warning import ClockWarning, warnings_due
from models.usecases import paging
from models.usecases.clocks import CaseClock, running
from models.usecases.turn import Turn

WARNING = "warning"  # the topic of the outbox message
REMINDER = "reminder"  # to whoever acknowledged a page


def warn(turn: Turn) -> None:
    """Give every warning whose time has come and that was not given yet."""
    for item in running(turn):
        due = warnings_due(turn.calendar, item.clock, turn.moment)
        new = [w for w in due if turn.is_news(f"warning:{item.case.id}:{w.value}")]
        if new:
            _give(turn, item, new[-1])


def _give(turn: Turn, item: CaseClock, warning: ClockWarning) -> None:
    page = paging.open_page_of(turn, item.case.id)
    if page is not None and warning is not ClockWarning.BREACH:  # O5 in the place of S5
        if page.acknowledged_by is not None:
            about: dict[str, object] = {"page": page.id, "warning": warning.value}
            turn.say_later(page.acknowledged_by, REMINDER, about)
        if warning is ClockWarning.THREE_QUARTERS:
            paging.call_the_secondary(turn, page)
        return
    about = {"case": item.case.id, "warning": warning.value}
    recipients = [item.case.owner_id, channel_for(turn, item)]
    for recipient in dict.fromkeys(filter(None, recipients)):
        turn.say_later(recipient, WARNING, about)


def channel_for(turn: Turn, item: CaseClock) -> str | None:
    """Return the channel in which a case is at home: of the pager, or of its queue."""
    if route(item.level, item.case.severity).pages:
        return turn.desk.sev1_channel
    return turn.desk.queue_channels.get(item.level)
