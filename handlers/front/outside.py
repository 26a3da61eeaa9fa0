"""The way to people outside Slack, as the doors need it; the process brings the real one."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from models.problems import Problem


class Purpose(Enum):
    """What a message outside Slack is for."""

    WAKES = "wakes"  # it rings as loudly as the service can
    TRIES = "tries"  # whether it arrives
    ANSWERS = "answers"  # a mail, to whoever wrote one
    CALMS = "calms"  # nobody is needed any more; said only where it rings nobody anew


class NotReached(Problem):
    """A message did not arrive. The sentence says why, and holds no secret of the address.

    `hopeless`: nor will another, until somebody changes the address or what stands there.
    """

    def __init__(self, sentence: str, *, hopeless: bool = False) -> None:
        super().__init__(sentence)
        self.hopeless = hopeless


class Unusable(NotReached):
    """An address to which nothing is ever sent."""


class Outside(Protocol):
    """Reaches people outside Slack. An address is one of apprise's, such as `mailto://…`."""

    def masked(self, address: str) -> str:
        """Return what may be shown of an address: enough to recognise it, no secret."""

    def send(self, address: str, title: str, body: str, purpose: Purpose) -> None:
        """Send plain text, and return when it was taken; NotReached if it was not, also in time.

        Unusable for what is no address, or leads where it may not. Never inside a transaction: it
        may take seconds.
        """


class Nowhere:
    """Reaches nobody: what serves where the process brings no way."""

    def masked(self, address: str) -> str:
        """Show the kind of an address, and nothing else."""
        return f"{address.partition('://')[0]}://…"

    def send(self, address: str, title: str, body: str, purpose: Purpose) -> None:  # noqa: ARG002
        """Send nothing."""
        raise Unusable("This desk reaches nobody outside Slack.")
