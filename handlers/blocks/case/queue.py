"""What is said about what waits: the post in a queue's channel, the round, the warnings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slackblocks import Block

from handlers.blocks.case.mark import case_mark, stands
from handlers.blocks.paging.about import hand_up_button
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, small, table
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.wording import counted, greeting, level, numbered, person, quoted
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rules.routing import route
from models.rules.warning import ClockWarning
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock
from models.usecases.paging.pages import PageFacts

_RUN = {
    ClockWarning.HALF: "half of the clock has run",
    ClockWarning.THREE_QUARTERS: "three quarters of the clock have run",
}


def post(
    item: CaseClock,
    customer: Customer,
    wall: Wall,
    pinged: str | None,
) -> Answer:
    """Show a case in its queue's channel as it stands; `pinged` is on duty just now."""
    case = item.case
    title = f"#{case.id} {customer.key} Sev-{case.severity} *{quoted(case.title)}*"
    call = f" {person(pinged)}, please have a look." if pinged else ""
    return answer(
        f"{case_mark(item, wall)} {title}{call}",
        lines([_state(item, wall)]),
        _buttons(case),
        small(f"{_place(item)} · `/case show {case.id}`"),
    )


def moved(item: CaseClock, customer: Customer, channel: str) -> Answer:
    """Say in the channel of the queue in which a case was that it is in another one now."""
    case = item.case
    title = f"#{case.id} {customer.key} {quoted(case.title)}"
    return answer(f"{title} is in queue `{item.level}` now: <#{channel}>")


def would_close(case: Case, customer: Customer, person_id: str) -> Answer:
    """Tell ours who of a customer's people would have a case closed."""
    title = f"#{case.id} {quoted(case.title)}"
    return answer(
        f"{person(person_id)} of {customer.key} would like {title} to be closed.",
        lasting_buttons([("Show", f"/case show {case.id}")]),
    )


def _place(item: CaseClock) -> str:
    if route(item.level, item.case.severity).pages:
        return "A Managed Sev-1: it is paged and waits in no queue (R1)"
    return f"Queue `{item.level}` ({level(item.level)}, R2)"


def _state(item: CaseClock, wall: Wall) -> str:
    owner = f"{person(item.case.owner_id)} has it" if item.case.owner_id else "nobody has it yet"
    return stands(item, wall) if item.case.closed_at else f"{stands(item, wall)} · {owner}"


def _buttons(case: Case) -> Block | None:
    if case.closed_at is not None:
        return None
    offered: list[tuple[str, str]] = []
    if case.owner_id is None:
        offered.append(("Take it", f"/case take {case.id}"))
    if case.responded_at is None:
        offered.append(("I've replied", f"/case respond {case.id}"))
    return lasting_buttons([*offered, ("Show", f"/case show {case.id}")])


def the_round(
    waiting: Sequence[CaseClock],
    keys: Mapping[int, str],
    wall: Wall,
    messages: Sequence[str] = (),
) -> Answer:
    """Tell whoever is on duty what came in while the desk was closed (R3), in the order of R2; and
    the `messages` that wait, each on a line (I12).
    """
    rows = [
        (
            numbered(item.case),
            f"{wall.dated(item.clock.due)}{late_words(item.clock, wall)}",
            keys[item.case.customer_id],
            str(item.case.severity),
        )
        for item in waiting
    ]
    came = [counted(len(waiting), "case")] if waiting else []
    came += [counted(len(messages), "message")] if messages else []
    return answer(
        f"{greeting(wall)}. {' and '.join(came)} came in while the desk was closed.",
        table(("Case", "First response due", "Customer", "Sev"), rows, wrap=(0,)) if rows else None,
        lines(messages) if messages else None,
        small("In the order in which they should be taken (R2, R3) · `/case list queue`")
        if waiting
        else None,
        small("Nobody has opened a case from what waits (I12) · `/case waiting`")
        if messages
        else None,
    )


def warning(
    item: CaseClock,
    customer: Customer,
    due_warning: ClockWarning,
    wall: Wall,
) -> Answer:
    """Warn that a clock has run by half, by three quarters, or out (S5)."""
    case = item.case
    title = f"#{case.id} of {customer.key} {quoted(case.title)}"
    due = wall.dated(item.clock.due)
    owner = f"{person(case.owner_id)} has it." if case.owner_id else "Nobody has it yet."
    if due_warning is ClockWarning.BREACH:
        said = f":warning: {title}: the first response was due {due} and is overdue (S5)."
    else:
        due += late_words(item.clock, wall)
        said = f":hourglass_flowing_sand: {title}: {_RUN[due_warning]}, due {due} (S5)."
    return answer(said, lines([owner]), _buttons(case))


def reminder(facts: PageFacts, due_warning: ClockWarning, paged: str | None) -> Answer:
    """Remind whoever acknowledged a page that there is no first response yet (O5)."""
    assert facts.clock is not None  # the caller looked
    case = facts.clock.case
    clock = facts.clock.clock
    due = f"{facts.wall.dated(clock.due)}{late_words(clock, facts.wall)}"
    also = f" {person(paged)} is paged too." if paged else ""
    return answer(
        f":hourglass_flowing_sand: #{case.id} {quoted(case.title)} is yours and has no first "
        f"response yet: {_RUN[due_warning]}, due {due} (O5).{also}",
        lasting_buttons(
            [
                ("I've replied", f"/case respond {case.id}"),
                hand_up_button(facts.shown.page),
            ]
        ),
        small("Only saying so stops the clock (S3)."),
    )
