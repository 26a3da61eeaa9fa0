"""An event as the desk understands it, whatever shape it came in; and what a shape is read with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.rules.closed_sets import Named
from models.rules.secrets import CALLED_SECRET, HIDDEN, without_secrets

LONGEST_KEY: Final = 255  # as at PagerDuty; of a longer one its SHA-256 serves
LONGEST_SUMMARY: Final = 1024  # as there; the case's title is shorter still
LONGEST_DETAILS: Final = 2000  # characters, of what is shown beside a title
_MOST_FLAWS = 5  # told of at once
_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # what no database takes

_ONE_OF = re.compile(r"str|float|int|dict\[.*\]")  # stands in a path for one of several types

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
MaybeText = Annotated[str, StringConstraints(strip_whitespace=True)]
"""A text that may be empty, as what a sender's template makes of nothing: it says nothing then."""


class Action(Named, called="an action"):
    """What a program wants with an event."""

    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"  # somebody of theirs looks at it
    RESOLVE = "resolve"


@dataclass(frozen=True)
class Event:
    """One thing that a program tells: by the same `dedup_key` it tells of the same thing again.

    `severities` are the words for it, as said: several only where it tells of several alerts at
    once. `details` are lines of plain text, `link` leads to the program. `raw` is what it was read
    from, as JSON. What `is_folded` is told of in another event too: alone it is only the recovery
    of what was reported before.
    """

    dedup_key: str
    action: Action
    summary: str
    severities: tuple[str, ...] = ()
    details: str = ""
    link: str | None = None
    raw: str = ""
    is_folded: bool = False


class Misshapen(Exception):
    """A body that can't be read: a sentence each for what is wrong with it, and would be right."""

    def __init__(self, flaws: list[str]) -> None:
        super().__init__(" ".join(flaws))
        self.flaws = flaws


class Shape(BaseModel):
    """What is read of a body. Other fields are left alone, for senders add some every year; what is
    null is not there, as many languages write it.
    """

    model_config = ConfigDict(frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, sent: object) -> object:
        if not isinstance(sent, dict):
            return sent
        return {name: value for name, value in sent.items() if value is not None}


class Closed(Shape):
    """What is read of a body that has no other fields: one more is a slip."""

    model_config = ConfigDict(extra="forbid")


Read = TypeVar("Read", bound=Shape)


def read_as(shape: type[Read], body: object) -> Read:
    """Return a body as a shape has it; Misshapen if it lacks something, or holds something else."""
    try:
        return shape.model_validate(body)
    except ValidationError as refused:
        errors = refused.errors(include_url=False, include_context=False)
        # `from None`: the chain would show what was sent.
        flaws = dict.fromkeys(_flaw(shape, error) for error in errors)
        raise Misshapen([*flaws][:_MOST_FLAWS]) from None


def _flaw(shape: type[BaseModel], error: ErrorDetails) -> str:
    names = (str(name) for name in error["loc"])
    path = ".".join(name for name in names if not _ONE_OF.fullmatch(name)) or "The body"
    if error["type"] == "extra_forbidden":
        return f"There is no field {path}. The fields are {', '.join(_fields(shape))}."
    right = _what_is_right(shape, error["loc"])
    if error["type"] == "missing":
        return f"{path} is missing. It should be {right}."
    return f"{path} cannot be {_shown(error['input'])}. It should be {right}."


def _what_is_right(shape: type[BaseModel], where: tuple[int | str, ...]) -> str:
    """Return what the field of a shape is described as, to which the names in `where` lead."""
    right, inside = "an object", shape
    for name in where:
        field = _fields(inside).get(str(name))
        if field is not None:
            right = field.description or right
            inside = next(_shapes_in(field.annotation), inside)
    return right


def _fields(shape: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a shape by the names that they are sent with."""
    return {field.alias or name: field for name, field in shape.model_fields.items()}


def _shapes_in(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for part in get_args(hint):
        yield from _shapes_in(part)


def _shown(value: object) -> str:
    """Show what was sent, shortened: its author knows the rest."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"


def cleaned(body: object) -> object:
    """Return what was sent without the characters that no database takes, and without secrets: by
    the names that they stand under, and by what stands before them in a text.
    """
    match body:
        case str():
            return without_secrets(_UNKEPT.sub("", body))
        case list():
            return [cleaned(each) for each in body]
        case dict():
            return {_UNKEPT.sub("", name): _named(name, value) for name, value in body.items()}
        case _:
            return body


def _named(name: str, value: object) -> object:
    is_secret = isinstance(value, str) and CALLED_SECRET.search(name)
    return HIDDEN if is_secret else cleaned(value)


def bounded(event: Event) -> Event:
    """Return an event that is no longer than what is kept and shown of it."""
    key = event.dedup_key
    return replace(
        event,
        dedup_key=key if len(key) <= LONGEST_KEY else sha256(key.encode()).hexdigest(),
        summary=" ".join(event.summary.split())[:LONGEST_SUMMARY],
        details=_cut(event.details),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_DETAILS else f"{text[: LONGEST_DETAILS - 1]}…"


def as_lines(told: Mapping[str, object]) -> list[str]:
    """Write names and values as lines; what is empty is left out."""
    return [
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in told.items()
        if value not in (None, "", [], {})
    ]


def first_link(*candidates: str | None) -> str | None:
    """Return the first of these that leads to a web page."""
    return next((each for each in candidates if each and _LINK.fullmatch(each)), None)


_LINK = re.compile(r"https?://[^\s<>|]+")


def described(description: str, default: Any = ..., sent_as: str | None = None) -> Any:
    """Return a field with what it should be, as its refusal says it; without a default it must be
    there. `sent_as` is its name in what is sent, if that is another.
    """
    return Field(default, description=description, alias=sent_as)
