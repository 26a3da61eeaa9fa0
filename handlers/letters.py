"""What each letter of the outbox says, worded from the facts of the moment at which it goes out.

A letter whose reason is gone by then says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from handlers.blocks import case as cases
from handlers.blocks import (
    cover,
    handover,
    oncall_check,
    override,
    page,
    page_elsewhere,
    queue,
    thread,
)
from handlers.blocks.answer import Answer
from handlers.blocks.decision import question
from handlers.blocks.undelivered import undelivered
from models.rows.cases import Case, Change
from models.rows.oncall import CoverRequest, OverrideRow
from models.rows.pages import Attempt
from models.rows.time import DecisionRow, TimeRemoval, TimeRow
from models.rules.business_time import is_open, next_opening
from models.rules.ladder import read_ladder
from models.rules.rotation import next_change, on_call
from models.rules.service_definition import TargetKind
from models.rules.warning import ClockWarning, warnings_due
from models.usecases import (
    attempts,
    boards,
    clock_warnings,
    contacts,
    finding,
    handovers,
    ladders,
    links,
    overrides,
    pages,
    people,
    posts,
    queues,
    threads,
    time_entries,
)
from models.usecases import oncall as shifts
from models.usecases.clocks import CaseClock, clock_of, running
from models.usecases.decisions import QUESTION
from models.usecases.entitlements import statement_of
from models.usecases.homes import HOME
from models.usecases.oncall_check import CHECK, check
from models.usecases.outbox import UNDELIVERED, Held
from models.usecases.ownership import TAKEN_OVER
from models.usecases.self_watch import OVERDUE, Overdue
from models.usecases.turn import Turn

About = Mapping[str, Any]
_DRILL_LASTS = timedelta(minutes=10)


class Outsiders(Enum):
    """What people from outside are told where they read a channel, if there is no wording."""

    NEVER = "never"  # it should not have been sent there: the admins are told
    NOTHING = "nothing"  # it is not for them, and left out


NEVER: Final = Outsiders.NEVER
NOTHING: Final = Outsiders.NOTHING


@dataclass(frozen=True)
class Said:
    """What goes out: an answer, new or in place of the message `edits`, or in a thread.

    `to_outsiders` is what is said instead where people from outside read it. Whoever does not think
    of them says nothing to them.
    """

    answer: Answer
    edits: str | None = None
    thread_ts: str | None = None
    to_outsiders: Answer | Outsiders = NEVER


def worded(turn: Turn, topic: str, about: About) -> Said | None:
    """Return what a letter to Slack says, or None if there is nothing to say any more.

    Raises KeyError for a topic that this version does not know, and Held for what waits.
    """
    said = _WORDED[topic](turn, about)
    return Said(said) if isinstance(said, Answer) else said


def is_needed(turn: Turn, topic: str, about: About) -> bool:
    """Whether there is anything to say any more in a letter that was given up."""
    if topic in (OVERDUE, HOME):  # of their moment; the Home shows what is overdue now
        return False
    if topic == handovers.GROUP:
        return True
    try:
        if topic == attempts.OUTSIDE:
            return outside(turn, about) is not None
        return topic in _WORDED and worded(turn, topic, about) is not None
    except Held:
        return True


# --- decisions ------------------------------------------------------------------------------------


def _question(turn: Turn, about: About) -> Answer | None:
    """A question that was answered meanwhile is not asked any more."""
    case = finding.case(turn, int(about["case"]))
    statement = statement_of(turn.session, case.customer_id, turn.today)
    account = statement.case(case.id)
    blocks = account.blocks if account else ()
    block = next((b for b in blocks if b.number == about["block"] and b.undecided), None)
    if block is None:
        return None
    return question(case, finding.customer_of(turn, case), block, statement)


def _taken_over(turn: Turn, about: About) -> Answer | None:
    """Nothing to say if the case went elsewhere meanwhile, or came back."""
    case = finding.case(turn, int(about["case"]))
    if case.owner_id != about["owner"]:
        return None
    return cases.taken_over(
        case, finding.customer_of(turn, case), str(about["by"]), str(about["owner"])
    )


# --- pages ----------------------------------------------------------------------------------------


def page_facts(turn: Turn, page_id: int) -> page.PageFacts:
    """Return all that is said about a page just now."""
    shown = pages.shown(turn, page_id)
    clock = clock_of(turn, shown.case) if shown.case else None
    ladder = read_ladder(shown.page.ladder)
    reached = [target for rung in ladder.rungs for target in rung.targets]
    everyone = ladders.recipients(turn, ladder, reached)
    by_hand = {who: contacts.telephone(turn, who) for kind, who in everyone if kind == "person"}
    return page.PageFacts(shown, clock, turn.calendar, turn.moment, by_hand)


def _stale(turn: Turn, facts: page.PageFacts) -> bool:
    """Whether a page is a drill that nobody waits for any more: it never ends by itself."""
    drilled = facts.shown.page
    return drilled.why == pages.DRILL and turn.moment - drilled.at > _DRILL_LASTS


def _ring(turn: Turn, about: About) -> Answer | None:
    """A page that was taken or is over rings nobody any more; its channel still shows it."""
    facts = page_facts(turn, int(about["page"]))
    if _stale(turn, facts):
        return None
    attempt = turn.session.get_one(Attempt, int(about["attempt"]))
    over = facts.shown.page.ended_at is not None or facts.shown.page.acknowledged_by is not None
    beside = attempt.step == pages.NOT_ON_THE_LADDER and facts.shown.page.ended_at is None
    if over and attempt.way != "channel" and not beside:
        return None
    return page.board(facts, beside=beside)


def _board(turn: Turn, about: About) -> Said:
    facts, ts = page_facts(turn, int(about["page"])), str(about["ts"])
    shown = next((a for a in facts.shown.attempts if a.ts == ts), None)
    waits = facts.clock is not None and facts.clock.clock.responded is None
    beside = shown is not None and shown.step == pages.NOT_ON_THE_LADDER and waits
    over = facts.shown.page.ended_at is not None
    return Said(page.board(facts, beside=beside and not over), edits=ts)


def _nobody(turn: Turn, about: About) -> Answer | None:
    facts = page_facts(turn, int(about["page"]))
    if facts.shown.page.ended_at is not None or facts.shown.page.acknowledged_by is not None:
        return None
    return page.reaches_nobody(facts)


def _climbed(turn: Turn, about: About) -> Said | None:
    """While the channel has no post of the page there is no thread; the post will show it all."""
    facts = page_facts(turn, int(about["page"]))
    channel = turn.desk.sev1_channel
    posts = [a for a in facts.shown.attempts if a.way == "channel" and a.recipient == channel]
    first = next((a.ts for a in posts if a.ts), None)
    return Said(page_elsewhere.in_thread(facts, about), thread_ts=first) if first else None


def outside(turn: Turn, about: About) -> tuple[str, str] | None:
    """Return title and plain text of a page outside Slack; None if it rings nobody any more."""
    facts = page_facts(turn, int(about["page"]))
    attempt = turn.session.get_one(Attempt, int(about["attempt"]))
    acknowledged = facts.shown.page.acknowledged_by is not None
    beside = attempt.step == pages.NOT_ON_THE_LADDER
    if (
        _stale(turn, facts)
        or facts.shown.page.ended_at is not None
        or (acknowledged and not beside)
    ):
        return None
    link = links.link_of(turn.desk, facts.shown.page.id, attempt.recipient)
    return page_elsewhere.outside(facts, link)


# --- clocks and queues ----------------------------------------------------------------------------


def _waiting(turn: Turn, about: About) -> CaseClock | None:
    case = finding.case(turn, int(about["case"]))
    if case.responded_at is not None or case.closed_at is not None:
        return None
    return clock_of(turn, case)


def _warning(turn: Turn, about: About) -> Answer | None:
    """What is late by night waits for the opening, but for what is given at closing (S5)."""
    item = _waiting(turn, about)
    if item is None:
        return None
    customer = finding.customer_of(turn, item.case)
    warning = ClockWarning(about["warning"])
    by_day = item.clock.target.kind is not TargetKind.ELAPSED
    is_late = warning not in warnings_due(turn.calendar, item.clock, turn.moment)
    if by_day and is_late and not is_open(turn.calendar, turn.moment):
        raise Held(next_opening(turn.calendar, turn.moment))
    return queue.warning(item, customer, warning, turn.calendar, turn.moment)


def _reminder(turn: Turn, about: About) -> Answer | None:
    facts = page_facts(turn, int(about["page"]))
    if facts.shown.page.ended_at is not None or facts.clock is None:
        return None
    return queue.reminder(facts, ClockWarning(about["warning"]), about.get("paged"))


def _queued(turn: Turn, about: About) -> Answer:
    """Also what is late pings nobody by night (R3)."""
    item = _item(turn, int(about["case"]))
    customer = finding.customer_of(turn, item.case)
    pings = item.case.owner_id is None and is_open(turn.calendar, turn.moment)
    pinged = about.get("pinged") if pings else None
    return queue.post(item, customer, turn.calendar, turn.moment, pinged)


def _post(turn: Turn, about: About) -> Said:
    item = _item(turn, int(about["case"]))
    customer = finding.customer_of(turn, item.case)
    said = queue.post(item, customer, turn.calendar, turn.moment, None)
    return Said(said, edits=str(about["ts"]))


def _round(turn: Turn, about: About) -> Answer | None:
    found = [_waiting(turn, {"case": number}) for number in about["cases"]]
    waiting = [item for item in found if item is not None]
    if not waiting:
        return None
    keys = {customer.id: customer.key for customer in finding.customers(turn)}
    return queue.the_round(waiting, keys, turn.calendar, turn.moment)


def _item(turn: Turn, number: int) -> CaseClock:
    case: Case = finding.case(turn, number)
    return clock_of(turn, case)


# --- threads --------------------------------------------------------------------------------------


def _thread_facts(turn: Turn, case: Case) -> thread.ThreadFacts:
    def name_of(person_id: str) -> str:
        known = people.known(turn.session, person_id)
        return known.name if known is not None else "somebody of ours"

    return thread.ThreadFacts(
        item=clock_of(turn, case),
        customer=finding.customer_of(turn, case),
        minutes=sum(entry.minutes for entry in time_entries.standing_entries(turn, [case.id])),
        calendar=turn.calendar,
        now=turn.moment,
        name_of=name_of,
    )


def _headline(turn: Turn, about: About) -> Said | None:
    """A case that was moved meanwhile is announced elsewhere."""
    case = finding.case(turn, int(about["case"]))
    if not threads.is_awaited(turn, case, str(about["channel"]), about["thread"]):
        return None
    facts = _thread_facts(turn, case)
    return Said(
        thread.headline(facts),
        thread_ts=about["thread"],
        to_outsiders=thread.brief_headline(facts),
    )


def _mirror(turn: Turn, about: About) -> Said:
    """Where the case is at home no more, its headline tells nothing of it."""
    case, ts = finding.case(turn, int(about["case"])), str(about["ts"])
    if not threads.is_live_headline(turn, case, str(about["channel"]), ts):
        gone = thread.farewell(case)
        return Said(gone, edits=ts, to_outsiders=gone)
    facts = _thread_facts(turn, case)
    brief = thread.brief_headline(facts)
    return Said(thread.headline(facts), edits=ts, to_outsiders=brief)


def _told(turn: Turn, about: About) -> Said | None:
    """A line is said only below its headline, and where the case is at home by now."""
    case = finding.case(turn, int(about["case"]))
    head = threads.live_headline(turn, case)
    if head is None or head.channel_id != about["channel"]:
        return None
    said = _line(turn, case, about)
    if said is None:
        return None
    brief = thread.line(case, said.brief) if said.brief is not None else NOTHING
    return Said(thread.line(case, said.ours), thread_ts=head.thread_ts, to_outsiders=brief)


def _line(turn: Turn, case: Case, about: About) -> thread.Line | None:
    """Word a fact, or return None if it is otherwise by now: then another line says so."""
    facts, session = _thread_facts(turn, case), turn.session
    if "change" in about:
        change = session.get_one(Change, int(about["change"]))
        if change.what != "customer":
            return thread.changed(facts, change)
        left = threads.left_customer(turn, case, change)
        return thread.moved(facts, change, left.key) if left is not None else None
    if "decision" in about:
        return thread.decided(facts, session.get_one(DecisionRow, int(about["decision"])))
    number = int(about.get("entry") or about["removal"])
    entry, removal = session.get_one(TimeRow, number), session.get(TimeRemoval, number)
    if "removal" in about and removal is not None:
        return thread.taken_back(facts, entry, removal)
    return thread.logged(facts, entry) if removal is None else None


# --- on call --------------------------------------------------------------------------------------


def _handover(turn: Turn, about: About) -> Answer | None:
    """A handover to somebody whose shift is over meanwhile is no news any more."""
    handed = []
    for change in about["changes"]:
        rotation = shifts.rotation(turn.session, str(change["rotation"]))
        shift = on_call(rotation, datetime.fromisoformat(str(change["at"])))
        if shift.end <= turn.moment:
            continue
        following = next_change(rotation, shift.start)
        ended = rotation.has_ended(shift.start) and shift.person is None
        handed.append(handover.Handed(rotation.name, change["from"], shift, following, ended))
    if not handed:
        return None
    urgent = [
        (item, finding.customer_of(turn, item.case))
        for item in running(turn)
        if item.case.severity == 1 or item.clock.due <= turn.moment
    ]
    return handover.handover(handed, pages.open_pages(turn), urgent, turn.calendar, turn.moment)


def _cover(turn: Turn, about: About) -> Answer | None:
    request = turn.session.get_one(CoverRequest, int(about["request"]))
    if request.taken_by is not None or request.ends_at <= turn.moment:
        return None
    people = shifts.rotation(turn.session, request.rotation).people
    return cover.cover_asked(request, people, turn.calendar, turn.moment)


def _covered(turn: Turn, about: About) -> Answer:
    request = turn.session.get_one(CoverRequest, int(about["request"]))
    return cover.covered(request, turn.calendar, turn.moment)


def _displaced(turn: Turn, about: About) -> Answer | None:
    if overrides.is_taken_back(turn, int(about["override"])):
        return None
    made = turn.session.get_one(OverrideRow, int(about["override"]))
    return override.displaced(made, turn.calendar, turn.moment)


def _taken_back(turn: Turn, about: About) -> Answer:
    done = overrides.taken_back(turn, int(about["override"]))
    return override.override_taken_back(done, turn.calendar, turn.moment)


def _check(turn: Turn, _: About) -> Answer:
    return oncall_check.checked(check(turn), turn.calendar, turn.moment)


def _overdue(_: Turn, about: About) -> Answer:
    return oncall_check.overdue(Overdue(int(about["rungs"]), int(about["messages"])))


def _undelivered(_: Turn, about: About) -> Answer:
    return undelivered(about["recipient"], about["topic"], about["error"], about["about"])


_WORDED: dict[str, Callable[[Turn, About], Answer | Said | None]] = {
    QUESTION: _question,
    TAKEN_OVER: _taken_over,
    attempts.RING: _ring,
    boards.BOARD: _board,
    boards.CLIMBED: _climbed,
    attempts.NOBODY: _nobody,
    clock_warnings.WARNING: _warning,
    clock_warnings.REMINDER: _reminder,
    queues.QUEUED: _queued,
    posts.POST: _post,
    queues.ROUND: _round,
    threads.HEADLINE: _headline,
    posts.MIRROR: _mirror,
    threads.TOLD: _told,
    handovers.HANDOVER: _handover,
    shifts.COVER: _cover,
    shifts.COVERED: _covered,
    shifts.DISPLACED: _displaced,
    overrides.TAKEN_BACK: _taken_back,
    CHECK: _check,
    OVERDUE: _overdue,
    UNDELIVERED: _undelivered,
}
