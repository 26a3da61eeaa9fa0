"""What is said about a page: the board, which lives in place; the way outside; the thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slackblocks import Block

from handlers.blocks.answer import (
    Answer,
    answer,
    lasting_buttons,
    lines,
    section,
    small,
)
from handlers.blocks.words import (
    counted,
    duration,
    escaped,
    instant,
    level,
    person,
    quoted,
    stop_after,
    wall,
)
from models.rows.customers import Customer
from models.rows.pages import Attempt, Page
from models.rules.calendar import BusinessCalendar
from models.rules.ladder import Ladder, Target, read_ladder
from models.usecases.clocks import CaseClock
from models.usecases.paging import ASKED, DRILL, NOT_ON_THE_LADDER, PageShown, ended_words

MOST_LINES = 14  # of the board; what was tried before is counted
_WAYS = {"direct": "by direct message", "channel": "in the channel", "outside": "outside Slack"}


@dataclass(frozen=True)
class PageFacts:
    """A page and what is said beside it: the case's clock, and whom to call by hand."""

    shown: PageShown
    clock: CaseClock | None
    calendar: BusinessCalendar
    now: datetime
    by_hand: Mapping[str, str | None]  # people of the ladder, and their telephone numbers


def board(facts: PageFacts, *, beside: bool = False) -> Answer:
    """Show a page as it stands: what it is about, who was tried, what happens next.

    `beside`: to the secondary, who is asked to help at three quarters of the clock (O5).
    """
    page = facts.shown.page
    return answer(
        _still_waiting(facts) if beside else _headline(facts),
        lines(_known(facts)),
        lines(_tried(facts)),
        *_by_hand(facts),
        small(coming) if (coming := _next(facts)) else None,
        _buttons(facts),
        small(f"Page {page.id} · `/oncall pages {page.id}`"),
    )


def _about(shown: PageShown) -> str:
    if shown.case is not None and shown.customer is not None:
        case = shown.case
        return f"{shown.customer.key} #{case.id} Sev-{case.severity} {quoted(case.title)}"
    who = shown.customer.key if shown.customer else "you"
    return f"{who}: {quoted(shown.page.text)}" if shown.page.text else who


def _headline(facts: PageFacts) -> str:
    """The page in a sentence, which is also the notification."""
    page = facts.shown.page
    if page.why == DRILL:
        return f":bell: A drill: this is how a page reaches you. Page {page.id} rings only you."
    if page.ended_at is not None and page.how != "acknowledged":
        return f":white_check_mark: Over: {stop_after(_about(facts.shown))} {_how(page)}."
    if page.acknowledged_by is not None:
        what = stop_after(_about(facts.shown))
        return f":large_green_circle: {person(page.acknowledged_by)} has {what}"
    asked = f" {person(page.by)} asks for help." if page.why == ASKED else ""
    return f":rotating_light: *{_about(facts.shown)}*: somebody is needed now.{asked}"


def _still_waiting(facts: PageFacts) -> str:
    owner = facts.shown.page.acknowledged_by
    has = f" {person(owner)} has it; please see whether they need help." if owner else ""
    return (
        f":rotating_light: *{_about(facts.shown)}* still has no first response, and three "
        f"quarters of the clock has run (O5).{has}"
    )


def _how(page: Page) -> str:
    """How a page ended, as a sentence."""
    said = _ending(page)
    return said[0].upper() + said[1:]


def _ending(page: Page) -> str:
    # What somebody typed is escaped; the mention before it is ours.
    return ended_words(page).removesuffix(page.reason) + escaped(page.reason)


def _known(facts: PageFacts) -> Iterator[str | None]:
    shown, now = facts.shown, facts.now
    if shown.page.why == ASKED and shown.page.text and shown.case is not None:
        yield escaped(shown.page.text)
    if facts.clock is not None:
        response = facts.clock.clock
        due = instant(facts.calendar, response.due, now)
        if response.responded is not None:
            at = instant(facts.calendar, response.responded, now)
            yield f"First response given {at} (due {due})."
        elif now > response.due:
            yield f":warning: First response was due {due}: overdue."
        else:
            share = round(100 * response.share(facts.calendar, now))
            yield f"First response due *{due}*: {share}% of the clock has run."
    if shown.case is not None and shown.case.link:
        yield f"<{shown.case.link}|The message it came from>"
    if shown.customer is not None:
        yield from _extras(shown.customer, facts.clock)


def _extras(customer: Customer, clock: CaseClock | None) -> Iterator[str]:
    agreed = f", {level(clock.level)}" if clock is not None else ""
    yield f"{escaped(customer.name)}{agreed}"
    if customer.change_windows:
        yield f"Change windows: {escaped(customer.change_windows)}"
    if customer.remote_access:
        yield f"Remote access: {escaped(customer.remote_access)}"
    if customer.runbook_url:
        yield f"<{escaped(customer.runbook_url)}|Runbook>"


# --- the board ------------------------------------------------------------------------------------


def _tried(facts: PageFacts) -> Iterator[str]:
    attempts = facts.shown.attempts
    if len(attempts) > MOST_LINES:
        yield f"{counted(len(attempts) - MOST_LINES, 'earlier attempt')} not shown"
    for attempt in attempts[-MOST_LINES:]:
        yield _attempt(facts, attempt)


def _attempt(facts: PageFacts, attempt: Attempt) -> str:
    at = wall(facts.calendar, attempt.tried_at or attempt.due_at, facts.now)
    if attempt.way == "nobody" and attempt.recipient:
        return f"• {at}  {person(attempt.recipient)}: {attempt.error}, passed at once (O4)"
    if attempt.way == "nobody":
        rung = _targets(read_ladder(facts.shown.page.ladder).targets(attempt.step))
        return f"• {at}  {rung}: nobody is on call, passed at once (O4)"
    whom = f"<#{attempt.recipient}>" if attempt.way == "channel" else person(attempt.recipient)
    outcome = _outcome(attempt, facts.calendar, facts.now)
    beside = ", beside the ladder (O5)" if attempt.step == NOT_ON_THE_LADDER else ""
    return f"• {at}  {whom} {_WAYS[attempt.way]}: {outcome}{beside}"


def _outcome(attempt: Attempt, calendar: BusinessCalendar, now: datetime) -> str:
    if attempt.outcome == "delivered" and attempt.error:
        at = wall(calendar, attempt.ended_at or now, now)
        return f"delivered {at}, at first failed ({escaped(attempt.error)})"
    if attempt.outcome == "delivered":
        return "delivered"
    if attempt.outcome == "failed":
        return f":warning: failed ({escaped(attempt.error or 'no reason given')})"
    return "not needed any more" if attempt.outcome == "needless" else "under way"


def _targets(targets: tuple[Target, ...]) -> str:
    return " and ".join(target_words(target) for target in targets)


def target_words(target: Target) -> str:
    """Say whom a rung means: `primary`, everyone, a person, a channel."""
    if target.kind == "rotation":
        return f"`{target.name}`"
    if target.kind == "everyone":
        return f"everyone of `{target.name}`" if target.name else "everyone"
    return f"<#{target.name}>" if target.kind == "channel" else person(target.name)


def ladder_words(ladder: Ladder) -> str:
    """Say a ladder in a line: at once `primary`, after 5m `secondary`, …, then every 15m all."""
    steps = [
        f"after {duration(int(rung.after.total_seconds() // 60))} {_targets(rung.targets)}"
        if rung.after
        else f"at once {_targets(rung.targets)}"
        for rung in ladder.rungs
    ]
    every = duration(int(ladder.every.total_seconds() // 60))
    return ", ".join(steps) + f", then all of them every {every}"


def _has_response(facts: PageFacts) -> bool:
    return facts.shown.case is not None and facts.shown.case.responded_at is not None


def _next(facts: PageFacts) -> str | None:
    """Say what happens next, and at which time; nothing when it is over."""
    page = facts.shown.page
    if page.why == DRILL:
        return "Press *Acknowledge* to end the drill." if page.ended_at is None else "Drill ended."
    if page.ended_at is not None:
        return None
    if page.acknowledged_by is not None and _has_response(facts):
        return "Acknowledged: nobody else is rung."
    if page.acknowledged_by is not None:
        return (
            "Acknowledged: nobody else is rung. The clock runs until somebody says "
            "*I've replied* (S3, O5)."
        )
    if page.next_at is None:
        return "Nobody else will be rung."
    ladder = read_ladder(page.ladder)
    at = wall(facts.calendar, page.next_at, facts.now)
    if ladder.repeats(page.step):
        return f"Next, at {at}: all of them again, until somebody acknowledges (O3)."
    return f"Next, at {at}: {_targets(ladder.targets(page.step))}."


def _by_hand(facts: PageFacts) -> Iterator[Block]:
    """Name people and numbers for calling by hand, when every way of a step has failed."""
    page = facts.shown.page
    if page.ended_at is not None or page.acknowledged_by is not None or page.why == DRILL:
        return
    outcomes: dict[int, set[str]] = {}
    for attempt in facts.shown.attempts:
        if attempt.way != "channel":
            outcomes.setdefault(attempt.step, set()).add(attempt.outcome)
    if any(found == {"failed"} for found in outcomes.values()):
        yield from _numbers(facts)


def _numbers(facts: PageFacts) -> Iterator[Block]:
    numbers = [
        f"{person(who)} {escaped(number)}" if number else f"{person(who)} (no number known)"
        for who, number in facts.by_hand.items()
    ]
    if numbers:
        yield section(":telephone_receiver: *Please call by hand:* " + ", ".join(numbers))


def reaches_nobody(facts: PageFacts) -> Answer:
    """Tell the admins that a step of a page reached nobody."""
    return answer(
        f":rotating_light: *Page {facts.shown.page.id}, {_about(facts.shown)}, reached nobody* on "
        "its last step.",
        lines(_tried(facts)),
        *_numbers(facts),
        small(coming) if (coming := _next(facts)) else None,
        _buttons(facts),
    )


def _buttons(facts: PageFacts) -> Block | None:
    page = facts.shown.page
    if page.ended_at is not None:
        return None
    offered: list[tuple[str, str]] = []
    if page.acknowledged_by is None:
        offered.append(("Acknowledge", f"/oncall ack {page.id}"))
    if page.why != DRILL:
        offered.append(("Hand up", f"/oncall handup {page.id}"))
    if facts.shown.case is not None and facts.shown.case.responded_at is None:
        offered.append(("I've replied", f"/case respond {facts.shown.case.id}"))
    more = [("Stop…", f"/oncall stop {page.id}")] if page.why != DRILL else []
    primary = 0 if page.acknowledged_by is None else None
    return lasting_buttons(offered, more, primary=primary)


# --- the other places -----------------------------------------------------------------------------


def outside(facts: PageFacts, link: str | None) -> tuple[str, str]:
    """Return the title and the plain text of a page outside Slack."""
    shown, page = facts.shown, facts.shown.page
    if page.why == DRILL:
        title = "Drill: this is how a page reaches you"
        said = ["Everything works if you read this."]
    else:
        what = f"#{shown.case.id} {shown.case.title}" if shown.case else page.text
        who = shown.customer.key if shown.customer else "?"
        title = f"PAGE {who}: {what}"[:120]
        said = ["Somebody is needed now."]
        if page.text:
            said = [page.text]
        if page.acknowledged_by is not None:
            said = ["Three quarters of the clock has run without a first response: please help."]
    if facts.clock is not None and facts.clock.clock.responded is None:
        due = facts.clock.clock.due
        late = ": overdue" if facts.now > due else ""
        said.append(f"First response due {instant(facts.calendar, due, facts.now)}{late}.")
    if link:
        said.append(f"Acknowledge: {link}")
    else:
        said.append(f"Acknowledge in Slack: /oncall ack {page.id}")
    return title, "\n".join(said)


def in_thread(facts: PageFacts, about: Mapping[str, object]) -> Answer:
    """Say in the page's thread what happened: handed up, acknowledged, over."""
    page = facts.shown.page
    if "acknowledged" in about:
        return answer(f"{person(str(about['acknowledged']))} has it.")
    if "handed" in about:
        return answer(f"{person(str(about['handed']))} hands it up.")
    if "ended" in about:
        return answer(f"Over: {_ending(page)}.")
    people = about.get("people")
    named = [person(str(who)) for who in people] if isinstance(people, list) else []
    moment = datetime.fromisoformat(str(about["at"]))
    at = wall(facts.calendar, moment, facts.now)
    if not named:
        return answer(f"Handed up at {at}, but nobody is on call on that rung (O4).")
    everybody = ", ".join(named)
    if read_ladder(page.ladder).repeats(int(str(about["step"]))):
        return answer(f"Rung again at {at}: {everybody}. Nobody has acknowledged yet.")
    return answer(f"Handed up at {at}: {everybody}, can you take it?")


def acknowledged(done: PageShown) -> Answer:
    """Answer whoever acknowledged."""
    page = done.page
    if page.why == DRILL:
        seconds = (
            int((page.acknowledged_at - page.at).total_seconds()) if page.acknowledged_at else 0
        )
        return answer(f"The drill is over: you acknowledged after {seconds} s. {_arrived(done)}")
    if done.case is None or done.case.responded_at is not None:
        return answer(f"Page {page.id} is yours, and rings nobody any more.")
    return answer(
        f"#{done.case.id} is yours, and page {page.id} rings nobody any more.",
        small("The clock still runs: say *I've replied* when the customer has your reply (S3)."),
    )


def _arrived(done: PageShown) -> str:
    tried = [attempt for attempt in done.attempts if attempt.way != "nobody"]
    arrived = [attempt for attempt in tried if attempt.outcome == "delivered"]
    return f"{len(arrived)} of {counted(len(tried), 'way')} arrived."


def drill_started(done: PageShown) -> Answer:
    """Answer whoever asked for a drill."""
    ways = [attempt for attempt in done.attempts if attempt.way == "outside"]
    outside_too = f" and {counted(len(ways), 'way')} outside Slack" if ways else ""
    return answer(
        f"Ringing you, and only you: a direct message{outside_too}. "
        "The direct message shows what arrived.",
        None if ways else small("You have no way outside Slack yet: `/oncall contact`."),
    )


def paged(facts: PageFacts) -> Answer:
    """Answer whoever paged by hand."""
    return _rings_on(facts, f"Page {facts.shown.page.id} rings: {_about(facts.shown)}.")


def handed_up(facts: PageFacts) -> Answer:
    """Answer whoever handed a page up."""
    return _rings_on(facts, f"Page {facts.shown.page.id} is handed up.")


def _rings_on(facts: PageFacts, said: str) -> Answer:
    coming = _next(facts)
    return answer(said, lines(_tried(facts)), small(coming) if coming else None)


def stopped(done: PageShown) -> Answer:
    """Answer whoever stopped a page."""
    return answer(f"Page {done.page.id} is stopped: {escaped(done.page.reason)} (R7).")


def listed(found: Sequence[PageShown], calendar: BusinessCalendar, now: datetime) -> Answer:
    """Show the pages that have not ended."""
    if not found:
        return answer("No page rings.", small("`/oncall page 12` asks for help by hand"))
    return answer(
        f"{counted(len(found), 'page')} open.",
        lines(_line(shown, calendar, now) for shown in found),
    )


def _line(shown: PageShown, calendar: BusinessCalendar, now: datetime) -> str:
    page = shown.page
    since = wall(calendar, page.at, now)
    state = (
        f"{person(page.acknowledged_by)} has it"
        if page.acknowledged_by
        else ":rotating_light: rings"
    )
    return f"• Page {page.id}: {_about(shown)}, since {since}: {state}"
