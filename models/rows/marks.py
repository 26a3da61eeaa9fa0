"""Marks: by which a process sees whether what it has kept of the database still holds.

Whatever a process keeps has a key, and each change of a row that it was read from gives the key a
fresh mark, in the same transaction and by itself. So a value holds while its mark is the same, for
every process and at any isolation. Marks are random and never counted: a transaction that was
rolled back, or a backup that was restored, never meets the same mark with other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import BigInteger, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.rows.base import Row
from models.rows.books import KeptStatement, Reopening
from models.rows.carried import CarriedLine
from models.rows.cases import Case, Change
from models.rows.channels import FormerChannelId
from models.rows.customers import (
    Closure,
    ContractRow,
    Customer,
    GrantRow,
    GrantVoid,
    MailSender,
    OtherChannel,
)
from models.rows.eras import Era
from models.rows.homes import Home
from models.rows.notices import NoticeRow
from models.rows.oncall import Contact, CoverRequest, Feed, LadderRow, OverrideRow, RotationRow
from models.rows.outbox import Delivery, InboxRow, OutboxRow, Post, Remembered
from models.rows.pages import Attempt, JoinedCase, Page
from models.rows.people import Person, UserGroup
from models.rows.reports import (
    Arrival,
    ChangeWindow,
    Report,
    SignOfLife,
    Source,
    SourceKey,
    WaitingMessage,
)
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow, TimeRemoval, TimeRow


class Mark(Row):
    """The mark of a key. A key without one was never changed since there is one for everything."""

    __tablename__ = "marks"

    key: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger)


EVERYTHING: Final = "everything"  # goes with each key; without it nothing is kept
CUSTOMERS: Final = "customers"
CLOSURES: Final = "closures"
CHANGE_WINDOWS: Final = "change windows"
ROTATIONS: Final = "rotations"
PEOPLE: Final = "people"
GROUPS: Final = "groups"
LOOKED_AT_TOGETHER = (EVERYTHING, CUSTOMERS, CLOSURES, CHANGE_WINDOWS, ROTATIONS, PEOPLE, GROUPS)


def customer_key(customer_id: int) -> str:
    """Return the key of a customer's facts: of what its statements follow from (E)."""
    return f"customer:{customer_id}"


def customer_of(key: str) -> int | None:
    """Return the customer whose facts have a key; None if it is the key of something else."""
    what, _, number = key.partition(":")
    return int(number) if what == "customer" else None


# --- which rows are read for what is kept ---------------------------------------------------------

Keys = Callable[[Session, Any], Iterable[str]]


def _always(key: str) -> Keys:
    return lambda _session, _row: [key]


def _if_changed(key: str, *columns: str) -> Keys:
    return lambda _session, row: [key] if any(_history(row, c) for c in columns) else []


def _of_customer(_session: Session, row: ContractRow | GrantRow) -> Iterator[str]:
    yield customer_key(row.customer_id)


def _of_case(_session: Session, row: Case) -> Iterator[str]:
    if any(_history(row, column) for column in ("customer_id", "kind", "title")):
        for customer_id in {row.customer_id, *_history(row, "customer_id")}:
            yield customer_key(customer_id)


def _by_case(session: Session, row: TimeRow | DecisionRow | SettlementRow) -> Iterator[str]:
    yield _key_of_case(session, row.case_id)


def _by_entry(session: Session, row: TimeRemoval) -> Iterator[str]:
    yield _key_of_case(session, session.get_one(TimeRow, row.entry_id).case_id)


def _by_settlement(session: Session, row: SettlementRemoval) -> Iterator[str]:
    yield _key_of_case(session, session.get_one(SettlementRow, row.settlement_id).case_id)


def _by_grant(session: Session, row: GrantVoid) -> Iterator[str]:
    yield customer_key(session.get_one(GrantRow, row.grant_id).customer_id)


def _key_of_case(session: Session, case_id: int) -> str:
    return customer_key(session.get_one(Case, case_id).customer_id)


def _history(row: Row, column: str) -> Collection[Any]:
    """What a column was and is, if that is not the same."""
    history = inspect(row).attrs[column].history
    return (*history.added, *history.deleted) if history.has_changes() else ()


READ_FOR: Final[Mapping[type[Row], Keys]] = {
    ContractRow: _of_customer,
    GrantRow: _of_customer,
    GrantVoid: _by_grant,
    Case: _of_case,
    TimeRow: _by_case,
    TimeRemoval: _by_entry,
    DecisionRow: _by_case,
    SettlementRow: _by_case,
    SettlementRemoval: _by_settlement,
    Customer: _if_changed(CUSTOMERS, "key", "name", "manager_id", "channel_id"),
    OtherChannel: _always(CUSTOMERS),
    MailSender: _always(CUSTOMERS),
    FormerChannelId: _always(CUSTOMERS),
    Closure: _always(CLOSURES),
    ChangeWindow: _always(CHANGE_WINDOWS),
    RotationRow: _always(ROTATIONS),
    Person: _always(PEOPLE),
    UserGroup: _always(GROUPS),
}
"""The keys whose values a row is read for. A test names the table that stands in neither."""

NEVER_KEPT: Final[frozenset[type[Row]]] = frozenset(
    {
        Arrival,
        Attempt,
        CarriedLine,
        Change,
        Contact,
        CoverRequest,
        Delivery,
        Era,
        Feed,
        Home,
        InboxRow,
        JoinedCase,
        KeptStatement,
        LadderRow,
        Mark,
        NoticeRow,
        OutboxRow,
        OverrideRow,
        Page,
        Post,
        Remembered,
        Reopening,
        Report,
        SignOfLife,
        Source,
        SourceKey,
        WaitingMessage,
    }
)
"""Rows of which nothing is kept: each look reads them."""

ONE_KEY: Final = {
    Customer.__tablename__: CUSTOMERS,
    OtherChannel.__tablename__: CUSTOMERS,
    MailSender.__tablename__: CUSTOMERS,
    FormerChannelId.__tablename__: CUSTOMERS,
    Closure.__tablename__: CLOSURES,
    ChangeWindow.__tablename__: CHANGE_WINDOWS,
    RotationRow.__tablename__: ROTATIONS,
    Person.__tablename__: PEOPLE,
    UserGroup.__tablename__: GROUPS,
}
READ_TABLES: Final = frozenset(row.__tablename__ for row in READ_FOR)
