"""Machines: what stands beside Slack and is set going by hand. Whoever runs it knows what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.refusals import NotPossible


@dataclass
class Machine:
    """A name, a note on what it is, and buttons: each does something, by the choice that was made
    where there are `choices`, and returns what came of it.

    `trouble` is a word for what is wrong because of it, as long as that is so.
    """

    name: str
    note: str
    buttons: Mapping[str, Callable[[str], str]]
    choices: Sequence[str] = ()
    trouble: str = ""
    said: str = field(default="", init=False)

    def press(self, button: str, choice: str) -> None:
        """Press a button; raises NotPossible if there is none, or no such choice."""
        does = self.buttons.get(button)
        if does is None or (self.choices and choice not in self.choices):
            raise NotPossible(f"{self.name} has no button “{button}” just now.")
        self.said = does(choice)

    def as_json(self) -> Json:
        """Return it as the page draws it."""
        return {
            "name": self.name,
            "note": self.note,
            "buttons": list(self.buttons),
            "choices": list(self.choices),
            "trouble": self.trouble,
            "said": self.said,
        }
