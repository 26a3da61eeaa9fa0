"""Customers, what was agreed with them, and their packs: each line becomes a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from sqlalchemy import func, select

from models.rows.cases import Change
from models.rows.customers import ContractRow, Customer, GrantRow
from models.rules.contract_year import (
    Agreed,
    ContractFact,
    contract_on,
    contracts,
    level_on,
    pack_last_day,
)
from models.rules.facts import GrantSource
from models.rules.limits import LONGEST_NAME, MOST_AT_ONCE
from models.rules.noted import AboutCustomer, Subject
from models.rules.service_definition import LEVEL, PACKS, Level
from models.rules.writing import long_day
from models.usecases.carrying.known import Known, Refused
from models.usecases.carrying.lines import ContractLine, CustomerLine, PackLine
from models.usecases.carrying.takers import Plan
from models.usecases.customer.agreed import (
    NOTED,
    UNRECORDED,
    as_noted,
    refuse_odd_days,
    refuse_odd_number,
    refuse_overlap,
    span,
)
from models.usecases.customer.levels import refuse_unfit_change
from models.usecases.derived.entitlements import grant_label
from models.usecases.names import customer_names

IMPORTED = "imported"  # the reason that is noted with what came so


def noted(customer_id: int, what: AboutCustomer, new: object) -> dict[str, Any]:
    """Return the row of a change of a customer that an import brought."""
    about = {"subject": Subject.CUSTOMER, "subject_id": customer_id}
    return {**about, "what": what, "new": str(new), "reason": IMPORTED}


class TakesCustomers:
    """Customers, by their short names."""

    at_once = 1  # the next may look like it

    def __init__(self, known: Known) -> None:
        self._known = known
        self._channels = dict(customer_names(known.turn.session).channels)

    def look(self, lines: Sequence[CustomerLine]) -> None:
        """All names are known."""

    def plan(self, line: CustomerLine) -> Plan:
        """Return a customer; Refused for names that don't work or look like another's."""
        if not 1 <= len(line.name) <= LONGEST_NAME:
            raise Refused("name", f"a name has 1 to {LONGEST_NAME} characters")
        for field, name in (("key", line.key), ("name", line.name)):
            if (other := self._known.taken(name)) is not None:
                raise Refused(field, f"that is {other}'s name, or looks like it")
        if line.channel is not None and line.channel in self._channels:
            raise Refused("channel", "that channel is another customer's")
        manager = self._known.manager(line.manager) if line.manager else None
        row = {
            "key": line.key,
            "name": line.name,
            "manager_id": manager,
            "channel_id": line.channel,
            "language": line.language,
        }
        return Plan(line, row, f"customer {line.key} ({line.name})")

    def write(self, plans: Sequence[Plan]) -> Sequence[int]:
        """Write customers, and note that they were added."""
        numbers = self._known.add(Customer, [dict(plan.row) for plan in plans])
        for number, plan in zip(numbers, plans, strict=True):
            self._known.customer_comes(number, Customer(**plan.row))
            if (channel := plan.row["channel_id"]) is not None:
                self._channels[channel] = number
        names = zip(numbers, (plan.row["name"] for plan in plans), strict=True)
        added = [noted(number, AboutCustomer.ADDED, name) for number, name in names]
        self._known.add(Change, added)
        return numbers


class TakesContracts:
    """What was agreed: contracts, other levels, ends (G5)."""

    at_once = 1  # the next may be about it

    def __init__(self, known: Known) -> None:
        self._known = known

    def look(self, lines: Sequence[ContractLine]) -> None:
        """What was agreed is read customer by customer."""

    def plan(self, line: ContractLine) -> Plan:
        """Return a fact; Refused, or a Problem, for what the desk would refuse too."""
        customer = self._known.customer(line.customer)
        fact = self._fact(line, customer)
        self._known.refuse_closed_books(
            "last_day" if fact.what is Agreed.END else "first_day", customer, fact.day
        )
        level = LEVEL[fact.level].title
        match fact.what:
            case Agreed.START:
                what = f"contract of {customer.key}: {level} from {long_day(fact.day)}"
            case Agreed.END:
                what = f"end of {customer.key}'s contract on {long_day(fact.day)}"
            case _:
                what = f"level of {customer.key}: {level} from {long_day(fact.day)}"
        row = {
            "customer_id": customer.id,
            "what": fact.what,
            "day": fact.day,
            "level": fact.level,
            "escalations": fact.escalations,
            "last_day": fact.last_day,
            "contract_id": fact.about,
            "recorded_on": fact.recorded_on,
        }
        return Plan(line, row, what)

    def _fact(self, line: ContractLine, customer: Customer) -> ContractFact:
        today = self._known.turn.today
        recorded = line.recorded_on or today
        if recorded > today:
            raise Refused("recorded_on", "that day is still to come")
        facts = tuple(self._known.agreed(customer))
        match line.what:
            case Agreed.START:
                return _start(customer, facts, line, recorded)
            case Agreed.LEVEL:
                return _level(customer, facts, line, recorded)
            case Agreed.END:
                return _end(customer, facts, line, recorded)
            case Agreed.CORRECTION | Agreed.TAKEN_BACK:
                raise Refused("what", "`start`, `level` or `end`")
            case _:
                assert_never(line.what)

    def write(self, plans: Sequence[Plan]) -> Sequence[int]:
        """Write facts, and note each as if it had been typed."""
        numbers = self._known.add(ContractRow, [dict(plan.row) for plan in plans])
        changes = []
        for number, plan in zip(numbers, plans, strict=True):
            row = dict(plan.row)
            customer = self._known.customer_of(row.pop("customer_id"))
            fact = ContractFact(number, about=row.pop("contract_id"), **row)
            self._known.agreed(customer).append(fact)
            changes.append(noted(customer.id, NOTED[fact.what], as_noted(fact)))
        self._known.add(Change, changes)
        return numbers


def _promised(line: ContractLine) -> tuple[Level, int | None, date]:
    """Return the level that a line says, its number and its first day."""
    if line.level is None:
        raise Refused("level", "basic, standard, premium or managed")
    if line.first_day is None:
        raise Refused("first_day", "the day from which it holds")
    refuse_odd_number(line.level, line.escalations)
    refuse_odd_days(line.first_day, line.last_day)
    return line.level, line.escalations, line.first_day


def _start(
    customer: Customer, facts: tuple[ContractFact, ...], line: ContractLine, recorded: date
) -> ContractFact:
    level, number, first_day = _promised(line)
    for other in contracts(facts):
        before = line.last_day is not None and line.last_day < other.start
        after = other.last_day is not None and other.last_day < first_day
        if not before and not after:
            raise Refused(
                "first_day", f"{customer.key} has a contract {span(other)}; they can't overlap"
            )
    start = ContractFact(UNRECORDED, Agreed.START, first_day, level, number, line.last_day)
    return replace(start, recorded_on=recorded)


def _level(
    customer: Customer, facts: tuple[ContractFact, ...], line: ContractLine, recorded: date
) -> ContractFact:
    level, number, first_day = _promised(line)
    if line.last_day is not None:
        raise Refused("last_day", "an end is a line of its own, `end`")
    after_all = max((fact.id for fact in facts), default=0) + 1
    change = ContractFact(after_all, Agreed.LEVEL, first_day, level, number, recorded_on=recorded)
    refuse_unfit_change(customer, facts, change)
    return change


def _end(
    customer: Customer, facts: tuple[ContractFact, ...], line: ContractLine, recorded: date
) -> ContractFact:
    if line.last_day is None:
        raise Refused("last_day", "the last day of the contract")
    agreed = contracts(facts)
    ended = contract_on(agreed, line.last_day)
    if ended is None:
        raise Refused("last_day", f"{customer.key} has no contract on that day")
    after_all = max(fact.id for fact in facts) + 1
    end = ContractFact(after_all, Agreed.END, line.last_day, last_day=line.last_day)
    end = replace(end, about=ended.id, recorded_on=recorded)
    refuse_overlap(customer, contracts((*facts, end)))
    return end


class TakesPacks:
    """Packs that were bought (G3)."""

    at_once = 1000

    def __init__(self, known: Known) -> None:
        self._known = known
        latest = (
            select(GrantRow.customer_id, func.max(GrantRow.number))
            .where(GrantRow.source == GrantSource.PACK)
            .group_by(GrantRow.customer_id)
        )
        self._latest: dict[int, int] = dict(known.turn.session.execute(latest).all())

    def look(self, lines: Sequence[PackLine]) -> None:
        """The latest number of each customer is known."""

    def plan(self, line: PackLine) -> Plan:
        """Return a grant; Refused for a purchase to come, and for what is not agreed freely."""
        customer = self._known.customer(line.customer)
        if line.bought > self._known.turn.today:
            raise Refused("bought", "a purchase can't lie in the future")
        self._known.refuse_closed_books("bought", customer, line.bought)
        quantity, price = self._of(line, customer)
        number = self._latest[customer.id] = self._latest.get(customer.id, 0) + 1
        row = {
            "customer_id": customer.id,
            "source": GrantSource.PACK,
            "number": number,
            "size": line.size,
            "quantity": quantity,
            "price": price,
            "first_day": line.bought,
            "last_day": pack_last_day(line.bought),
            "reason": IMPORTED,
        }
        label = grant_label(GrantSource.PACK, number, line.size)
        return Plan(line, row, f"{label} of {customer.key}, bought {long_day(line.bought)}")

    def _of(self, line: PackLine, customer: Customer) -> tuple[int, object]:
        """Return how many escalations a pack has, and its price."""
        if line.size is not None:
            pack = PACKS[line.size]
            if line.escalations not in (None, pack.escalations):
                raise Refused("escalations", f"pack {line.size} has {pack.escalations}")
            if line.price not in (None, pack.price):
                raise Refused("price", f"pack {line.size} costs {pack.price}")
            return pack.escalations, pack.price
        if level_on(contracts(self._known.agreed(customer)), line.bought) is not Level.MANAGED:
            raise Refused("size", "S, M or L: without a size only Managed can buy (G3)")
        if line.escalations is None or not 1 <= line.escalations <= MOST_AT_ONCE:
            raise Refused("escalations", f"1 to {MOST_AT_ONCE}, where there is no size")
        if line.price is None:
            raise Refused("price", "the price agreed, where there is no size")
        return line.escalations, line.price

    def write(self, plans: Sequence[Plan]) -> Sequence[int]:
        """Write grants."""
        return self._known.add(GrantRow, [dict(plan.row) for plan in plans])
