"""E1 to E5: what one case asks for, from its time and from what was said about its blocks.

Time is folded as it is read: of a thousand entries stay the minutes in all, and the entry with
which each block fell due. One entry more is one more step of the same fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.rules.facts import BlockAnswer, CaseKind, Decision, Settlement
from models.rules.service_definition import BLOCK_MINUTES, CHARGED_FROM_MINUTES, NEVER_CHARGED
from models.rules.statement import Block, CaseAccount

Entered = tuple[date, int]  # the day of a time entry and its id: in this order they count (E1)


@dataclass(frozen=True, slots=True)
class CaseTime:
    """The time of one case: whole minutes in all, its last entry, and what made each block due.

    A case under 15 minutes has no due block yet (E3).
    """

    minutes: int
    last: Entered
    due: tuple[Entered, ...]


@dataclass(frozen=True, slots=True)
class CaseWork:
    """A case with time on it, what was said about its blocks, and the account that follows.

    Of the settlements of a block only the last is here (`entitlement.standing`).
    """

    last: Entered
    decisions: tuple[Decision, ...]
    settlements: tuple[Settlement, ...]
    account: CaseAccount

    @property
    def time(self) -> CaseTime:
        """The time of the case, as its account has it: a process keeps many cases."""
        minutes, blocks = self.account.minutes, self.account.blocks
        due = blocks if minutes >= CHARGED_FROM_MINUTES else ()
        return CaseTime(minutes, self.last, tuple((block.day, block.entry) for block in due))


def folded(
    entries: Iterable[tuple[date, int, int]], before: CaseTime | None = None
) -> CaseTime | None:
    """Return the time of a case from the day, id and minutes of its entries, in order (E1).

    `before` is the time of the entries before them. None if there is no entry at all.
    """
    minutes, due = (before.minutes, list(before.due)) if before else (0, [])
    last = before.last if before else None
    falls_due_at = _falls_due_at(len(due) + 1)
    for day, number, more in entries:
        minutes += more
        last = day, number
        while minutes >= falls_due_at:
            due.append(last)
            falls_due_at = _falls_due_at(len(due) + 1)
    return CaseTime(minutes, last, tuple(due)) if last else None


def _falls_due_at(block: int) -> int:
    """With how many minutes in all a block falls due (E4): 15, then the first of each block."""
    return CHARGED_FROM_MINUTES if block == 1 else BLOCK_MINUTES * (block - 1) + 1


def worked(
    case: CaseKind,
    time: CaseTime,
    decisions: Sequence[Decision] = (),
    settlements: Sequence[Settlement] = (),
) -> CaseWork:
    """Return a case with its time and its account: block by block what is due and answered."""
    charged = case.kind not in NEVER_CHARGED and time.minutes >= CHARGED_FROM_MINUTES  # E2, E3
    blocks = []
    for number in range(1, -(-time.minutes // BLOCK_MINUTES) + 1):
        day, entry = time.due[number - 1] if number <= len(time.due) else time.last
        blocks.append(
            Block(
                case=case.number,
                number=number,
                minutes=min(time.minutes - BLOCK_MINUTES * (number - 1), BLOCK_MINUTES),
                day=day,
                entry=entry,
                answer=BlockAnswer.ESCALATION if number == 1 else _answer(number, decisions),
                charged=charged,
                settlement=next((s for s in settlements if s.block == number), None),
            )
        )
    account = CaseAccount(case.number, case.kind, case.title, time.minutes, tuple(blocks))
    return CaseWork(time.last, tuple(decisions), tuple(settlements), account)


def _answer(block: int, decisions: Sequence[Decision]) -> BlockAnswer | None:
    """What was decided last about a block (E5)."""
    latest = max((d for d in decisions if d.covers(block)), key=lambda d: d.id, default=None)
    return latest.answer if latest else None
