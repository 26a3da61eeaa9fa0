"""A page as it stands: what it is about, who was tried, what happens next. It lives in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from slackblocks import Block

from handlers.blocks.oncall.ladder import reaches_words
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, section, small
from handlers.blocks.pieces.refusal import mrkdwn
from handlers.blocks.pieces.wording import (
    as_typed,
    counted,
    escaped,
    level,
    person,
    quoted,
    stop_after,
)
from models.rows.pages import Attempt, Page
from models.rules.ladder import read_ladder
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause, PageEnd
from models.rules.written_time import Wall
from models.usecases.paging.pages import (
    NOT_ON_THE_LADDER,
    PageFacts,
    PageShown,
    ended_words,
    state_of,
)

MOST_ROUNDS = 3  # of the board: what was tried before is folded, so that a telephone shows it
_LINES_A_SECTION, _MOST_SECTIONS = 12, 40  # of a page shown whole: Slack takes 50 blocks
_WAYS = {
    AttemptWay.DIRECT: "direct message",
    AttemptWay.CHANNEL: "post",
    AttemptWay.OUTSIDE: "outside Slack",
}


def board(facts: PageFacts, *, beside: bool = False) -> Answer:
    """Show a page as it stands: what it is about, its buttons, who was tried, what happens next.

    The buttons stand where a telephone shows them without scrolling; what was agreed with the
    customer stands in the whole page. `beside`: to the secondary, who is asked to help at three
    quarters of the clock (O5).
    """
    page = facts.shown.page
    return answer(
        _still_waiting(facts) if beside else _headline(facts),
        lines(_known(facts)),
        _buttons(facts),
        lines(tried(facts)),
        *_by_hand(facts),
        small(following) if (following := coming(facts)) else None,
        small(f"Page {page.id} · `/oncall pages {page.id}`"),
    )


def whole(facts: PageFacts) -> Answer:
    """Show a page with every attempt that was made."""
    all_lines = list(tried(facts, whole=True))
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
        *_by_hand(facts),
        small(following) if (following := coming(facts)) else None,
        _buttons(facts),
        small(f"Page {facts.shown.page.id} · `/oncall pages`"),
    )


def reaches_nobody(facts: PageFacts) -> Answer:
    """Tell the admins that a step of a page reached nobody."""
    return answer(
        f":rotating_light: *Page {facts.shown.page.id}, {about(facts.shown)}, reached nobody* on "
        "its last step.",
        lines(tried(facts)),
        *_by_hand(facts),
        small(following) if (following := coming(facts)) else None,
        _buttons(facts),
    )


# --- what it is about -----------------------------------------------------------------------------


def about(shown: PageShown) -> str:
    """Say in a few words what a page is about: its case, or what was asked."""
    if shown.case is not None and shown.customer is not None:
        case = shown.case
        return f"{shown.customer.key} #{case.id} Sev-{case.severity} {quoted(case.title)}"
    who = shown.customer.key if shown.customer else None
    text = quoted(shown.page.text) if shown.page.text else None
    return ": ".join(part for part in (who, text) if part) or "you"


def _headline(facts: PageFacts) -> str:
    """The page in a sentence, which is also the notification."""
    page = facts.shown.page
    if page.why == PageCause.DRILL:
        return f":bell: A drill: this is how a page reaches you. Page {page.id} rings only you."
    if page.ended_at is not None and page.how is not PageEnd.ACKNOWLEDGED:
        return f":white_check_mark: Over: {stop_after(about(facts.shown))} {_how(page)}."
    if page.acknowledged_by is not None:
        what = stop_after(about(facts.shown))
        return f":large_green_circle: {person(page.acknowledged_by)} has {what}"
    asked = f" {person(page.by)} asks for help." if page.why == PageCause.ASKED else ""
    return f":rotating_light: *{about(facts.shown)}*: somebody is needed now.{asked}"


def _still_waiting(facts: PageFacts) -> str:
    owner = facts.shown.page.acknowledged_by
    has = f" {person(owner)} has it; please see whether they need help." if owner else ""
    return (
        f":rotating_light: *{about(facts.shown)}* still has no first response, and three "
        f"quarters of the clock has run (O5).{has}"
    )


def _how(page: Page) -> str:
    """How a page ended, as a sentence."""
    said = ending(page)
    return said[0].upper() + said[1:]


def ending(page: Page) -> str:
    """Say how a page ended, in the middle of a sentence."""
    return mrkdwn(ended_words(page))


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


def _agreed(facts: PageFacts) -> Iterator[str]:
    """Whose page it is, and what was agreed for such a moment."""
    if (customer := facts.shown.customer) is None:
        return
    agreed = f", {level(facts.clock.level)}" if facts.clock is not None else ""
    yield f"{as_typed(customer.name)}{agreed}"
    if customer.change_windows:
        yield f"Change windows: {as_typed(customer.change_windows)}"
    if customer.remote_access:
        yield f"Remote access: {as_typed(customer.remote_access)}"
    if customer.runbook_url:
        yield f"<{escaped(customer.runbook_url)}|Runbook>"


# --- who was tried --------------------------------------------------------------------------------


def tried(facts: PageFacts, *, whole: bool = False) -> Iterator[str]:
    """Yield who was tried in which round, by which ways, and what became of it; a line each.

    All but the newest rounds are folded into one line, unless the `whole` of it is wanted.
    """
    rounds: dict[int, list[Attempt]] = {}
    for attempt in facts.shown.attempts:
        rounds.setdefault(attempt.step, []).append(attempt)
    told = list(rounds.values())
    folded = [] if whole else told[:-MOST_ROUNDS]
    if folded:
        last = facts.wall.short(_begun(folded[-1]))
        yield (
            f"• {counted(len(folded), 'earlier round')}, last {last}: "
            f"`/oncall pages {facts.shown.page.id}`"
        )
    for attempts in told[len(folded) :]:
        yield from _round(facts, attempts)


def _round(facts: PageFacts, attempts: Sequence[Attempt]) -> Iterator[str]:
    """Yield a line for each recipient of a step; what was passed has one of its own."""
    by_recipient: dict[tuple[str, bool], list[Attempt]] = {}
    for attempt in attempts:
        key = (attempt.recipient, attempt.way == AttemptWay.NOBODY)
        by_recipient.setdefault(key, []).append(attempt)
    for (_, passed), found in by_recipient.items():
        head = f"• {facts.wall.short(_begun(found))}  {_rung(facts, found[0].step)}"
        yield f"{head} · {_passed(facts, found[0]) if passed else _reached(facts, found)}"


def _begun(attempts: Sequence[Attempt]) -> datetime:
    return min(attempt.tried_at or attempt.due_at for attempt in attempts)


def _rung(facts: PageFacts, step: int) -> str:
    if step == NOT_ON_THE_LADDER:
        return "beside the ladder (O5)"
    again = read_ladder(facts.shown.page.ladder).repeats(step)
    return "again" if again else f"rung {step + 1}"


def _passed(facts: PageFacts, attempt: Attempt) -> str:
    if attempt.recipient:
        return f"{person(attempt.recipient)}: {attempt.error}, passed at once (O4)"
    rung = reaches_words(read_ladder(facts.shown.page.ladder).reaches(attempt.step))
    return f"{rung}: nobody is on call, passed at once (O4)"


def _reached(facts: PageFacts, attempts: Sequence[Attempt]) -> str:
    """Say by which ways somebody, or a channel, was tried, and what became of each."""
    to, channel = attempts[0].recipient, attempts[0].way == AttemptWay.CHANNEL
    outside = {each.contact_id for each in attempts if each.way == AttemptWay.OUTSIDE}
    several = facts.outside if len(outside) > 1 else {}
    ways = (f"{_way(each, several)} {_outcome(each, facts.wall)}" for each in attempts)
    return f"{f'<#{to}>' if channel else person(to)}: {', '.join(ways)}"


def _way(attempt: Attempt, several: Mapping[int, str]) -> str:
    """Name the way of an attempt; outside Slack by its service too, if there are `several`."""
    service = several.get(attempt.contact_id or 0)
    return f"{_WAYS[attempt.way]}{f' ({escaped(service)})' if service else ''}"


def _outcome(attempt: Attempt, wall: Wall) -> str:
    if attempt.outcome == AttemptOutcome.DELIVERED and attempt.error:
        at = wall.short(attempt.ended_at or wall.now)
        return f"delivered {at}, at first failed ({escaped(attempt.error)})"
    if attempt.outcome == AttemptOutcome.DELIVERED:
        return "delivered"
    if attempt.outcome == AttemptOutcome.FAILED:
        return f":warning: failed ({escaped(attempt.error or 'no reason given')})"
    return "not needed any more" if attempt.outcome == AttemptOutcome.NEEDLESS else "under way"


def _by_hand(facts: PageFacts) -> Iterator[Block]:
    """Name people and numbers for calling by hand, when every way of a step has failed."""
    page = facts.shown.page
    if page.ended_at is not None or page.acknowledged_by is not None or page.why == PageCause.DRILL:
        return
    outcomes: dict[int, set[str]] = {}
    for attempt in facts.shown.attempts:
        if attempt.way in (AttemptWay.DIRECT, AttemptWay.OUTSIDE):  # who was passed did not fail
            outcomes.setdefault(attempt.step, set()).add(attempt.outcome)
    if any(found == {AttemptOutcome.FAILED} for found in outcomes.values()):
        yield from _numbers(facts)


def _numbers(facts: PageFacts) -> Iterator[Block]:
    numbers = [
        f"{person(who)} {escaped(number)}" if number else f"{person(who)} (no number known)"
        for who, number in facts.by_hand.items()
    ]
    if numbers:
        yield section(":telephone_receiver: *Please call by hand:* " + ", ".join(numbers))


# --- what happens next ----------------------------------------------------------------------------


def coming(facts: PageFacts) -> str | None:
    """Say what happens next, and at which time; nothing when it is over."""
    page = facts.shown.page
    if page.why == PageCause.DRILL:
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
    at = facts.wall.short(page.next_at)
    if ladder.repeats(page.step):
        return f"Next, at {at}: all of them again, until somebody acknowledges (O3)."
    return f"Next, at {at}: {reaches_words(ladder.reaches(page.step))}."


def _has_response(facts: PageFacts) -> bool:
    return facts.shown.case is not None and facts.shown.case.responded_at is not None


def hand_up_button(page: Page) -> tuple[str, str]:
    """The button that hands a page up, as it is shown now."""
    return "Hand up", f"/oncall handup {page.id} --seen {state_of(page)}"


def _buttons(facts: PageFacts) -> Block | None:
    page = facts.shown.page
    if page.ended_at is not None:
        return None
    offered: list[tuple[str, str]] = []
    if page.acknowledged_by is None:
        offered.append(("Acknowledge", f"/oncall ack {page.id}"))
    if page.why != PageCause.DRILL:
        offered.append(hand_up_button(page))
    if facts.shown.case is not None and facts.shown.case.responded_at is None:
        offered.append(("I've replied", f"/case respond {facts.shown.case.id}"))
    more = [
        ("Stop…", f"/oncall stop {page.id}"),
        ("Runbook, windows, access", f"/oncall pages {page.id}"),
    ]
    if page.why == PageCause.DRILL:
        more = []
    primary = 0 if page.acknowledged_by is None else None
    return lasting_buttons(offered, more, primary=primary)
