"""What is said about cases: opened, shown, listed, changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from slackblocks import ActionsBlock

from handlers.blocks.case.history import history, what_was_said
from handlers.blocks.escalation.entries import asked, how_far, kind_menu, taken
from handlers.blocks.pieces.answer import (
    MOST_BUTTONS,
    Answer,
    answer,
    buttons,
    divider,
    fields,
    fits_menu,
    lines,
    small,
    table,
)
from handlers.blocks.pieces.wording import (
    chf,
    counted,
    cut,
    day,
    duration,
    escaped,
    in_readers_zone,
    instant,
    left,
    level,
    long_ago,
    person,
    quoted,
    stop_after,
)
from models.problems import Choice
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rules.calendar import BusinessCalendar
from models.rules.response import ClockState
from models.rules.routing import Route
from models.rules.service_definition import CONSULTING_MINUTE
from models.rules.statement import CaseAccount
from models.usecases.case.changes import CaseChanged
from models.usecases.case.opening import CaseList, CaseOpened, CaseShown, ListedCase
from models.usecases.derived.clocks import CaseClock

MOST_CASES = 10  # to choose from
_MOST_NAMED = 20
_COLUMNS = ("Case", "Customer", "Sev", "Kind", "Title", "First response", "Time", "Owner")
_STATE = {
    ClockState.RUNNING: "running",
    ClockState.OVERDUE: "overdue",
    ClockState.MET: "met",
    ClockState.BREACHED: "breached",
}


def opened(done: CaseOpened, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say what was understood, where the case goes and why, and by when it is due."""
    case, customer = done.case, done.customer
    due = instant(calendar, done.clock.clock.due, now)
    return answer(
        f"Opened #{case.id} for {customer.key} (Sev-{case.severity}, {case.kind}): "
        f"{stop_after(quoted(case.title))} First response due {due}.",
        lines(
            [
                long_ago(calendar.day_of(case.reported_at), calendar.day_of(now)),
                _severity_in_title(case),
                target_words(done.clock, calendar, now),
                where_it_goes(done.route, done.page, done.rung_people),
                f"{customer.key} has {left(done.statement)}.",
            ]
        ),
        buttons(
            [
                (
                    ("Acknowledge the page", f"/oncall ack {done.page.id}")
                    if done.page
                    else ("I'll take it", f"/case take {case.id}")
                ),
                ("I've replied", f"/case respond {case.id}"),
                ("Show", f"/case show {case.id}"),
            ]
        ),
        small(f"`/escalation log 2h #{case.id}` logs time on it"),
    )


def _severity_in_title(case: Case) -> str | None:
    """Say how to give the severity that begins the title, if one does: a capital began it."""
    begins = re.match(r"(?:sev|severity)[ -]?([1-3])\b", case.title, re.IGNORECASE)
    if begins is None or int(begins[1]) == case.severity:
        return None
    return (
        f"The title begins with “{begins[0]}”. For the severity: "
        f"`/case severity {case.id} {begins[1]}`."
    )


def target_words(item: CaseClock, calendar: BusinessCalendar, now: datetime) -> str:
    """Say which target is counted from when (S1); for an old report, since which change (S4)."""
    step, target = item.clock.steps[-1], item.clock.target
    if step.at > item.clock.reported:
        since = instant(calendar, step.at, now)
        return f"{level(item.level)} since {since}: {target.words} (S4, {target.rule})."
    since = instant(calendar, item.clock.reported, now)
    return f"{level(item.level)}: {target.words}, counted from {since} (S1, {target.rule})."


def where_it_goes(route: Route, page: Page | None, rung_people: Sequence[str]) -> str:
    """Say where a case goes and why (R6)."""
    if route.pages and page is not None:
        rings = (
            f"rings {' and '.join(person(who) for who in rung_people)} now"
            if rung_people
            else "rings"
        )
        return (
            f":rotating_light: *Page {page.id} {rings}: a Managed Sev-1 is paged at once, at any "
            "hour (R1).*"
            + (
                ""
                if rung_people
                else " :warning: Nobody is on call (O4): it goes on up the ladder."
            )
        )
    if route.pages:
        return "A Managed Sev-1 is paged at once, at any hour (R1)."
    name = "the priority queue `premium`" if route.queue == "premium" else f"queue `{route.queue}`"
    return f"It waits in {name}, in business hours: only a Managed Sev-1 is paged ({route.rule})."


def clock(item: CaseClock, calendar: BusinessCalendar, now: datetime) -> str:
    """Say how a case's clock stands."""
    response, case = item.clock, item.case
    state = response.state(now)
    if state is ClockState.MET or state is ClockState.BREACHED:
        at = instant(calendar, case.responded_at or now, now)
        return f"First response {at}: {_STATE[state]} (due {instant(calendar, response.due, now)})"
    due = instant(calendar, response.due, now)
    if state is ClockState.OVERDUE:
        return f":warning: First response was due {due}: overdue"
    share = round(100 * response.share(calendar, now))
    return f"First response due {due}: {share}% of the clock has run"


def shown(found: CaseShown, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Show one case whole: clocks, time, charges, history."""
    case, account = found.case, found.account
    response = found.clock.clock
    state = "closed" if case.closed_at else "open"
    minutes = account.minutes if account else 0
    pairs = [
        ("Customer", f"{escaped(found.customer.name)} (`{found.customer.key}`)"),
        ("Level", level(found.clock.level)),
        ("Severity", f"Sev-{case.severity}"),
        ("Kind", f"`{case.kind}`"),
        ("Owner", person(case.owner_id) if case.owner_id else "nobody yet"),
        ("Reported", in_readers_zone(calendar, case.reported_at)),
        ("Response due", f"{in_readers_zone(calendar, response.due)} ({response.target.words})"),
        (
            "First response",
            in_readers_zone(calendar, case.responded_at) if case.responded_at else "not yet",
        ),
    ]
    return answer(
        f"#{case.id} {quoted(case.title)}: {state}, Sev-{case.severity}, "
        f"{duration(minutes)} logged, {left(found.statement)}.",
        fields(pairs),
        lines(
            [
                clock(found.clock, calendar, now),
                how_far(minutes, account) if account else "No time logged yet.",
                f"<{case.link}|The message it came from>" if case.link else None,
            ]
        ),
        lines(_charges(account, calendar.day_of(now)) if account else ()),
        what_was_said(found),
        divider(),
        *history(found, calendar, now),
        buttons(_next_steps(case)),
        small(f"`/escalation explain {case.id}` · `/escalation list {case.id}`"),
    )


def _next_steps(case: Case) -> list[tuple[str, str]]:
    explain = ("Explain the clock", f"/case clock {case.id}")
    if case.closed_at:
        return [("Reopen", f"/case reopen {case.id}"), explain]
    steps = []
    if case.owner_id is None:
        steps.append(("I'll take it", f"/case take {case.id}"))
    if case.responded_at is None:
        steps.append(("I've replied", f"/case respond {case.id}"))
    steps.append(("Close", f"/case close {case.id}"))
    return [*steps[:2], explain, *steps[2:]]


def _charges(account: CaseAccount, today: date) -> Iterator[str]:
    """What became of each block of a case's time; nothing where it costs nothing at all."""
    for block in account.blocks if account.why_free is None else ():
        charge, minutes = account.charge_of(block), duration(block.minutes)
        name = f"• Block {block.number}, {minutes}"
        price = f"consulting, {chf(block.minutes * CONSULTING_MINUTE)} excl. VAT"
        if charge is None:
            yield f"{name}: {price if block.consulting else 'undecided'} (E5)"
        elif charge.consulting:
            yield f"{name}: {price} ({charge.rule})"
        else:
            grant = charge.grant.label if charge.grant else ":warning: uncovered"
            yield f"{name}: {grant}, dated {day(block.day, today)} ({charge.rule})"


def listed(found: CaseList, heading: str, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Show cases as a table, in the order in which they should be taken (R2)."""
    unread = lines([unreadable(found.unreadable)])
    if not found.cases:
        hint = small("`/case open acme Login loops` opens one")
        return answer(f"No cases {heading}.", unread, hint)
    shown_rows = found.cases[:60]
    rows = [
        (
            f"#{item.case.id}",
            item.customer_key,
            str(item.case.severity),
            item.case.kind,
            cut(item.case.title, 70),
            _response(item, calendar, now),
            duration(item.minutes),
            item.owner or "",
        )
        for item in shown_rows
    ]
    overdue = sum(1 for i in found.cases if i.clock.clock.state(now) is ClockState.OVERDUE)
    late = f", {overdue} overdue" if overdue and heading != "overdue" else ""
    more = len(found.cases) - len(shown_rows)
    return answer(
        f"{counted(len(found.cases), 'case')} {heading}{late}.",
        unread,
        table(_COLUMNS, rows, right=(6,), wrap=(4,)),
        small(f"{more} more: name a customer to see fewer.") if more else None,
    )


def unreadable(numbers: Sequence[int]) -> str | None:
    """Say which cases can't be shown, for something about them is broken; None for none."""
    if not numbers:
        return None
    named = ", ".join(f"#{number}" for number in numbers[:_MOST_NAMED])
    more = f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else ""
    return f":warning: {named}{more} can't be read. Please tell an admin: the log says why."


def _response(item: ListedCase, calendar: BusinessCalendar, now: datetime) -> str:
    if item.case.closed_at:
        return "closed"
    state = item.clock.clock.state(now)
    if state in (ClockState.MET, ClockState.BREACHED):
        return _STATE[state]
    due = instant(calendar, item.clock.clock.due, now)
    if state is ClockState.OVERDUE:
        return f"overdue since {due}"
    return f"{due} ({round(100 * item.clock.clock.share(calendar, now))}%)"


def changed(done: CaseChanged, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say what changed: for the case, for the clock, for the balance."""
    today: date = calendar.day_of(now)
    case = done.case
    below = [
        *_clock_change(done, calendar, now),
        *_page_ended(done),
        *taken(done.difference, today),
        asked(done.asked, case.id),
    ]
    if done.left_customer is not None:
        old, difference = done.left_customer
        below += [f"{old.key} has {left(difference.after)}.", *taken(difference, today)]
    account = done.difference.after.case(case.id)
    if done.what == "kind" and account is not None:
        below.insert(0, how_far(account.minutes, account))
    wants_kind = done.what == "responded" and case.kind == "untriaged"
    return answer(
        f"{_headline(done, calendar, now)} {done.customer.key} has {left(done.difference.after)}.",
        lines(below),
        kind_menu(case.id) if wants_kind else None,
        _afterwards(done),
    )


def _headline(done: CaseChanged, calendar: BusinessCalendar, now: datetime) -> str:
    number, new = done.case.id, done.new
    match done.what:
        case "responded":
            at = instant(calendar, done.case.responded_at or now, now)
            state = done.clock.clock.state(now)
            return f"#{number} has its first response, {at}: {_STATE[state]} (S3)."
        case "owner":
            was = f" (was {person(str(done.old))}'s)" if done.old else ""
            return f"#{number} is {person(str(new))}'s now{was}."
        case "severity":
            return f"#{number} is Sev-{new} now (was Sev-{done.old})."
        case "kind":
            return f"#{number} is `{new}` now (was `{done.old}`)."
        case "title":
            return f"#{number} is called {quoted(str(new))} now."
        case "customer":
            return f"#{number} is {done.customer.key}'s now, with its time."
        case "closed":
            confirmed = ", confirmed as a defect (E2)" if done.case.kind == "defect" else ""
            return f"Closed #{number}{confirmed}."
        case _:
            return f"Reopened #{number}."


def taken_over(case: Case, customer: Customer, by: str, owner: str) -> Answer:
    """Tell who had a case that somebody else has it now."""
    who = f"{person(by)} took it over" if by == owner else f"{person(by)} gave it to them"
    return answer(
        f"#{case.id} of {customer.key} {quoted(case.title)} is {person(owner)}'s now: {who}.",
        buttons([("Show", f"/case show {case.id}")]),
    )


def _clock_change(done: CaseChanged, calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    before, after = done.clock_before.clock, done.clock.clock
    if done.what in ("severity", "customer") and done.case.responded_at is None:
        if before.due != after.due:
            yield (
                f"First response due {instant(calendar, after.due, now)} "
                f"(was {instant(calendar, before.due, now)}; {after.target.words}, S4)."
            )
        else:
            yield f"First response still due {instant(calendar, after.due, now)} (S4)."
        if done.route != done.route_before:
            yield where_it_goes(done.route, done.page, done.rung_people)
    elif done.what == "owner" and done.case.responded_at is None:
        yield (
            f"First response due {instant(calendar, after.due, now)}. Taking a case does not stop "
            "its clock (S3)."
        )


def _page_ended(done: CaseChanged) -> Iterator[str]:
    if done.what == "owner" and done.page_rings is not None:
        yield (
            f":rotating_light: Page {done.page_rings.id} still rings: only acknowledging it stops "
            "that (R7)."
        )
    if done.page_ended is not None:
        yield f"Page {done.page_ended.id} is over and rings nobody any more (R7)."


def _afterwards(done: CaseChanged) -> ActionsBlock | None:
    number = done.case.id
    if done.what == "closed":
        return buttons([("Reopen", f"/case reopen {number}")])
    if done.what == "owner" and done.page_rings is not None:
        return buttons([("Acknowledge the page", f"/oncall ack {done.page_rings.id}")])
    if done.what == "owner" and done.case.responded_at is None:
        return buttons([("I've replied", f"/case respond {number}")])
    steps = []
    if done.what == "responded" and done.case.owner_id is None and done.case.closed_at is None:
        steps.append(("Take it", f"/case take {number}"))
    if done.what in ("responded", "kind") and _may_be_closed(done.case):
        steps.append(("Close", f"/case close {number}"))
    return buttons(steps)


def _may_be_closed(case: Case) -> bool:
    """Whether nothing is missing for closing: a first response (S3), a kind (E2)."""
    return case.closed_at is None and case.responded_at is not None and case.kind != "untriaged"


def which_case(
    cases: Sequence[Case], typed: Sequence[str], minutes: int, why: str, of_day: str
) -> Choice:
    """Ask on which case the time is to be logged; each choice carries all that was typed.

    With a long note that fits no menu, so that there are only buttons.
    """
    shown_cases = list(zip(cases, typed, strict=True))
    question = f"On which case are the {duration(minutes)}{of_day}? {why}"
    labelled = [(f"#{case.id} {case.title}", command) for case, command in shown_cases]
    most = MOST_CASES if all(fits_menu(command) for command in typed) else MOST_BUTTONS
    more = len(labelled) - most
    if more > 0:
        question += f" {more} more: name the case, as in `#{cases[-1].id}`."
    return Choice(question, tuple(labelled[:most]))
