"""Letters about a case in channels: its thread, its queue, and who has it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from weakref import WeakKeyDictionary

from handlers.blocks.case import brief, changes, queue, thread
from handlers.blocks.case.thread_facts import ThreadFacts
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.reports.waiting import in_a_list
from handlers.letters.said import NOTHING, Said, words
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.time import DecisionRow, TimeRemoval, TimeRow
from models.rules.noted import AboutCase
from models.usecases import finding, people
from models.usecases.channels import queues, threads
from models.usecases.channels.ownership import OwnWithdrawn, TakenOver
from models.usecases.channels.posts import HeadlineEdit, PostEdit
from models.usecases.channels.queues import Queued
from models.usecases.channels.threads import Headline, ThreadLine
from models.usecases.derived.clocks import CaseClock, clock_of, readable
from models.usecases.derived.reported_by import reported_by
from models.usecases.escalation import time_listed
from models.usecases.names import customer_names
from models.usecases.paging import pages
from models.usecases.reports import known_reports
from models.usecases.reports.waiting import still_waiting
from models.usecases.round_at_opening import Round
from models.usecases.turn import Turn

# --- threads --------------------------------------------------------------------------------------


# What a turn has read of cases: lines that go out in one message are of one, as it stands then.
_READ: WeakKeyDictionary[Turn, dict[int, ThreadFacts]] = WeakKeyDictionary()


def thread_facts(turn: Turn, case: Case) -> ThreadFacts:
    """Return a case as it is shown at the head of its thread."""
    facts = _thread_facts(turn, case)
    if not case.waits:
        return facts
    page = pages.open_page_of(turn, case.id)
    rings = page is not None and page.acknowledged_at is None
    return replace(facts, rings=rings, was_critical=known_reports.was_critical(turn, case))


def _thread_facts(turn: Turn, case: Case) -> ThreadFacts:
    read = _READ.setdefault(turn, {})
    if case.id not in read:
        read[case.id] = _read_facts(turn, case)
    return read[case.id]


def _read_facts(turn: Turn, case: Case) -> ThreadFacts:
    session = turn.session  # and not the turn, which would never be forgotten then

    def name_of(person_id: str) -> str | None:
        known = people.known(session, person_id)
        return known.name if known is not None else None

    return ThreadFacts(
        item=clock_of(turn, case),
        customer=finding.customer_of(turn, case),
        minutes=time_listed.minutes_of(turn, [case.id]).get(case.id, 0),
        wall=turn.wall,
        name_of=name_of,
        sources=reported_by(turn, case),
    )


@words(Headline)
def _headline(turn: Turn, letter: Headline) -> Said | None:
    """A case that was moved meanwhile is announced elsewhere."""
    case = finding.case(turn, letter.case)
    if not threads.is_awaited(turn, case, letter.channel, letter.thread):
        return None
    facts = thread_facts(turn, case)
    return Said(
        thread.headline(facts),
        thread_ts=letter.thread,
        to_outsiders=brief.headline(facts),
    )


@words(HeadlineEdit)
def _headline_edited(turn: Turn, letter: HeadlineEdit) -> Said:
    """Where the case is at home no more, its headline tells nothing of it."""
    case, ts = finding.case(turn, letter.case), letter.ts
    if not threads.is_live_headline(turn, case, letter.channel, ts):
        theirs = finding.customer_of_channel(turn, letter.channel)
        gone = brief.farewell(case, theirs.language if theirs is not None else None)
        return Said(gone, edits=ts, to_outsiders=gone)
    facts = thread_facts(turn, case)
    return Said(thread.headline(facts), edits=ts, to_outsiders=brief.headline(facts))


@words(ThreadLine)
def _told(turn: Turn, letter: ThreadLine) -> Said | None:
    """A line is said only below its headline, and where the case is at home by now."""
    case = finding.case(turn, letter.case)
    head = threads.live_headline(turn, case)
    if head is None or head.channel_id != letter.channel:
        return None
    said = _line(turn, case, letter)
    if said is None:
        return None
    theirs = thread.line(case, said.brief) if said.brief is not None else NOTHING
    return Said(thread.line(case, said.ours), thread_ts=head.thread_ts, to_outsiders=theirs)


def _line(turn: Turn, case: Case, letter: ThreadLine) -> thread.Line | None:
    """Word a fact, or return None if it is otherwise by now: then another line says so."""
    facts, session = _thread_facts(turn, case), turn.session
    if letter.minutes is not None:  # what was true with it, not when it goes out
        facts = replace(facts, minutes=letter.minutes)
    if letter.change is not None:
        change = session.get_one(Change, letter.change)
        if change.what is not AboutCase.CUSTOMER:
            return thread.changed(facts, change)
        left = threads.left_customer(turn, case, change)
        return thread.moved(facts, change, left.key) if left is not None else None
    if letter.decision is not None:
        return thread.decided(facts, session.get_one(DecisionRow, letter.decision))
    number = letter.entry or letter.removal
    entry, removal = session.get_one(TimeRow, number), session.get(TimeRemoval, number)
    if letter.removal is not None and removal is not None:
        return thread.taken_back(facts, entry, removal)
    if removal is not None:
        return None
    before = session.get(TimeRow, entry.moved_from) if entry.moved_from is not None else None
    return thread.logged(facts, entry, before)


# --- queues ---------------------------------------------------------------------------------------


@words(Queued)
def _queued(turn: Turn, letter: Queued) -> Answer:
    """Also what is late pings nobody by night (R3)."""
    item, customer = _waiting(turn, letter.case)
    pings = item.case.owner_id is None and turn.calendar.is_open(turn.moment)
    return queue.post(item, customer, turn.wall, letter.pinged if pings else None)


@words(PostEdit)
def _post(turn: Turn, letter: PostEdit) -> Said:
    """A case that has moved to another queue is shown there, and its first post says so."""
    item, customer = _waiting(turn, letter.case)
    if letter.channel and (channel := queues.moved_to(turn, item, letter.channel)):
        return Said(queue.moved(item, customer, channel), edits=letter.ts)
    said = queue.post(item, customer, turn.wall, None)
    return Said(said, edits=letter.ts)


@words(Round)
def _round(turn: Turn, letter: Round) -> Answer | None:
    cases = [finding.case(turn, number) for number in letter.cases]
    waiting = readable(turn, [case for case in cases if case.waits])
    messages = still_waiting(turn, letter.messages)
    if not waiting and not messages:
        return None
    name_of = partial(people.name_of, turn.session)
    lines = [in_a_list(each, turn.wall, name_of) for each in messages]
    keys = customer_names(turn.session).keys
    return queue.the_round(waiting, keys, turn.wall, lines)


def _waiting(turn: Turn, number: int) -> tuple[CaseClock, Customer]:
    case = finding.case(turn, number)
    return clock_of(turn, case), finding.customer_of(turn, case)


# --- owners ---------------------------------------------------------------------------------------


@words(TakenOver)
def _taken_over(turn: Turn, letter: TakenOver) -> Answer | None:
    """Nothing to say if the case went elsewhere meanwhile, or came back."""
    case = finding.case(turn, letter.case)
    if case.owner_id != letter.owner:
        return None
    return changes.taken_over(case, finding.customer_of(turn, case), letter.by, letter.owner)


@words(OwnWithdrawn)
def _own_withdrawn(turn: Turn, letter: OwnWithdrawn) -> Answer | None:
    """Nothing to say if it was opened again meanwhile."""
    case = finding.case(turn, letter.case)
    if case.withdrawn_at is None:
        return None
    return changes.own_withdrawn(case, finding.customer_of(turn, case), letter.by, letter.because)
