"""What is said about time and what it takes from a customer's escalations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from slackblocks import Block

from handlers.blocks.answer import (
    Answer,
    answer,
    buttons,
    choice,
    divider,
    lines,
    section,
    small,
    table,
)
from handlers.blocks.words import (
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
from models.rows.customers import Customer
from models.rows.time import TimeRow
from models.rules.calendar import BusinessCalendar
from models.rules.difference import Difference
from models.rules.sentences import RULES
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CHARGED_FROM_MINUTES,
    CONSULTING_HOURLY,
    CONSULTING_MINUTE,
    KINDS,
)
from models.rules.statement import Block as CaseBlock
from models.rules.statement import CaseAccount, Charge, Outcome, Statement
from models.usecases.cases import CaseShown
from models.usecases.decisions import Asked, Decided, Settled
from models.usecases.time_entries import TimeChanged, TimeListed, TimeMoved

MOST_ENTRIES = 20
MOST_TOLD = 60  # blocks of a case: a message takes about 13000 characters in all
TOLD_AT_ONCE = 15  # lines that surely fit into one paragraph


def logged(done: TimeChanged, calendar: BusinessCalendar, today: date) -> Answer:
    """Say what was logged, how far into the escalation, what it took, and what is left."""
    entry, case, after = done.entry, done.case, done.difference.after
    return answer(
        f"Logged {duration(entry.minutes)} on #{case.id} on {day(entry.day, today)}: "
        f"{left(after)}.",
        lines(
            [
                f"{done.customer.key} #{case.id} {quoted(case.title)}",
                f"Note: {quoted(entry.note)}" if entry.note else None,
                how_far(done.case_minutes, after.case(case.id)),
                *taken(done.difference, today),
                asked(done.asked, case.id),
                *day_notes(case, entry.day, calendar, today),
            ]
        ),
        kind_menu(case.id) if done.wants_kind else None,
        buttons([("Undo", f"/escalation undo {entry.id}")]),
        small(f"Entry {entry.id} · `/escalation explain {case.id}` explains every charge"),
    )


def day_notes(case: Case, worked: date, calendar: BusinessCalendar, today: date) -> Iterator[str]:
    """Say what may be a slip: work long ago, or before its case was reported."""
    if far := long_ago(worked, today):
        yield far
    reported = calendar.day_of(case.reported_at)
    if worked < reported:
        yield (
            f":warning: {day(worked, today)} is before #{case.id} was reported "
            f"({day(reported, today)})."
        )


def how_far(minutes: int, account: CaseAccount | None) -> str:
    """Say how much time a case has and where that stands in its escalations (E1, E2, E3)."""
    if account is None:
        return "No time is left on the case."
    if account.why_free:
        return f"{duration(minutes)} in all; {why_free(account)} ({account.why_free})."
    block = account.blocks[-1]
    what = {None: "undecided block", "escalation": "escalation", "consulting": "consulting block"}
    return (
        f"{duration(minutes)} in all: {duration(block.minutes)} of the "
        f"{duration(BLOCK_MINUTES)} of {what[block.answer]} {block.number} (E1)."
    )


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
            yield (
                f"It takes 1 escalation from {charge.grant.label}, "
                f"dated {day(charge.day, today)} ({charge.rule})."
            )
    yield from other_effects(difference, today)


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


def asked(question: Asked | None, case: int) -> str | None:
    """Say that, and whom, the desk asked about a new block (E5)."""
    if question is None:
        return None
    if question.recipient is None:
        return (
            f":hourglass: Block {question.block} waits for an answer, but nobody could be asked: "
            "the customer has no account manager. `/customer manager` sets one."
        )
    whom = (
        person(question.recipient) if question.recipient[0] in "UW" else f"<#{question.recipient}>"
    )
    return (
        f":hourglass: #{case} passed {duration(BLOCK_MINUTES * (question.block - 1))}: {whom} was "
        "asked whether the rest is another escalation or consulting (E5)."
    )


def kind_menu(number: int) -> Block:
    """A menu that gives a case its kind (E2)."""
    options = [(kind, f"/case kind {number} {kind}") for kind in KINDS if kind != "untriaged"]
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
        kind_menu(come.case.id) if come.wants_kind else None,
    )


def entries(listed: TimeListed, heading: str, today: date) -> Answer:
    """Show time entries as a table, newest last."""
    shown = listed.entries[-90:]
    earlier = len(listed.entries) - len(shown)
    if not shown:
        return answer(f"No time entries {heading}.")
    rows = [
        (
            str(entry.id),
            day(entry.day, today),
            cut(f"#{entry.case_id} {listed.cases[entry.case_id].title}", 80),
            duration(entry.minutes),
            cut(entry.note, 80),
        )
        for entry in shown
    ]
    return answer(
        f"{duration(listed.minutes)} in {counted(len(listed.entries), 'entry', 'entries')} "
        f"{heading}.",
        table(("Entry", "Day", "Case", "Time", "Note"), rows, right=(0, 3), wrap=(2, 4)),
        small(f"{earlier} earlier are not shown: name a month, as in `june`.") if earlier else None,
    )


def explained(shown: CaseShown, today: date) -> Answer:
    """Explain every charge of a case and every minute that was not charged, rule by rule."""
    case, account = shown.case, shown.account
    head = f"#{case.id} {quoted(case.title)} ({shown.customer.key}, `{case.kind}`)"
    if account is None:
        return answer(f"#{case.id} has no time, so there is nothing to charge.", section(head))
    cited: dict[str, None] = {}
    told = list(_told(account, today, cited))
    if earlier := told[:-MOST_TOLD]:
        told[:-MOST_TOLD] = [f"{counted(len(earlier), 'earlier block')} not shown"]
    return answer(
        f"#{case.id}: {duration(account.minutes)} in all, {_verdict(account)}.",
        section(head),
        lines(_entries_so_far(shown.entries, today)),
        *(lines(told[first : first + TOLD_AT_ONCE]) for first in range(0, len(told), TOLD_AT_ONCE)),
        divider(),
        lines(_rules(cited)),
    )


def _verdict(account: CaseAccount) -> str:
    charged = sum(1 for charge in account.charges if charge.grant is not None)
    uncovered = sum(1 for c in account.charges if c.outcome is Outcome.UNCOVERED)
    said = [counted(charged, "escalation") if charged else "no escalation"]
    if uncovered:
        said.append(f"{uncovered} uncovered")
    if account.undecided_minutes:
        said.append(f"{duration(account.undecided_minutes)} undecided")
    if account.consulting_minutes:
        price = chf(account.consulting_minutes * CONSULTING_MINUTE)
        said.append(f"{duration(account.consulting_minutes)} consulting at {price} excl. VAT")
    return ", ".join(said)


def _entries_so_far(entries: Sequence[TimeRow], today: date) -> Iterator[str]:
    total = 0
    earlier = entries[: max(0, len(entries) - MOST_ENTRIES)]
    if earlier:
        minutes = sum(entry.minutes for entry in earlier)
        yield f"{counted(len(earlier), 'earlier entry', 'earlier entries')}: {duration(minutes)}"
    for index, entry in enumerate(entries):
        total += entry.minutes
        if index >= len(entries) - MOST_ENTRIES:
            yield (
                f"• {day(entry.day, today)}: {duration(entry.minutes)} by "
                f"{person(entry.person_id)} (entry {entry.id}) → {duration(total)} in all"
            )


def _told(account: CaseAccount, today: date, cited: dict[str, None]) -> Iterator[str]:
    if free := account.why_free:
        cited[free] = None
        minutes = account.minutes
        yield f"*{duration(minutes)} not charged* ({free}): {how_far(minutes, account)}"
        return
    cited["E1"] = None
    for block in account.blocks:
        charge = account.charge_of(block)
        first, last = block.span
        told, rules = _block(block, charge, today)
        cited.update(dict.fromkeys(rules))
        span = f"Minutes {first} to {last}" if first < last else f"Minute {first}"
        yield f"*{span}* ({', '.join(rules)}): {told}"


def _block(block: CaseBlock, charge: Charge | None, today: date) -> tuple[str, list[str]]:
    """What became of one block, and the rules behind it."""
    dated = f"dated {day(block.day, today)} (entry {block.entry})"
    minutes = duration(block.minutes)
    price = f"{chf(block.minutes * CONSULTING_MINUTE)} excl. VAT"
    if charge is None:
        if block.consulting:
            return f"consulting, {minutes} for {price}.", ["E5"]
        return f"{minutes} undecided: no escalation is taken until it is decided.", ["E5"]
    first = "E4" if block.number == 1 else "E5"
    if charge.outcome is Outcome.COVERED and charge.grant:
        more = BLOCK_MINUTES - block.minutes
        room = f" Another {duration(more)} would cost nothing more." if more else ""
        return f"1 escalation from {charge.grant.label}, {dated}.{room}", [first, "E6"]
    if charge.outcome is Outcome.SETTLED_FROM_GRANT and charge.grant:
        return (
            f"1 escalation, {dated}; it found no grant and was settled from "
            f"{charge.grant.label} as of {day(charge.day, today)}.",
            [first, "E7"],
        )
    if charge.consulting:
        return f"found no grant and was settled as consulting: {minutes} for {price}.", ["E7"]
    return f"1 escalation, {dated}, but no grant to take from: uncovered.", [first, "E7"]


def _rules(cited: Iterable[str]) -> Iterator[str]:
    """Each rule in a line; below those of one sentence of the definition, that sentence, once."""
    for sentence, rules in groupby(cited, key=lambda rule: RULES[rule].sentence):
        yield from (f"*{rule}* {RULES[rule].rule}" for rule in rules)
        yield f">{sentence}" if sentence else ""


def question(case: Case, customer: Customer, block: CaseBlock, statement: Statement) -> Answer:
    """Ask the account manager what a block should be (E5), with two buttons."""
    number = block.number
    price = chf(BLOCK_MINUTES * CONSULTING_MINUTE)
    return answer(
        f"#{case.id} of {customer.key} passed {duration(BLOCK_MINUTES * (number - 1))}: "
        "another escalation, or consulting?",
        lines(
            [
                f"{quoted(case.title)} (`{case.kind}`)",
                f"{customer.key} has {left(statement)}. Consulting is {chf(CONSULTING_HOURLY)} an "
                f"hour by the minute, {duration(BLOCK_MINUTES)} are {price}, both excl. VAT (E5).",
                "Time goes on being recorded either way.",
            ]
        ),
        question_buttons(case, block),
    )


def question_buttons(case: Case, block: CaseBlock) -> Block | None:
    """The two answers to what a block should be (E5)."""
    decide = f"/escalation decide #{case.id}"
    return buttons(
        [
            ("Another escalation", f"{decide} escalation block {block.number} --asked"),
            ("Consulting", f"{decide} consulting block {block.number} --asked"),
        ]
    )


def decided(done: Decided, today: date) -> Answer:
    """Say what was decided, and what that did."""
    what = (
        f"block {done.block} is another escalation"
        if done.answer == "escalation"
        else f"consulting from block {done.block} on"
    )
    return answer(
        f"Decided for #{done.case.id}: {what}. {done.customer.key} has "
        f"{left(done.difference.after)}.",
        lines([*taken(done.difference, today), _stays_consulting(done)]),
        small(f"`/escalation explain {done.case.id}` shows every line; a decision can be changed."),
    )


def _stays_consulting(done: Decided) -> str | None:
    """Say that later blocks keep an earlier answer (E5), where one was turned round."""
    account = done.difference.after.case(done.case.id)
    later = [b for b in account.blocks if b.number > done.block] if account else []
    following = next((b.number for b in later if b.consulting), None)
    if done.answer != "escalation" or following is None:
        return None
    return (
        f"Later blocks stay consulting: `/escalation decide {done.case.id} escalation block "
        f"{following}` changes the next."
    )


def old_entry(entry: TimeRow, case: Case, today: date, doing: str) -> str:
    """Ask whether one's latest entry is meant though it was not recorded today."""
    return (
        f"Your latest entry is {duration(entry.minutes)} on {closed(case)}, "
        f"{day(entry.day, today)}. {doing}?"
    )


def settled(done: Settled, today: date) -> Answer:
    """Say which uncovered charge was settled, and how."""
    block, after = done.charge.block, done.difference.after
    way = "from a grant" if done.way == "grant" else "as consulting"
    return answer(
        f"Settled {way}: the charge of {day(block.day, today)} on #{block.case}. "
        f"{done.customer.key} has {left(after)}.",
        lines(
            [
                _served_from(done, today),
                *taken(done.difference, today),
                f"{len(after.uncovered)} still uncovered." if after.uncovered else None,
            ]
        ),
    )


def _served_from(done: Settled, today: date) -> str | None:
    """Which grant a settled charge takes from; None where it is consulting."""
    account = done.difference.after.case(done.charge.block.case)
    charge = account.charge_of(done.charge.block) if account else None
    if charge is None or charge.grant is None:
        return None
    return f"It takes 1 escalation from {charge.grant.label}, as of {day(charge.day, today)} (E7)."
