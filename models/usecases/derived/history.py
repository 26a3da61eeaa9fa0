"""The history of a case: everything that was said about it, with who and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import select

from models.rows.cases import Change
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow, TimeRemoval, TimeRow
from models.rules.noted import AboutCase, Subject
from models.usecases.turn import Turn

Removal = TypeVar("Removal", TimeRemoval, SettlementRemoval)


@dataclass(frozen=True)
class _Gone(Generic[Removal]):
    """What was taken back: it happened when it went, by whoever took it."""

    removal: Removal

    @property
    def at(self) -> datetime:
        """When it went."""
        return self.removal.at

    @property
    def by(self) -> str:
        """Who took it away."""
        return self.removal.by


@dataclass(frozen=True)
class TimeGone(_Gone[TimeRemoval]):
    """A time entry that was taken back or moved away."""

    entry: TimeRow


@dataclass(frozen=True)
class TimeBack:
    """A time entry that was taken back, and put back as `entry`."""

    entry: TimeRow

    @property
    def at(self) -> datetime:
        """When it came back."""
        return self.entry.at

    @property
    def by(self) -> str:
        """Who put it back."""
        return self.entry.by


@dataclass(frozen=True)
class SettlementGone(_Gone[SettlementRemoval]):
    """A settlement as consulting that was taken back (E7)."""

    settlement: SettlementRow


Happening = Change | TimeRow | TimeGone | TimeBack | DecisionRow | SettlementRow | SettlementGone


CaseFact = Change | TimeRow | TimeRemoval | DecisionRow


def told(turn: Turn) -> Iterator[tuple[int, CaseFact]]:
    """Yield what this turn has added that is told wherever a case is shown, with the case's number.

    How a case was opened is not: it stands there. Nor is a settlement, a matter of the customer's.
    """
    for row in turn.added:
        match row:
            case Change(subject=Subject.CASE) if row.what is not AboutCase.OPENED:
                yield row.subject_id, row
            case TimeRow() | DecisionRow():
                yield row.case_id, row
            case TimeRemoval():
                yield turn.session.get_one(TimeRow, row.entry_id).case_id, row


def history(turn: Turn, number: int) -> Sequence[Happening]:
    """Return what happened to a case, oldest first: changes, time, decisions, settlements."""
    session = turn.session
    of_case = select(Change).where(Change.subject == Subject.CASE, Change.subject_id == number)
    time = (
        select(TimeRow, TimeRemoval)
        .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
        .where(TimeRow.case_id == number)
    )
    logged = session.execute(time.order_by(TimeRow.id)).all()
    decided = select(DecisionRow).where(DecisionRow.case_id == number)
    settling = (
        select(SettlementRow, SettlementRemoval)
        .outerjoin(SettlementRemoval, SettlementRemoval.settlement_id == SettlementRow.id)
        .where(SettlementRow.case_id == number)
    )
    settled = session.execute(settling.order_by(SettlementRow.id)).all()
    found: list[Happening] = [
        *session.scalars(of_case.order_by(Change.id)),
        *_came(entry for entry, _ in logged),
        *(TimeGone(removal, entry) for entry, removal in logged if removal),
        *session.scalars(decided.order_by(DecisionRow.id)),
        *(settlement for settlement, _ in settled),
        *(SettlementGone(removal, settlement) for settlement, removal in settled if removal),
    ]
    return sorted(found, key=lambda happening: happening.at)


def _came(entries: Iterable[TimeRow]) -> Iterator[TimeRow | TimeBack]:
    """Yield the entries of a case in order, and which of them was put back."""
    before: dict[int, TimeRow] = {}
    for entry in entries:
        before[entry.id] = entry
        yield TimeBack(entry) if was_put_back(entry, before.get(entry.moved_from or 0)) else entry


def was_put_back(entry: TimeRow, before: TimeRow | None) -> bool:
    """Whether an entry says what the one `before` it said, which was taken back."""
    return before is not None and (before.case_id, before.day) == (entry.case_id, entry.day)
