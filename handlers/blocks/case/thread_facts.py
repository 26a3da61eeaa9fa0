"""A case as its thread shows it: to us, and to people from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.blocks.pieces.wording import IN_ENGLISH, as_typed
from handlers.phrases.channel import SOMEBODY
from handlers.phrases.writer import Writer
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock
from models.usecases.derived.reported_by import ReportedBy


@dataclass(frozen=True)
class ThreadFacts:
    """A case as its thread shows it; `name_of` tells what somebody is called, if that is known,
    `sources` which have reported it.

    It `rings` where nobody has answered its page; it `was_critical` where somebody from outside, or
    a source, has said so before.
    """

    item: CaseClock
    customer: Customer
    minutes: int
    wall: Wall
    name_of: Callable[[str], str | None]
    sources: Sequence[ReportedBy] = ()
    rings: bool = False
    was_critical: bool = False

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.item.case

    @property
    def write(self) -> Writer:
        """Writes for the customer's people, in their language."""
        return Writer(self.customer.language)

    def name(self, person_id: str, write: Writer = IN_ENGLISH) -> str:
        """Return somebody's name, as_typed."""
        return as_typed(self.name_of(person_id) or write.say(SOMEBODY))

    def written(self, moment: datetime) -> str:
        """Write an instant on the desk's own wall clock."""
        return self.wall.dated(moment)
