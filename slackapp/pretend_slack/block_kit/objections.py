"""A list of objections in Slack's own tone, and the small questions every limit is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Findings:
    """Collects sentences such as "no more than 50 items allowed [json-pointer:/blocks]"."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def say(self, what: str, path: str) -> None:
        """Object to what stands at `path` (a JSON pointer)."""
        self.sentences.append(f"{what} [json-pointer:{path}]")

    def length(self, value: Any, path: str, longest: int, *, required: bool = False) -> None:
        """Ask that a string is at most `longest` characters, and not empty if it is required."""
        if value is None and not required:
            return
        if not isinstance(value, str):
            self.say("must be a string" if value is not None else "missing required field", path)
        elif len(value) > longest:
            self.say(f"must be less than {longest + 1} characters", path)
        elif required and not value:
            self.say("must be more than 0 characters", path)

    def text(
        self,
        value: Any,
        path: str,
        longest: int,
        *,
        required: bool = True,
        plain_only: bool = False,
    ) -> None:
        """Ask that a text object is one, of the right kind, not empty and not over `longest`."""
        if value is None:
            if required:
                self.say("missing required field", path)
            return
        kinds = {"plain_text"} if plain_only else {"plain_text", "mrkdwn"}
        if not isinstance(value, Mapping) or value.get("type") not in kinds:
            self.say(f"must be a text object of type {' or '.join(sorted(kinds))}", path)
            return
        self.length(value.get("text"), f"{path}/text", longest, required=True)

    def items(self, value: Any, path: str, most: int, *, least: int = 1) -> Sequence[Any]:
        """Ask for a list of `least` to `most` items and return it, empty if it is no list."""
        if not isinstance(value, list):
            self.say("missing required field" if value is None else "must be an array", path)
            return ()
        if len(value) > most:
            self.say(f"no more than {most} items allowed", path)
        elif len(value) < least:
            self.say(f"no fewer than {least} items allowed", path)
        return value

    def objects(self, value: Any, path: str, most: int) -> list[tuple[int, Mapping[str, Any]]]:
        """Ask for a list of 1 to `most` objects and return those that are, with their places."""
        found: list[tuple[int, Mapping[str, Any]]] = []
        for n, item in enumerate(self.items(value, path, most)):
            if isinstance(item, Mapping):
                found.append((n, item))
            else:
                self.say("must be an object", f"{path}/{n}")
        return found

    def distinct(self, values: Sequence[Any], what: str, path: str) -> None:
        """Ask that the values (without None) are all different."""
        given = [value for value in values if value is not None]
        for value in sorted({str(value) for value in given if given.count(value) > 1}):
            self.say(f"`{what}` {value} already exists", path)
