"""What intents hold, as types that say how it is typed: their text follows from their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, get_args, get_type_hints

from handlers.intents.pieces.customer_names import written_customer
from handlers.intents.pieces.line import quoted
from handlers.intents.pieces.taking import AGAIN, ANYWAY


@dataclass(frozen=True, slots=True)
class Written:
    """How a value is typed: spelled, in a pattern; `empty` where there is none."""

    pattern: str = "{}"
    spelled: Callable[..., str] = str
    empty: str = ""

    def text(self, value: object) -> str:
        """Return the value as it is typed; None, False, and what is empty, are none."""
        if value is None or value is False or value in ("", ()):
            return self.empty
        return self.pattern.format(self.spelled(value))


CaseNumber = Annotated[int, Written("#{}")]
CustomerName = Annotated[str, Written(spelled=written_customer)]
ChannelId = Annotated[str, Written("<#{}>")]
UserId = Annotated[str, Written("<@{}>")]
UserOrMe = Annotated[str, Written("<@{}>", empty="me")]
Verbatim = Annotated[str, Written(spelled=quoted)]
Reason = Annotated[str, Written("because {}", quoted)]
Anyway = Annotated[bool, Written(ANYWAY)]
Again = Annotated[int, Written(AGAIN + " {}")]


@cache
def _ways(intent: type) -> tuple[tuple[str, Written], ...]:
    """Return each field, in order, with how it is typed: as it is, unless its type says more."""
    types = get_type_hints(intent, include_extras=True)
    return tuple((field.name, _way(types[field.name])) for field in fields(intent))


def _way(hint: object) -> Written:
    declared = (hint, *get_args(hint))  # `Reason`, or `Reason | None`
    notes = (note for part in declared for note in getattr(part, "__metadata__", ()))
    return next((note for note in notes if isinstance(note, Written)), Written())


def written_fields(intent: object) -> list[str]:
    """Return what an intent holds, each as it is typed, in the order of its fields."""
    its_type: type = type(intent)
    return [way.text(getattr(intent, name)) for name, way in _ways(its_type)]
