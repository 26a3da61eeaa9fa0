"""What the app sent, piece by piece, and the small questions that every limit is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any


class Sent:
    """A value at its place. What Slack objects to is collected, over all pieces of one whole.

    An objection reads "no more than 50 items allowed [json-pointer:/blocks]".
    """

    def __init__(self, value: Any, path: str, objections: list[str] | None = None) -> None:
        """`path` is the value's JSON pointer; a whole begins with no objections."""
        self.value = value
        self.path = path
        self.objections = [] if objections is None else objections

    def __getitem__(self, name: str | int) -> Sent:
        """Return the piece under a name or number; its value is None where there is none."""
        value = self.value[name] if isinstance(name, int) else self.get(name)
        return Sent(value, f"{self.path}/{name}", self.objections)

    def __contains__(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and name in self.value

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return what stands under a name; None if this is no object."""
        return self.value.get(name, otherwise) if isinstance(self.value, Mapping) else None

    def object_to(self, what: str) -> None:
        """Object to this value."""
        self.objections.append(f"{what} [json-pointer:{self.path}]")

    def is_of(self, kinds: Collection[str], where: str = "") -> bool:
        """Ask for an object of one of these types, and tell whether it is."""
        kind = self.get("type")
        if kind not in kinds:
            self["type"].object_to(f"unsupported type: {kind}{where}")
        return kind in kinds

    def length(self, longest: int, *, required: bool = False) -> None:
        """Ask for a string of at most `longest` characters, and not an empty one if required."""
        if self.value is None:
            if required:
                self.object_to("missing required field")
        elif not isinstance(self.value, str):
            self.object_to("must be a string")
        elif len(self.value) > longest:
            self.object_to(f"must be less than {longest + 1} characters")
        elif required and not self.value:
            self.object_to("must be more than 0 characters")

    def text(self, longest: int, *, required: bool = True, plain_only: bool = False) -> None:
        """Ask for a text object of the right kind, not empty and not over `longest`."""
        kinds = ("plain_text",) if plain_only else ("mrkdwn", "plain_text")
        if self.value is None:
            if required:
                self.object_to("missing required field")
        elif self.get("type") not in kinds:
            self.object_to(f"must be a text object of type {' or '.join(kinds)}")
        else:
            self["text"].length(longest, required=True)

    def items(self, most: int, *, least: int = 1) -> list[Sent]:
        """Ask for a list of `least` to `most` items and return them; none if it is no list."""
        if not isinstance(self.value, list):
            self.object_to("missing required field" if self.value is None else "must be an array")
            return []
        if len(self.value) > most:
            self.object_to(f"no more than {most} items allowed")
        elif len(self.value) < least:
            self.object_to(f"no fewer than {least} items allowed")
        return [self[n] for n in range(len(self.value))]

    def objects(self, most: int) -> list[Sent]:
        """Ask for a list of 1 to `most` objects and return those that are."""
        items = self.items(most)
        for item in items:
            if not isinstance(item.value, Mapping):
                item.object_to("must be an object")
        return [item for item in items if isinstance(item.value, Mapping)]

    def distinct(self, name: str, values: Sequence[Any]) -> None:
        """Ask that the values under this name (without None) are all different."""
        given = [value for value in values if value is not None]
        for value in sorted({str(value) for value in given if given.count(value) > 1}):
            self.object_to(f"`{name}` {value} already exists")
