"""What is said about time and what it takes from a customer's escalations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from slackblocks import Block

from handlers.blocks.pieces.answer import (
    Answer,
    answer,
    buttons,
    choice,
    lines,
    small,
    with_rest,
    with_table,
)
from handlers.blocks.pieces.wording import (
    chf,
    closed,
    counted,
    cut,
    day,
    duration,
    left,
    long_ago,
    long_day,
    person,
    quoted,
)
from models.rows.cases import Case
from models.rows.time import TimeRow
from models.rules.difference import Difference
from models.rules.facts import BlockAnswer, GrantSource
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CHARGED_FROM_MINUTES,
    CONSULTING_MINUTE,
    Level,
    kinds_of,
)
from models.rules.statement import CaseAccount, Charge, Grant, Statement
from models.rules.written_time import Wall
from models.usecases.escalation.decisions import DecisionAsked
from models.usecases.escalation.time_corrections import TimeMoved
from models.usecases.escalation.time_entries import TimeChanged
from models.usecases.escalation.time_listed import TimeListed

MOST_ENTRIES = 20
MOST_LISTED = 90  # in a table
_DAYS_BACK = 4  # that *Change day* offers


def logged(done: TimeChanged, wall: Wall) -> Answer:
    """Say what was logged, what is left, how far it is into the escalation; and what is unusual."""
    entry, case, after = done.entry, done.case, done.difference.after
    note = f" · {quoted(entry.note)}" if entry.note else ""
    return answer(
        f"Logged {duration(entry.minutes)} on #{case.id} on {wall.day(entry.day)}: {left(after)}.",
        lines(
            [
                f"{_so_far(done)} · {quoted(case.title)}{note}",
                *_unusual(done, wall.today),
                asked(done.asked, case.id),
                *day_notes(case, entry.day, wall),
            ]
        ),
        kind_menu(case.id, after.level) if done.wants_kind else None,
        buttons([("Undo", f"/escalation undo {entry.id}")], _other_days(entry, wall)),
    )


def _other_days(entry: TimeRow, wall: Wall) -> list[tuple[str, str]]:
    """Change the day, in the menu: to one of those before today."""
    days = (wall.today - timedelta(days=back) for back in range(_DAYS_BACK + 1))
    return [
        (f"Change day: {wall.day(day)}", f"/escalation day {entry.id} {day}")
        for day in days
        if day != entry.day
    ][:_DAYS_BACK]


def _so_far(done: TimeChanged) -> str:
    """How much of its escalation the case has used by now, in the fewest words."""
    whose = f"{done.customer.key} #{done.case.id}"
    account = done.difference.after.case(done.case.id)
    if account is None or account.why_free:
        free = how_far(done.case_minutes, account).removesuffix(".")
        return f"{whose}: {free}"
    block = account.blocks[-1]
    number = f" {block.number}" if block.number > 1 else ""
    return (
        f"{duration(block.minutes)} of the {duration(BLOCK_MINUTES)} of {whose}'s "
        f"{_BLOCKS[_answer(account)]}{number}"
    )


def _unusual(done: TimeChanged, today: date) -> Iterator[str]:
    """What a log did beside taking an escalation from this year's, dated by its own day."""
    worked = done.entry.day
    for charge in done.difference.new_charges:
        grant = charge.grant
        usual = grant is not None and grant.source is GrantSource.INCLUDED and charge.day == worked
        if grant is not None and not (usual and grant.valid_on(today)):
            yield _takes(charge, grant, today)
    yield from other_effects(done.difference, today)


def day_notes(case: Case, worked: date, wall: Wall) -> Iterator[str]:
    """Say what may be a slip: work long ago, or before its case was reported."""
    if far := long_ago(worked, wall.today):
        yield far
    reported = wall.calendar.day_of(case.reported_at)
    if worked < reported:
        yield (
            f":warning: {wall.day(worked)} is before #{case.id} was reported "
            f"({wall.day(reported)})."
        )


def how_far(minutes: int, account: CaseAccount | None) -> str:
    """Say how much time a case has and where that stands in its escalations (E1, E2, E3)."""
    if account is None:
        return "No time is left on the case."
    if account.why_free:
        return f"{duration(minutes)} in all; {why_free(account)} ({account.why_free})."
    block = account.blocks[-1]
    return (
        f"{duration(minutes)} in all: {duration(block.minutes)} of the "
        f"{duration(BLOCK_MINUTES)} of {_BLOCKS[_answer(account)]} {block.number} (E1)."
    )


def _answer(account: CaseAccount) -> BlockAnswer | None:
    """What the last block of a case is: consulting also where its charge was settled so (E7)."""
    block = account.blocks[-1]
    charge = account.charge_of(block)
    return BlockAnswer.CONSULTING if charge and charge.consulting else block.answer


_BLOCKS = {
    None: "undecided block",
    BlockAnswer.ESCALATION: "escalation",
    BlockAnswer.CONSULTING: "consulting block",
}


def why_free(account: CaseAccount) -> str:
    """Say why a case costs nothing at all (E2, E3, E9)."""
    return {
        "E2": f"`{account.kind}` is never charged",
        "E3": f"under {CHARGED_FROM_MINUTES} minutes, so nothing is charged",
        "E9": "a touchpoint costs nothing while it is a conversation",
    }[str(account.why_free)]


def taken(difference: Difference, today: date) -> Iterator[str]:
    """Say, line by line, what a fact took from or gave back to the balance (E8)."""
    for charge in difference.new_charges:
        if charge.grant is not None:
            yield _takes(charge, charge.grant, today)
    yield from other_effects(difference, today)


def _takes(charge: Charge, grant: Grant, today: date) -> str:
    dated = day(charge.day, today)
    return f"It takes 1 escalation from {grant.label}, dated {dated} ({charge.rule})."


def other_effects(difference: Difference, today: date) -> Iterator[str]:
    """Say what a fact did beside the charges that found a grant."""
    if difference.uncovered > 0:
        yield f":warning: {difference.uncovered} more uncovered: no grant to take from (E7)."
    for grant, number in difference.returned:
        expired = grant.last_day < today
        where = f"{grant.label} gets {counted(number, 'escalation')} back"
        if expired:
            where += f", which expired on {long_day(grant.last_day)}"
        yield f"{where} (E8)."
    for grant, number in difference.also_taken:
        yield (
            f"{grant.label} gives {counted(number, 'escalation')} more, to what was charged before "
            "(E6)."
        )
    if difference.uncovered < 0:
        yield f"{-difference.uncovered} fewer uncovered (E7)."
    if difference.undecided_minutes:
        yield _more_or_fewer(difference.undecided_minutes, "undecided", "E5")
    settled = _settled_minutes(difference.after) - _settled_minutes(difference.before)
    for minutes, rule in ((difference.consulting_minutes - settled, "E5"), (settled, "E7")):
        if minutes:
            price = chf(abs(minutes) * CONSULTING_MINUTE)
            yield _more_or_fewer(minutes, f"consulting, {price} excl. VAT", rule)


def _settled_minutes(statement: Statement) -> int:
    return sum(charge.block.minutes for charge in statement.charges if charge.consulting)


def _more_or_fewer(minutes: int, what: str, rule: str) -> str:
    return f"{duration(abs(minutes))} {'more' if minutes > 0 else 'less'} {what} ({rule})."


def asked(question: DecisionAsked | None, case: int) -> str | None:
    """Say that, and whom, the desk asked about a new block (E5)."""
    if question is None:
        return None
    if not question.recipients:
        return (
            f":hourglass: Block {question.block} waits for an answer, but nobody could be asked: "
            "the customer has no account manager. `/customer manager` sets one."
        )
    one, *others = question.recipients
    is_person = one[0] in "UW" and not others  # else a channel, which few of the readers see
    who_was = f"{person(one)} was" if is_person else "the admins were"
    return (
        f":hourglass: #{case} passed {duration(BLOCK_MINUTES * (question.block - 1))}: {who_was} "
        "asked whether the rest is another escalation or consulting (E5)."
    )


def kind_menu(number: int, level: Level) -> Block:
    """A menu that gives a case of a customer with a level its kind (E2)."""
    options = [(kind, f"/case kind {number} {kind}") for kind in kinds_of(level)]
    return choice("What kind of case is it?", options)


def undone(done: TimeChanged, today: date) -> Answer:
    """Say what was taken back, and what came back of the balance (E8)."""
    entry = done.entry
    return answer(
        f"Took back {duration(entry.minutes)} on {closed(done.case)} on {day(entry.day, today)} "
        f"(entry {entry.id}): {left(done.difference.after)}.",
        lines(
            [
                how_far(done.case_minutes, done.difference.after.case(done.case.id)),
                *taken(done.difference, today),
            ]
        ),
        buttons([("Put it back", f"/escalation undo {entry.id} back")]),
    )


def put_back(done: TimeChanged, today: date) -> Answer:
    """Say what was put back, and what it takes again (E8)."""
    entry = done.entry
    return answer(
        f"Put back {duration(entry.minutes)} on #{done.case.id} on {day(entry.day, today)} (now "
        f"entry {entry.id}): {left(done.difference.after)}.",
        lines(
            [
                how_far(done.case_minutes, done.difference.after.case(done.case.id)),
                *taken(done.difference, today),
                asked(done.asked, done.case.id),
            ]
        ),
        buttons([("Undo", f"/escalation undo {entry.id}")]),
    )


def moved(done: TimeMoved, today: date) -> Answer:
    """Say which entry went where, and what that did to either case."""
    gone, come = done.gone, done.come
    below = []
    for what, changed in (("From", gone), ("To", come)):
        facts = [how_far(changed.case_minutes, changed.difference.after.case(changed.case.id))]
        facts += taken(changed.difference, today)
        question = asked(changed.asked, changed.case.id)
        below.append(
            lines(
                [
                    f"*{what} #{changed.case.id}* ({changed.customer.key}): "
                    f"{left(changed.difference.after)}",
                    *facts,
                    question,
                ]
            )
        )
    return answer(
        f"Moved {duration(come.entry.minutes)} of {day(come.entry.day, today)} from "
        f"{closed(gone.case)} to #{come.case.id} (now entry {come.entry.id}).",
        *below,
        kind_menu(come.case.id, come.difference.after.level) if come.wants_kind else None,
        buttons([("Undo", f"/escalation move {come.entry.id} #{gone.case.id}")]),
    )


def day_changed(done: TimeMoved, wall: Wall) -> Answer:
    """Say on which day an entry is now, and what that did to the balance (E4, E8)."""
    gone, come = done.gone, done.come
    entry, after = come.entry, come.difference.after
    return answer(
        f"{duration(entry.minutes)} on #{come.case.id} are on {wall.day(entry.day)} now, not on "
        f"{wall.day(gone.entry.day)}: {left(after)}.",
        lines(
            [
                *taken(Difference(gone.difference.before, after), wall.today),
                *day_notes(come.case, entry.day, wall),
            ]
        ),
        buttons([("Undo", f"/escalation day {entry.id} {gone.entry.day}")]),
    )


def entries(listed: TimeListed, heading: str, today: date) -> Answer:
    """Show time entries as a table, newest first."""
    earlier = listed.total - len(listed.entries)
    if not listed.entries:
        return answer(f"No time entries {heading}.")
    rows = [
        (
            str(entry.id),
            day(entry.day, today),
            cut(f"#{entry.case_id} {listed.cases[entry.case_id].title}", 80),
            duration(entry.minutes),
            cut(entry.note, 80),
        )
        for entry in listed.entries
    ]
    said = answer(
        f"{duration(listed.minutes)} in {counted(listed.total, 'entry', 'entries')} {heading}."
    )
    if earlier:
        hint = f"{earlier} earlier are not shown: name a month, as in `june`."
        said = with_rest(said, small(hint))
    columns = ("Entry", "Day", "Case", "Time", "Note")
    return with_table(said, columns, rows, right=(0, 3), wrap=(2, 4))


def old_entry(entry: TimeRow, case: Case, today: date, doing: str) -> str:
    """Ask whether one's latest entry is meant though it was not recorded today."""
    return (
        f"Your latest entry is {duration(entry.minutes)} on {closed(case)}, "
        f"{day(entry.day, today)}. {doing}?"
    )
