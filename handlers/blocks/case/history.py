"""What happened to a case, in words: each line with who and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import assert_never

from slackblocks import Block

from handlers.blocks.pieces.answer import LONGEST_SECTION, section
from handlers.blocks.pieces.wording import as_typed, counted, cut, day, duration, person, quoted
from models.rows.cases import Change
from models.rows.time import DecisionRow, SettlementRow, TimeRow
from models.rules.facts import BlockAnswer, SettlementWay
from models.rules.noted import AboutCase
from models.rules.written_time import Wall
from models.usecases.case.shown import CaseShown
from models.usecases.derived.history import Happening, SettlementGone, TimeBack, TimeGone

MOST_HAPPENINGS = 60
MOST_PARAGRAPHS = 2  # a message takes about 13000 characters in all
ROOM_FOR_HEADING = 60
LONGEST_REASON = 300


def history(found: CaseShown, wall: Wall) -> list[Block]:
    """Tell a case's history, oldest first, in at most so many paragraphs as a message has room for.

    What is left out is the oldest, and the first line says how much.
    """
    told = list(_lines(found, wall))
    kept: list[list[str]] = [[]]
    for line in reversed(told):
        if sum(len(each) + 1 for each in kept[-1]) + len(line) > LONGEST_SECTION - ROOM_FOR_HEADING:
            if len(kept) == MOST_PARAGRAPHS:
                break
            kept.append([])
        kept[-1].append(line)
    earlier = len(found.history) - sum(map(len, kept))
    heading = "*History*"
    if earlier:
        heading += f"\n{counted(earlier, 'earlier line')} not shown"
    paragraphs = ["\n".join(reversed(each)) for each in reversed(kept)]
    paragraphs[0] = f"{heading}\n{paragraphs[0]}"
    return [section(paragraph) for paragraph in paragraphs]


def what_was_said(found: CaseShown) -> Block | None:
    """Show what a case was opened with, as far as there is room; None where its line has it all."""
    opened = [h for h in found.history if isinstance(h, Change) and h.what is AboutCase.OPENED]
    said = opened[0].reason if opened else ""
    if len(said) <= LONGEST_REASON:
        return None
    room = LONGEST_SECTION - ROOM_FOR_HEADING
    while len(as_typed(said)) > room:
        said = cut(said, len(said) - len(as_typed(said)) // 10)
    return section(f"*What was said*\n{as_typed(said)}")


def _lines(found: CaseShown, wall: Wall) -> Iterator[str]:
    for happening in found.history[-MOST_HAPPENINGS:]:
        at = wall.instant(happening.at)
        told, reason = _told(happening, found.customer_keys, wall)
        why = f" – {as_typed(cut(reason, LONGEST_REASON))}" if reason else ""
        yield f"• {at}: {told} by {person(happening.by)}{why}"


def _told(happening: Happening, customers: Mapping[int, str], wall: Wall) -> tuple[str, str]:
    """One line of the history: what happened, and the reason or note given."""
    today = wall.calendar.day_of(wall.now)
    match happening:
        case TimeRow(minutes=minutes, day=on, note=note, moved_from=moved_from):
            what = "moved here" if moved_from else "logged"
            return f"{duration(minutes)} of {day(on, today)} {what}", note
        case TimeBack(entry=entry):
            return f"{duration(entry.minutes)} of {day(entry.day, today)} put back", ""
        case TimeGone(entry=entry, removal=removal):
            return f"{duration(entry.minutes)} of {day(entry.day, today)} taken off", removal.reason
        case DecisionRow(block=block, answer=BlockAnswer.ESCALATION):
            return f"block {block} decided as another escalation", ""
        case DecisionRow(block=block):
            return f"blocks from {block} on decided as consulting", ""
        case SettlementRow(block=block, way=way):
            how = "from a grant" if way is SettlementWay.GRANT else "as consulting"
            return f"block {block} settled {how}", ""
        case SettlementGone(settlement=settlement, removal=removal):
            return f"block {settlement.block} is settled as consulting no more", removal.reason
        case Change():
            return _changed(happening, customers, wall), happening.reason
    raise TypeError(f"{happening!r} is nothing that happens to a case")


def _changed(change: Change, customers: Mapping[int, str], wall: Wall) -> str:
    def key(id_: str | None) -> str:
        return customers.get(int(id_ or 0), "?")

    def at(text: str | None) -> str:
        return wall.instant(datetime.fromisoformat(text)) if text else "?"

    what = AboutCase(change.what)
    match what:
        case AboutCase.OWNER:
            return f"given to {person(change.new or '')}"
        case AboutCase.SEVERITY:
            return f"Sev-{change.old} → Sev-{change.new}"
        case AboutCase.KIND:
            return f"`{change.old}` → `{change.new}`"
        case AboutCase.TITLE:
            return f"retitled from {quoted(change.old or '', 60)}"
        case AboutCase.CUSTOMER:
            return f"moved from {key(change.old)} to {key(change.new)}"
        case AboutCase.RESPONDED if change.old:
            return f"first response corrected from {at(change.old)} to {at(change.new)}"
        case AboutCase.RESPONDED:
            return f"first response given {at(change.new)}, recorded"
        case AboutCase.REPORTED:
            return f"counts as reported {at(change.new)}, not {at(change.old)}, said"
        case AboutCase.RECOVERED:
            return f"recovered, says {as_typed(change.new or '')}, noted"
        case AboutCase.MAILED:
            return f"mail of {as_typed(change.new or 'somebody')}, noted"
        case AboutCase.WITHDRAWN if change.new:
            return f"withdrawn as a double of #{change.new}"
        case AboutCase.OPENED | AboutCase.CLOSED | AboutCase.REOPENED | AboutCase.WITHDRAWN:
            return what
        case _:
            assert_never(what)
