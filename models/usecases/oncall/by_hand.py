"""Whom to call by hand while the database is away: kept in mind since it was there last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from models.rows.people import Person
from models.rules.rotation import Rotation, on_call
from models.rules.standing import Standing
from models.usecases.oncall import contacts, rotations
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ToCall:
    """Who is on call in a rotation, and their telephone number, where the desk knows one."""

    rotation: str
    person_id: str
    number: str | None


@dataclass
class ByHand:
    """What one process keeps in mind of who is on call, and of who may be told."""

    _rotations: Sequence[Rotation] = ()
    _numbers: Mapping[str, str | None] = field(default_factory=dict)
    _colleagues: frozenset[str] = frozenset()

    def learn(self, turn: Turn) -> None:
        """Keep in mind what holds at the moment of a turn."""
        found = rotations.standing(turn.session, turn.moment)
        people = {person for each in found for person in each.people_at(turn.moment)}
        people |= {override.person for each in found for override in each.overrides}
        members = select(Person.id).where(Person.standing == Standing.MEMBER)
        self._numbers = contacts.telephones(turn, people)
        self._colleagues = frozenset(turn.session.scalars(members))
        self._rotations = found

    def is_colleague(self, person_id: str) -> bool:
        """Whether somebody was known to be a full member."""
        return person_id in self._colleagues

    def whom(self, asks: str, moment: datetime) -> Sequence[ToCall]:
        """Return who is on call at a moment, the first to call first; nobody for whom is not known
        to be a colleague.
        """
        if not self.is_colleague(asks):
            return ()
        shifts = ((each.name, on_call(each, moment).person) for each in self._rotations)
        return [ToCall(name, who, self._numbers.get(who)) for name, who in shifts if who]
