"""G3, G4: packs and adjustments, and voiding one that was recorded by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from models.next_steps import Step
from models.problems import Impossible, Missing, NotAllowed, Problem, ThePerson, Unknown
from models.rows.customers import Customer, GrantRow, GrantVoid
from models.rules.contract_year import pack_last_day
from models.rules.difference import Difference
from models.rules.facts import GrantSource
from models.rules.limits import MOST_AT_ONCE
from models.rules.permissions import Permission
from models.rules.service_definition import PACKS, Level, PackSize
from models.rules.statement import Charge, Statement
from models.rules.writing import long_day
from models.usecases import finding, people
from models.usecases.derived import entitlements
from models.usecases.derived.entitlements import Balance, grant_label
from models.usecases.turn import Turn

JUST_RECORDED = timedelta(minutes=10)


@dataclass(frozen=True)
class GrantChanged:
    """A pack or an adjustment that came or went, and what that did to the balance."""

    customer: Customer
    grant: GrantRow
    difference: Difference

    @property
    def label(self) -> str:
        """What the grant is called: "pack 3 (M)"."""
        return _label(self.grant)

    @property
    def can_be_undone(self) -> bool:
        """Whether whoever has just recorded it may take it back: nothing is charged to it (G4)."""
        return not _served(self.difference.after, self.label)


@people.may(Permission.OWN_CUSTOMERS, "record packs")
def buy_pack(
    turn: Turn,
    customer: Customer,
    size: PackSize,
    day: date | None = None,
    again: int | None = None,
) -> GrantChanged:
    """Record the purchase of a pack S, M or L on a day that is not ahead (G3).

    PackTwice if the same was recorded within 10 minutes, unless it is `again` that pack's number:
    then it was asked about, and is meant (G4). Each is repeated so once.
    """
    pack = PACKS[PackSize.of(size)]
    grant = _pack(turn, day, pack.escalations, pack.price, pack.size)
    return _buy(turn, customer, grant, again)


@people.may(Permission.OWN_CUSTOMERS, "record packs")
def buy_agreed_pack(
    turn: Turn,
    customer: Customer,
    quantity: int,
    price: Decimal,
    day: date | None = None,
    again: int | None = None,
) -> GrantChanged:
    """Record a pack with a number and price agreed freely, which only Managed can (G3).

    PackTwice, and `again`, as in `buy_pack`.
    """
    _refuse_unagreed(turn, customer, day or turn.today)
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Impossible(f"A pack holds 1 to {MOST_AT_ONCE} escalations.")
    return _buy(turn, customer, _pack(turn, day, quantity, price), again)


def _refuse_unagreed(turn: Turn, customer: Customer, on: date) -> None:
    """Refuse (Impossible) a pack agreed freely on a day on which the customer is not Managed."""
    level = entitlements.statement_of(turn.session, customer.id, on).level
    if level is not Level.MANAGED:
        raise Impossible(
            "Number and price are agreed freely with Managed customers only (G3); "
            f"{customer.key} can have pack S, M or L.",
            Step.BUY_PACK(customer=customer.key, size="M"),
        )


class PackTwice(Problem):
    """The same pack was recorded a few minutes ago: perhaps by somebody else too (G4)."""

    def __init__(self, turn: Turn, customer: Customer, same: GrantRow) -> None:
        who = "You" if same.by == turn.person.id else ThePerson(same.by)
        super().__init__(
            (who, f" recorded {_label(same)} for {customer.key} minutes ago. Record another?")
        )
        self.same = same.number


def _pack(
    turn: Turn,
    day: date | None,
    quantity: int,
    price: Decimal,
    size: PackSize | None = None,
) -> GrantRow:
    on = day or turn.today
    return GrantRow(
        source=GrantSource.PACK,
        size=size,
        quantity=quantity,
        price=price,
        first_day=on,
        last_day=pack_last_day(on),
        **turn.stamp,
    )


def _buy(turn: Turn, customer: Customer, pack: GrantRow, again: int | None) -> GrantChanged:
    people.managed(turn, customer, "record packs for it")
    if pack.first_day > turn.today:
        raise Impossible("A purchase can't lie in the future. Record it on the day.")
    if again is not None:
        _refuse_second_repeat(turn, customer, pack, again)
    elif (same := _recorded_just_now(turn, customer, pack)) is not None:
        raise PackTwice(turn, customer, same)
    return _record(turn, customer, pack)


def _recorded_just_now(turn: Turn, customer: Customer, pack: GrantRow) -> GrantRow | None:
    """The latest pack that says the same, if anybody has just recorded it and it still counts."""
    recent: Sequence[GrantRow] = turn.session.scalars(
        select(GrantRow)
        .outerjoin(GrantVoid, GrantVoid.grant_id == GrantRow.id)
        .where(
            GrantRow.customer_id == customer.id,
            GrantRow.source == GrantSource.PACK,
            GrantRow.at >= turn.moment - JUST_RECORDED,
            GrantVoid.grant_id.is_(None),
        )
        .order_by(GrantRow.number.desc())
    ).all()
    return next((other for other in recent if _bought(other) == _bought(pack)), None)


def _bought(pack: GrantRow) -> tuple[PackSize | None, int, Decimal | None]:
    return pack.size, pack.quantity, pack.price


def _refuse_second_repeat(turn: Turn, customer: Customer, pack: GrantRow, again: int) -> None:
    same = _named(turn, customer, GrantSource.PACK, again)
    if _bought(same) != _bought(pack):
        raise Impossible(
            f"{customer.key}'s {_label(same)} says something else, so this does not record another."
        )
    if not turn.is_news(f"again:pack:{same.id}"):
        raise Impossible(
            f"Another like {customer.key}'s {_label(same)} was already recorded. "
            "To record one more, type it."
        )


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


@people.may(Permission.OWN_GRANTS, "void a pack or an adjustment")
def void(
    turn: Turn, customer: Customer, source: GrantSource, number: int, because: str | None
) -> GrantChanged:
    """Void a pack or adjustment recorded by mistake, while nothing is charged to it (G4).

    An admin gives a reason (Missing). For 10 minutes whoever recorded it, and still manages its
    customer, needs none.
    """
    people.require_manager(turn, customer, "void what was recorded for it")
    source = GrantSource.of(source)
    grant = _named(turn, customer, source, number)
    label = _label(grant)
    if not _may_undo(turn, grant):
        people.require_admin(turn, f"void {customer.key}'s {label}")
        if not because:
            raise Missing(
                f"Voiding {label} wants a reason.",
                Step.VOID_GRANT(customer=customer.key, source=source, number=number),
            )
    balance = Balance(turn, finding.locked(turn, customer.id))
    if turn.session.get(GrantVoid, grant.id) is not None:
        raise Impossible(f"{customer.key}'s {label} was already voided.")
    if served := _served(balance.before, label):
        cases = ", ".join(f"#{number}" for number in sorted({c.block.case for c in served}))
        raise Impossible(
            f"{customer.key}'s {label} already serves charges ({cases}), "
            "so it can't be voided any more (G4)."
        )
    turn.session.add(GrantVoid(grant_id=grant.id, reason=because or "", **turn.stamp))
    return GrantChanged(customer, grant, balance.difference())


@people.may(Permission.OWN_CUSTOMERS, "put a pack or an adjustment back")
def put_grant_back(
    turn: Turn, customer: Customer, source: GrantSource, number: int
) -> GrantChanged:
    """Record a grant that was voided once more, as it was, under its next number.

    Whoever voided it may, and an admin. Impossible if it counts or was put back already, and for
    what was agreed freely once the customer is not Managed on its day (G3).
    """
    people.managed(turn, customer, "put back what was voided")
    voided = _named(turn, customer, GrantSource.of(source), number)
    label, void = _label(voided), turn.session.get(GrantVoid, voided.id)
    if void is None:
        raise Impossible(f"{customer.key}'s {label} counts: it was not voided.")
    if void.by != turn.person.id and not people.is_admin(turn):
        raise NotAllowed(
            (ThePerson(void.by), f" voided {label}: they or an admin can put it back.")
        )
    if voided.source is GrantSource.PACK and voided.size is None:
        _refuse_unagreed(turn, customer, voided.first_day)
    if not turn.is_news(f"put back:grant:{voided.id}"):
        raise Impossible(f"{customer.key}'s {label} was put back already, under another number.")
    again = GrantRow(
        source=voided.source,
        size=voided.size,
        quantity=voided.quantity,
        price=voided.price,
        first_day=voided.first_day,
        last_day=voided.last_day,
        reason=voided.reason,
        **turn.stamp,
    )
    return _record(turn, customer, again)


def _may_undo(turn: Turn, grant: GrantRow) -> bool:
    """Whether the person has recorded it within 10 minutes (G4)."""
    return grant.by == turn.person.id and turn.moment - grant.at <= JUST_RECORDED


def _served(statement: Statement, label: str) -> list[Charge]:
    """The charges that take from the grant of this label."""
    return [c for c in statement.charges if c.grant is not None and c.grant.label == label]


def _label(grant: GrantRow) -> str:
    return grant_label(grant.source, grant.number, grant.size)


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
