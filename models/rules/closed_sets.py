"""Closed sets: what can only be one of a few things is a type, and nothing else gets in."""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum
from typing import ClassVar, Self

from models.problems import Unknown
from models.rules.writing import listed


class ClosedSet(Enum):
    """What every closed set can do; `called` says what one of it is, as in "a kind"."""

    called: ClassVar[str]

    def __init_subclass__(cls, called: str = "") -> None:
        super().__init_subclass__()
        cls.called = called

    @classmethod
    def of(cls, value: object) -> Self:
        """Return the one that `value` is, whoever says it; Unknown, with what there is, if none."""
        try:
            if isinstance(value, bool):  # which counts as a number, and would be Sev-1
                raise ValueError
            return cls(value)
        except ValueError:
            raise Unknown(cls.refusal(f"“{value}”")) from None

    @classmethod
    def refusal(cls, shown: str) -> str:
        """Return the sentence that what was said is none of the set, and which there are."""
        return f"{shown} is not {cls.called}: there are {listed(cls)}."


class Named(ClosedSet, StrEnum):
    """A closed set of words. Each is a text, and is typed, shown and kept as that text."""


class Numbered(ClosedSet, IntEnum):
    """A closed set of whole numbers."""
