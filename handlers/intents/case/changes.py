"""Changing a case: what somebody may want, and how it is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from handlers.intents.case.opening import _title
from handlers.intents.pieces.customer_names import (
    customer_name,
    written_customer,
)
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.line import TEXT_LIMIT, Words, quoted, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import (
    case_number,
    instant_ahead,
    joined,
    limited,
    optional_reason,
    take_case,
    take_end,
    take_one_of,
    take_person,
    written_reason,
)
from models.problems import Missing
from models.rules.service_definition import KINDS, SEVERITIES, Kind, Severity


@dataclass(frozen=True, slots=True)
class Respond:
    """Say that the first response was given (S3), now or at an aware instant."""

    writes: ClassVar[bool] = True

    number: int
    at: datetime | None = None
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        at = f"at {written_instant(self.at)}" if self.at else None
        return joined(f"respond #{self.number}", at, written_reason(self.because))


@dataclass(frozen=True, slots=True)
class Assign:
    """Give a case to a person (Slack's id); None means me, whoever has it."""

    writes: ClassVar[bool] = True

    number: int
    user_id: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return f"assign #{self.number} {f'<@{self.user_id}>' if self.user_id else 'me'}"


@dataclass(frozen=True, slots=True)
class TakeCase:
    """Take a case that nobody has: what the buttons type."""

    writes: ClassVar[bool] = True

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"take #{self.number}"


@dataclass(frozen=True, slots=True)
class SetSeverity:
    """Change a case's severity, 1 to 3 (S4)."""

    writes: ClassVar[bool] = True

    number: int
    severity: Severity

    def typed(self) -> str:
        """Return the canonical text."""
        return f"severity #{self.number} {self.severity}"


@dataclass(frozen=True, slots=True)
class SetKind:
    """Say what kind a case is (E2)."""

    writes: ClassVar[bool] = True

    number: int
    kind: Kind

    def typed(self) -> str:
        """Return the canonical text."""
        return f"kind #{self.number} {self.kind}"


@dataclass(frozen=True, slots=True)
class Retitle:
    """Give a case another title, at most 250 characters."""

    writes: ClassVar[bool] = True

    number: int
    title: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"title #{self.number} {quoted(self.title)}"


@dataclass(frozen=True, slots=True)
class MoveCase:
    """Give a case to another customer, as typed."""

    writes: ClassVar[bool] = True

    number: int
    customer: str
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        name = written_customer(self.customer)
        return joined(f"customer #{self.number} {name}", written_reason(self.because))


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Close a case, with a note if there is something to say."""

    writes: ClassVar[bool] = True

    number: int
    note: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"close #{self.number}", quoted(self.note) if self.note else None)


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a closed case again."""

    writes: ClassVar[bool] = True

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"reopen #{self.number}"


def _respond(words: Words, reading: Reading) -> Respond:
    number = take_case(words, "/case respond 12")
    example = f"/case respond {number} at yesterday 17:30 because I replied by phone"
    at = None
    if words.word() == "at":
        words.take()
        if words.done:
            raise Missing("At what time? The instant is missing.", example)
        found = instant_ahead(words, 0, reading, example)
        if found is None:
            raise NotUnderstood(
                f"{said(words.text(1))} is not a time. Type it like `14:05` or `yesterday 17:30`.",
                example,
            )
        at, used = found
        words.skip(used)
    return Respond(number, at, optional_reason(words, example))


def _assign(words: Words, _: Reading) -> Assign:
    number = take_case(words, "/case assign 12 @ben")
    user_id = None
    if words.word() == "me":
        words.take()
    elif not words.done:
        user_id = take_person(words, f"/case assign {number} @ben")
    take_end(words, f"/case assign {number} @ben")
    return Assign(number, user_id)


def _take(words: Words, _: Reading) -> TakeCase:
    number = take_case(words, "/case take 12")
    take_end(words, f"/case take {number}")
    return TakeCase(number)


_NO_SEVERITY = 10  # from here on a number was clearly meant as a case


def _set_severity(words: Words, _: Reading) -> SetSeverity:
    number = take_case(words, "/case severity 12 2")
    example = f"/case severity {number} 2"
    if words.done:
        raise Missing("Which severity: 1, 2 or 3?", example)
    match = re.fullmatch(r"(?:sev)?([0-9]{1,9})", words.word())
    if match is None or int(match[1]) not in SEVERITIES:
        case = case_number(words.word())
        if number in SEVERITIES and case is not None and case >= _NO_SEVERITY:
            raise NotUnderstood(
                "The case comes first, and then the severity.", f"/case severity {case} {number}"
            )
        raise NotUnderstood(Severity.refusal(said(words.text(1))), example)
    words.take()
    take_end(words, example)
    return SetSeverity(number, Severity(int(match[1])))


def _set_kind(words: Words, _: Reading) -> SetKind:
    first = words.word()
    if first in KINDS and (case := case_number(words.word(1))) is not None:
        raise NotUnderstood(
            "The case comes first, and then the kind.", f"/case kind {case} {first}"
        )
    number = take_case(words, "/case kind 12 defect")
    kind = take_one_of(words, Kind, Kind.called, f"/case kind {number} {{}}")
    take_end(words, f"/case kind {number} {kind}")
    return SetKind(number, kind)


def _retitle(words: Words, _: Reading) -> Retitle:
    number = take_case(words, "/case title 12 Login loops after upgrade")
    example = f"/case title {number} Login loops after upgrade"
    return Retitle(number, _title(words, f"What is the new title of #{number}?", example))


def _move(words: Words, _: Reading) -> MoveCase:
    number = take_case(words, "/case customer 12 globex because opened for the wrong one")
    example = f"/case customer {number} globex because opened for the wrong one"
    because = words.find("because")
    customer = customer_name(words.upto(words.count if because is None else because), example)
    return MoveCase(number, customer, optional_reason(words, example))


def _close(words: Words, _: Reading) -> CloseCase:
    number = take_case(words, "/case close 12")
    return CloseCase(number, limited(words.rest(), TEXT_LIMIT, "note") or None)


def _reopen(words: Words, _: Reading) -> Reopen:
    number = take_case(words, "/case reopen 12")
    take_end(words, f"/case reopen {number}")
    return Reopen(number)
