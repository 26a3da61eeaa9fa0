"""G3, G4: packs and adjustments, and voiding one that was recorded by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from models.next_steps import Step
from models.problems import Impossible, Missing, Unknown
from models.rows.customers import Customer, GrantRow, GrantVoid
from models.rules.contract_year import pack_last_day
from models.rules.difference import Difference
from models.rules.facts import GrantSource
from models.rules.limits import MOST_AT_ONCE
from models.rules.permissions import Permission
from models.rules.service_definition import PACKS, Level, PackSize
from models.rules.writing import long_day
from models.usecases import finding, people
from models.usecases.derived import entitlements
from models.usecases.derived.entitlements import Balance, grant_label
from models.usecases.turn import Turn


@dataclass(frozen=True)
class GrantChanged:
    """A pack or an adjustment that came or went, and what that did to the balance."""

    customer: Customer
    grant: GrantRow
    difference: Difference

    @property
    def label(self) -> str:
        """What the grant is called: "pack 3 (M)"."""
        return grant_label(self.grant.source, self.grant.number, self.grant.size)


@people.may(Permission.OWN_CUSTOMERS, "record packs")
def buy_pack(
    turn: Turn, customer: Customer, size: PackSize, day: date | None = None
) -> GrantChanged:
    """Record the purchase of a pack S, M or L on a day that is not ahead (G3)."""
    pack = PACKS[PackSize.of(size)]
    return _pack(turn, customer, day, size=pack.size, quantity=pack.escalations, price=pack.price)


@people.may(Permission.OWN_CUSTOMERS, "record packs")
def buy_agreed_pack(
    turn: Turn, customer: Customer, quantity: int, price: Decimal, day: date | None = None
) -> GrantChanged:
    """Record a pack with a number and price agreed freely, which only Managed can (G3)."""
    on = day or turn.today
    level = entitlements.statement_of(turn.session, customer.id, on).level
    if level is not Level.MANAGED:
        raise Impossible(
            "Number and price are agreed freely with Managed customers only (G3); "
            f"{customer.key} can have pack S, M or L.",
            Step.BUY_PACK(customer=customer.key, size="M"),
        )
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Impossible(f"A pack holds 1 to {MOST_AT_ONCE} escalations.")
    return _pack(turn, customer, day, size=None, quantity=quantity, price=price)


def _pack(
    turn: Turn,
    customer: Customer,
    day: date | None,
    *,
    size: PackSize | None,
    quantity: int,
    price: Decimal,
) -> GrantChanged:
    people.require_manager(turn, customer, "record packs for it")
    on = day or turn.today
    if on > turn.today:
        raise Impossible("A purchase can't lie in the future. Record it on the day.")
    grant = GrantRow(
        source=GrantSource.PACK,
        size=size,
        quantity=quantity,
        price=price,
        first_day=on,
        last_day=pack_last_day(on),
        **turn.stamp,
    )
    return _record(turn, customer, grant)


@people.may(Permission.OWN_CUSTOMERS, "adjust escalations")
def adjust(
    turn: Turn, customer: Customer, quantity: int, until: date, because: str | None
) -> GrantChanged:
    """Give a customer escalations from today until a day, with a reason."""
    people.require_manager(turn, customer, "adjust its escalations")
    if not because:
        raise Missing(
            "An adjustment wants a reason.",
            Step.ADJUST(customer=customer.key, quantity=quantity, day=until),
        )
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Impossible(
            f"An adjustment gives 1 to {MOST_AT_ONCE}. One that was a mistake can be voided."
        )
    if until < turn.today:
        raise Impossible(f"{long_day(until)} is past: nobody could use it.")
    grant = GrantRow(
        source=GrantSource.ADJUSTMENT,
        quantity=quantity,
        first_day=turn.today,
        last_day=until,
        reason=because,
        **turn.stamp,
    )
    return _record(turn, customer, grant)


def _record(turn: Turn, customer: Customer, grant: GrantRow) -> GrantChanged:
    """Record a grant under its customer's next number of such."""
    balance = Balance(turn, finding.locked(turn, customer.id))
    latest = turn.session.scalar(
        select(func.max(GrantRow.number)).where(
            GrantRow.customer_id == customer.id, GrantRow.source == grant.source
        )
    )
    grant.customer_id, grant.number = customer.id, (latest or 0) + 1
    turn.session.add(grant)
    return GrantChanged(customer, grant, balance.difference())


@people.may(Permission.ADMINS, "void a pack or an adjustment")
def void(
    turn: Turn, customer: Customer, source: GrantSource, number: int, because: str | None
) -> GrantChanged:
    """Void a pack or adjustment recorded by mistake, while nothing is charged to it (G4)."""
    source = GrantSource.of(source)
    grant = _named(turn, customer, source, number)
    label = grant_label(source, number, grant.size)
    if not because:
        raise Missing(
            f"Voiding {label} wants a reason.",
            Step.VOID_GRANT(customer=customer.key, source=source, number=number),
        )
    balance = Balance(turn, finding.locked(turn, customer.id))
    if turn.session.get(GrantVoid, grant.id) is not None:
        raise Impossible(f"{customer.key}'s {label} was already voided.")
    taken = [c for c in balance.before.charges if c.grant is not None and c.grant.label == label]
    if taken:
        cases = ", ".join(f"#{number}" for number in sorted({c.block.case for c in taken}))
        raise Impossible(
            f"{customer.key}'s {label} already serves charges ({cases}), "
            "so it can't be voided any more (G4)."
        )
    turn.session.add(GrantVoid(grant_id=grant.id, reason=because, **turn.stamp))
    return GrantChanged(customer, grant, balance.difference())


def _named(turn: Turn, customer: Customer, source: GrantSource, number: int) -> GrantRow:
    grants = turn.session.scalars(
        select(GrantRow)
        .where(GrantRow.customer_id == customer.id, GrantRow.source == source)
        .order_by(GrantRow.number)
    ).all()
    found = next((grant for grant in grants if grant.number == number), None)
    if found is not None:
        return found
    have = ", ".join(str(grant.number) for grant in grants) or "none"
    raise Unknown(f"{customer.key} has no {source} {number} (it has: {have}).")
