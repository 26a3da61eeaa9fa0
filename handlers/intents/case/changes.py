"""Changing a case: what somebody may want, and how it is typed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from handlers.intents.case.opening import take_title
from handlers.intents.pieces.asking import ask, ask_which
from handlers.intents.pieces.case_numbers import case_number, take_case
from handlers.intents.pieces.customer_names import customer_name
from handlers.intents.pieces.instants import AT, written_instant
from handlers.intents.pieces.intent import OfCase, Word
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading, Unclear
from handlers.intents.pieces.severities import read_severity
from handlers.intents.pieces.taking import (
    instant_ahead,
    limited,
    optional_reason,
    reason_at,
    says_because,
    take_end,
    take_one_of,
    take_person,
    take_reason,
)
from handlers.intents.pieces.written import CustomerName, Reason, UserOrMe, Verbatim, Written
from models.problems import Missing
from models.rules.permissions import Permission
from models.rules.service_definition import KINDS, SEVERITIES, Kind, Severity

_NUMBERS = tuple(str(severity) for severity in SEVERITIES)
_DOUBLE = re.compile(
    r"(?:an? |ein )?(?:double|duplicate|dup|doppelt|duplikat) (?:of|von|zu) "
    r"(?:case |fall )?#?([0-9]{1,9})\b",
    re.IGNORECASE,
)
_NO_SEVERITY = 10  # from here on a number was clearly meant as a case


class Respond(OfCase):
    """Say that the first response was given (S3), now or at an aware instant."""

    word = Word(
        "/case respond",
        Permission.ENGINEERS,
        help={"/case respond 12 [at 14:05] [because …]": "the customer has the first response"},
        examples=("/case respond 12 at yesterday 17:30",),
        reserves=("at",),
        writes=True,
    )

    at: Annotated[datetime | None, Written("at {}", written_instant)] = None
    because: Reason | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Respond:
        """Read `12 [at 14:05] [because …]`; also `12 10 minutes ago`."""
        number = take_case(words, "/case respond 12")
        example = f"/case respond {number} at yesterday 17:30 because I replied by phone"
        at = None
        is_led = words.word() in AT
        words.skip(is_led)
        if is_led and words.done:
            raise Missing("At what time? The instant is missing.", example)
        found = instant_ahead(words, 0, reading, example)
        if found is not None:
            at, used = found
            words.skip(used)
        elif is_led:
            raise NotUnderstood(
                f"{said(words.text(1))} is not a time. Type it like `14:05` or `yesterday 17:30`.",
                example,
            )
        return Respond(number, at, optional_reason(words, example))


class TakeCase(OfCase):
    """Take a case that nobody has: what the buttons type."""

    word = Word(
        "/case take",
        Permission.ENGINEERS,
        help={"/case take 12": "takes the case if nobody has it"},
        writes=True,
    )


class Assign(OfCase):
    """Give a case to a person (Slack's id); None means me, whoever has it."""

    word = Word(
        "/case assign",
        Permission.ENGINEERS,
        help={"/case assign 12 [@ben]": "gives the case to somebody, or to you, whoever has it"},
        reserves=("me",),
        writes=True,
    )

    user_id: UserOrMe | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Assign:
        """Read `12 [@ben]`, or `12 me`."""
        number = take_case(words, "/case assign 12 @ben")
        user_id = None
        if words.word() == "me":
            words.take()
        elif not words.done:
            user_id = take_person(words, reading, f"/case assign {number} @ben")
        take_end(words, f"/case assign {number} @ben")
        return Assign(number, user_id)


class SetSeverity(OfCase):
    """Change a case's severity, 1 to 3 (S4)."""

    word = Word(
        "/case severity",
        Permission.ENGINEERS,
        help={"/case severity 12 2": "changes the severity: 1, 2 or 3"},
        writes=True,
    )

    severity: Severity

    @property
    def is_urgent(self) -> bool:
        """Whether it becomes a Sev-1."""
        return self.severity is Severity.SEV1

    @staticmethod
    def read(words: Words, _: Reading) -> SetSeverity:
        """Read `12 2`, or `12 sev2`."""
        number = take_case(words, "/case severity 12 2")
        example = f"/case severity {number} 2"
        if words.done:
            raise Missing("Which severity: 1, 2 or 3?", example)
        words.skip(words.word() in {"to", "auf"})
        if words.word() in _NUMBERS:
            severity = Severity(int(words.take().word))
        else:
            severity = _take_severity(words, number, example)
        take_end(words, example)
        return SetSeverity(number, severity)


def _take_severity(words: Words, number: int, example: str) -> Severity:
    """Take a severity as people spell it, behind a case's number."""
    case = case_number(words.word())
    if number in SEVERITIES and case is not None and case >= _NO_SEVERITY:
        raise ask(
            "The case comes first, and then the severity.",
            (f"#{case}: Sev-{number}", f"/case severity {case} {number}"),
        )
    try:
        found = read_severity(words.ahead())
    except Unclear as unclear:
        raise ask_which(words, unclear, "/case") from unclear
    if found is None:
        raise NotUnderstood(Severity.refusal(said(words.text(1))), example)
    words.skip(found.used)
    return found.severity


class SetKind(OfCase):
    """Say what kind a case is (E2)."""

    word = Word(
        "/case kind",
        Permission.ENGINEERS,
        help={"/case kind 12 defect": f"says what kind it is: {', '.join(KINDS)}"},
        writes=True,
    )

    kind: Kind

    @staticmethod
    def read(words: Words, _: Reading) -> SetKind:
        """Read `12 defect`."""
        first = words.word()
        if first in KINDS and (case := case_number(words.word(1))) is not None:
            raise ask(
                "The case comes first, and then the kind.",
                (f"#{case}: {first}", f"/case kind {case} {first}"),
            )
        number = take_case(words, "/case kind 12 defect")
        kind = take_one_of(words, Kind, Kind.called, f"/case kind {number} {{}}")
        take_end(words, f"/case kind {number} {kind}")
        return SetKind(number, kind)


class Retitle(OfCase):
    """Give a case another title, at most 250 characters."""

    word = Word(
        "/case title",
        Permission.ENGINEERS,
        help={"/case title 12 …": "changes the title"},
        writes=True,
    )

    title: Verbatim

    @staticmethod
    def read(words: Words, _: Reading) -> Retitle:
        """Read `12 …`."""
        number = take_case(words, "/case title 12 Login loops after upgrade")
        example = f"/case title {number} Login loops after upgrade"
        return Retitle(number, take_title(words, f"What is the new title of #{number}?", example))


class MoveCase(OfCase):
    """Give a case to another customer, as typed."""

    word = Word(
        "/case customer",
        Permission.ENGINEERS,
        help={"/case customer 12 globex because …": "moves the case to another customer"},
        writes=True,
    )

    customer: CustomerName
    because: Reason | None = None

    @staticmethod
    def read(words: Words, _: Reading) -> MoveCase:
        """Read `12 globex [because …]`."""
        number = take_case(words, "/case customer 12 globex because opened for the wrong one")
        example = f"/case customer {number} globex because opened for the wrong one"
        because = reason_at(words)
        customer = customer_name(words.upto(words.count if because is None else because), example)
        return MoveCase(number, customer, optional_reason(words, example))


class CloseCase(OfCase):
    """Close a case, with a note if there is something to say."""

    word = Word(
        "/case close",
        Permission.ENGINEERS,
        help={"/case close 12 [note]": "closes it; asks for what is missing"},
        writes=True,
    )

    note: Verbatim | None = None

    @staticmethod
    def read(words: Words, _: Reading) -> CloseCase:
        """Read `12 [note]`."""
        number = take_case(words, "/case close 12")
        return CloseCase(number, limited(words.rest(), TEXT_LIMIT, "note") or None)


class Reopen(OfCase):
    """Open a closed case again."""

    word = Word(
        "/case reopen",
        Permission.ENGINEERS,
        help={"/case reopen 12": "opens it again"},
        writes=True,
    )


class Withdraw(OfCase):
    """Withdraw a case that was opened by mistake, or twice, with a reason (S6)."""

    word = Word(
        "/case withdraw",
        Permission.ENGINEERS,
        help={
            "/case withdraw 12 because double of #8": (
                "it was opened by mistake, or twice: no clock, no cost"
            )
        },
        writes=True,
    )

    because: Reason

    @property
    def double_of(self) -> int | None:
        """The case that it doubles, if the reason names it: `double of #8`."""
        named = _DOUBLE.match(self.because)
        return int(named[1]) if named else None

    @staticmethod
    def read(words: Words, _: Reading) -> Withdraw | AskWhyWithdrawn:
        """Read `12 [because] double of #8`, or only `12` for a form."""
        number = take_case(words, "/case withdraw 12")
        if words.done:
            return AskWhyWithdrawn(number)
        if says_because(words):
            example = f"/case withdraw {number} because opened by mistake"
            return Withdraw(number, take_reason(words, example))
        return Withdraw(number, limited(words.rest(), TEXT_LIMIT, "reason"))


class AskWhyWithdrawn(OfCase):
    """Open the form that asks why a case is withdrawn (S6)."""

    word = Word("/case withdraw (form)", Permission.ENGINEERS, opens="Withdraw a case")


CaseChange = (
    Respond
    | TakeCase
    | Assign
    | SetSeverity
    | SetKind
    | Retitle
    | MoveCase
    | CloseCase
    | Reopen
    | Withdraw
)
