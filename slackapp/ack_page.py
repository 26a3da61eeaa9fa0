"""`/ack/{token}`: who was rung outside Slack sees what it is about, and takes it with one press.

Opening the link changes nothing, because mail programs and messengers look at links before people
do; the button does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handlers.blocks.pieces.refusal import outside_slack, plain, typed
from handlers.blocks.pieces.wording import day, duration
from models.clock import Clock
from models.next_steps import Step
from models.problems import NotAllowed, Problem, Unknown
from models.rows.lanes import urgently
from models.rows.outage import AWAY, patiently
from models.rules.paging import PageCause, PageEnd
from models.usecases import people
from models.usecases.paging import links
from models.usecases.paging.links import Invited
from models.usecases.turn import Desk, Turn
from slackapp.web_page import notice, web_page


def ack_route(desk: Desk, clock: Clock) -> Route:
    """Return the door."""

    def ack(request: Request) -> Response:
        answers = partial(_answer, desk, clock, request)
        try:
            with urgently():
                return patiently(answers)  # taking what one has already changes nothing
        except Problem as refused:
            return _refused(desk, refused)
        except AWAY:
            return notice("Not just now", _AWAY, status=503)

    return Route("/ack/{token}", ack, methods=["GET", "POST"])


def _answer(desk: Desk, clock: Clock, request: Request) -> Response:
    """Take the page, or show it."""
    token = request.path_params["token"]
    page_id, person = links.bearer(desk, token)
    if request.method == "POST":
        desk.write(person, clock.now(), partial(links.take, page_id=page_id))
        # Relative, so that it holds behind a proxy too; what became of it is told there.
        return RedirectResponse(token, 303, headers={"Cache-Control": "no-store"})
    with desk.reading(person, clock.now()) as turn:
        return _told(turn, links.invited(turn, page_id))


_AWAY = (
    "The desk's database does not answer, so it is not known whether anybody has this page. "
    "Open the link again in a minute."
)


def _refused(desk: Desk, refused: Problem) -> Response:
    """Say why somebody can't have the page."""
    match refused:
        case NotAllowed():
            title, status = "Not for this account", 403
        case Unknown():
            title, status = "There is nothing here", 404
        case _:
            title, status = "Not just now", 503
    with desk.database.reading() as session:
        said = outside_slack(refused, partial(people.name_of, session))
    return notice(title, said, status=status)


def _told(turn: Turn, invited: Invited) -> Response:
    """Word the page as it stands for the bearer of the link."""
    page = invited.shown.page
    if invited.is_mine and (page.ended_at is None or page.how is PageEnd.ACKNOWLEDGED):
        since = _instant(turn, page.acknowledged_at or turn.moment)
        return _whole(turn, invited, f"Yours since {since}", "mine", _HINT_MINE)
    if invited.ended is not None:
        said = plain(invited.ended, partial(people.name_of, turn.session))
        return notice(f"Page {page.id} is over", f"{said[0].upper()}{said[1:]}.", status=410)
    if invited.owner is not None:
        said = f"{invited.owner} has it"
        on = escape(typed(Step.HAND_UP_PAGE(page=page.id)))
        return _whole(turn, invited, said, "taken", _HINT_TAKEN.format(on))
    said = (
        "A drill: this rings only you"
        if page.why == PageCause.DRILL
        else "Rings until somebody takes it"
    )
    return _whole(turn, invited, said, "rings", _BUTTON)


_BUTTON = '<form method="post"><button type="submit">Acknowledge</button></form>'
_HINT_MINE = '<p class="hint">It rings nobody any more. Everything else is in Slack.</p>'
_HINT_TAKEN = (
    '<p class="hint">If it should go on to somebody else, type <code>{}</code> in Slack.</p>'
)


def _whole(turn: Turn, invited: Invited, state: str, mood: str, below: str) -> Response:
    """Show all that is known; `below` is HTML."""
    shown = invited.shown
    page, case, customer = shown.page, shown.case, shown.customer
    title = case.title if case else page.text or "A test of how you are reached"
    about = [
        customer.name if customer else None,
        f"#{case.id}" if case else None,
        f"Sev-{case.severity}" if case else None,
    ]
    facts = [("Since" if mood == "rings" else "Rang at", _since(turn, page.at))]
    if invited.due is not None:
        facts.append(("Reply due", _due(turn, invited.due)))
    if case and page.text:
        facts.append(("Asked", escape(page.text)))
    if tried := _tried(invited):
        facts.append(("Tried", tried))
    rows = "\n".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    body = f"""<p class="state">{escape(state)}</p>
<h1>{escape(title)}</h1>
<p class="about">{escape(" · ".join(filter(None, about)))}</p>
<dl>
{rows}
</dl>
{below}"""
    return web_page(f"{state}: {title}", body, mood=mood)


def _tried(invited: Invited) -> str:
    return "<br>".join(
        f"{escape(name)} <small>{escape(outcome)}</small>" for name, outcome in invited.tried
    )


def _since(turn: Turn, moment: datetime) -> str:
    return f"{_instant(turn, moment)} <small>{_span(turn.moment - moment)} ago</small>"


def _due(turn: Turn, due: datetime) -> str:
    if due < turn.moment:
        late = _span(turn.moment - due)
        return f'{_instant(turn, due)} <span class="late">{late} late</span>'
    return f"{_instant(turn, due)} <small>in {_span(due - turn.moment)}</small>"


def _instant(turn: Turn, moment: datetime) -> str:
    """Write an instant on the business zone's wall clock, with the day if it is not today."""
    local = turn.calendar.local(moment)
    zone = f"{local:%Z}"
    if local.date() == turn.today:
        return f"{local:%H:%M} {zone}"
    return f"{day(local.date(), turn.today)}, {local:%H:%M} {zone}"


def _span(span: timedelta) -> str:
    """Write a span as people read it: `14m`, `1h46`, `3 days`."""
    minutes = int(span.total_seconds()) // 60
    return duration(minutes) if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
