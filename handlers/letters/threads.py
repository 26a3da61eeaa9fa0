"""Letters to the thread of a case: its headline, and a line for each fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.blocks.case import thread
from handlers.letters.said import NOTHING, About, Said, Wording
from models.rows.cases import Case, Change
from models.rows.time import DecisionRow, TimeRemoval, TimeRow
from models.usecases import finding, people
from models.usecases.channels import posts, threads
from models.usecases.derived.clocks import clock_of
from models.usecases.escalation import time_entries
from models.usecases.turn import Turn


def _thread_facts(turn: Turn, case: Case) -> thread.ThreadFacts:
    def name_of(person_id: str) -> str:
        known = people.known(turn.session, person_id)
        return known.name if known is not None else "somebody of ours"

    return thread.ThreadFacts(
        item=clock_of(turn, case),
        customer=finding.customer_of(turn, case),
        minutes=sum(entry.minutes for entry in time_entries.standing_entries(turn, [case.id])),
        wall=turn.wall,
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


WORDED: Final[Mapping[str, Wording]] = {
    threads.HEADLINE: _headline,
    posts.MIRROR: _mirror,
    threads.TOLD: _told,
}
