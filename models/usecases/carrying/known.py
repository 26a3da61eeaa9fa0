"""What lines refer to: what the desk has, and what earlier lines of the same import will be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

from sqlalchemy import select

from models.problems import Problem
from models.rows.base import Row
from models.rows.bulk import add_many
from models.rows.carried import CarriedLine
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.marks import CUSTOMERS, customer_key
from models.rules.contract_year import ContractFact
from models.rules.look_alikes import as_compared
from models.rules.sheets import Sheet
from models.rules.writing import long_day
from models.usecases import people
from models.usecases.carrying.lines import Name
from models.usecases.customer.agreed import UNRECORDED
from models.usecases.derived.entitlements import recorded_with
from models.usecases.names import customer_names
from models.usecases.turn import Turn

_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")  # Slack's id of somebody, perhaps long gone


class Refused(Exception):
    """A line can't come in because of one of its fields: why, or what would be right."""

    def __init__(self, field: str, why: str | Problem) -> None:
        super().__init__(field, why)
        self.field, self.why = field, why


@dataclass(frozen=True, slots=True)
class CaseKnown:
    """A case that time can be on: its number, and whose it is."""

    number: int
    customer_id: int


class Known:
    """What is there to be referred to. Without `writes` what lines become has made-up numbers,
    higher than all that were given.
    """

    def __init__(self, turn: Turn, *, writes: bool) -> None:
        self.turn = turn
        self.writes = writes
        self.touched: set[int] = set()  # the customers whose facts are added to
        self.worked: set[str] = set()  # the people whose time is
        self._has_new = False  # whether there are customers that were not there
        self._made_up = count(UNRECORDED)
        self._customers: dict[int, Customer] = {}
        self._agreed: dict[int, list[ContractFact]] = {}
        self._cases: dict[str, CaseKnown] = {}
        self._refused: set[Name] = set()

    def refuse(self, called: Iterable[Name]) -> None:
        """Let later lines know that a line is refused, by what they may call it."""
        self._refused |= {(sheet, as_compared(name)) for sheet, name in called}

    def _no_such(self, sheet: Sheet, name: str, otherwise: str) -> str:
        """Say why nothing has a name: its line in the same import was refused, or may have been, as
        its name can be what is wrong there; or else `otherwise`.
        """
        if (sheet, as_compared(name)) in self._refused:
            return f"its line of {sheet} is refused above"
        if any(refused is sheet for refused, _ in self._refused):
            return f"no line of {sheet} that came in has that name, and some are refused above"
        return otherwise

    def add(self, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        """Add rows past all that follows from a change of the day; return their numbers in order.

        Whoever ends the import raises the marks of `changed`.
        """
        if not self.writes:
            return [next(self._made_up) for _ in rows]
        stamp = self.turn.stamp
        return add_many(self.turn.session, table, [{**row, **stamp} for row in rows])

    @property
    def changed(self) -> set[str]:
        """The keys of what is kept of the database, as far as rows of it were added."""
        names = {CUSTOMERS} if self._has_new else set()
        return names | {customer_key(number) for number in self.touched}

    # --- customers

    @cached_property
    def _names(self) -> dict[str, int]:
        found = customer_names(self.turn.session).named
        return {name: ids[0] for name, ids in found.items() if len(ids) == 1}

    def taken(self, name: str) -> str | None:
        """Return the short name of the customer who has a name, or one that looks like it."""
        number = self._names.get(as_compared(name))
        return None if number is None else self.customer_of(number).key

    def customer(self, name: str) -> Customer:
        """Return the customer with just this short or full name; its facts are added to."""
        number = self._names.get(as_compared(name))
        if number is None:
            otherwise = "no customer has that name: import customers first"
            raise Refused("customer", self._no_such(Sheet.CUSTOMERS, name, otherwise))
        self.touched.add(number)
        return self.customer_of(number)

    def customer_of(self, number: int) -> Customer:
        """Return a customer by its id."""
        if number not in self._customers:
            self._customers[number] = self.turn.session.get_one(Customer, number)
        return self._customers[number]

    def customer_comes(self, number: int, customer: Customer) -> None:
        """Let later lines know a customer that an earlier one was."""
        customer.id = number
        self._has_new = True
        self._customers[number], self._agreed[number] = customer, []
        self._names |= {as_compared(each): number for each in (customer.key, customer.name)}

    def agreed(self, customer: Customer) -> list[ContractFact]:
        """Return all that was agreed with a customer, in the order of recording."""
        if customer.id not in self._agreed:
            recorded = recorded_with(self.turn.session, [customer.id])[customer.id]
            self._agreed[customer.id] = [each.fact for each in recorded]
        return self._agreed[customer.id]

    def refuse_closed_books(self, field: str, customer: Customer, day: date) -> None:
        """Refuse a fact of a day up to which the customer's books are closed (E10)."""
        until = customer.closed_until
        if until is not None and day <= until:
            raise Refused(
                field,
                f"{customer.key}'s books are closed up to {long_day(until)} (E10): an admin can "
                "open them with a reason",
            )

    # --- people

    @cached_property
    def _people(self) -> dict[str, str]:
        return dict(people.handles(self.turn.session))

    def person(self, field: str, named: str) -> str:
        """Return the id of somebody by their handle or id; whoever left long ago has an id too."""
        handle = named.removeprefix("@").lower()
        if handle in self._people:
            return self._people[handle]
        if not _PERSON.fullmatch(named):
            raise Refused(
                field, "nobody known has that handle: write it as Slack shows it, or a member id"
            )
        return named

    def manager(self, named: str) -> str:
        """Return the id of an account manager, as `person` does; Refused for whoever is not in the
        group of them, as far as it is known who is.
        """
        person = self.person("manager", named)
        try:
            people.refuse_outside_the_managers(self.turn, person)
        except Problem as problem:
            raise Refused("manager", problem) from problem
        return person

    # --- cases

    def look_for_cases(self, keys: Collection[str]) -> None:
        """Read the cases of some lines together: by the lines that they were, or by number."""
        keys = {key for key in keys if key not in self._cases}
        ids = {key: int(key[1:]) for key in keys if re.fullmatch(r"#[0-9]{1,9}", key)}
        carried = select(CarriedLine.key, CarriedLine.number).where(
            CarriedLine.sheet == Sheet.CASES, CarriedLine.key.in_(keys)
        )
        ids |= dict(self.turn.session.execute(carried).all())
        found = select(Case.id, Case.customer_id).where(
            Case.id.in_(ids.values()), Case.withdrawn_at.is_(None)
        )
        owners = dict(self.turn.session.execute(found).all())
        for key, number in ids.items():
            if number in owners:
                self._cases[key] = CaseKnown(number, owners[number])

    def case(self, key: str) -> CaseKnown:
        """Return a case that was looked for, or that an earlier line is."""
        if (found := self._cases.get(key)) is None:
            otherwise = "no case has that key: import cases first, or write `#12`"
            raise Refused("case", self._no_such(Sheet.CASES, key, otherwise))
        self.touched.add(found.customer_id)
        return found

    def case_comes(self, key: str, number: int, customer_id: int) -> None:
        """Let later lines know a case that an earlier one was."""
        self._cases[key] = CaseKnown(number, customer_id)
