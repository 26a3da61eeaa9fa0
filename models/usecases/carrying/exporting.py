"""Taking out what was recorded, as lines of the files that are imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TypeVar, assert_never

from sqlalchemy import Select, select

from models.rows.base import Row
from models.rows.carried import CarriedLine
from models.rows.cases import Case
from models.rows.customers import Customer, GrantRow, GrantVoid
from models.rows.time import TimeRemoval, TimeRow
from models.rules.contract_year import Agreed, as_corrected
from models.rules.facts import GrantSource
from models.rules.sheets import Sheet
from models.usecases.carrying.lines import (
    CaseLine,
    ContractLine,
    CustomerLine,
    Line,
    PackLine,
    TimeLine,
)
from models.usecases.derived.entitlements import recorded_with
from models.usecases.names import customer_names
from models.usecases.turn import Turn

AnyRow = TypeVar("AnyRow", bound=Row)

_AT_ONCE = 1000
Numbers = Collection[int] | None  # the rows that are wanted; None: all


def exported(turn: Turn, sheet: Sheet, only: Numbers = None) -> Iterator[Line]:
    """Yield the lines of a file, of everything or of the rows with some numbers; people by their
    ids, which mean the same elsewhere.

    What was taken back, voided or withdrawn is left out, and what was corrected is right.
    """
    match sheet:
        case Sheet.CUSTOMERS:
            return _customers(turn, only)
        case Sheet.CONTRACTS:
            return _contracts(turn, only)
        case Sheet.PACKS:
            return _packs(turn, only)
        case Sheet.CASES:
            return _cases(turn, only)
        case Sheet.TIME:
            return _time(turn, only)
        case _:
            assert_never(sheet)


def numbers_of(turn: Turn, sheet: Sheet, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of the rows that have such keys when they are exported, if they are there
    and no other line's.
    """
    if sheet is Sheet.CUSTOMERS:
        found = {key: number for number, key in customer_names(turn.session).keys.items()}
        return {key: found[key] for key in keys if key in found}
    return {key: int(key[1:]) for key in keys if re.fullmatch(r"#[0-9]{1,9}", key)}


class _Keys:
    """The keys that rows are exported by: those of the lines that they were, or their numbers."""

    def __init__(self, turn: Turn, sheet: Sheet) -> None:
        carried = select(CarriedLine.number, CarriedLine.key).where(CarriedLine.sheet == sheet)
        self._carried = dict(turn.session.execute(carried).all())

    def of(self, number: int) -> str:
        """Return the key of a row."""
        return self._carried.get(number, f"#{number}")


def _those(query: Select[AnyRow], table: type[AnyRow], only: Numbers) -> Select[AnyRow]:
    ids = table.__table__.c.id
    query = query.order_by(ids).execution_options(yield_per=_AT_ONCE)
    return query if only is None else query.where(ids.in_(only))


def _customers(turn: Turn, only: Numbers) -> Iterator[Line]:
    for row in turn.session.scalars(_those(select(Customer), Customer, only)):
        yield CustomerLine(row.key, row.name, row.manager_id, row.channel_id, row.language)


def _contracts(turn: Turn, only: Numbers) -> Iterator[Line]:
    keys, of = customer_names(turn.session).keys, _Keys(turn, Sheet.CONTRACTS)
    agreed = recorded_with(turn.session, keys)
    for number, key in keys.items():
        for fact in as_corrected([each.fact for each in agreed[number]]):
            if only is not None and fact.id not in only:
                continue
            ends = fact.what is Agreed.END
            yield ContractLine(
                of.of(fact.id),
                key,
                fact.what,
                level=None if ends else fact.level,
                escalations=None if ends else fact.escalations,
                first_day=None if ends else fact.day,
                last_day=fact.last_day,
                recorded_on=fact.recorded_on,
            )


def _packs(turn: Turn, only: Numbers) -> Iterator[Line]:
    keys, of = customer_names(turn.session).keys, _Keys(turn, Sheet.PACKS)
    standing = (
        select(GrantRow)
        .outerjoin(GrantVoid, GrantVoid.grant_id == GrantRow.id)
        .where(GrantVoid.grant_id.is_(None), GrantRow.source == GrantSource.PACK)
    )
    for row in turn.session.scalars(_those(standing, GrantRow, only)):
        free = row.size is None
        yield PackLine(
            of.of(row.id),
            keys[row.customer_id],
            row.first_day,
            row.size,
            row.quantity if free else None,
            row.price if free else None,
        )


def _cases(turn: Turn, only: Numbers) -> Iterator[Line]:
    keys, of = customer_names(turn.session).keys, _Keys(turn, Sheet.CASES)
    standing = select(Case).where(Case.withdrawn_at.is_(None))
    for row in turn.session.scalars(_those(standing, Case, only)):
        yield CaseLine(
            of.of(row.id),
            keys[row.customer_id],
            row.title,
            row.kind,
            row.severity,
            row.reported_at,
            row.responded_at,
            row.closed_at,
            row.owner_id,
        )


def _time(turn: Turn, only: Numbers) -> Iterator[Line]:
    of, cases = _Keys(turn, Sheet.TIME), _Keys(turn, Sheet.CASES)
    standing = (
        select(TimeRow)
        .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
        .where(TimeRemoval.entry_id.is_(None))
    )
    for row in turn.session.scalars(_those(standing, TimeRow, only)):
        yield TimeLine(
            of.of(row.id),
            cases.of(row.case_id),
            row.person_id,
            row.day,
            row.minutes,
            row.note,
        )
