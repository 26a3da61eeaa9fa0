"""What the pretend Slack refuses: people by a sentence, the app by an error code."""

from __future__ import annotations

from collections.abc import Iterable


class NotPossible(Exception):
    """Somebody tried what Slack's own client would not let them do. The message is a sentence."""


class Refused(Exception):
    """Slack's answer is an error code; `objections` are the details it gives, `needed` a scope."""

    def __init__(self, code: str, objections: Iterable[str] = (), *, needed: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.objections = list(objections)
        self.needed = needed

    @property
    def messages(self) -> list[str]:
        """The objections as Slack writes them."""
        return [f"[ERROR] {each}" for each in self.objections]
