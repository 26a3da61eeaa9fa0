"""Taking out what was recorded, as lines of the files that are imported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
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


def numbers_of(turn: Turn, sheet: Sheet, keys: Collection[str]) -> dict[str, int]:
    """Return the numbers of the rows that have such keys when they are exported, if they are there
    and no other line's.
    """
    if sheet is Sheet.CUSTOMERS:
        found = {key: number for number, key in customer_names(turn.session).keys.items()}
        return {key: found[key] for key in keys if key in found}
    return {key: int(key[1:]) for key in keys if re.fullmatch(r"#[0-9]{1,9}", key)}


def _those(query: Select[AnyRow], table: type[AnyRow], only: Numbers) -> Select[AnyRow]:
    ids = table.__table__.c.id
    query = query.order_by(ids).execution_options(yield_per=_AT_ONCE)
    return query if only is None else query.where(ids.in_(only))


class Exporter:
    """Yields what was recorded as lines; people by their ids, which mean the same elsewhere.

    What was taken back, voided or withdrawn is left out, and what was corrected is right.
    """

    def __init__(self, turn: Turn) -> None:
        self._session = turn.session
        self._keys: dict[Sheet, Mapping[int, str]] = {}

    def lines(self, sheet: Sheet, only: Numbers = None) -> Iterator[Line]:
        """Yield the lines of a file, of everything or of the rows with some numbers."""
        match sheet:
            case Sheet.CUSTOMERS:
                return self._customers(only)
            case Sheet.CONTRACTS:
                return self._contracts(only)
            case Sheet.PACKS:
                return self._packs(only)
            case Sheet.CASES:
                return self._cases(only)
            case Sheet.TIME:
                return self._time(only)
            case _:
                assert_never(sheet)

    def _key(self, sheet: Sheet, number: int) -> str:
        """Return the key of a row: that of the line that it was, or its number."""
        if sheet not in self._keys:
            carried = select(CarriedLine.number, CarriedLine.key).where(CarriedLine.sheet == sheet)
            self._keys[sheet] = dict(self._session.execute(carried).all())
        return self._keys[sheet].get(number, f"#{number}")

    def _customers(self, only: Numbers) -> Iterator[Line]:
        for row in self._session.scalars(_those(select(Customer), Customer, only)):
            yield CustomerLine(row.key, row.name, row.manager_id, row.channel_id, row.language)

    def _contracts(self, only: Numbers) -> Iterator[Line]:
        keys = customer_names(self._session).keys
        agreed = recorded_with(self._session, keys)
        for number, key in keys.items():
            for fact in as_corrected([each.fact for each in agreed[number]]):
                if only is not None and fact.id not in only:
                    continue
                ends = fact.what is Agreed.END
                yield ContractLine(
                    self._key(Sheet.CONTRACTS, fact.id),
                    key,
                    fact.what,
                    level=None if ends else fact.level,
                    escalations=None if ends else fact.escalations,
                    first_day=None if ends else fact.day,
                    last_day=fact.last_day,
                    recorded_on=fact.recorded_on,
                )

    def _packs(self, only: Numbers) -> Iterator[Line]:
        keys = customer_names(self._session).keys
        standing = (
            select(GrantRow)
            .outerjoin(GrantVoid, GrantVoid.grant_id == GrantRow.id)
            .where(GrantVoid.grant_id.is_(None), GrantRow.source == GrantSource.PACK)
        )
        for row in self._session.scalars(_those(standing, GrantRow, only)):
            free = row.size is None
            yield PackLine(
                self._key(Sheet.PACKS, row.id),
                keys[row.customer_id],
                row.first_day,
                row.size,
                row.quantity if free else None,
                row.price if free else None,
            )

    def _cases(self, only: Numbers) -> Iterator[Line]:
        keys = customer_names(self._session).keys
        standing = select(Case).where(Case.withdrawn_at.is_(None))
        for row in self._session.scalars(_those(standing, Case, only)):
            yield CaseLine(
                self._key(Sheet.CASES, row.id),
                keys[row.customer_id],
                row.title,
                row.kind,
                row.severity,
                row.reported_at,
                row.responded_at,
                row.closed_at,
                row.owner_id,
            )

    def _time(self, only: Numbers) -> Iterator[Line]:
        standing = (
            select(TimeRow)
            .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
            .where(TimeRemoval.entry_id.is_(None))
        )
        for row in self._session.scalars(_those(standing, TimeRow, only)):
            yield TimeLine(
                self._key(Sheet.TIME, row.id),
                self._key(Sheet.CASES, row.case_id),
                row.person_id,
                row.day,
                row.minutes,
                row.note,
            )
