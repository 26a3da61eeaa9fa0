"""The grammars: what people type becomes a frozen dataclass, or a sentence that says why not.

Each intent declares its word on itself (`pieces.intent`); a command is the list of its intents, and
its help, its grammar and its reserved words follow from them (`pieces.command`). All commands are
declared here, before any is read: what one reserves, no customer may be called in another.

Pure: nothing here knows Slack's library, a database or a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from handlers.intents.case import grammar as case
from handlers.intents.case.grammar import CASE
from handlers.intents.customer import balance
from handlers.intents.customer import grammar as customer
from handlers.intents.customer.balance import BALANCE
from handlers.intents.customer.grammar import CUSTOMER
from handlers.intents.escalation import grammar as escalation
from handlers.intents.escalation.grammar import ESCALATION
from handlers.intents.oncall import grammar as oncall
from handlers.intents.oncall.grammar import ONCALL
from handlers.intents.pieces.command import Command
from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.reading import Reading

COMMANDS: Final[tuple[Command[Any], ...]] = (CASE, ESCALATION, BALANCE, CUSTOMER, ONCALL)

UNDERSTAND: Final[Mapping[str, Callable[[str, Reading], Intent]]] = {
    CASE.name: case.understand,
    ESCALATION.name: escalation.understand,
    BALANCE.name: balance.understand,
    CUSTOMER.name: customer.understand,
    ONCALL.name: oncall.understand,
}
"""What the text behind each command means; Problem with the sentence for the person."""
