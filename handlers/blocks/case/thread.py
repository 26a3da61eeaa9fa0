"""What is said in a case's thread: the headline, which lives in place, and a line for each fact.

Everything has two wordings: for us, and a brief one where people from outside read along: number,
title, who has it, by when. What has no brief wording is not said to them. Nobody is mentioned but
who is given a case by somebody else: names ring nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

from slackblocks import Block

from handlers.blocks.case.mark import case_mark, stands
from handlers.blocks.case.reported import told_by
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, section
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.from_outside import Press, presses
from handlers.blocks.pieces.wording import as_typed, duration, in_readers_zone, person, quoted
from models.rows.cases import Case, Change
from models.rows.customers import Customer
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
from models.rules.reports import Listens
from models.rules.response import ClockState
from models.rules.routing import route
from models.rules.service_definition import SEVERITIES, Severity
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock
from models.usecases.derived.history import was_put_back
from models.usecases.derived.reported_by import ReportedBy


@dataclass(frozen=True)
class ThreadFacts:
    """A case as its thread shows it; `name_of` tells what somebody is called, `sources` which have
    reported it.

    It `rings` where nobody has answered its page; it `was_critical` where somebody from outside, or
    a source, has said so before.
    """

    item: CaseClock
    customer: Customer
    minutes: int
    wall: Wall
    name_of: Callable[[str], str]
    sources: Sequence[ReportedBy] = ()
    rings: bool = False
    was_critical: bool = False

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.item.case

    def name(self, person_id: str) -> str:
        """Return somebody's name, as_typed."""
        return as_typed(self.name_of(person_id))

    def written(self, moment: datetime) -> str:
        """Write an instant on the desk's own wall clock."""
        return self.wall.dated(moment)


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


def brief_headline(facts: ThreadFacts) -> Answer:
    """The same where people from outside read it (I9): number, title, who has it, by when."""
    case, at = facts.case, partial(in_readers_zone, facts.wall)
    mark = case_mark(facts.item, facts.wall)
    title = f"{mark} #{case.id} {quoted(case.title)}"
    has_it = f"{facts.name(case.owner_id)} has it. " if case.owner_id else ""
    if case.withdrawn_at is not None:
        instead = f": please see #{case.double_of}" if case.double_of else ""
        return answer(f"{title}: withdrawn {at(case.withdrawn_at)}{instead}.")
    if case.closed_at is not None:
        return answer(f"{title}: closed {at(case.closed_at)}.")
    if case.responded_at is not None:
        return answer(f"{title}: {has_it}First reply given {at(case.responded_at)}.")
    due = _late_reply(facts) or f"first reply by {at(facts.item.clock.due)}"
    if has_it:
        return answer(f"{title}: {has_it}{due[0].upper()}{due[1:]}.", _calls_critical(facts))
    critical = ", critical" if case.severity is Severity.SEV1 else ""
    said = f"{mark} #{case.id} is open{critical}: {_who_comes(facts)}; {due}."
    return answer(said, section(quoted(case.title)), _calls_critical(facts))


def brief_line(facts: ThreadFacts) -> str:
    """The same on one line of a list, always with its title (I9)."""
    said, title = brief_headline(facts).text, quoted(facts.case.title)
    return said if title in said else f"{said} {title}"


def _who_comes(facts: ThreadFacts) -> str:
    """Say what is done about a case that nobody has, and whether anybody is rung (I2)."""
    if facts.rings:
        return "an engineer is being rung"
    if not facts.wall.calendar.is_open(facts.wall.now):
        return "nobody is rung at this hour"
    if facts.case.severity is Severity.SEV1:
        return "nobody is rung, an engineer takes it in turn"
    return "an engineer takes it in turn"


def _calls_critical(facts: ThreadFacts) -> Block | None:
    """The button that calls a case critical which nobody has called so yet (I2), where the desk
    listens.
    """
    if facts.case.severity is not Severity.SEV3 or facts.was_critical:
        return None
    if facts.customer.listens is Listens.NOTHING:
        return None
    return presses(facts.case.id, Press.CASE_CRITICAL)


def _late_reply(facts: ThreadFacts) -> str | None:
    """Say to people from outside that the first reply is overdue, if it is (R6)."""
    clock = facts.item.clock
    if clock.state(facts.wall.now) is not ClockState.OVERDUE:
        return None
    return f"a first reply was due {_for_readers(facts, clock.due)} and is overdue"


def farewell(case: Case) -> Answer:
    """Show, where a case is at home no more, nothing but that: it is another customer's now."""
    return answer(
        f":heavy_minus_sign: #{case.id} was moved and is not followed here any more. Questions "
        "about it are welcome here all the same."
    )


def _for_readers(facts: ThreadFacts, moment: datetime) -> str:
    return in_readers_zone(facts.wall, moment)


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
            return Line(f"{by} closed it.", f"{by} closed it.")
        case AboutCase.REOPENED if case.closed_at is None:
            return Line(f"{by} reopened it.", f"{by} reopened it.")
        case AboutCase.WITHDRAWN if case.withdrawn_at is not None:
            return _withdrawn(facts, change)
        case AboutCase.REPORTED if case.reported_at == _instant(new):
            return _reported_earlier(facts, change)
        case AboutCase.RECOVERED:
            return Line(f"{as_typed(new or '')} says that it has recovered.")
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
    soon = f"a first reply comes by {_for_readers(facts, clock.due)} now"
    return Line(f"{said} First response due {due}.", f"{_late_reply(facts) or soon}.")


def _withdrawn(facts: ThreadFacts, change: Change) -> Line:
    """Whoever reads of it is told; the reason is ours (S6)."""
    double = f", a double of #{change.new}" if change.new else ""
    said = f"{facts.name(change.by)} withdrew it{double}"
    return Line(f"{said}: {as_typed(change.reason)}", f"{said}.")


def _reported_earlier(facts: ThreadFacts, change: Change) -> Line:
    """Say that a double had been reported before it, and what that makes of its clock (S6)."""
    clock, case = facts.item.clock, facts.case
    said = f"It counts as reported {facts.written(case.reported_at)}: {as_typed(change.reason)}."
    if not case.waits:
        return Line(said)
    due = f"{facts.written(clock.due)}{late_words(clock, facts.wall)}"
    soon = f"a first reply comes by {_for_readers(facts, clock.due)} now"
    return Line(f"{said} First response due {due}.", f"{_late_reply(facts) or soon}.")


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _has_it(facts: ThreadFacts, change: Change) -> Line:
    owner = str(change.new)
    brief = f"{facts.name(owner)} has it."
    if owner == change.by:
        return Line(brief, brief)
    return Line(f"{person(owner)} has it now: {facts.name(change.by)} gave it to them.", brief)


def _replied(facts: ThreadFacts, change: Change) -> Line:
    by, verdict = facts.name(change.by), _verdict(facts)
    assert facts.case.responded_at is not None  # the caller looked
    at = facts.written(facts.case.responded_at)
    if change.old is not None:
        return Line(f"{by} corrected the first response to {at}: {verdict} (S3).")
    return Line(f"{by} gave the first response, {at}: {verdict} (S3).", f"{by} has replied.")


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
