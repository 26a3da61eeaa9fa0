"""What somebody may want of ladders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from handlers.intents.pieces.customer_names import written_customer
from handlers.intents.pieces.taking import joined
from models.rules.ladder import Ladder, Rung, Target


@dataclass(frozen=True, slots=True)
class ShowLadder:
    """Show a customer's ladder (the name as typed); None means the default one (O3, R5)."""

    writes: ClassVar[bool] = False

    customer: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("ladder", _of(self.customer))


@dataclass(frozen=True, slots=True)
class EditLadder:
    """Open the form of a customer's ladder; None means the default one."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Ladder"

    customer: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("ladder edit", _of(self.customer))


@dataclass(frozen=True, slots=True)
class SetLadder:
    """Give a customer (as typed) a ladder of its own, or change the default one (O3, R5)."""

    writes: ClassVar[bool] = True

    customer: str | None
    ladder: Ladder

    @property
    def user_ids(self) -> tuple[str, ...]:
        """Every person whom it names."""
        targets = (target for rung in self.ladder.rungs for target in rung.targets)
        return tuple(dict.fromkeys(each.name for each in targets if each.kind == "person"))

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("ladder", _of(self.customer), typed_ladder(self.ladder))


@dataclass(frozen=True, slots=True)
class DropLadder:
    """Let the default ladder serve a customer (as typed) again."""

    writes: ClassVar[bool] = True

    customer: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"ladder {written_customer(self.customer)} default"


def typed_ladder(ladder: Ladder) -> str:
    """Return a ladder as it is typed: `0 primary, 5 secondary, 15 everyone, every 15`."""
    return ", ".join((*map(_rung, ladder.rungs), f"every {_minutes(ladder.every)}"))


def _rung(rung: Rung) -> str:
    return f"{_minutes(rung.after)} {' + '.join(map(_target, rung.targets))}"


def _target(target: Target) -> str:
    if target.kind == "person":
        return f"<@{target.name}>"
    if target.kind == "channel":
        return f"<#{target.name}>"
    if target.kind == "everyone":
        return joined("everyone", target.name)
    return target.name


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def _of(customer: str | None) -> str | None:
    return written_customer(customer) if customer else None
