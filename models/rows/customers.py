"""Customers, what was agreed with them, and the days on which the desk is closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded
from models.rules.contract_year import Agreed
from models.rules.facts import GrantSource
from models.rules.languages import Language
from models.rules.notices import Notices
from models.rules.reports import Listens
from models.rules.service_definition import Level, PackSize


class Customer(Recorded):
    """A customer organisation. `key` is its short name; the last five are Managed's extras.

    `listens`: to what its people say in its channel; `shows_balance`: whether they are told there
    what is left (I9). `notices`: how its account manager is told (N2); `notice_months` is the
    notice period of its contract, `renews_on` the anniversary at which that goes on for sure.
    `closed_until` is the day up to which its books are closed (E10).
    """

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    manager_id: Mapped[str | None]  # the account manager
    channel_id: Mapped[str | None] = mapped_column(index=True)
    listens: Mapped[Listens] = mapped_column(
        default=Listens.EVERYTHING, server_default="everything"
    )
    shows_balance: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[Language] = mapped_column(default=Language.ENGLISH, server_default="en")
    notices: Mapped[Notices] = mapped_column(default=Notices.ON, server_default="on")
    notice_months: Mapped[int | None]
    renews_on: Mapped[date | None]
    closed_until: Mapped[date | None]
    managed_upgrades: Mapped[bool] = mapped_column(default=False)
    monitoring: Mapped[bool] = mapped_column(default=False)
    runbook_url: Mapped[str] = mapped_column(default="")
    change_windows: Mapped[str] = mapped_column(default="")
    remote_access: Mapped[str] = mapped_column(default="")


class OtherChannel(Recorded):
    """A channel, beside the one where a customer is at home, of which all that is said is theirs
    (I5): nobody's any more without a `customer_id`. No case is announced there.
    """

    __tablename__ = "other_channels"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)


class MailSender(Recorded):
    """An address (`eve@acme.ch`), or a domain (`@acme.ch`), from which mails are a customer's (I1):
    nobody's any more without a `customer_id`.
    """

    __tablename__ = "mail_senders"

    sender: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)


class ContractRow(Recorded):
    """One thing that was agreed (`rules.contract_year.ContractFact`); never changed, only added.

    `contract_id` is the fact that an end, a correction or a taking back is about; `recorded_on` is
    the day of `at` in the business zone, by which E6 goes.
    """

    __tablename__ = "contract_facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    what: Mapped[Agreed]
    day: Mapped[date]
    level: Mapped[Level]
    escalations: Mapped[int | None]
    last_day: Mapped[date | None]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract_facts.id"))
    # Never empty, which SQLite lets nobody say of a column that is added.
    recorded_on: Mapped[date] = mapped_column(nullable=True)


class GrantRow(Recorded):
    """A pack that was bought, or an adjustment; `number` counts them for the customer (G3)."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("customer_id", "source", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    source: Mapped[GrantSource]  # never included
    number: Mapped[int]
    size: Mapped[PackSize | None]  # None: agreed freely
    quantity: Mapped[int]
    price: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")


class GrantVoid(Recorded):
    """A pack or an adjustment that was recorded by mistake (G4)."""

    __tablename__ = "grant_voids"

    grant_id: Mapped[int] = mapped_column(ForeignKey("grants.id"), primary_key=True)
    reason: Mapped[str]


class Closure(Recorded):
    """A closure day (T2). Of several rows for a day the latest holds; without a name it is open."""

    __tablename__ = "closures"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    name: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
