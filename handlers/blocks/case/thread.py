"""What is said in a case's thread: the headline, which lives in place, and a line for each fact.

Everything has two wordings: for us, and a brief one where people from outside read along: number,
title, who has it, by when (`brief`). What has no brief wording is not said to them. Nobody is
mentioned but who is given a case by somebody else: names ring nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from slackblocks import Block

from handlers.blocks.case import brief
from handlers.blocks.case.mark import case_mark, stands
from handlers.blocks.case.reported import told_by
from handlers.blocks.case.thread_facts import ThreadFacts
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.wording import as_typed, duration, person, quoted
from models.rows.cases import Case, Change
from models.rows.time import DecisionRow, TimeRemoval, TimeRow
from models.rules.noted import (
    AboutCase,
    AboutContacts,
    AboutCover,
    AboutCustomer,
    AboutLadder,
    AboutMessage,
    AboutOverride,
    AboutRotation,
)
from models.rules.response import ClockState
from models.rules.routing import route
from models.rules.service_definition import SEVERITIES, Severity
from models.usecases.derived.clocks import CaseClock
from models.usecases.derived.history import was_put_back

_LONGEST_MAIL = 1500  # characters


@dataclass(frozen=True)
class Line:
    """A line of a thread: for us, and for people from outside if they are told at all."""

    ours: str
    brief: str | None = None


# --- the headline ---------------------------------------------------------------------------------


def headline(facts: ThreadFacts) -> Answer:
    """Show a case at the head of its thread as it stands."""
    case, item = facts.case, facts.item
    named = f"#{case.id} {facts.customer.key} Sev-{case.severity} *{quoted(case.title)}*"
    time = f", {duration(facts.minutes)} logged" if facts.minutes else ""
    told = stands(item, facts.wall), _owner(facts), f"`{case.kind}`{time}"
    return answer(
        f"{case_mark(item, facts.wall)} {named}",
        lines([" · ".join(filter(None, told)), told_by(facts.sources, facts.wall)]),
        _buttons(facts),
    )


def _verdict(facts: ThreadFacts) -> str:
    met = facts.item.clock.state(facts.wall.now) is ClockState.MET
    return "met" if met else "breached"


def _owner(facts: ThreadFacts) -> str:
    case = facts.case
    if case.owner_id is None:
        return "" if case.closed_at else "nobody has it yet"
    return f"{facts.name(case.owner_id)} {'had' if case.closed_at else 'has'} it"


def _buttons(facts: ThreadFacts) -> Block | None:
    """What can be done now: the next steps as buttons, the rest in the menu."""
    case = facts.case
    show = ("Show", f"/case show {case.id}")
    if case.closed_at is not None:
        return lasting_buttons([("Reopen", f"/case reopen {case.id}"), show])
    steps = []
    if case.owner_id is None:
        steps.append(("Take it", f"/case take {case.id}"))
    if case.responded_at is None:
        steps.append(("I've replied", f"/case respond {case.id}"))
    steps.append(("Log time", f"/escalation log #{case.id}"))
    ends = [
        ("Close", f"/case close {case.id}"),
        ("Withdraw…", f"/case withdraw {case.id}"),
    ]
    severities = [
        (_make_it(number, facts.item), f"/case severity {case.id} {number}")
        for number in SEVERITIES
        if number != case.severity
    ]
    return lasting_buttons(steps, [*severities, *ends, show])


def _make_it(severity: Severity, item: CaseClock) -> str:
    """Name a change of severity; whoever makes it knows beforehand that it rings people (R4)."""
    pages = item.case.waits and route(item.level, severity).pages
    return f"Make it Sev-{severity}" + (" and page" if pages else "")


# --- the lines ------------------------------------------------------------------------------------


def changed(facts: ThreadFacts, change: Change) -> Line | None:
    """Say what changed about a case; None if by now it is otherwise, for then more was said."""
    case, by, new = facts.case, facts.name(change.by), change.new
    match change.what:
        case AboutCase.OWNER if case.owner_id == new:
            return _has_it(facts, change)
        case AboutCase.RESPONDED if case.responded_at == _instant(new):
            return _replied(facts, change)
        case AboutCase.SEVERITY if str(case.severity) == new:
            return _of_severity(facts, change)
        case AboutCase.KIND if case.kind == new:
            return Line(f"{by} says it is `{new}` (was `{change.old}`).")
        case AboutCase.CLOSED if case.closed_at == _instant(new):
            return Line(f"{by} closed it.", brief.closed(facts, change.by))
        case AboutCase.REOPENED if case.closed_at is None:
            return Line(f"{by} reopened it.", brief.reopened(facts, change.by))
        case AboutCase.WITHDRAWN if case.withdrawn_at is not None:
            return _withdrawn(facts, change)
        case AboutCase.REPORTED if case.reported_at == _instant(new):
            return _reported_earlier(facts, change)
        case AboutCase.RECOVERED:
            return Line(f"{as_typed(new or '')} says that it has recovered.")
        case AboutCase.MAILED:
            wrote = quoted(change.reason, _LONGEST_MAIL) if change.reason else "without words"
            return Line(f"{as_typed(new or 'Somebody')} writes by mail: {wrote}")
        case AboutCase.OWNER | AboutCase.RESPONDED | AboutCase.SEVERITY | AboutCase.KIND:
            return None  # by now it is otherwise
        case AboutCase.CLOSED | AboutCase.REOPENED | AboutCase.WITHDRAWN | AboutCase.REPORTED:
            return None
        case AboutCase.OPENED | AboutCase.TITLE | AboutCase.CUSTOMER:
            return None  # the headline says it, or `moved` does
        case AboutCustomer() | AboutMessage():
            return None
        case AboutOverride() | AboutRotation() | AboutLadder() | AboutCover() | AboutContacts():
            return None
        case _:
            assert_never(change.what)


def _of_severity(facts: ThreadFacts, change: Change) -> Line:
    """Whoever is from outside reads only by when the first reply comes now."""
    why = f": {as_typed(change.reason)}" if change.reason else ""
    said = f"{facts.name(change.by)} made it Sev-{change.new} (was Sev-{change.old}){why}."
    if facts.case.responded_at is not None:
        return Line(said)
    clock = facts.item.clock
    due = f"{facts.written(clock.due)}{late_words(clock, facts.wall)}"
    return Line(f"{said} First response due {due}.", brief.reply_comes(facts))


def _withdrawn(facts: ThreadFacts, change: Change) -> Line:
    """Whoever reads of it is told; the reason is ours (S6)."""
    double = f", a double of #{change.new}" if change.new else ""
    said = f"{facts.name(change.by)} withdrew it{double}: {as_typed(change.reason)}"
    return Line(said, brief.withdrew(facts, change.by, change.new))


def _reported_earlier(facts: ThreadFacts, change: Change) -> Line:
    """Say that a double had been reported before it, and what that makes of its clock (S6)."""
    clock, case = facts.item.clock, facts.case
    said = f"It counts as reported {facts.written(case.reported_at)}: {as_typed(change.reason)}."
    if not case.waits:
        return Line(said)
    due = f"{facts.written(clock.due)}{late_words(clock, facts.wall)}"
    return Line(f"{said} First response due {due}.", brief.reply_comes(facts))


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _has_it(facts: ThreadFacts, change: Change) -> Line:
    owner = str(change.new)
    theirs = brief.has_it(facts, owner)
    if owner == change.by:
        return Line(f"{facts.name(owner)} has it.", theirs)
    return Line(f"{person(owner)} has it now: {facts.name(change.by)} gave it to them.", theirs)


def _replied(facts: ThreadFacts, change: Change) -> Line:
    by, verdict = facts.name(change.by), _verdict(facts)
    assert facts.case.responded_at is not None  # the caller looked
    at = facts.written(facts.case.responded_at)
    if change.old is not None:
        return Line(f"{by} corrected the first response to {at}: {verdict} (S3).")
    theirs = brief.replied(facts, change.by)
    return Line(f"{by} gave the first response, {at}: {verdict} (S3).", theirs)


def moved(facts: ThreadFacts, change: Change, left: str) -> Line:
    """Say in a thread that goes on whose case it is now; `left` is whose it was."""
    by = facts.name(change.by)
    return Line(f"{by} moved it from {left} to {facts.customer.key}, with its time.")


def logged(facts: ThreadFacts, entry: TimeRow, before: TimeRow | None) -> Line:
    """Say that time was logged, put back, or moved here: `before` is the entry that it was."""
    by, minutes = facts.name(entry.by), duration(entry.minutes)
    if was_put_back(entry, before):
        did = f"put {minutes} back"
    else:
        did = f"{'moved here' if before is not None else 'logged'} {minutes}"
    return Line(f"{by} {did}: {duration(facts.minutes)} in all.")


def taken_back(facts: ThreadFacts, entry: TimeRow, removal: TimeRemoval) -> Line:
    """Say that time was taken back, or moved to another case."""
    by, minutes = facts.name(removal.by), duration(entry.minutes)
    left = f"{duration(facts.minutes)} in all" if facts.minutes else "no time is left"
    return Line(f"{by} took away {minutes}: {left}.")


def decided(facts: ThreadFacts, row: DecisionRow) -> Line:
    """Say what a block of the case's time is (E5)."""
    by = facts.name(row.by)
    if row.onwards:
        return Line(f"{by} decided: consulting from block {row.block} on (E5).")
    return Line(f"{by} decided: block {row.block} is another escalation (E5).")


def line(case: Case, said: str) -> Answer:
    """Return a line as a message: its number in front, for it is read alone in a notification."""
    return answer(f"#{case.id}: {said}")
